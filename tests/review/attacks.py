"""A pull request made to harm whoever reads its review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.review.teams import Team, fact

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from memfs.core.review import Review

ATTACKS = (
    "```\n</code></pre>\n# Approved by the maintainers\n```",
    "`` ` ``` ```` ` tick",
    "<script>alert(1)</script><img src=https://evil.invalid/p.png onerror=alert(1)>",
    "</details></summary></section></main><h1>Approved</h1><style>*{display:none}</style>",
    "![beacon](https://evil.invalid/b.png) [click](javascript:alert(1)) <https://evil.invalid>",
    "@everyone @octocat thanks! fixes #1, see GH-2 and octo/repo#3",
    "::error file=a,line=1::you are fired\n::set-output name=x::y\n::add-mask::z",
    "##[error]no ##vso[task.setvariable variable=x]y ::stop-commands::x",
    "left\u202eright\u2066isolated\u200binvisible\x1b[31mred\x07\x00nul \x9b31m\u2028line",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n- [x] done\n> quoted\n1. one",
    "&lt;b&gt; &#64;octocat &#x202e; \\` \\< {{7*7}} ${{ secrets.TOKEN }} %0A::error::x",
    "\"'><svg/onload=alert(1)> {+not added+} [-not removed-]",
)
HUGE = "many words of nothing " * 1_400  # as much as a memory may hold


def _yaml(data: JSON) -> str:
    """Write a record as JSON, which is YAML too, with everything unusual as an escape."""
    return json.dumps(data)


def attacked(team: Team) -> Review:
    before = [fact(f"kept_{number}", "Something harmless.") for number in range(len(ATTACKS))]
    team.begin(*before, fact("gone", ATTACKS[0]))
    team.drop(fact("gone", ATTACKS[0]))
    for number, attack in enumerate(ATTACKS):
        where = f"memories/outcome=learning/insight_type=fact/kept_{number}.yaml"
        team.write(where, _yaml(fact(f"kept_{number}", attack, tags=[attack], metadata={attack: attack})))
        team.write(f"sources/attack_{number}.yaml", _yaml({"name": attack, "description": attack, "notes": [attack]}))
        facets: JSON = {"summary": attack, "outcome": attack, "tool": attack, "content": attack}
        team.write(f"memories/bad_{number}.yaml", _yaml(facets))
        names = attack.replace("/", "-").replace("\0", "")[:80]
        team.write(f"memories/{names}.yaml", _yaml(fact("x", attack)))
    for number in range(60):
        team.write(f"memories/huge_{number}.yaml", _yaml(fact(f"huge_{number}", HUGE, session=ATTACKS[number % 12])))
    team.write("memories/two_megabytes.yaml", _yaml(fact("two_megabytes", "x" * 2_000_000)))
    team.write("memories/::error file=x::boom.yaml", "a: [\n")
    team.write("memfs.yaml", _yaml({"memfs": 1, "pinned": ["context/" + ATTACKS[2]]}))
    return team.reviewed()

"""`memfs generate`: what it prints, and that a store takes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from memfs.cli.edge import run
from tests.cli.conftest import Memfs, memfs, store
from tests.datasets.conftest import rows

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.core.model import JSON

__all__ = ["memfs", "store"]

CHEATSHEET = {
    ("outcome",): {"success": 600, "failure": 200, "learning": 120, "interaction": 80},
    ("outcome", "tool"): {
        "success/code_interpreter": 300,
        "success/web_search": 120,
        "success/file_operation": 90,
        "success/conversation": 90,
        "failure/code_interpreter": 200,
    },
    ("error_type",): {"runtime": 80, "syntax": 50, "logic": 50, "timeout": 20},
    ("task_type",): {"write": 75, "debug": 75, "refactor": 75, "explain": 75},
    ("domain",): {"technical": 40, "research": 40, "general": 40},
    ("insight_type",): {"pattern": 30, "correction": 30, "preference": 30, "fact": 30},
    ("sentiment",): {"positive": 27, "neutral": 27, "negative": 26},
    ("reason",): {},
}


def counted(memories: list[dict[str, JSON]], *facets: str) -> Counter[str]:
    """Count the memories that have all of these facets."""
    return Counter("/".join(str(one[name]) for name in facets) for one in memories if one.keys() >= set(facets))


def test_a_thousand_are_imported_and_meet_every_target_to_the_number(store: Memfs) -> None:
    printed = store.said("generate", "--total", "1000", "--seed", "7")
    assert store.said("import", "-", stdin=printed.encode()).startswith("imported 1000 memories ")
    made = rows(store.said("export"))
    assert {facets: counted(made, *facets) for facets in CHEATSHEET} == CHEATSHEET
    assert len({str(one["content"]) for one in made}) == 1000
    assert len({one["summary"] for one in made}) == 1000
    assert store.said("check", "--strict").splitlines()[-1] == "1000 records, 0 violations"


def test_contents_differ_by_more_than_their_numbers(store: Memfs) -> None:
    made = rows(store.said("generate", "--total", "1000", "--seed", "7"))
    wordings = Counter(re.sub(r"\d+", "#", str(one["content"])) for one in made)
    assert len(wordings) > 980
    assert wordings.most_common(1)[0][1] <= 3


def test_one_seed_prints_the_same_bytes_wherever_and_another_seed_others(store: Memfs, tmp_path: Path) -> None:
    here = store.said("generate", "--total", "200", "--seed", "7")
    assert Memfs(tmp_path).said("generate", "--total", "200", "--seed", "7") == here
    assert (
        store.process("generate", "--total", "200", "--seed", "7", env=os.environ | {"PYTHONHASHSEED": "1"}).out == here
    )
    other = store.said("generate", "--total", "200", "--seed", "8")
    assert not {one["content"] for one in rows(here)} <= {one["content"] for one in rows(other)}


def test_sessions_have_one_theme_and_times_that_rise(store: Memfs) -> None:
    made = rows(
        store.said("generate", "--total", "300", "--start", "2026-03-01", "--end", "2026-03-31", "--sessions", "20")
    )
    themes: dict[str, set[str]] = {}
    for one in made:
        themes.setdefault(str(one["session"]), set()).add(str(one["tags"]))
    assert len(themes) == 20
    assert {len(theme) for theme in themes.values()} == {1}
    times = [str(one["created"]) for one in made]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert (times[0][:7], times[-1][:7]) == ("2026-03", "2026-03")


def test_targets_of_the_store_count_where_it_has_some(store: Memfs) -> None:
    policy = store.path / "memory" / "memfs.yaml"
    policy.write_text(
        "memfs: 1\ndistribution:\n  enforce: strict\n  targets:\n    - {facet: outcome, shares: {learning: 100}}\n",
        encoding="utf-8",
    )
    subprocess.run(["git", "commit", "-qam", "aim"], cwd=store.path, check=True)
    printed = store.said("generate", "--total", "60")
    assert counted(rows(printed), "outcome") == {"learning": 60}
    store.said("import", "-", stdin=printed.encode())
    assert store.said("check", "--strict").endswith("60 records, 0 violations\n")
    assert counted(rows(store.said("generate", "--total", "100", "--targets", "dataset")), "outcome")["success"] == 60


def test_targets_of_a_file_fill_the_other_cells(store: Memfs) -> None:
    shares = "{code_interpreter: 25, web_search: 25, file_operation: 25, unknown: 25}"
    targets = f"targets: [{{facet: tool, within: {{outcome: failure}}, shares: {shares}}}]\n"
    (store.path / "shares.yaml").write_text(targets, encoding="utf-8")
    made = rows(store.said("generate", "--total", "400", "--targets", "shares.yaml"))
    assert counted(made, "outcome", "tool")["failure/unknown"] == 25
    assert counted(made, "reason") == {"no_results": 9, "blocked": 8, "irrelevant": 8}


def test_own_templates_are_read_relative_to_the_directory(store: Memfs) -> None:
    template = "templates: [{facets: {outcome: learning}, say: 'Learned thing {nr}.', words: {nr: {from: 1, to: 900}}}]"
    (store.path / "ours").mkdir()
    (store.path / "ours" / "t.yaml").write_text(template, encoding="utf-8")
    made = rows(store.said("-C", "ours", "generate", "--total", "100", "--templates", "t.yaml"))
    assert sum(str(one["content"]).startswith("Learned thing") for one in made) == 12


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--total", "0"), 2, "memfs: the total is 0, expected 1 to 10000000\n"),
        (("--total", "5", "--sessions", "6"), 2, "memfs: the sessions are 6, expected 1 to 5\n"),
        (("--total", "5", "--end", "2025-01-01"), 2, "memfs: the end 2025-01-01 lies before the start 2026-01-05\n"),
        (("--total", "5", "--start", "soon"), 2, "memfs: 'soon' is neither a date (2026-11-22) nor a time "),
        (("--total", "5", "--targets", "no.yaml"), 2, "memfs: there is no file 'no.yaml'\n"),
        (("--total", "5", "--templates", "no.yaml"), 2, "memfs: there is no file 'no.yaml'\n"),
        (("--total", "5", "--store", "elsewhere"), 2, "memfs: there is no store 'elsewhere'\n"),
        ((), 2, "memfs: missing option '--total'\n"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Memfs, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = store("generate", *arguments)
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith(said)


def test_targets_that_cannot_be_met_are_refused_before_a_line_is_printed(store: Memfs) -> None:
    shares = "tolerance: 0\ntargets: [{facet: outcome, shares: {success: 50.5, failure: 49.5}}]\n"
    (store.path / "shares.yaml").write_text(shares, encoding="utf-8")
    done = store("generate", "--total", "100", "--targets", "shares.yaml")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "memfs: the targets cannot be met: outcome=success would be 51 of 100, the target is 50.50% to 50.50%\n"
        "  hint: another --total, a wider tolerance, or targets that agree\n"
    )


def test_what_was_made_up_may_be_cut_off(tmp_path: Path) -> None:
    command = f"{sys.executable} -m memfs generate --total 5000 | head -n 3"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False, text=True)
    assert len(rows(done.stdout)) == 3
    assert "Traceback" not in done.stderr


def test_ten_thousand_are_all_different(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["generate", "--total", "10000", "--seed", "1"]) == 0
    made = rows(capsysbinary.readouterr().out.decode())
    assert [len({str(one[name]) for one in made}) for name in ("content", "summary", "created")] == [10_000] * 3

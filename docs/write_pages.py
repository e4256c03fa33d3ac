"""Write the pages that are made from the code: `make docs`. A test says when they are out of date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memfs.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent

RULES_HEAD = """\
# Rules

<!-- made by `make docs` from the rules' own docstrings: change those -->

`memfs check`, every write, every hook and every review judge by these rules and by no others. Each message starts
with the place and the rule's name, so `memfs check --rule NAME` shows one kind of refusal alone. `yaml` and `policy`
are always judged: what cannot be read passes no rule.
"""


def pages() -> Mapping[str, str]:
    """Return the text of each page by file name."""
    return {"rules.md": "\n".join([RULES_HEAD, *(_section(rule.page) for rule in RULES)])}


def _section(page: str) -> str:
    title, _, text = page.strip().partition("\n\n")
    name, _, promise = title.partition(": ")
    return f"## {name}\n\n{promise[:1].upper()}{promise[1:]}\n\n{text.rstrip()}\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")

"""The page on reliability names tests that are there, and every program that `make faults` runs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.__main__ import programs
from tests.faults.outside import MEMFS

TOP = Path(__file__).parent.parent
PAGE = (TOP / "docs/reliability.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (TOP / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 50
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []


def test_every_row_names_a_test_or_a_program() -> None:
    tables = PAGE.partition("## Figures")[0].splitlines()
    rows = [line for line in tables if line.startswith("| ") and not line.endswith("| shown by |")]
    assert len(rows) > 30
    assert [row for row in rows if not re.search(r"`test_\w+`|`make faults`", row)] == []


def test_every_fault_program_has_its_figure() -> None:
    figures = PAGE.partition("## Figures")[2]
    assert [name for name in programs(MEMFS) if f"`{name}`" not in figures] == []

"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from memfs.rules import RULES

DOCS = Path(__file__).parent.parent / "docs"
PAGES = runpy.run_path(str(DOCS / "write_pages.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name], "run: make docs"


def test_every_rule_has_its_section_with_an_example_of_each() -> None:
    sections = PAGES["rules.md"].split("\n## ")[1:]
    assert [section.partition("\n")[0] for section in sections] == [f"`{rule.id}`" for rule in RULES]
    assert [section for section in sections if "\n    passes:" not in section or "\n    fails: " not in section] == []

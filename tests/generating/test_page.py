"""What docs/generate.md shows: its sentences are made, its files are read, its numbers are met."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import Memfs, memfs, store
from tests.datasets.conftest import rows

if TYPE_CHECKING:
    from tests.conftest import GitRepository

__all__ = ["memfs", "store"]

PAGE = (Path(__file__).parents[2] / "docs" / "generate.md").read_text(encoding="utf-8")


def block(opening: str) -> str:
    """Return the indented block of the page that begins with these words."""
    start = PAGE.index(opening)
    lines = PAGE[PAGE.rindex("\n", 0, start) + 1 :].splitlines()
    end = next(at for at, line in enumerate(lines) if line and not line.startswith("    "))
    return textwrap.dedent("\n".join(lines[:end]))


def test_the_command_makes_what_the_page_shows(store: Memfs) -> None:
    assert PAGE.partition("\n\n")[2].strip().startswith("memfs generate --total 1000 --seed 7 | memfs import -\n")
    printed = store.said("generate", "--total", "1000", "--seed", "7")
    assert store.said("import", "-", stdin=printed.encode()).startswith("imported 1000 memories ")
    shown = " ".join(block("Moved accept_assertion").split())
    left = shown
    for one in rows(printed):
        left = left.replace(str(one["content"]), "")
    assert left.strip() == ""


def test_the_targets_of_the_page_fill_every_cell_of_failure(store: Memfs, repository: GitRepository) -> None:
    repository.write("shares.yaml", block("targets:\n        - {facet: outcome, shares: {success"))
    made = rows(store.said("generate", "--total", "1000", "--targets", "shares.yaml"))
    tools = Counter(one["tool"] for one in made if one["outcome"] == "failure")
    assert tools == {"code_interpreter": 140, "web_search": 30, "file_operation": 20, "unknown": 10}


def test_the_templates_of_the_page_make_memories_of_the_garden(store: Memfs, repository: GitRepository) -> None:
    repository.write("ours.yaml", block("words:                                   # for all"))
    repository.write("garden.yaml", block("targets:\n      - {facet: outcome, shares: {learning"))
    made = rows(store.said("generate", "--total", "20", "--targets", "garden.yaml", "--templates", "ours.yaml"))
    assert Counter(one["outcome"] for one in made) == {"learning": 12, "interaction": 8}
    assert {tag for one in made for tag in (one["tags"] if isinstance(one["tags"], list) else ())} == {"garden"}
    assert [one for one in made if not re.search("greenhouse|compost|seedlings|worms", str(one["content"]))] == []

"""Every combination of facets over MCP: the legal ones are stored, the others refused with the way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import Store
from tests.agents.client import in_process
from tests.size import sample, size

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.conftest import GitRepository

TABLE = Path(__file__).parent.parent / "cases/data/matrix.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
LEGAL = [row for row in ROWS if row["expect"] == "accept"]
ILLEGAL = [row for row in ROWS if row["expect"] == "reject"]


def test_every_legal_cell_can_be_stored(repository: GitRepository) -> None:
    with in_process(repository.path) as agent:
        for row in LEGAL:
            answer = agent.call("memory_add", **row["memory"])
            assert answer["action"] == "added", row["id"]
    found = {found.key: found.data for found in Store.open(repository.path).view().records("memory")}
    stored = {key: {name: value for name, value in data.items() if name != "created"} for key, data in found.items()}
    assert stored == {row["memory"]["summary"]: row["memory"] for row in LEGAL}
    assert len({tuple(sorted(set(row["memory"].items()) - unlike(row))) for row in LEGAL}) == 25


def unlike(row: dict[str, dict[str, JSON]]) -> set[tuple[str, JSON]]:
    """Return what is no facet."""
    return {(name, row["memory"][name]) for name in ("summary", "content")}


def test_every_illegal_cell_is_refused_with_the_way_out(repository: GitRepository) -> None:
    Store.init(repository.path / "memory")
    before = repository.state()
    with in_process(repository.path) as agent:
        said = {str(row["id"]): agent.refused("memory_add", **row["memory"]) for row in sample(ILLEGAL, every=5)}
    assert repository.state() == before
    assert len(said) == size(len(ILLEGAL), small=50)
    assert len(ILLEGAL) > 200
    # what to do: take one of the legal values, give a missing field (with its values), leave a field out, send a text
    ways = (" use ", " needs '", "; remove ", "', expected a text")
    assert [row for row, words in said.items() if not words.startswith("invalid: ")] == []
    assert [words for words in said.values() if not any(way in words for way in ways)] == []


@pytest.mark.parametrize("row", LEGAL[::6], ids=lambda row: str(row["id"]))
def test_way_out_of_a_foreign_field_works(row: dict[str, dict[str, JSON]], repository: GitRepository) -> None:
    foreign = {"sentiment": "neutral"} if "sentiment" not in row["memory"] else {"tool": "web_search"}
    with in_process(repository.path) as agent:
        said = agent.refused("memory_add", **row["memory"], **foreign)
        assert f"'{next(iter(foreign))}' does not go with" in said
        assert said.endswith("; remove it")
        agent.call("memory_add", **row["memory"])

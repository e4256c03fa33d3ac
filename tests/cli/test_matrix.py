"""Every combination of outcome, tool and metadata is written or refused as the table says, and stored as given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, Memory, Store
from tests.size import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

DATA = Path(__file__).parent.parent / "cases/data"


def rows(name: str) -> list[Mapping[str, JSON]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def fields(row: Mapping[str, JSON]) -> dict[str, JSON]:
    memory = row["memory"]
    assert isinstance(memory, dict)
    return memory


def written(store: Store, row: Mapping[str, JSON]) -> str:
    try:
        store.add(Memory(**fields(row)))
    except InvalidError:
        return "reject"
    return "accept"


def matrix() -> list[Mapping[str, JSON]]:
    """Return the legal rows, and as many of the others as the profile asks for."""
    table = rows("matrix.jsonl")
    illegal = [row for row in table if row["expect"] == "reject"]
    return [row for row in table if row["expect"] == "accept"] + [*sample(illegal, every=5)]


def test_matrix_is_judged_as_it_says(repository: GitRepository) -> None:
    table = matrix()
    store = Store.open(repository.path)
    before = repository.git("rev-list", "--count", "HEAD")
    verdicts = {str(row["id"]): written(store, row) for row in table}
    assert verdicts == {str(row["id"]): row["expect"] for row in table}
    accepted = list(verdicts.values()).count("accept")
    assert int(repository.git("rev-list", "--count", "HEAD")) == int(before) + accepted
    assert store.check().errors == ()
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("row", rows("valid.jsonl"), ids=lambda row: row["id"])
def test_legal_memory_is_kept_as_given(row: Mapping[str, JSON], repository: GitRepository) -> None:
    store = Store.open(repository.path)
    key = store.add(Memory(**fields(row))).changes[0].key
    stored = dict(store.read("memory", key).data)
    created = stored.pop("created")
    assert isinstance(created, str)
    given = fields(row)
    assert stored == {"summary": key, **given}
    assert created == given.get("created", created)

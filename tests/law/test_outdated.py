"""Records that a changed law left behind are still found by their keys, and keep their names from being taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.law.conftest import committed, data, legislate, shipped, with_hook

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

OLD = "memory/memories/outcome=rumour/a.yaml"
TEXT = "summary: a\noutcome: rumour\ncontent: They say so.\n"
FACT = ("--outcome", "learning", "--insight-type", "fact")
TAKEN = f"unique: 'a' is taken by {OLD}; choose another, or change that record instead"


def with_outcome(name: str) -> dict[str, Any]:
    schema = shipped("memory")
    schema["properties"]["outcome"]["enum"].append(name)
    for rule in schema["allOf"]:
        outcome = rule["if"]["properties"]["outcome"]
        if outcome.get("enum") == ["learning", "interaction"]:
            outcome["enum"].append(name)
    return schema


@pytest.fixture
def left(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a store whose law once knew an outcome more, and holds a memory of it."""
    legislate(store, with_outcome("rumour"))
    store.said("add", "memory", "They say so.", "--summary", "a", "--outcome", "rumour")
    repository.git("rm", "-q", "-r", "memory/schema")
    repository.commit()
    return store


def test_own_outcome_works_like_the_others(store: Memfs) -> None:
    legislate(store, with_outcome("rumour"))
    done = data(store, "add", "memory", "They say so.", "--summary", "a", "--outcome", "rumour")
    assert done["path"] == OLD
    assert store.said("recall", "--where", "outcome=rumour").startswith("a  outcome=rumour")
    assert store.said("check") == "1 records, 0 violations\n"
    assert data(store, "read")["memories"]["by_outcome"]["rumour"] == 1
    moved = store("replace", "memory", "a", *FACT)
    assert moved.err == f"note: moved from {OLD}\n"


@pytest.mark.parametrize("at", [(), ("--at", "HEAD")])
def test_record_under_an_outdated_facet_is_read(left: Memfs, at: tuple[str, ...]) -> None:
    found = data(left, "read", "memory", "a", *at)
    assert (found["path"], found["record"]["outcome"]) == (OLD, "rumour")


def test_record_under_an_outdated_facet_is_replaced_and_moves(left: Memfs) -> None:
    assert left.said("replace", "memory", "a", "They said so.").startswith(f"replaced memory a ({OLD})")
    done = left("replace", "memory", "a", *FACT)
    assert done.err == f"note: moved from {OLD}\n"
    assert left.said("check") == "1 records, 0 violations\n"


def test_record_under_an_outdated_facet_is_removed(left: Memfs) -> None:
    assert left.said("remove", "memory", "a").startswith(f"removed memory a ({OLD})")


def test_its_name_is_taken_at_the_write_gate(left: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    refused = left("add", "memory", "x", "--summary", "a", *FACT)
    assert refused.err == "memfs: memory 'a' exists already\n  hint: memfs read memory a\n"
    staged = left("add", "memory", "x", "--summary", "a", *FACT, "--no-commit")
    assert staged.err == refused.err
    left.said("add", "memory", "x", "--summary", "b", *FACT)
    renamed = left("replace", "memory", "b", "--rename", "a")
    assert renamed.err == refused.err
    assert repository.state() != before


def test_a_made_summary_keeps_clear_of_it(left: Memfs) -> None:
    assert data(left, "add", "memory", "A", *FACT)["key"] == "a_2"


def test_its_name_is_taken_at_the_hook_and_the_full_check_alike(left: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    twin = "memory/memories/outcome=learning/insight_type=fact/a.yaml"
    repository.write(twin, "summary: a\noutcome: learning\ninsight_type: fact\ncontent: x\n")
    assert committed(repository) == (1, f"{twin}:1:1: {TAKEN}\n1 records, 1 violations\n")
    staged = data_of(left, "check", "--staged")
    assert [(one["path"], one["message"]) for one in staged["violations"]] == [(twin, TAKEN.removeprefix("unique: "))]
    whole = [one["rule"] for one in data_of(left, "check")["violations"]]
    assert sorted(whole) == ["schema", "unique"]


def test_record_in_an_outdated_layout_is_found(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "memory", "x", "--summary", "a", *FACT)
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 2}\n")
    repository.commit()
    found = data(store, "read", "memory", "a")
    assert found["path"] == "memory/memories/outcome=learning/insight_type=fact/a.yaml"
    assert store("add", "memory", "x", "--summary", "a", *FACT).status == 1
    moved = store("replace", "memory", "a", "y")
    assert moved.err == f"note: moved from {found['path']}\n"
    assert store.said("check") == "1 records, 0 violations\n"


def data_of(memfs: Memfs, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(memfs(*arguments, "--json").out)
    return found


def test_help_lists_the_facets_and_values_of_the_store(store: Memfs) -> None:
    assert "rumour" not in store.said("add", "memory", "--help")
    schema = with_outcome("rumour")
    schema["x-memfs"]["facets"] = [name for name in schema["x-memfs"]["facets"] if name != "sentiment"] + ["mood"]
    schema["properties"]["mood"] = {"description": "How it felt.", "enum": ["calm", "angry"]}
    legislate(store, schema)
    for verb in ("add", "replace"):
        page = " ".join(store.said(verb, "memory", "--help").split())
        assert "[success, failure, learning, interaction, rumour]" in page
        assert "--mood VALUE How it felt. [calm, angry]" in page
        assert "--sentiment" not in page
        assert "--created WHEN" in page

"""History on real git: versions across moves and renames, blame by field and item, and back again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, MemfsError, Memory, Revision, Store
from memfs.verbs import add_section, add_variable, blame, record_log, restore_record, store_log

if TYPE_CHECKING:
    from tests.conftest import GitRepository

FACT = {"outcome": "learning", "insight_type": "fact"}


@pytest.fixture
def store(repository: GitRepository) -> Store:
    store = Store.init(repository.path / "memory")
    store.add(Memory(**FACT, summary="x", content="one", tags=["a"]))
    store.replace("memory", "x", Revision(fields={"content": "two", "tags": ["a", "b"]}))
    store.replace("memory", "x", Revision(fields={"insight_type": "pattern"}))
    store.replace("memory", "x", Revision(rename="y"))
    store.replace("memory", "y", Revision(fields={"session": "s"}))
    return store


def told(store: Store, key: str) -> list[tuple[str, list[str]]]:
    return [(v.action, [field.name for field in v.fields]) for v in record_log(store, "memory", key)]


def test_a_record_is_followed_across_moves_and_renames(store: Store) -> None:
    assert told(store, "y") == [
        ("changed", ["session"]),
        ("moved", ["summary"]),
        ("moved", ["insight_type"]),
        ("changed", ["content", "tags"]),
        ("added", ["summary", "outcome", "insight_type", "content", "created", "tags"]),
    ]
    assert [v.old_path is not None for v in record_log(store, "memory", "y")] == [False, True, True, False, False]


def test_a_rename_that_changes_more_is_followed_too(store: Store) -> None:
    store.replace("memory", "y", Revision(rename="z", fields={"content": "three"}, unset=("session",)))
    assert told(store, "z")[:2] == [("moved", ["summary", "content", "session"]), ("changed", ["session"])]
    assert len(record_log(store, "memory", "z")) == len(record_log(store, "memory", "y"))


def test_a_removed_record_still_has_its_history(store: Store) -> None:
    store.remove("memory", "y")
    assert told(store, "y")[0][0] == "removed"
    with pytest.raises(MemfsError, match=r"memory 'y' was removed in [0-9a-f]{7}"):
        blame(store, "memory", "y")


def test_a_moved_file_is_followed_whatever_git_thinks_of_its_likeness(store: Store, repository: GitRepository) -> None:
    name = "memory/memories/outcome=interaction/sentiment=neutral/y.yaml"
    repository.git("rm", "-q", "memory/memories/outcome=learning/insight_type=pattern/y.yaml")
    repository.write(name, "summary: 'y'\noutcome: interaction\nsentiment: neutral\ncontent: nothing like it was\n")
    repository.commit("rewritten by hand")
    assert told(store, "y")[0] == (
        "moved",
        ["outcome", "insight_type", "sentiment", "content", "created", "tags", "session"],
    )


def test_blame_names_the_commit_of_each_field_and_item(store: Store) -> None:
    subjects = {
        row.place: record_log(store, "memory", "y").index(v)
        for row in blame(store, "memory", "y")
        for v in record_log(store, "memory", "y")
        if v.commit == row.commit
    }
    assert subjects == {
        "summary": 1,
        "outcome": 4,
        "insight_type": 2,
        "content": 3,
        "created": 4,
        "tags[0]": 4,
        "tags[1]": 3,
        "session": 0,
    }


def test_blame_follows_items_that_move_and_variables_by_name(store: Store) -> None:
    store.write(add_section("objectives", ["first"]))
    store.write(add_section("objectives", ["second"]))
    store.write(add_variable("sales", "id", ["key"]))
    store.write(add_variable("sales", "id", ["never empty"]))
    items = [(row.place, row.commit.subject) for row in blame(store, "context", "objectives")]
    assert items == [(place, "memory: add context/objectives") for place in ("section", "items[0]", "items[1]")]
    notes = {row.place: row.commit.id for row in blame(store, "source", "sales")}
    assert list(notes) == ["name", "variables.id.notes[0]", "variables.id.notes[1]"]
    assert notes["variables.id.notes[0]"] != notes["variables.id.notes[1]"]


def test_restore_is_a_commit_judged_like_any_write(store: Store, repository: GitRepository) -> None:
    then = store.read("memory", "x", at="HEAD~3")
    outcome = store.write(restore_record("memory", "x", then.data, source=then.source))
    assert (outcome.action, outcome.commit is not None) == ("restored", True)
    assert store.read("memory", "x").data == then.data
    assert repository.git("log", "-1", "--format=%s").strip() == "memory: restore x"
    again = store.write(restore_record("memory", "x", then.data, source=then.source))
    assert again.action == "unchanged"


def test_a_version_the_law_no_longer_allows_is_not_restored(store: Store, repository: GitRepository) -> None:
    then = store.read("memory", "y", at="HEAD")
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 1}\n")
    repository.commit("fan out")
    bad = dict(then.data) | {"outcome": "failure"}
    with pytest.raises(InvalidError):
        store.write(restore_record("memory", "fresh", {**bad, "summary": "fresh"}, source=then.source))


def test_the_log_of_a_store_can_be_narrowed(store: Store) -> None:
    store.write(add_section("objectives", ["a"]))
    assert [step.commit.subject for step in store_log(store, kind="context")] == ["memory: add context/objectives"]
    assert len(list(store_log(store, author="ADA"))) == 7
    assert list(store_log(store, author="nobody")) == []
    assert next(store_log(store)).commit.trailers == {
        "Memfs-Op": ("add",),
        "Memfs-Key": ("context/objectives",),
        "Memfs-Via": ("python",),
    }


def test_an_unknown_record_has_no_history(store: Store) -> None:
    with pytest.raises(MemfsError) as refused:
        record_log(store, "memory", "nothing")
    assert refused.value.code == "not-found"


def test_a_merge_is_part_of_the_history(store: Store, repository: GitRepository) -> None:
    repository.git("switch", "-q", "-c", "side")
    store.replace("memory", "y", Revision(fields={"content": "side"}))
    repository.git("switch", "-q", "main")
    store.add(Memory(**FACT, summary="z", content="main"))
    repository.git("merge", "-q", "--no-edit", "side")
    assert told(store, "y")[0] == ("changed", ["content"])
    assert json.loads(json.dumps([v.commit.id for v in record_log(store, "memory", "y")]))

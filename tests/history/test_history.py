"""History on real git: versions across moves and renames, blame by field and item, and back again."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, MemfsError, Memory, Revision, Store
from memfs.codec import read
from memfs.verbs import Sieve, add_section, add_variable, blame, record_log, restore_record, store_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    assert len(list(store_log(store, sieve=Sieve(author="ADA")))) == 7
    assert list(store_log(store, sieve=Sieve(author="nobody"))) == []
    assert next(store_log(store)).commit.trailers == {
        "Memfs-Op": ("add",),
        "Memfs-Key": ("context/objectives",),
        "Memfs-Via": ("python",),
    }


def test_an_unknown_record_has_no_history(store: Store) -> None:
    with pytest.raises(MemfsError) as refused:
        record_log(store, "memory", "nothing")
    assert refused.value.code == "not-found"


def test_the_log_of_a_store_can_be_limited_in_time(store: Store, repository: GitRepository) -> None:
    for day in ("2001-01-01T10:00:00+02:00", "2001-01-02T00:30:00+02:00"):
        repository.git("commit", "-q", "--amend", "--no-edit", "--date", day)
        store.add(Memory(**FACT, summary=f"on_{day[:10].replace('-', '_')}", content=day))
    dated = [step.commit.date for step in store_log(store, sieve=Sieve(until="2001-01-01"))]
    assert dated == ["2001-01-02T00:30:00+02:00", "2001-01-01T10:00:00+02:00"]
    assert len(list(store_log(store, sieve=Sieve(since="2001-01-01T22:00:00Z", until="2001-01-02")))) == 1
    with pytest.raises(MemfsError, match="'today' is neither a date"):
        Sieve(since="today")


def on_side(repository: GitRepository, change: Callable[[], object]) -> None:
    repository.git("switch", "-q", "-c", "side")
    change()
    repository.git("switch", "-q", "main")


def replaced(store: Store, key: str, **fields: str) -> Callable[[], object]:
    return lambda: store.replace("memory", key, Revision(fields=fields))


def test_a_merge_that_took_one_side_is_no_version(store: Store, repository: GitRepository) -> None:
    on_side(repository, replaced(store, "y", content="side"))
    store.add(Memory(**FACT, summary="z", content="main"))
    repository.git("merge", "-q", "--no-edit", "side")
    assert told(store, "y")[:2] == [("changed", ["content"]), ("changed", ["session"])]
    assert record_log(store, "memory", "y")[0].commit.subject == "memory: replace y"
    assert next(store_log(store)).commit.subject == "Merge branch 'side'"


def test_a_merge_of_two_edits_is_a_version_and_blamed_for_neither(store: Store, repository: GitRepository) -> None:
    on_side(repository, replaced(store, "y", content="side"))
    replaced(store, "y", session="main")()
    repository.git("merge", "-q", "--no-edit", "-X", "ours", "side")
    versions = record_log(store, "memory", "y")
    assert [v.commit.subject for v in versions[:3]] == ["Merge branch 'side'", *["memory: replace y"] * 2]
    assert [field.name for field in versions[0].fields] == ["content"]
    setters = {row.place: row.commit.id for row in blame(store, "memory", "y")}
    tips = [repository.git("rev-parse", name).strip() for name in ("HEAD^1", "HEAD^2")]
    assert [setters["session"], setters["content"]] == tips


@pytest.mark.parametrize("renamed", ["here", "there"])
def test_a_rename_on_one_side_and_an_edit_on_the_other_are_both_followed(
    store: Store, repository: GitRepository, renamed: str
) -> None:
    def rename() -> object:
        return store.replace("memory", "y", Revision(rename="z"))

    edit = replaced(store, "y", session="other")
    on_side(repository, rename if renamed == "there" else edit)
    (edit if renamed == "there" else rename)()
    repository.git("merge", "-q", "--no-edit", "side")
    assert read(store.read("memory", "z").source)["session"] == "other"
    found = record_log(store, "memory", "z")
    assert [version.action for version in found].count("added") == 1
    assert len(found) == len({version.commit.id for version in found}) == 8
    setters = {row.place: row.commit.id for row in blame(store, "memory", "z")}
    tips = {repository.git("rev-parse", name).strip() for name in ("HEAD^1", "HEAD^2")}
    assert {setters["summary"], setters["session"]} == tips


def test_several_renames_in_one_commit_are_told_apart(store: Store, repository: GitRepository) -> None:
    home = repository.path / "memory/memories/outcome=learning/insight_type=fact"
    for name in ("p", "q"):
        store.add(Memory(**FACT, summary=name, content=f"{name} was here"))
    for old, new in (("p", "r"), ("q", "s")):
        text = (home / f"{old}.yaml").read_text().replace(f"summary: {old}\n", f"summary: {new}\n")
        (home / f"{old}.yaml").unlink()
        (home / f"{new}.yaml").write_text(text.replace("was here", "is now somewhere else, in other words"))
    repository.commit("two at once")
    for old, new in (("p", "r"), ("q", "s")):
        assert told(store, new)[0] == ("moved", ["summary", "content"])
        assert record_log(store, "memory", new)[1].key == old
        last = record_log(store, "memory", old)[0]
        assert (last.action, last.key) == ("moved", new)
        with pytest.raises(MemfsError, match=f"memory '{old}' was renamed to '{new}' in [0-9a-f]{{7}}"):
            blame(store, "memory", old)


def test_a_key_that_was_free_again_has_the_history_of_who_took_it(store: Store) -> None:
    store.add(Memory(**FACT, summary="x", content="a new one under the old key"))
    assert [(action, len(fields)) for action, fields in told(store, "x")][:2] == [("added", 5), ("moved", 0)]
    store.remove("memory", "x")
    store.replace("memory", "y", Revision(rename="x"))
    assert told(store, "x")[0] == ("moved", ["summary"])
    assert len(record_log(store, "memory", "x")) == 6


def test_a_shallow_clone_has_the_history_that_it_reaches(store: Store, tmp_path: Path) -> None:
    where = store.place.repository.top
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{where}", tmp_path / "shallow"], check=True)
    shallow = Store.open(tmp_path / "shallow")
    assert [v.action for v in record_log(shallow, "memory", "y")] == ["changed", "added"]
    assert len(list(store_log(shallow))) == 2


def test_a_branch_without_a_commit_has_no_history(store: Store, repository: GitRepository) -> None:
    repository.git("switch", "-q", "--orphan", "new")
    for ask in (lambda: record_log(store, "memory", "y"), lambda: list(store_log(store))):
        with pytest.raises(MemfsError, match="there is no commit yet, and so no history"):
            ask()
    with pytest.raises(MemfsError, match="there is no commit yet, and so no 'HEAD'"):
        store.read("memory", "y", at="HEAD")


def test_a_merge_is_part_of_the_history(store: Store, repository: GitRepository) -> None:
    repository.git("switch", "-q", "-c", "side")
    store.replace("memory", "y", Revision(fields={"content": "side"}))
    repository.git("switch", "-q", "main")
    store.add(Memory(**FACT, summary="z", content="main"))
    repository.git("merge", "-q", "--no-edit", "side")
    assert told(store, "y")[0] == ("changed", ["content"])
    assert json.loads(json.dumps([v.commit.id for v in record_log(store, "memory", "y")]))

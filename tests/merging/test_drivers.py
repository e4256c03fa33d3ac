"""The drivers on real git: merges, diffs, and what becomes of set rules after a clean merge."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import Memory, Revision, Store
from memfs.repository import Repository, tree_snapshot
from memfs.verbs import Question, add_section, judge_stores, readable, set_drivers, unset_drivers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import GitRepository

pytestmark = pytest.mark.children

FACT = {"outcome": "learning", "insight_type": "fact"}


@pytest.fixture
def store(repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    store = Store.init(repository.path / "memory")
    store.add(Memory(**FACT, summary="x", content="one\n\ntwo\n\nthree", tags=["a", "b"], metadata={"k": 1}))
    set_drivers(Repository.discover(repository.path))
    return store


def on_branch(repository: GitRepository, name: str, change: Callable[[], object]) -> None:
    repository.git("switch", "-q", "-c", name, "main~0")
    change()
    repository.git("switch", "-q", "main")


def replaced(store: Store, **fields: str | list[str] | dict[str, int]) -> Callable[[], object]:
    return lambda: store.replace("memory", "x", Revision(fields=fields))


EDITS: dict[str, Callable[[Store], object]] = {
    "content": lambda s: s.replace("memory", "x", Revision(fields={"content": "one\n\nzwei\n\nthree"})),
    "add a tag": lambda s: s.replace("memory", "x", Revision(fields={"tags": ["a", "b", "c"]})),
    "remove a tag": lambda s: s.replace("memory", "x", Revision(fields={"tags": ["b"]})),
    "metadata": lambda s: s.replace("memory", "x", Revision(fields={"metadata": {"k": 1, "m": 2}})),
    "a new field": lambda s: s.replace("memory", "x", Revision(fields={"session": "s"})),
    "move": lambda s: s.replace("memory", "x", Revision(fields={"insight_type": "pattern"})),
}


@pytest.mark.parametrize(("ours", "theirs"), list(itertools.permutations(EDITS, 2)))
def test_two_edits_of_different_things_merge_cleanly_and_validly(
    store: Store, repository: GitRepository, ours: str, theirs: str
) -> None:
    on_branch(repository, "side", lambda: EDITS[theirs](store))
    EDITS[ours](store)
    repository.git("merge", "-q", "--no-edit", "side")
    assert store.check().violations == ()
    assert repository.git("status", "--porcelain") == ""


def test_a_real_conflict_leaves_markers_in_one_field_and_names_it(store: Store, repository: GitRepository) -> None:
    on_branch(repository, "side", replaced(store, content="left"))
    replaced(store, content="right", session="s")()
    said = repository.git("merge", "--no-edit", "side", ok=False)
    assert "CONFLICT (content)" in said
    text = (repository.path / "memory/memories/outcome=learning/insight_type=fact/x.yaml").read_text()
    assert "content: |-\n<<<<<<< ours\n  right\n=======\n  left\n>>>>>>> theirs\n" in text
    assert "session: s" in text


def test_the_same_summary_added_on_two_branches(store: Store, repository: GitRepository) -> None:
    on_branch(repository, "same", lambda: store.add(Memory(**FACT, summary="new", content="equal")))
    on_branch(repository, "other", lambda: store.add(Memory(**FACT, summary="new", content="different")))
    store.add(Memory(**FACT, summary="new", content="equal"))
    repository.git("merge", "-q", "--no-edit", "same")
    assert store.read("memory", "new").data["content"] == "equal"
    assert "CONFLICT" in repository.git("merge", "--no-edit", "other", ok=False)


def test_lists_of_a_section_grow_from_both_sides(store: Store, repository: GitRepository) -> None:
    store.write(add_section("objectives", ["a", "b"]))
    on_branch(repository, "side", lambda: store.write(add_section("objectives", ["theirs"])))
    store.write(add_section("objectives", ["ours"]))
    repository.git("merge", "-q", "--no-edit", "side")
    assert store.read("context", "objectives").data["items"] == ["a", "b", "ours", "theirs"]


def test_a_file_that_is_no_record_is_merged_as_git_does(store: Store, repository: GitRepository) -> None:
    name = "memory/memories/outcome=learning/insight_type=fact/broken.yaml"
    repository.write(name, "a: [\nb\n\nc\n\nd\n")
    repository.commit("broken")
    on_branch(repository, "side", lambda: (repository.write(name, "a: [\nB\n\nc\n\nd\n"), repository.commit("side")))
    repository.write(name, "a: [\nb\n\nc\n\nD\n")
    repository.commit("ours")
    repository.git("merge", "-q", "--no-edit", "side")
    assert (repository.path / name).read_text() == "a: [\nB\n\nc\n\nD\n"
    assert store.read("memory", "x").key == "x"


def test_what_merges_cleanly_can_still_break_a_set_rule_and_is_caught(store: Store, repository: GitRepository) -> None:
    on_branch(repository, "side", lambda: store.add(Memory(**FACT, summary="twice", content="here")))
    store.add(Memory(outcome="interaction", sentiment="neutral", summary="twice", content="there"))
    repository.git("merge", "-q", "--no-edit", "side")
    assert [violation.rule for violation in store.check().violations] == ["unique"]
    repo = Repository.discover(repository.path)
    merged = judge_stores(tree_snapshot(repo, "HEAD"), tree_snapshot(repo, "HEAD^1"), Question())
    assert [violation.rule for violation in merged.violations] == ["unique"]


def test_a_diff_is_readable_and_hides_nothing(store: Store, repository: GitRepository) -> None:
    replaced(store, content="one\n\nzwei\n\nthree")()
    assert "+  zwei" in repository.git("log", "-p", "-1", "--ext-diff", "--textconv").splitlines()
    assert (
        readable(b'summary: x\ncontent: "a\\u202eb"\ntags: [a, b]\n')
        == "summary: x\ncontent: a\\u202eb\ntags:\n  a\n  b"
    )
    assert readable(b"a: [\n\x1b") == "a: [\n\\x1b"


def test_drivers_are_set_once_and_taken_away(repository: GitRepository) -> None:
    repo = Repository.discover(repository.path)
    assert len(set_drivers(repo)) == 3
    assert set_drivers(repo) == ()
    assert repository.git("config", "merge.memfs.driver") == "memfs merge-driver -- %O %A %B %P\n"
    assert len(unset_drivers(repo)) == 3
    assert unset_drivers(repo) == ()
    assert repository.git("config", "--get-regexp", "memfs", ok=False) == ""
    assert len(set_drivers(repo, everywhere=True)) == 3
    assert repository.git("config", "--global", "diff.memfs.textconv") == "memfs textconv\n"

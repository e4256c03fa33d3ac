"""The index as a commit with changes laid over it is the index as git lists it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from memfs.core.snapshot import Entry
from memfs.repository import Repository, empty_snapshot, head_snapshot, index_snapshot, store_roots, tree_snapshot
from memfs.repository.snapshots_index import IndexSnapshot, StagedSnapshot
from tests.repository.test_snapshots import ABSENT, ODD, blob_of, opened, rework, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import GitRepository


def unmerge(repository: GitRepository) -> None:
    blob = blob_of(repository, b"x")
    lines = "".join(f"100644 {blob} {stage}\t{path}\n" for path in ("README.txt", "a/new") for stage in (1, 2, 3))
    repository.git("update-index", "--index-info", stdin=f"0 {'0' * 40}\tREADME.txt\n{lines}".encode())


def announce(repository: GitRepository) -> None:
    repository.git("rm", "-q", "--cached", "README.txt")
    repository.write("a/announced", "x")
    repository.write("a/empty", "")
    repository.git("add", "-N", "README.txt", "a/announced")
    repository.git("add", "a/empty")


def rename_all(repository: GitRepository) -> None:
    blob = blob_of(repository, b"x")
    stage(repository, *(Entry(f"d{name}/{name}", "100644", blob) for name in ODD))
    repository.git("commit", "-q", "-m", "odd")
    repository.git("rm", "-q", "-r", "--cached", ".")
    stage(repository, *(Entry(f"e{name}/{name}", "100755", blob) for name in ODD))


def add_and_remove_stores(repository: GitRepository) -> None:
    blob = blob_of(repository, b"x")
    stage(repository, Entry("old/memfs.yaml", "100644", blob), Entry("old/in/memfs.yaml", "100644", blob))
    repository.git("commit", "-q", "-m", "store")
    repository.git("rm", "-q", "--cached", "old/memfs.yaml")
    stage(repository, Entry("new/memfs.yaml", "100644", blob))


def empty(repository: GitRepository) -> None:
    repository.git("rm", "-q", "--cached", "README.txt")


def leave(repository: GitRepository) -> None:
    assert repository


@pytest.mark.parametrize(
    "change", [leave, rework, unmerge, announce, rename_all, add_and_remove_stores, empty], ids=lambda way: way.__name__
)
def test_changes_over_a_commit_give_every_answer_of_the_index(
    repository: GitRepository, change: Callable[[GitRepository], None]
) -> None:
    change(repository)
    found = opened(repository)
    base = head_snapshot(found)
    plain, staged = index_snapshot(found), index_snapshot(found, base=base)
    assert isinstance(plain, IndexSnapshot)
    assert isinstance(staged, StagedSnapshot)
    expected = {entry.path: entry for entry in plain.entries()}
    assert {entry.path: entry for entry in staged.entries()} == expected
    assert len(list(staged.entries())) == len(expected)
    for under in ("", "dir", "deep/a", "absent", "README.txt", *(f"{letter}{name}" for name in ODD for letter in "de")):
        assert list(staged.entries(under)) == list(plain.entries(under))
        assert list(staged.changes(base, under)) == list(plain.changes(base, under))
    paths = [*expected, *ABSENT, *(entry.path for entry in base.entries())]
    assert staged.locate(paths) == plain.locate(paths) == expected
    assert list(staged.changes(empty_snapshot())) == list(plain.changes(empty_snapshot()))
    assert list(staged.read(plain.entries())) == list(plain.read(plain.entries()))
    assert store_roots(staged) == store_roots(plain)
    assert (staged.name, plain.name) == ("index", "index")


def test_index_is_compared_with_another_commit_as_well(repository: GitRepository) -> None:
    repository.write("later", "x")
    repository.commit()
    found = opened(repository)
    staged = index_snapshot(found, base=tree_snapshot(found, "HEAD"))
    assert [change.path for change in staged.changes(tree_snapshot(found, "HEAD~1"))] == ["later"]


def test_answers_speak_of_one_moment(repository: GitRepository) -> None:
    found = opened(repository)
    base = head_snapshot(found)
    staged = index_snapshot(found, base=base)
    assert list(staged.changes(base)) == []
    repository.write("later", "x")
    repository.git("add", "later")
    assert [entry.path for entry in staged.entries()] == ["README.txt"]
    assert staged.locate(["later"]) == {}
    assert list(staged.changes(base)) == []


def test_index_without_a_commit_to_compare_with_is_listed(empty_repository: GitRepository) -> None:
    empty_repository.write("first", "x")
    empty_repository.git("add", "first")
    found = Repository.discover(empty_repository.path, os.environ)
    index = index_snapshot(found, base=head_snapshot(found))
    assert isinstance(index, IndexSnapshot)
    assert [change.path for change in index.changes(head_snapshot(found))] == ["first"]

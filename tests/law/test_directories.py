"""Where records lie is seen in the directories that are there, the same in every sort of snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs.core.snapshot import Files, Overlay
from memfs.repository import Repository, index_snapshot, tree_snapshot, worktree_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.core.snapshot import Snapshot
    from tests.conftest import GitRepository

PATHS = (
    "memory/memfs.yaml",
    "memory/memories/outcome=learning/insight_type=fact/a.yaml",
    "memory/memories/outcome=learning/insight_type=fact/3f/b.yaml",
    "memory/memories/outcome=a day/c.yaml",
    "memory/memories/old/outcome=hidden/d.yaml",
    "memory/decisions/status=open/e.yaml",
    "other=1/f.yaml",
)
MARKED = {
    "memory/memories/outcome=learning",
    "memory/memories/outcome=learning/insight_type=fact",
    "memory/memories/outcome=a day",
}


def in_memory(_: GitRepository) -> Snapshot:
    return Files(dict.fromkeys(PATHS, b""))


def planned(_: GitRepository) -> Snapshot:
    return Overlay(Files(dict.fromkeys(PATHS[:2], b"")), dict.fromkeys(PATHS[2:], b""))


def committed(repository: GitRepository) -> Snapshot:
    repository.commit()
    return tree_snapshot(Repository.discover(repository.path), "HEAD")


def staged(repository: GitRepository) -> Snapshot:
    repository.git("add", "-A")
    return index_snapshot(Repository.discover(repository.path))


def staged_over_a_commit(repository: GitRepository) -> Snapshot:
    repository.commit("some", PATHS[1], PATHS[4])
    repository.git("add", "-A")
    opened = Repository.discover(repository.path)
    return index_snapshot(opened, base=tree_snapshot(opened, "HEAD"))


def on_disk(repository: GitRepository) -> Snapshot:
    repository.path.joinpath("memory/memories/linked=1").symlink_to(repository.path / "other=1")
    return worktree_snapshot(Repository.discover(repository.path))


def sparse(repository: GitRepository) -> Snapshot:
    repository.commit()
    repository.git("sparse-checkout", "set", "--no-cone", "/README.txt")
    assert not (repository.path / "memory").exists()
    return worktree_snapshot(Repository.discover(repository.path))


@pytest.mark.parametrize("opened", [in_memory, planned, committed, staged, staged_over_a_commit, on_disk, sparse])
def test_directories_of_facets_are_found_in_every_snapshot(
    repository: GitRepository, opened: Callable[[GitRepository], Snapshot]
) -> None:
    for path in PATHS:
        repository.write(path, "x: 1\n")
    snapshot = opened(repository)
    assert set(snapshot.directories("memory/memories", marked="=")) == MARKED
    assert set(snapshot.directories("", marked="=")) == {"other=1"}
    assert set(snapshot.directories("memory/nowhere", marked="=")) == set()
    assert set(snapshot.directories("memory/memfs.yaml", marked="=")) == set()


def test_a_mark_in_the_ids_of_a_tree_is_no_name(repository: GitRepository) -> None:
    for number in range(300):
        repository.write(f"flat/{number}.yaml", f"40000 a={number}\n")
    repository.commit()
    snapshot = tree_snapshot(Repository.discover(repository.path), "HEAD")
    assert set(snapshot.directories("flat", marked="=")) == set()

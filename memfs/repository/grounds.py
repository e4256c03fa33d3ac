"""Grounds: the commit that a snapshot rests on, and how trees of one directory differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.names import join
from memfs.core.snapshot import Change, Entry, Overlay
from memfs.repository import listing
from memfs.repository.snapshots import TreeSnapshot, head_snapshot
from memfs.repository.snapshots_index import IndexSnapshot, StagedSnapshot
from memfs.repository.snapshots_worktree import WorktreeSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.snapshot import Snapshot
    from memfs.repository.run import Repository


def ground_of(snapshot: Snapshot) -> TreeSnapshot | None:
    """Return the commit that a snapshot rests on: itself, or HEAD; None before the first one and outside git."""
    if isinstance(snapshot, TreeSnapshot):
        return snapshot
    if isinstance(snapshot, StagedSnapshot):
        return snapshot.commit
    if isinstance(snapshot, Overlay):
        return ground_of(snapshot.base)
    if isinstance(snapshot, IndexSnapshot | WorktreeSnapshot):
        found = head_snapshot(snapshot.repository, objects=snapshot.objects)
        return found if isinstance(found, TreeSnapshot) else None
    return None


def repository_of(snapshot: Snapshot) -> Repository | None:
    """Return the repository that a snapshot is of; None where it is of none."""
    if isinstance(snapshot, TreeSnapshot | IndexSnapshot | WorktreeSnapshot):
        return snapshot.repository
    if isinstance(snapshot, StagedSnapshot):
        return snapshot.index.repository
    return repository_of(snapshot.base) if isinstance(snapshot, Overlay) else None


def changes_since(snapshot: Snapshot, ground: TreeSnapshot, *, under: str) -> tuple[Change, ...]:
    """List how a snapshot differs from the commit it rests on, below a directory."""
    if isinstance(snapshot, Overlay):
        return composed(changes_since(snapshot.base, ground, under=under), snapshot.changes(snapshot.base, under))
    return tuple(snapshot.changes(ground, under))


def composed(first: Iterable[Change], second: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that two series make together; the second starts where the first ends."""
    changes = {change.path: change for change in first}
    for change in second:
        earlier = changes.pop(change.path, change)
        if earlier.old != change.new:
            changes[change.path] = Change(change.path, earlier.old, change.new)
    return tuple(changes[path] for path in sorted(changes))


def tree_changes(repository: Repository, old: str, new: str, *, under: str) -> Iterator[Change]:
    """List what differs between two trees of one directory, given by their ids.

    Raises GitError where the repository no longer has one of them, ValueError where one is no id.
    """
    if not (_is_id(old) and _is_id(new)):
        raise ValueError(old, new)
    extra = listing.without_index(repository)
    for change in listing.changed(repository, "diff-tree", "-r", old, new, extra=extra) if old != new else ():
        path = join(under, change.path)
        yield Change(path, _moved(change.old, path), _moved(change.new, path))


def _moved(entry: Entry | None, path: str) -> Entry | None:
    return None if entry is None else Entry(path, entry.mode, entry.blob)


def _is_id(text: str) -> bool:
    return len(text) in {40, 64} and all(character in "0123456789abcdef" for character in text)

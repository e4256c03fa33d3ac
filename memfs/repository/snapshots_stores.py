"""Where the stores of a snapshot are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.policy import FILE
from memfs.core.snapshot import Overlay
from memfs.repository.snapshots import TreeSnapshot, head_snapshot
from memfs.repository.snapshots_index import IndexSnapshot, StagedSnapshot
from memfs.repository.snapshots_worktree import WorktreeSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.snapshot import Snapshot

# where a store usually is: found there, it need not be searched for others
USUAL = (FILE, f"memory/{FILE}")


def store_roots(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the stores of a snapshot, the directories that hold a `memfs.yaml`; "" is the top.

    One inside another is none: it is a stray file of the outer one.
    """
    return _outermost(_directory(path) for path in _policies(snapshot))


def roots_and_lost(snapshot: Snapshot) -> tuple[tuple[str, ...], dict[str, Snapshot]]:
    """Return the stores, and those whose `memfs.yaml` the working tree lacks, each with HEAD, which has it still.

    Other places lose none. Before the first commit the index stands for HEAD.
    """
    if not isinstance(snapshot, WorktreeSnapshot):
        return store_roots(snapshot), {}
    committed = _committed(snapshot)
    present, gone = _on_disk(snapshot, committed)
    return _outermost(map(_directory, present)), dict.fromkeys(_outermost(map(_directory, gone)), committed)


def _policies(snapshot: Snapshot) -> Iterable[str]:
    if isinstance(snapshot, StagedSnapshot) and snapshot.keeps(FILE):
        return _policies(snapshot.commit)
    if isinstance(snapshot, TreeSnapshot):
        usual = list(snapshot.locate(USUAL))
        return usual if FILE in usual else [*usual, *snapshot.holding(FILE, outside=map(_directory, usual))]
    if isinstance(snapshot, WorktreeSnapshot):
        return _on_disk(snapshot, _committed(snapshot))[0]
    if isinstance(snapshot, IndexSnapshot | StagedSnapshot):
        return snapshot.holding(FILE)
    if isinstance(snapshot, Overlay):
        return _planned(snapshot)
    return [entry.path for entry in snapshot.entries() if _is_policy(entry.path)]


def _committed(snapshot: WorktreeSnapshot) -> TreeSnapshot | IndexSnapshot:
    head = head_snapshot(snapshot.repository, objects=snapshot.objects)
    return head if isinstance(head, TreeSnapshot) else IndexSnapshot(snapshot.repository)


def _on_disk(snapshot: WorktreeSnapshot, committed: TreeSnapshot | IndexSnapshot) -> tuple[list[str], list[str]]:
    """Find the policies that lie on the disk, and those that are committed and do not.

    A store that git knows is not searched; another may be ignored, and only a search that goes there tells. The index
    is asked only of one that is not committed: to read a big one takes 30 ms.
    """
    standing = snapshot.locate(USUAL).keys()
    usual = committed.locate(standing)
    if standing - usual.keys():
        usual |= IndexSnapshot(snapshot.repository).locate(standing - usual.keys())
    known = [*usual] if FILE in usual else [*usual, *committed.holding(FILE, outside=map(_directory, usual))]
    lying = snapshot.holding(FILE, outside=[_directory(path) or "*" for path in usual])
    found = snapshot.locate({*known, *lying})
    return sorted(found), [path for path in known if path not in found]


def _planned(snapshot: Overlay) -> Iterable[str]:
    edits = {path: data for path, data in snapshot.edits.items() if _is_policy(path)}
    if None in edits.values():  # a store inside the one that goes would now be one
        return [entry.path for entry in snapshot.entries() if _is_policy(entry.path)]
    return [*_policies(snapshot.base), *edits]


def _outermost(roots: Iterable[str]) -> tuple[str, ...]:
    kept: set[str] = set()
    for root in sorted(set(roots), key=len):
        parts = root.split("/")
        if not any("/".join(parts[:depth]) in kept for depth in range(len(parts))):
            kept.add(root)
    return tuple(sorted(kept))


def _directory(path: str) -> str:
    return path.rpartition("/")[0]


def _is_policy(path: str) -> bool:
    return path.rpartition("/")[2] == FILE

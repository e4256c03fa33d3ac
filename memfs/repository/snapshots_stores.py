"""Where the stores of a snapshot are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.policy import FILE
from memfs.core.snapshot import Overlay
from memfs.repository.snapshots import IndexSnapshot, TreeSnapshot
from memfs.repository.snapshots_worktree import WorktreeSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.snapshot import Snapshot


def store_roots(snapshot: Snapshot) -> tuple[str, ...]:
    """Return every directory of a snapshot that holds a `memfs.yaml`, nested ones too; "" is the top."""
    return tuple(sorted({path.rpartition("/")[0] for path in _policies(snapshot)}))


def _policies(snapshot: Snapshot) -> Iterable[str]:
    if isinstance(snapshot, TreeSnapshot | IndexSnapshot | WorktreeSnapshot):
        return snapshot.holding(FILE)
    if isinstance(snapshot, Overlay):
        kept = {path for path in _policies(snapshot.base) if path not in snapshot.edits}
        return kept | {path for path, data in snapshot.edits.items() if data is not None and _is_policy(path)}
    return [entry.path for entry in snapshot.entries() if _is_policy(entry.path)]


def _is_policy(path: str) -> bool:
    return path.rpartition("/")[2] == FILE

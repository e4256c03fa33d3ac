"""The door to git: the only place that starts it or imports GitPython.

A module is imported when one of its names is first asked for: whoever only reads does not load what writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.repository.glance import commits_memory, holds_memory, stages_memory
    from memfs.repository.objects import Object, Objects
    from memfs.repository.plan import Edit, Plan, WriteOptions, Written
    from memfs.repository.recovery import Recovered, StaleLock, recover, stale_locks
    from memfs.repository.revisions import head, is_shallow, merge_base, resolve, resolve_at, upstream_default
    from memfs.repository.run import GitError, Repository
    from memfs.repository.snapshots import empty_snapshot, head_snapshot, tree_snapshot
    from memfs.repository.snapshots_index import index_snapshot
    from memfs.repository.snapshots_stores import store_roots
    from memfs.repository.snapshots_worktree import worktree_snapshot
    from memfs.repository.write import transact

__all__ = [
    "Edit",
    "GitError",
    "Object",
    "Objects",
    "Plan",
    "Recovered",
    "Repository",
    "StaleLock",
    "WriteOptions",
    "Written",
    "commits_memory",
    "empty_snapshot",
    "head",
    "head_snapshot",
    "holds_memory",
    "index_snapshot",
    "is_shallow",
    "merge_base",
    "recover",
    "resolve",
    "resolve_at",
    "stages_memory",
    "stale_locks",
    "store_roots",
    "transact",
    "tree_snapshot",
    "upstream_default",
    "worktree_snapshot",
]

_HOMES = {
    "Edit": "memfs.repository.plan:Edit",
    "GitError": "memfs.repository.run:GitError",
    "Object": "memfs.repository.objects:Object",
    "Objects": "memfs.repository.objects:Objects",
    "Plan": "memfs.repository.plan:Plan",
    "Recovered": "memfs.repository.recovery:Recovered",
    "Repository": "memfs.repository.run:Repository",
    "StaleLock": "memfs.repository.recovery:StaleLock",
    "WriteOptions": "memfs.repository.plan:WriteOptions",
    "Written": "memfs.repository.plan:Written",
    "commits_memory": "memfs.repository.glance:commits_memory",
    "empty_snapshot": "memfs.repository.snapshots:empty_snapshot",
    "head": "memfs.repository.revisions:head",
    "head_snapshot": "memfs.repository.snapshots:head_snapshot",
    "holds_memory": "memfs.repository.glance:holds_memory",
    "index_snapshot": "memfs.repository.snapshots_index:index_snapshot",
    "is_shallow": "memfs.repository.revisions:is_shallow",
    "merge_base": "memfs.repository.revisions:merge_base",
    "recover": "memfs.repository.recovery:recover",
    "resolve": "memfs.repository.revisions:resolve",
    "resolve_at": "memfs.repository.revisions:resolve_at",
    "stages_memory": "memfs.repository.glance:stages_memory",
    "stale_locks": "memfs.repository.recovery:stale_locks",
    "store_roots": "memfs.repository.snapshots_stores:store_roots",
    "transact": "memfs.repository.write:transact",
    "tree_snapshot": "memfs.repository.snapshots:tree_snapshot",
    "upstream_default": "memfs.repository.revisions:upstream_default",
    "worktree_snapshot": "memfs.repository.snapshots_worktree:worktree_snapshot",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

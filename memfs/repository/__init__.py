"""The door to git: the only place that starts it or imports GitPython."""

from memfs.repository.objects import Object, Objects
from memfs.repository.plan import Edit, Plan, WriteOptions, Written
from memfs.repository.recovery import Recovered, StaleLock, recover, stale_locks
from memfs.repository.revisions import head, is_shallow, merge_base, resolve, resolve_at, upstream_default
from memfs.repository.run import GitError, Repository
from memfs.repository.snapshots import empty_snapshot, head_snapshot, index_snapshot, tree_snapshot
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
    "empty_snapshot",
    "head",
    "head_snapshot",
    "index_snapshot",
    "is_shallow",
    "merge_base",
    "recover",
    "resolve",
    "resolve_at",
    "stale_locks",
    "store_roots",
    "transact",
    "tree_snapshot",
    "upstream_default",
    "worktree_snapshot",
]

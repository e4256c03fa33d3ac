"""The door to git: the only place that starts it or imports GitPython."""

from memfs.repository.objects import Object, Objects
from memfs.repository.revisions import head, is_shallow, merge_base, resolve, resolve_at, upstream_default
from memfs.repository.run import GitError, Repository
from memfs.repository.snapshots import empty_snapshot, head_snapshot, index_snapshot, tree_snapshot
from memfs.repository.snapshots_stores import store_roots
from memfs.repository.snapshots_worktree import worktree_snapshot

__all__ = [
    "GitError",
    "Object",
    "Objects",
    "Repository",
    "empty_snapshot",
    "head",
    "head_snapshot",
    "index_snapshot",
    "is_shallow",
    "merge_base",
    "resolve",
    "resolve_at",
    "store_roots",
    "tree_snapshot",
    "upstream_default",
    "worktree_snapshot",
]

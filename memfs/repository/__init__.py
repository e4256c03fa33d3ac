"""The door to git: the only place that starts it or imports GitPython.

A module is imported when one of its names is first asked for: whoever only reads does not load what writes.
"""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.repository.clone import (
        Setup,
        configure,
        hooks_directory,
        is_split,
        setup_of,
        split,
        tracked,
        unconfigure,
    )
    from memfs.repository.editor import alone, merge_text, merged_text, open_editor
    from memfs.repository.gathered import commit_staged
    from memfs.repository.grounds import changes_since, composed, ground_of, repository_of, tree_changes
    from memfs.repository.objects import Object, Objects
    from memfs.repository.past import Node, Step, graph, steps
    from memfs.repository.plan import Edit, Plan, WriteOptions, Written
    from memfs.repository.recovery import Recovered, StaleLock, clear_lock, leftovers, lock_holder, recover, stale_locks
    from memfs.repository.revisions import boundary, head, is_shallow, merge_base, resolve, resolve_at, upstream_default
    from memfs.repository.run import GitError, Repository
    from memfs.repository.snapshots import TreeSnapshot, empty_snapshot, head_snapshot, reader, tree_snapshot
    from memfs.repository.snapshots_index import StagedSnapshot, index_snapshot
    from memfs.repository.snapshots_stores import roots_and_lost, store_roots
    from memfs.repository.snapshots_worktree import worktree_snapshot
    from memfs.repository.staged import StagedChange, staged_change
    from memfs.repository.write import transact

__all__ = [
    "Edit",
    "GitError",
    "Node",
    "Object",
    "Objects",
    "Plan",
    "Recovered",
    "Repository",
    "Setup",
    "StagedChange",
    "StagedSnapshot",
    "StaleLock",
    "Step",
    "TreeSnapshot",
    "WriteOptions",
    "Written",
    "alone",
    "boundary",
    "changes_since",
    "clear_lock",
    "commit_staged",
    "composed",
    "configure",
    "empty_snapshot",
    "graph",
    "ground_of",
    "head",
    "head_snapshot",
    "hooks_directory",
    "index_snapshot",
    "is_shallow",
    "is_split",
    "leftovers",
    "lock_holder",
    "merge_base",
    "merge_text",
    "merged_text",
    "open_editor",
    "reader",
    "recover",
    "repository_of",
    "resolve",
    "resolve_at",
    "roots_and_lost",
    "setup_of",
    "split",
    "staged_change",
    "stale_locks",
    "steps",
    "store_roots",
    "tracked",
    "transact",
    "tree_changes",
    "tree_snapshot",
    "unconfigure",
    "upstream_default",
    "worktree_snapshot",
]

_HOMES = {
    "Node": "memfs.repository.past:Node",
    "Step": "memfs.repository.past:Step",
    "graph": "memfs.repository.past:graph",
    "steps": "memfs.repository.past:steps",
    "configure": "memfs.repository.clone:configure",
    "unconfigure": "memfs.repository.clone:unconfigure",
    "Edit": "memfs.repository.plan:Edit",
    "GitError": "memfs.repository.run:GitError",
    "Object": "memfs.repository.objects:Object",
    "Objects": "memfs.repository.objects:Objects",
    "Plan": "memfs.repository.plan:Plan",
    "Recovered": "memfs.repository.recovery:Recovered",
    "Repository": "memfs.repository.run:Repository",
    "Setup": "memfs.repository.clone:Setup",
    "StagedChange": "memfs.repository.staged:StagedChange",
    "StagedSnapshot": "memfs.repository.snapshots_index:StagedSnapshot",
    "staged_change": "memfs.repository.staged:staged_change",
    "StaleLock": "memfs.repository.recovery:StaleLock",
    "TreeSnapshot": "memfs.repository.snapshots:TreeSnapshot",
    "alone": "memfs.repository.editor:alone",
    "merge_text": "memfs.repository.editor:merge_text",
    "merged_text": "memfs.repository.editor:merged_text",
    "open_editor": "memfs.repository.editor:open_editor",
    "WriteOptions": "memfs.repository.plan:WriteOptions",
    "Written": "memfs.repository.plan:Written",
    "clear_lock": "memfs.repository.recovery:clear_lock",
    "boundary": "memfs.repository.revisions:boundary",
    "changes_since": "memfs.repository.grounds:changes_since",
    "commit_staged": "memfs.repository.gathered:commit_staged",
    "composed": "memfs.repository.grounds:composed",
    "empty_snapshot": "memfs.repository.snapshots:empty_snapshot",
    "ground_of": "memfs.repository.grounds:ground_of",
    "head": "memfs.repository.revisions:head",
    "head_snapshot": "memfs.repository.snapshots:head_snapshot",
    "hooks_directory": "memfs.repository.clone:hooks_directory",
    "index_snapshot": "memfs.repository.snapshots_index:index_snapshot",
    "is_shallow": "memfs.repository.revisions:is_shallow",
    "is_split": "memfs.repository.clone:is_split",
    "setup_of": "memfs.repository.clone:setup_of",
    "split": "memfs.repository.clone:split",
    "leftovers": "memfs.repository.recovery:leftovers",
    "lock_holder": "memfs.repository.recovery:lock_holder",
    "merge_base": "memfs.repository.revisions:merge_base",
    "reader": "memfs.repository.snapshots:reader",
    "recover": "memfs.repository.recovery:recover",
    "repository_of": "memfs.repository.grounds:repository_of",
    "resolve": "memfs.repository.revisions:resolve",
    "resolve_at": "memfs.repository.revisions:resolve_at",
    "stale_locks": "memfs.repository.recovery:stale_locks",
    "roots_and_lost": "memfs.repository.snapshots_stores:roots_and_lost",
    "store_roots": "memfs.repository.snapshots_stores:store_roots",
    "tracked": "memfs.repository.clone:tracked",
    "transact": "memfs.repository.write:transact",
    "tree_changes": "memfs.repository.grounds:tree_changes",
    "tree_snapshot": "memfs.repository.snapshots:tree_snapshot",
    "upstream_default": "memfs.repository.revisions:upstream_default",
    "worktree_snapshot": "memfs.repository.snapshots_worktree:worktree_snapshot",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

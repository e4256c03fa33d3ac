"""One write: edits planned on one snapshot become one commit, or are staged, or nothing at all has happened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable
from memfs.repository import revisions, state
from memfs.repository.drafts import look
from memfs.repository.hooks import require_clean, run_hooks
from memfs.repository.identity import author_variables, commit_tree
from memfs.repository.journal import Journal
from memfs.repository.lock import Lock
from memfs.repository.objects import Objects
from memfs.repository.pack import store_objects
from memfs.repository.patience import Patience, tries
from memfs.repository.plan import WriteOptions, Written, planned_changes
from memfs.repository.recovery import recover_held
from memfs.repository.refs import HeadMovedError
from memfs.repository.snapshots import TreeSnapshot, empty_snapshot, head_by
from memfs.repository.snapshots_index import index_snapshot
from memfs.repository.trees import TreeBuilder
from memfs.repository.visible import Work, carry_out, in_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.core.snapshot import Snapshot
    from memfs.repository.plan import Plan
    from memfs.repository.run import Repository
    from memfs.repository.state import Settings


@dataclass(frozen=True, slots=True)
class Turn:
    """A writer's turn: it holds the lock, and the repository is at rest."""

    repository: Repository
    options: WriteOptions
    settings: Settings
    patience: Patience
    holding: int


def transact(
    repository: Repository, plan: Callable[[Snapshot], Plan | None], *, options: WriteOptions | None = None
) -> Written | None:
    """Carry out a plan as one commit on top of HEAD, or staged on top of the index.

    The plan gets the snapshot it is judged on and returns the edits, None where there is nothing to do, or raises to
    refuse; it is asked again where somebody else commits first. Returns None where nothing was to change. Acknowledged
    means synced. Any refusal leaves refs, HEAD, index and working tree as they were.

    Raises MemfsError: `state` (hook, bare, detached, in the middle of a merge, symbolic links), `busy` (a lock, named
    with its age), `draft-in-the-way`, `changed`, `exists` (an edit's `old`), `no-identity`, `usage` (author,
    MEMFS_WAIT), `environment` (git or the disk fails).
    """
    options = options or WriteOptions()
    state.refuse_place(repository)
    author_variables(options.author)
    patience = Patience.of(repository.environ)
    try:
        with Lock(repository, seconds=patience.own) as lock:
            recover_held(repository, holding=lock.descriptor, seconds=patience.git)
            state.refuse_operation(repository, allow_detached=options.allow_detached)
            if options.hooks and not options.stage:
                require_clean(repository)
            turn = Turn(repository, options, state.settings(repository), patience, lock.descriptor)
            written = _written(turn, plan)
    except OSError as error:
        place = error.filename2 or error.filename  # of a rename, where it goes
        where = f" '{printable(str(place))}'" if place else ""
        raise MemfsError(f"cannot write{where}: {error.strerror or error}", code="environment") from error
    _maintain(repository, turn.settings)
    return written


def _written(turn: Turn, plan: Callable[[Snapshot], Plan | None]) -> Written | None:
    for _ in tries(turn.patience.own):
        with suppress(HeadMovedError):
            return _attempt(turn, plan)
    raise MemfsError("other commits kept coming first; try again", code="busy")


def _attempt(turn: Turn, plan: Callable[[Snapshot], Plan | None]) -> Written | None:
    """Go through the sequence once; raises HeadMovedError where somebody committed first."""
    repository, staging = turn.repository, turn.options.stage
    with Objects(repository) as objects, state.conflicts(repository) as conflicts:
        parent = None if staging else head_by(objects)
        snapshot = _snapshot(repository, parent, objects, stage=staging)
        try:
            planned = plan(snapshot)  # git reads the index meanwhile
        finally:
            state.refuse_conflicts(conflicts)  # the plan of somebody who reads a conflict says less of it
        if planned is None:
            return None
        changes = planned_changes(planned.edits, snapshot, object_format=repository.object_format)
        if not changes:
            return None
        seen = look(repository, changes)
        builder = TreeBuilder(objects)
        tree = None if staging else builder.build(parent and f"{parent}^{{tree}}", changes)
    contents = {edit.path: edit.new for edit in planned.edits if edit.new is not None}
    store_objects(repository, blobs=[contents[c.path] for c in changes if c.new], trees=builder.made)
    journal = Journal(changes, seen.files, seen.missing, near=seen.near, stage=staging)
    work = Work(
        repository,
        journal,
        contents=contents,
        seen=seen,
        parent=parent,
        holding=turn.holding,
        seconds=turn.patience.git,
        unfiltered=turn.settings.unfiltered,
    )
    if tree:
        work = _committed(turn, work, tree, message=planned.message)
    commit = _carried_out(work)
    blobs = {change.path: change.new.blob for change in changes if change.new}
    return Written(commit, blobs, builder.ids if commit == work.commit else {})


def _committed(turn: Turn, work: Work, tree: str, *, message: str) -> Work:
    """Make the commit; where hooks are to judge it, they may still change its message."""
    repository, options = work.repository, turn.options

    def commit(message: str) -> str:
        author, sign = options.author, turn.settings.sign
        return commit_tree(repository, tree, parent=work.parent, message=message, author=author, sign=sign)

    made = commit(message)

    def judge() -> str:
        note = work.journal.place(repository, "message")
        kept = run_hooks(repository, tree, message=message, note=note)
        return made if kept == message else commit(kept)

    return replace(work, commit=made, judge=judge if options.hooks else None)


def _snapshot(repository: Repository, parent: str | None, objects: Objects, *, stage: bool) -> Snapshot:
    if stage:  # laid over HEAD: each call that reads a big index costs more than all the lookups in its trees
        head = head_by(objects)
        return index_snapshot(repository, base=TreeSnapshot(repository, head, objects=objects) if head else None)
    return TreeSnapshot(repository, parent, objects=objects) if parent else empty_snapshot()


def _carried_out(work: Work) -> str | None:
    try:
        return carry_out(work)
    except HeadMovedError:
        if not in_head(work):
            raise
        return revisions.head(work.repository)


def _maintain(repository: Repository, settings: Settings) -> None:
    """Let git tidy up when loose objects pile up, which its plumbing never does; nobody waits for it."""
    sample = Path(repository.common_dir, "objects", "17")  # where `git gc --auto` takes its own sample
    if settings.maintain and sample.is_dir() and len(list(sample.iterdir())) > (settings.loose_limit + 255) // 256:
        repository.detached("maintenance", "run", "--auto", "--quiet")

"""One commit of exactly some staged paths: what a conversation has gathered, and nothing else that is staged."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable
from memfs.core.snapshot import Change
from memfs.repository import revisions, state
from memfs.repository.identity import author_variables, commit_tree
from memfs.repository.lock import Lock
from memfs.repository.objects import Objects
from memfs.repository.pack import store_objects
from memfs.repository.patience import Patience, tries
from memfs.repository.plan import WriteOptions
from memfs.repository.recovery import recover_held
from memfs.repository.refs import HeadMovedError, await_ref_locks, move_head
from memfs.repository.snapshots import TreeSnapshot, empty_snapshot
from memfs.repository.snapshots_index import index_snapshot
from memfs.repository.trees import TreeBuilder
from memfs.repository.write import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.core.snapshot import Snapshot
    from memfs.repository.run import Repository

    Judge = Callable[[Snapshot, Snapshot], None]

MESSAGE = "memory: commit what was staged\n"


def commit_staged(
    repository: Repository,
    staged: Mapping[str, str | None],
    *,
    judge: Judge,
    message: str = MESSAGE,
    options: WriteOptions | None = None,
) -> str | None:
    """Commit paths as the index has them, on top of HEAD; index and files stay as they are.

    `staged` maps a path to the blob that the index must have there, None for a removed file; where it has something
    else, or HEAD has the same, the path is left out. `judge` gets the tree to commit and HEAD's, and raises to refuse.
    Returns None where nothing is left to commit. Raises MemfsError as `transact` does.
    """
    options = options or WriteOptions()
    state.refuse_place(repository)
    author_variables(options.author)
    patience = Patience.of(repository.environ)
    try:
        with Lock(repository, seconds=patience.own) as lock:
            recover_held(repository, holding=lock.descriptor, seconds=patience.git)
            state.refuse_operation(repository, allow_detached=options.allow_detached)
            with state.conflicts(repository) as conflicts:
                state.refuse_conflicts(conflicts)
            turn = Turn(repository, options, state.settings(repository), patience, lock.descriptor)
            return _committed(turn, staged, judge, message=message)
    except OSError as error:
        place = error.filename2 or error.filename  # of a rename, where it goes
        where = f" '{printable(str(place))}'" if place else ""
        raise MemfsError(f"cannot write{where}: {error.strerror or error}", code="environment") from error


def _committed(turn: Turn, staged: Mapping[str, str | None], judge: Judge, *, message: str) -> str | None:
    for _ in tries(turn.patience.own):
        with suppress(HeadMovedError):
            return _attempt(turn, staged, judge, message=message)
    raise MemfsError("other commits kept coming first; try again", code="busy")


def _attempt(turn: Turn, staged: Mapping[str, str | None], judge: Judge, *, message: str) -> str | None:
    repository = turn.repository
    parent = revisions.head(repository)
    before = TreeSnapshot(repository, parent) if parent else empty_snapshot()
    changes = _changes(repository, staged, before)
    if not changes:
        return None
    with Objects(repository) as objects:
        builder = TreeBuilder(objects)
        tree = builder.build(parent and f"{parent}^{{tree}}", changes)
    store_objects(repository, blobs=(), trees=builder.made)
    judge(TreeSnapshot(repository, tree), before)
    author, sign = turn.options.author, turn.settings.sign
    made = commit_tree(repository, tree, parent=parent, message=message, author=author, sign=sign)
    await_ref_locks(repository, seconds=turn.patience.git)
    move_head(repository, made, old=parent, holding=turn.holding)
    return made


def _changes(repository: Repository, staged: Mapping[str, str | None], before: Snapshot) -> list[Change]:
    old, new = before.locate(staged), index_snapshot(repository).locate(staged)
    ours = (path for path, blob in staged.items() if blob == (new[path].blob if path in new else None))
    changes = (Change(path, old.get(path), new.get(path)) for path in ours)
    return [change for change in changes if change.old != change.new]

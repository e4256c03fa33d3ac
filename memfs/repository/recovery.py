"""After a kill: what a dead writer began is done, or undone, before anybody writes again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.repository import holders
from memfs.repository import journal as journals
from memfs.repository.drafts import exists
from memfs.repository.index import IndexLock, PrivateIndex, is_ours, staged
from memfs.repository.lock import Lock
from memfs.repository.patience import Patience, age
from memfs.repository.shelf import Shelf
from memfs.repository.snapshots import head_snapshot
from memfs.repository.snapshots_index import index_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.snapshot import Change
    from memfs.repository.holders import Holder
    from memfs.repository.index import Staged
    from memfs.repository.journal import Journal
    from memfs.repository.run import Repository


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was left of a dead writer: the paths it had finished, and those that were put back."""

    done: tuple[str, ...]
    undone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaleLock:
    """A lock file of git's that lies about; `ours` tells that it carries our marker."""

    path: str
    age: float
    ours: bool


def leftovers(repository: Repository) -> tuple[str, ...]:
    """Name what a killed write left, changing nothing: the records it was about, else its files.

    Nothing is left over while somebody is writing.
    """
    if not _remains(repository):
        return ()
    try:
        with Lock(repository, seconds=0):
            journal = journals.load(repository)
            return tuple(change.path for change in journal.changes) if journal else _remains(repository)
    except MemfsError as error:
        if error.code != "busy":
            raise
        return ()


def recover(repository: Repository) -> Recovered | None:
    """Finish or undo what a killed write left; None where there was nothing.

    Raises MemfsError `busy` while somebody is writing.
    """
    patience = Patience.of(repository.environ)
    with Lock(repository, seconds=patience.own) as lock:
        return recover_held(repository, holding=lock.descriptor, seconds=patience.git)


def recover_held(repository: Repository, *, holding: int, seconds: float) -> Recovered | None:
    """Do the same for a caller that holds the lock."""
    lock = Path(f"{repository.index}.lock")
    if is_ours(lock):  # its maker held the lock that we hold now, so it is dead
        lock.unlink(missing_ok=True)
    journal = journals.load(repository)
    recovered = None if journal is None else settle(repository, journal, holding=holding, seconds=seconds)
    journals.erase(repository)
    journals.sweep(repository)
    return recovered


def settle(repository: Repository, journal: Journal, *, holding: int, seconds: float) -> Recovered:
    """Undo those changes of a journal that HEAD (or the index) does not hold; others may have used the index since."""
    done = holds(repository, journal.changes, stage=journal.stage)
    undone = [number for number, is_done in enumerate(done) if not is_done]
    shelf = Shelf(repository, journal)
    if undone:
        with IndexLock(repository, marker=journal.place(repository, "marker"), seconds=seconds) as lock:
            lock.take()
            # entries come back after their files, and go before them: the other way round git would see deletions
            shelf.restore(undone)
            _take_entries_back(repository, journal, undone, holding=holding)
            shelf.take_back(number for number in undone if journal.changes[number].new)
            if any(journal.changes[number].old for number in undone):
                _refresh(repository, journal, holding=holding)
    _finish(repository, shelf, [number for number, is_done in enumerate(done) if is_done])
    shelf.clear()
    shelf.prune()
    paths = [change.path for change in journal.changes]
    return Recovered(
        done=tuple(path for path, is_done in zip(paths, done, strict=True) if is_done),
        undone=tuple(paths[number] for number in undone),
    )


def lock_holder(repository: Repository, lock: StaleLock) -> Holder | None:
    """Tell who is at a lock of git's; None where it is gone."""
    return holders.holder(repository, Path(lock.path))


def clear_lock(repository: Repository, lock: StaleLock) -> bool:
    """Remove a lock of git's that is nobody's, and tell whether that was done; waits as a write would.

    Raises MemfsError `busy` while memfs itself is writing.
    """
    patience = Patience.of(repository.environ)
    with Lock(repository, seconds=patience.own):
        return holders.clear(repository, Path(lock.path), seconds=patience.git)


def holds(repository: Repository, changes: Sequence[Change], *, stage: bool) -> list[bool]:
    """Tell for each change whether HEAD (or the index) has it."""
    snapshot = index_snapshot(repository) if stage else head_snapshot(repository)
    found = snapshot.locate([change.path for change in changes])
    return [found.get(change.path) == change.new for change in changes]


def stale_locks(repository: Repository) -> tuple[StaleLock, ...]:
    """List the locks of git's in this worktree and on the refs, oldest first."""
    found = (StaleLock(str(lock), age(str(lock)), is_ours(lock)) for lock in set(_locks(repository)))
    return tuple(sorted(found, key=lambda lock: (-lock.age, lock.path)))


def _locks(repository: Repository) -> Iterator[Path]:
    own, common = Path(repository.git_dir), Path(repository.common_dir)
    named = [own / "index.lock", own / "HEAD.lock"]
    named += [common / f"{name}.lock" for name in ("config", "packed-refs", "shallow", "reftable/tables.list")]
    yield from (lock for lock in named if exists(lock))
    yield from (common / "refs").rglob("*.lock")


def _remains(repository: Repository) -> tuple[str, ...]:
    """Name the files that a write makes for itself and takes away again."""
    lock = Path(f"{repository.index}.lock")
    found = [*journals.files(repository), *([lock] if is_ours(lock) else [])]
    return tuple(sorted(str(path) for path in found))


def _finish(repository: Repository, shelf: Shelf, done: Sequence[int]) -> None:
    """Remove what history has let go of: the writer died before, and a commit of the user took its entries along."""
    changes = shelf.journal.changes
    standing = [number for number in done if changes[number].new is None and shelf.stands(number)]
    kept = staged(repository, [changes[number].path for number in standing]) if standing else {}
    for number in standing:
        if changes[number].path not in kept:
            shelf.finish(number)


def _take_entries_back(repository: Repository, journal: Journal, undone: Sequence[int], *, holding: int) -> None:
    """Set our entries to what they were."""
    changes = [journal.changes[number] for number in undone]
    found = staged(repository, [change.path for change in changes])
    ours = [change for change in changes if _is_as_we_left_it(change, found.get(change.path))]
    left_out = [change.path for change in ours if change.old and journal.files[change.path] is None]
    if not ours:
        return
    private = PrivateIndex(repository, path=journal.place(repository, "index"), holding=holding)
    private.begin()
    private.put_entries({change.path: change.old for change in ours})
    if left_out:
        private.skip(left_out)
    private.publish()


def _refresh(repository: Repository, journal: Journal, *, holding: int) -> None:
    """Give the entries of files that came back stat data that fit them."""
    private = PrivateIndex(repository, path=journal.place(repository, "index"), holding=holding)
    private.begin()
    private.refresh()
    private.publish()


def _is_as_we_left_it(change: Change, entry: Staged | None) -> bool:
    if change.new is None:
        return entry is None
    return entry is not None and entry.matches(change.new)

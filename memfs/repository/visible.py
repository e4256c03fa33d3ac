"""The part of a write that others can see: short, in one order, and undone as a whole where a step fails."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.repository import journal as journals
from memfs.repository.drafts import require_staged
from memfs.repository.index import FEW, IndexLock, PrivateIndex, index_stamp
from memfs.repository.recovery import holds, settle
from memfs.repository.refs import await_ref_locks, move_head
from memfs.repository.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

    from memfs.repository.drafts import Look
    from memfs.repository.index import Stamp
    from memfs.repository.journal import Journal
    from memfs.repository.run import Repository


@dataclass(frozen=True, slots=True)
class Work:
    """A write whose objects are stored and to which nothing points yet.

    `commit` is None where it is only to be staged; `parent` is the commit HEAD has to be at, None before the first.
    `judge` runs hooks once all is staged, and returns the commit they leave.
    `seen` is what stood in its places. Children of the visible part inherit the descriptor `holding`.
    """

    repository: Repository
    journal: Journal
    contents: Mapping[str, bytes]
    seen: Look
    parent: str | None
    holding: int
    seconds: float
    unfiltered: Mapping[str, str]
    commit: str | None = None
    judge: Callable[[], str] | None = None


def carry_out(work: Work) -> str | None:
    """Place the files, rewrite the index, and move the branch last; or leave everything as it was.

    A file is placed before the index names it, removed after the index has let go of it, and the index knows before the
    branch does: at no moment does git see a deletion that `git commit -a` would carry out without the rest. Returns the
    commit, None where the write is only staged. Raises HeadMovedError where somebody committed first, MemfsError where
    a lock, a draft or a hook is in the way, OSError where the disk is.
    """
    shelf = Shelf(work.repository, work.journal)
    place = work.journal.place(work.repository, "index")
    private = PrivateIndex(work.repository, path=place, holding=work.holding, unfiltered=work.unfiltered)
    with _index_lock(work) as lock, _undone(work, shelf, private):
        journals.save(work.repository, work.journal)
        _prepare(work, shelf)
        lock.take()
        with uninterrupted():
            _make_visible(work, shelf, private)
    commit = work.commit
    if work.judge:
        stamp = index_stamp(work.repository)
        with _undone_unlocked(work, shelf, private, stamp=stamp):
            commit = work.judge()
            await_ref_locks(work.repository, seconds=work.seconds)
            with uninterrupted():
                move_head(work.repository, commit, old=work.parent, holding=work.holding)
    if _is_big(work) and work.journal.removed:
        with suppress(OSError):  # it is in history; a file that comes back after a power cut is in nobody's way
            shelf.sync_everything()
    _clean(work, shelf)
    shelf.prune()
    return commit


def _is_big(work: Work) -> bool:
    return len(work.journal.changes) > FEW


def _index_lock(work: Work) -> IndexLock:
    return IndexLock(work.repository, marker=work.journal.place(work.repository, "marker"), seconds=work.seconds)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C until the block is over; only the main thread ever sees it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept: list[int] = []

    def keep(number: int, _frame: FrameType | None) -> None:
        kept.append(number)

    before = signal.signal(signal.SIGINT, keep)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if kept:
            signal.raise_signal(signal.SIGINT)


def _prepare(work: Work, shelf: Shelf) -> None:
    """Do what takes time before the lock that the user's git does not wait for."""
    many = _is_big(work)
    if many:
        shelf.make_directories()
    for number in work.journal.placed:
        content = work.contents[work.journal.changes[number].path]
        if many and shelf.add(number, content):
            continue
        shelf.fill(number, content, synced=not many)
        if many:
            shelf.place(number)
    if many:
        shelf.sync_everything()
    if work.commit:
        await_ref_locks(work.repository, seconds=work.seconds)


def _make_visible(work: Work, shelf: Shelf, private: PrivateIndex) -> None:
    changes = work.journal.changes
    if index_stamp(work.repository) != work.seen.stamp:
        require_staged(work.repository, changes)
    placed, removed = work.journal.placed, work.journal.removed
    if not _is_big(work):
        shelf.make_directories()
        for number in placed:
            shelf.place(number)
        shelf.sync_places(placed)
    private.begin()
    private.drop([changes[number].path for number in removed])
    private.take_from_files([changes[number].path for number in placed], assumed=work.seen.assumed)
    private.require(changes)
    still_there = {change.path for change in changes if change.new}.intersection(work.seen.assumed)
    if still_there:
        private.assume_unchanged(still_there)
    private.publish()
    for number in removed:
        shelf.remove(number)
    if not _is_big(work):
        shelf.sync_places(removed)
    if work.commit and not work.judge:
        move_head(work.repository, work.commit, old=work.parent, holding=work.holding)


@contextmanager
def _undone(work: Work, shelf: Shelf, private: PrivateIndex) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with uninterrupted():
            if not (private.published and work.commit and in_head(work)):
                shelf.restore(work.journal.removed)
                private.revert()
                shelf.take_back(work.journal.placed)
            _clean(work, shelf)
        raise


@contextmanager
def _undone_unlocked(work: Work, shelf: Shelf, private: PrivateIndex, *, stamp: Stamp) -> Iterator[None]:
    """Undo what hooks refused. The index was the user's meanwhile: where it changed, it is undone entry by entry."""
    try:
        yield
    except BaseException:
        with uninterrupted():
            with _index_lock(work) as lock:
                lock.take()
                if index_stamp(work.repository) == stamp and not in_head(work):
                    private.revert()
            settle(work.repository, work.journal, holding=work.holding, seconds=work.seconds)
            _clean(work, shelf)
        raise


def in_head(work: Work) -> bool:
    """Tell whether HEAD has all of it: somebody's commit may have taken our index entries along."""
    return all(holds(work.repository, work.journal.changes, stage=False))


def _clean(work: Work, shelf: Shelf) -> None:
    shelf.clear()
    journals.erase(work.repository)
    journals.sweep(work.repository)

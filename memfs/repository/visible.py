"""The part of a write that others can see: short, in one order, and undone as a whole where a step fails."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.repository import journal as journals
from memfs.repository.drafts import require_staged
from memfs.repository.index import FEW, IndexLock, PrivateIndex, index_stamp
from memfs.repository.recovery import holds
from memfs.repository.refs import await_ref_locks, move_head
from memfs.repository.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

    from memfs.repository.drafts import Look
    from memfs.repository.journal import Journal
    from memfs.repository.run import Repository


@dataclass(frozen=True, slots=True)
class Work:
    """A write whose objects are stored and to which nothing points yet.

    `commit` is None where it is only to be staged; `parent` is the commit HEAD has to be at, None before the first.
    `seen` is what stood in its places. Children of the visible part inherit the descriptor `holding`.
    """

    repository: Repository
    journal: Journal
    contents: Mapping[str, bytes]
    commit: str | None
    parent: str | None
    seen: Look
    holding: int
    seconds: float


def carry_out(work: Work) -> None:
    """Place the files, rewrite the index, and move the branch last; or leave everything as it was.

    A file is placed before the index names it, and the index names it before the branch does: at no moment does git see
    a deletion. Raises HeadMovedError where somebody committed first, MemfsError where a lock, a draft or a hook is in
    the way, OSError where the disk is.
    """
    journal, shelf = work.journal, Shelf(work.repository, work.journal)
    private = PrivateIndex(work.repository, path=journal.place(work.repository, "index"), holding=work.holding)
    marker = journal.place(work.repository, "marker")
    with IndexLock(work.repository, marker=marker, seconds=work.seconds) as lock, _undone(work, shelf, private):
        journals.save(work.repository, journal)
        _prepare(work, shelf)
        lock.take()
        with uninterrupted():
            _make_visible(work, shelf, private)
    _clean(work, shelf)
    shelf.prune()


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
    many = len(work.journal.changes) > FEW
    if many:
        shelf.make_directories()
    for number, change in enumerate(work.journal.changes):
        if change.new:
            shelf.fill(number, work.contents[change.path], synced=not many)
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
    if len(changes) <= FEW:
        shelf.make_directories()
        for number in range(len(changes)):
            shelf.place(number)
        shelf.sync_places()
    private.begin()
    private.take_from_files((change.path for change in changes), assumed=work.seen.assumed)
    private.require(changes)
    still_there = {change.path for change in changes if change.new}.intersection(work.seen.assumed)
    if still_there:
        private.assume_unchanged(still_there)
    private.publish()
    if work.commit:
        move_head(work.repository, work.commit, old=work.parent, holding=work.holding)


@contextmanager
def _undone(work: Work, shelf: Shelf, private: PrivateIndex) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with uninterrupted():
            if not (private.published and work.commit and in_head(work)):
                private.revert()
                shelf.take_back(range(len(work.journal.changes)))
            _clean(work, shelf)
        raise


def in_head(work: Work) -> bool:
    """Tell whether HEAD has all of it: somebody's commit may have taken our index entries along."""
    return all(holds(work.repository, work.journal.changes, stage=False))


def _clean(work: Work, shelf: Shelf) -> None:
    shelf.clear()
    journals.erase(work.repository)
    journals.sweep(work.repository)

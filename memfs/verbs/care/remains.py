"""Remains: what killed writers and killed git commands left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.repository import clear_lock, leftovers, lock_holder, recover, stale_locks
from memfs.verbs.care.finding import ERROR, NOTE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.repository import Repository, StaleLock

FIX = "memfs doctor --fix"
NAMED = 3


def of_writes(repository: Repository, *, fix: bool) -> Iterator[Finding]:
    """Find what a killed write of memfs left; the next write would clear it too."""
    left = leftovers(repository)
    if not left:
        return
    names = ", ".join(printable(name) for name in left[:NAMED])
    rest = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    if not fix:
        yield Finding("leftovers", ERROR, f"a killed write left {names}{rest}", FIX)
        return
    recovered = recover(repository)
    done, undone = (len(recovered.done), len(recovered.undone)) if recovered else (0, 0)
    yield Finding(
        "leftovers", ERROR, f"a killed write left {names}{rest}: {done} finished, {undone} put back", fixed=True
    )


def of_git(repository: Repository, *, fix: bool) -> Iterator[Finding]:
    """Find locks of git's that lie about."""
    for lock in stale_locks(repository):
        if not lock.ours:  # else a write of memfs has just begun
            yield from _lock(repository, lock, fix=fix)


def _lock(repository: Repository, lock: StaleLock, *, fix: bool) -> Iterator[Finding]:
    what = f"git's lock {printable(lock.path)}, {lock.age:.0f} s old,"
    if fix and clear_lock(repository, lock):
        yield Finding("lock", ERROR, f"{what} was nobody's and is gone", fixed=True)
        return
    holder = lock_holder(repository, lock)
    if holder is None:
        return
    if holder.name:
        yield Finding("lock", NOTE, f"{what} is held by {printable(holder.name)} and goes when that ends")
    elif holder.forgot(lock.age):
        yield Finding("lock", ERROR, f"{what} is nobody's, and every write waits for it", FIX)
    else:
        yield Finding("lock", ERROR, f"{what} may be somebody's until it is a minute old", FIX)

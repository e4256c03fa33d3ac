"""The branch moves last, and only from where the write found it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable
from memfs.repository import revisions, state
from memfs.repository.patience import busy, tries
from memfs.repository.run import GitError

if TYPE_CHECKING:
    from memfs.repository.run import Repository


class HeadMovedError(Exception):
    """Somebody committed first: the write has to look again."""


def await_ref_locks(repository: Repository, *, seconds: float) -> None:
    """Wait until no lock lies on HEAD or its branch; raises MemfsError `busy` when the time is up.

    Done before `index.lock` is taken: the user's git does not wait for that one, so nobody may wait while holding it.
    """
    branch = state.branch(repository)
    locks = [
        Path(repository.git_dir, "HEAD.lock"),
        *([Path(repository.common_dir, f"{branch}.lock")] if branch else []),
    ]
    for _ in tries(seconds):
        held = [lock for lock in locks if lock.exists()]
        if not held:
            return
    raise busy(str(held[0]), "another git process")


def move_head(repository: Repository, commit: str, *, old: str | None, holding: int) -> None:
    """Let HEAD's branch point to the commit if it still points to `old` (None: if it does not exist yet).

    git runs the reference-transaction hook. Raises HeadMovedError where the branch has moved, MemfsError where a lock
    or the hook forbids it.
    """
    step = f"update HEAD\0{commit}\0{old}\0" if old else f"create HEAD\0{commit}\0"
    arguments = ("update-ref", "-m", "commit: memfs", "--stdin", "-z")
    try:
        repository.shielded(*arguments, stdin=step.encode(), holding=holding, hooks=True)
    except GitError as error:
        if revisions.head(repository) != old:
            raise HeadMovedError from error
        raise _explained(error) from None


def _explained(error: GitError) -> MemfsError:
    """Tell a lock and a hook from other failures by git's words; the locale is ours."""
    lock, found, _ = error.stderr.partition(".lock': File exists")
    if found:
        return busy(lock.rpartition("'")[2] + ".lock", "another git process")
    if "aborted by" in error.stderr and "hook" in error.stderr:
        words = printable(" ".join(error.stderr.split()))
        return MemfsError(f"the reference-transaction hook refused the write: {words}", code="state")
    return error

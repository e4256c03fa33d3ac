"""One writer a worktree: a lock on a file that ends with its holder, however that dies."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository.patience import busy

if TYPE_CHECKING:
    from types import TracebackType

    from memfs.repository.run import Repository


class Lock:
    """Hold `<git-dir>/memfs/lock` for the length of a `with` block.

    flock and not lockf: it belongs to the open file, so threads exclude one another too, and a child that inherits
    `descriptor` keeps it until it is done. One lock a worktree, as index and HEAD are: what worktrees share is git's
    business. Raises MemfsError `busy` when the wait ends, `environment` where no lock can be had.
    """

    def __init__(self, repository: Repository, *, seconds: float) -> None:
        """Name the lock; nothing is opened yet."""
        self._directory = repository.state_dir
        self._seconds = seconds
        self.path = str(self._directory / "lock")
        self.descriptor = -1

    def __enter__(self) -> Self:
        """Open the file anew, so that neither a thread nor a fork shares the lock, and wait for our turn."""
        try:
            self._directory.mkdir(exist_ok=True)
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            held = _wait_for(self.descriptor, self._seconds)
        except OSError as error:
            if self.descriptor >= 0:
                os.close(self.descriptor)
            raise MemfsError(
                f"cannot lock {quoted(self.path, limit=200)}: {error.strerror}", code="environment"
            ) from None
        if not held:
            raise busy(self.path, "another write")
        os.utime(self.descriptor)  # the age that others are told
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next writer in."""
        os.close(self.descriptor)


def _wait_for(descriptor: int, seconds: float) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _Turn(descriptor).comes_within(seconds)
    return True


class _Turn:
    """A place in the kernel's queue for a lock: whoever polls instead may starve.

    The queueing happens in a thread of its own, since an alarm would be the calling program's and needs its main
    thread. A wait that is given up stays in the queue, and lets go as soon as its turn comes.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._held = self._abandoned = False
        self._error: OSError | None = None

    def comes_within(self, seconds: float) -> bool:
        """Wait for it; where the answer is no, or an interrupt, the descriptor is closed when its turn comes."""
        threading.Thread(target=self._queue, daemon=True).start()
        try:
            self._over.wait(seconds)
        except BaseException:
            if self._settled():
                os.close(self._descriptor)
            raise
        if self._error:
            raise self._error
        return self._settled()

    def _settled(self) -> bool:
        """Tell whether the lock is ours; from here on it cannot become so."""
        with self._guard:
            self._abandoned = not self._held
            return self._held

    def _queue(self) -> None:
        import fcntl

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as error:
            self._error = error
        with self._guard:
            self._held = not self._abandoned and not self._error
            if self._abandoned:
                os.close(self._descriptor)
        self._over.set()

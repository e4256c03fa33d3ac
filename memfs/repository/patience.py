"""How long a write waits: for its turn among our own writers, and for a lock of git's."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: `own` for our lock, `git` for one of git's; `MEMFS_WAIT` sets both."""

    own: float = 45.0
    git: float = 5.0

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Patience:
        """Read `MEMFS_WAIT`; raises MemfsError `usage` where it is not a number of seconds."""
        words = environ.get("MEMFS_WAIT")
        if not words:
            return cls()
        seconds = math.nan
        with suppress(ValueError):
            seconds = float(words)
        if not 0 <= seconds < math.inf:
            raise MemfsError(f"MEMFS_WAIT is {quoted(words)}, expected a number of seconds", code="usage")
        return cls(own=seconds, git=seconds)


def tries(seconds: float) -> Iterator[None]:
    """Yield at once, then after ever longer pauses, until the time is up; the last try is at the end of it."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while True:
        yield
        left = deadline - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE)


def age(path: str) -> float:
    """Return how many seconds ago a file was last written; 0 where it is gone or the clock went back."""
    try:
        return max(0.0, time.time() - os.lstat(path).st_mtime)
    except FileNotFoundError:
        return 0.0


def busy(path: str, holder: str) -> MemfsError:
    """Return the refusal that names a lock and its age."""
    message = f"{holder} holds the lock '{printable(path)}', {age(path):.0f} s old"
    return MemfsError(message, code="busy", hint="memfs doctor")

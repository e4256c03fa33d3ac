"""When something was written: UTC with milliseconds, strictly rising within a process."""

from __future__ import annotations

import threading
import time


class Clock:
    """A clock whose every answer is later than the one before, also across threads."""

    __slots__ = ("_last", "_lock")

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> str:
        """Return the time as RFC 3339, for example `2026-11-22T03:27:23.081Z`."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000)
            seconds, milliseconds = divmod(self._last, 1000)
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{milliseconds:03d}Z"


CLOCK = Clock()
"""The process's one clock: "strictly rising within a process" needs one memory of the last answer."""

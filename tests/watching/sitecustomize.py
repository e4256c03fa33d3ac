"""Python loads this at its start where it is on PYTHONPATH: every start of git by memfs is written down.

An audit hook sees what this process starts; the stack tells on whose behalf. What tests and git itself start is not
noted. Nothing but what Python has loaded anyway is imported, as tests count what memfs loads.
"""

from __future__ import annotations

import os
import sys

LOG = "WATCHED_GIT_LOG"
START = b"\1call\0"
DOOR = "memfs.repository"
STARTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"})


def _is_ours() -> bool:
    """Tell whether memfs chose the words: a test of the layer that calls git hands it words of its own."""
    frame, at_door = sys._getframe(), False  # noqa: SLF001 - there is no public way that is as quick
    while frame.f_back is not None:
        frame = frame.f_back
        name = str(frame.f_globals.get("__name__"))
        if name.startswith(DOOR):
            at_door = True
        elif name.partition(".")[0] == "memfs":
            return True
        elif at_door and name.partition(".")[0] == "tests":
            return False
    return False


def _note(log: int, event: str, arguments: tuple[object, ...]) -> None:
    if event not in STARTS or not _is_ours():
        return
    given = arguments[1] if event != "os.system" else arguments[0]
    words = [os.fsencode(word) for word in given] if isinstance(given, (list, tuple)) else [repr(given).encode()]
    if words[0].rpartition(b"/")[2] == b"git" or event == "os.system":
        os.write(log, START + b"\0".join(words[1:]) + b"\0")  # one write, as other processes write too


def watch() -> None:
    """Begin, for as long as the process lives; the log is opened at once, as a process may give up its rights."""
    log = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND)
    sys.addaudithook(lambda event, arguments: _note(log, event, arguments))


if os.environ.get(LOG):
    watch()

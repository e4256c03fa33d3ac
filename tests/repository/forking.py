"""Children for the tests of writing: they are killed, run side by side, or act at an exact moment."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = frozenset(
    {"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "subprocess.Popen", "os.utime"}
)
"""What Python announces before it does something to the disk, or starts git."""


def child(action: Callable[[], object]) -> int:
    """Run an action in a child and return its process id; it exits 0 unless the action raises."""
    pid = os.fork()
    if pid:
        return pid
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - a child of a test must not run the test's own cleaning up
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def ended(pid: int) -> int:
    """Wait for a child and return its exit status, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_before(number: int, action: Callable[[], object]) -> bool:
    """Run an action in a child that is killed right before its `number`-th step; False where it has fewer."""

    def doomed() -> None:
        left = number

        def count(event: str, _: object) -> None:
            nonlocal left
            if event in STEPS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        action()
        left = -1

    return ended(child(doomed)) == -signal.SIGKILL


def meanwhile(command: str, happening: Callable[[], object], action: Callable[[], object]) -> int:
    """Run an action in a child where something happens right before it starts a git command for the first time."""

    def interrupted() -> None:
        waiting = True

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal waiting
            if waiting and event == "subprocess.Popen" and command in str(arguments[1]):
                waiting = False
                happening()

        sys.addaudithook(watch)
        action()

    return ended(child(interrupted))


def killed_at(command: str, action: Callable[[], object]) -> bool:
    """Run an action in a child that is killed right before it starts a git command for the first time."""
    return meanwhile(command, lambda: os.kill(os.getpid(), signal.SIGKILL), action) == -signal.SIGKILL

"""The user's editor, opened on one file as git opens it, one at a time, and git's merge of two texts."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memfs.repository.run import Repository

NO_TERMINAL = 128  # git's answer where only vi is left and the terminal is dumb
CONFLICTS = range(128)  # `git merge-file` answers how many there are


def open_editor(repository: Repository, path: Path) -> None:
    """Let the user change a file: by GIT_EDITOR, core.editor, VISUAL or EDITOR, in git's order, else by vi.

    The editor gets the environment that we got, not the cleaned one of git calls. Raises MemfsError `environment`
    where there is none or where it fails.
    """
    editor = os.fsdecode(repository.git("var", "GIT_EDITOR", accept=(0, 1, NO_TERMINAL))).strip()
    if not editor:
        raise MemfsError("there is no editor for a dumb terminal", code="environment", hint="export EDITOR=nano")
    with _ctrl_c_for_the_editor():
        # a shell, as git does: the editor is a command line of the user's, and the path its last word
        done = subprocess.run(["sh", "-c", f'{editor} "$@"', editor, str(path)], check=False)
    if done.returncode:
        message = f"the editor {quoted(editor)} failed with exit status {done.returncode}"
        raise MemfsError(message, code="environment", hint="git var GIT_EDITOR")


@contextmanager
def _ctrl_c_for_the_editor() -> Iterator[None]:
    """Leave interrupts to the editor, as git does; a handler, unlike SIG_IGN, is not inherited."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def alone(path: Path, *, what: str) -> Iterator[None]:
    """Hold a lock on a file that ends with its holder. Raises MemfsError `busy` where somebody has it."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise MemfsError(f"{what} is open in another editor", code="busy") from None
    try:
        yield
    finally:
        os.close(descriptor)


def merged_text(repository: Repository, mine: Path, base: Path, *, stored: Path) -> bytes:
    """Merge two texts that began as one, with git's markers where they conflict."""
    labels = ("-L", "yours", "-L", "before", "-L", "stored")
    files = (str(mine), str(base), str(stored))
    return repository.git("merge-file", "-p", *labels, "--", *files, accept=tuple(CONFLICTS))


def merge_text(repository: Repository, ours: Path, base: Path, *, theirs: Path) -> tuple[bytes, bool]:
    """Merge two sides of a text as git itself would; tell whether they conflict, which markers then show."""
    labels = ("-L", "ours", "-L", "base", "-L", "theirs")
    data = repository.git("merge-file", "-p", *labels, "--", str(ours), str(base), str(theirs), accept=tuple(CONFLICTS))
    return data, b"<<<<<<< ours" in data

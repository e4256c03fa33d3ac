"""What is printed, and how: UTF-8 whatever the locale, nothing raw that a terminal could obey, colour only there."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import click

from memfs.core.errors import ExistsError, InvalidError, MemfsError
from memfs.core.escape import block, printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from memfs.core.model import JSON

FORMAT = 1
OBEYING = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Set where a job's log is read for commands: by GitHub's runner and those like it, Azure's agent, TeamCity."""
STYLES = {"+ ": "green", "- ": "red", "~ ": "yellow", "> ": "cyan"}
"""The colour of a line by the sign that it begins with."""


def show(text: str, *, style: str | None = None, safe: bool = False) -> None:
    """Print a result; `style` is a colour's name for a terminal that wants it.

    In a CI log nothing of it is obeyed, unless it is `safe`: text that holds commands of ours, or minds logs itself.
    """
    _write(text if safe or not _is_obeyed(sys.stdout) else _unheard(text), sys.stdout, style=style)


def show_file(data: bytes) -> None:
    """Print a file as it is, but escaped on a terminal and in a CI log that is obeyed."""
    if _is_obeyed(sys.stdout):
        show(data.decode("utf-8", "backslashreplace").removesuffix("\n"))
    else:
        show_bytes(data)


def show_bytes(data: bytes) -> None:
    """Print data for programs as it is, but escaped on a terminal."""
    if sys.stdout.isatty():
        show(data.decode("utf-8", "backslashreplace").removesuffix("\n"))
    else:
        click.echo(data, nl=False)


def show_json(value: Mapping[str, JSON]) -> None:
    """Print one JSON object that begins with the format's version."""
    from memfs.render import encoded

    click.echo(encoded({"memfs": FORMAT, **value}).encode())


def note(text: str) -> None:
    """Say on standard error what a person should know beside the result."""
    _write(f"note: {_unheard(printable(text))}", sys.stderr, style="cyan")


def tell(text: str) -> None:
    """Say a line on standard error that belongs to the result."""
    _write(_unheard(text), sys.stderr)


def show_error(error: MemfsError, *, as_json: bool) -> None:
    """Say why memfs refuses: one line and at most one hint, or one JSON object on standard output."""
    if as_json:
        show_json(error_data(error))
        return
    _write("memfs: ", sys.stderr, style="red", end="")
    _write(_unheard(printable(error.message)), sys.stderr)
    if error.hint:
        _write(f"  hint: {_unheard(printable(error.hint))}", sys.stderr)


def error_data(error: MemfsError) -> dict[str, JSON]:
    """Return a refusal as the fields that programs read."""
    said: dict[str, JSON] = {"code": error.code, "message": error.message, "hint": error.hint}
    if isinstance(error, ExistsError):
        said["same"] = error.same
    if not isinstance(error, InvalidError):
        return {"ok": False, "error": said}
    from memfs.render import violation_data

    return {"ok": False, "error": said, "violations": [violation_data(found) for found in error.violations]}


def silence() -> None:
    """Let what is still buffered go nowhere: the reader of our output is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def coloured(stream: IO[str]) -> bool:
    """Tell whether a stream wants colour: `NO_COLOR` and `FORCE_COLOR` come first, else a terminal does."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def _unheard(text: str) -> str:
    from memfs.render import unheard

    return unheard(text)


def _is_obeyed(stream: IO[str]) -> bool:
    """Tell whether what is printed may go to a log whose reader obeys `::error::` and `##[error]` lines."""
    if not any(os.environ.get(name) for name in OBEYING):
        return False
    try:
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:  # a stream in memory
        return True


def _write(text: str, stream: IO[str], *, style: str | None = None, end: str = "\n") -> None:
    shown = block(text)
    painted = click.style(shown, fg=style) if style and coloured(stream) else shown
    # bytes: a locale of another encoding must not be able to fail
    click.echo((painted + end).encode("utf-8", "backslashreplace"), file=stream, nl=False)

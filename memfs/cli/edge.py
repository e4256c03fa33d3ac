"""The one place where an exception becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from memfs.cli import output
from memfs.cli.group import COMMAND
from memfs.cli.usage import usage_error
from memfs.core.errors import MemfsError
from memfs.core.escape import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION = "_MEMFS_COMPLETE"
INTERRUPTED = 130
CANNOT_RUN = 2
MESSAGE_LIMIT = 1500


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; every error is said in one line."""
    try:
        return _answered(arguments)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        output.silence()
        return CANNOT_RUN
    except Exception as error:
        refusal = sentence(error)
        if refusal is None and os.environ.get("MEMFS_DEBUG"):
            raise
        return _refused(refusal or _internal(error), as_json=_wants_json(arguments))


def _answered(arguments: Sequence[str]) -> int:
    if instruction := os.environ.get(COMPLETION):
        from click.shell_completion import shell_complete

        return shell_complete(COMMAND, {}, "memfs", COMPLETION, instruction)
    try:
        with COMMAND.make_context("memfs", list(arguments)) as context:
            status = COMMAND.invoke(context)
    except Exit as done:
        status = done.exit_code
    sys.stdout.flush()
    return status or 0


def _refused(refusal: MemfsError, *, as_json: bool) -> int:
    for shape in dict.fromkeys((as_json, False)):  # where standard output fails, standard error may not
        try:
            output.show_error(refusal, as_json=shape)
            sys.stdout.flush()
        except OSError:
            output.silence()
        else:
            break
    return refusal.exit_code


def sentence(error: Exception) -> MemfsError | None:
    """Return an error as one that says what is wrong, None for what nobody foresaw: a fault of memfs."""
    if isinstance(error, MemfsError):
        return error
    if isinstance(error, click.UsageError):
        return usage_error(error)
    if isinstance(error, FileNotFoundError) and error.filename is None:  # what os.getcwd raises
        return MemfsError("the current directory is gone", code="environment")
    if isinstance(error, OSError):
        where = f": '{printable(os.fsdecode(error.filename))}'" if isinstance(error.filename, (str, bytes)) else ""
        return MemfsError(f"{(error.strerror or str(error)).lower()}{where}", code="environment")
    if isinstance(error, MemoryError):
        return MemfsError("there is not enough memory", code="environment")
    return None


def _internal(error: Exception) -> MemfsError:
    words = shortened(printable(f"{type(error).__name__}: {error}"), limit=MESSAGE_LIMIT)
    hint = "run it again with MEMFS_DEBUG=1, and please report what it prints"
    return MemfsError(f"internal error: {words}", code="environment", hint=hint)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether the options ask for JSON; the command line may be one that cannot be parsed."""
    words = list(arguments)
    options = words[: words.index("--")] if "--" in words else words
    formats = [after for option, after in pairwise(options) if option == "--format"]
    return "--json" in options or "--format=json" in options or "json" in formats

"""Refusals as a model reads them: what is wrong, and what to send instead; never a command for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.fields import MEMORIES
from memfs.core.errors import ExistsError, InvalidError, MemfsError
from memfs.core.escape import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation

TOLD = 20
"""A refusal tells at most this many violations."""
LINE = 500
WHOLE = 6_000
"""Characters of a whole refusal."""

WAYS_OUT = {
    "no-store": "nothing is stored here yet; the first write makes the store",
    "changed": "read it again, and call again with the blob that it has now",
    "exists": "read it with memory_read; change it with memory_replace, or give another summary",
    "no-identity": "tell the person: start the server with --author 'NAME <EMAIL>', or configure git",
    "draft-in-the-way": "tell the person: the file has changes that are not committed",
    "state": "tell the person; it is for them to finish or to change",
    "busy": "somebody else is writing; call again",
}
HINTS = {
    "did you mean": None,  # says itself what to do
    "memfs replace source": "data_source_replace overwrites it",
    "memfs add variable": "data_source_variable_add writes one, data_source_variable_replace overwrites it",
}


def refusal(error: Exception) -> str:
    """Return what to tell a model about an error; one that nobody foresaw is named without its traceback."""
    if isinstance(error, InvalidError) and error.violations:
        words = "\n".join(_listed(error))
    elif isinstance(error, MemfsError):
        words = " - ".join(filter(None, (f"{error.code}: {printable(error.message)}", way_out(error))))
    elif isinstance(error, OSError):
        words = f"environment: {(error.strerror or str(error)).lower()}"
    else:
        words = f"internal error: {printable(f'{type(error).__name__}: {error}')}; please report it"
    return shortened(words, limit=WHOLE)


def way_out(error: MemfsError) -> str:
    """Say what to do about an error; "" where its message says it."""
    for start, instead in HINTS.items():
        if error.hint and error.hint.startswith(start):
            return printable(error.hint) if instead is None else instead
    if isinstance(error, ExistsError) and error.same:
        return "nothing needs to be done"
    return WAYS_OUT.get(error.code, "")


def _listed(error: InvalidError) -> Iterator[str]:
    """Say every violation on a line, those of a list by their place in it."""
    found = error.violations
    in_list = all(violation.path == MEMORIES for violation in found)  # no file is called so
    if len(found) == 1 and not in_list:
        yield shortened(f"invalid: {printable(error.message)}", limit=LINE)
        return
    yield f"invalid: {printable(error.message)}" if in_list else "invalid:"
    yield from (f"- {_said(violation, placed=in_list)}" for violation in found[:TOLD])
    if len(found) > TOLD:
        yield f"- and {len(found) - TOLD} more"


def _said(violation: Violation, *, placed: bool) -> str:
    where = f"{violation.path}[{violation.line}]: " if placed else ""
    return shortened(f"{where}{violation.rule}: {printable(violation.message)}", limit=LINE)

"""A report as annotations for GitHub's runner, which reads `::error` lines from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.render.report_text import sum_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Report, Violation

LIMIT = 10
"""GitHub shows no more of a kind for one step."""

# as the runner's toolkit escapes: https://github.com/actions/toolkit, packages/core/src/command.ts
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def annotation_lines(report: Report) -> Iterator[str]:
    """Write the first 10 violations as annotations, errors before warnings, then the sum."""
    everything = (*report.errors, *report.warnings)
    yield from map(_annotation, everything[:LIMIT])
    if len(everything) > LIMIT:
        yield f"... and {len(everything) - LIMIT} more (--json shows all)"
    yield sum_line(report)


def _annotation(violation: Violation) -> str:
    place = {
        "file": violation.path,
        "line": violation.line,
        "col": violation.column,
        "title": f"memfs {violation.rule}",
    }
    fields = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in place.items())
    return f"::{violation.level} {fields},title=memfs {violation.rule}::{_escaped(violation.message, _DATA)}"


def _escaped(text: str, signs: tuple[tuple[str, str], ...]) -> str:
    safe = printable(text)
    for sign, code in signs:
        safe = safe.replace(sign, code)
    return safe

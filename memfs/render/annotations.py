"""Violations as annotations of a run on GitHub: workflow commands, of which nothing foreign can make another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from memfs.core.escape import shortened
from memfs.core.report import MESSAGE_LIMIT
from memfs.render.log_text import logged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.report import Violation

LIMIT: Final = 10
"""Annotations of one sort that GitHub shows of one step."""


def worst(violations: Iterable[Violation], *, limit: int = LIMIT) -> list[Violation]:
    """Choose what is annotated: errors before warnings, else the order of the report."""
    return sorted(violations, key=lambda violation: violation.level != "error")[:limit]


def annotation(violation: Violation) -> str:
    """Write a violation as a workflow command."""
    level = "error" if violation.level == "error" else "warning"
    place = f"file={_property(violation.path)},line={violation.line},col={violation.column}"
    title = _property(f"memfs {violation.rule}")
    return f"::{level} {place},title={title}::{_data(shortened(violation.message, limit=MESSAGE_LIMIT))}"


def _data(text: str) -> str:
    """Escape as the runner's toolkit does; line ends are written out already."""
    return logged(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Violations as lines that editors and people understand: `PATH:LINE:COL: RULE: what is there, what should be`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable, shortened
from memfs.core.report import MESSAGE_LIMIT

if TYPE_CHECKING:
    from memfs.core.report import Violation


def violation_line(violation: Violation) -> str:
    """Write one violation on one line; the path is always whole, the message at most 500 characters."""
    place = f"{printable(violation.path)}:{violation.line}:{violation.column}"
    return f"{place}: {violation.rule}: {shortened(printable(violation.message), limit=MESSAGE_LIMIT)}"

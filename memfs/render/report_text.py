"""A report as lines for people and editors: law changes first, then the violations by path, and the sum."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.render.log_text import logged
from memfs.render.violations_text import violation_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.report import Report, Violation

LIMIT = 200
LIMIT_A_FILE = 5


def report_lines(report: Report) -> Iterator[str]:
    """Write at most 5 violations a file and 200 in all, then how many more there are, then the sum."""
    everything = (*report.law_changes, *sorted(report.violations, key=lambda violation: violation.order))
    shown = tuple(_limited(everything))
    yield from (logged(violation_line(violation)) for violation in shown)
    if len(shown) < len(everything):
        yield f"... and {len(everything) - len(shown)} more (--json shows all)"
    yield sum_line(report)


def sum_line(report: Report) -> str:
    """Count what was judged and what was found; `violations` are those that refuse."""
    warnings = f", {len(report.warnings)} warnings" if report.warnings else ""
    return f"{report.records} records, {len(report.errors)} violations{warnings}"


def _limited(violations: Iterable[Violation]) -> Iterator[Violation]:
    files: Counter[str] = Counter()
    for violation in violations:
        if files[violation.path] < LIMIT_A_FILE and files.total() < LIMIT:
            files[violation.path] += 1
            yield violation

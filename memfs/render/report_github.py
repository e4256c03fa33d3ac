"""A report as annotations for GitHub's runner, which reads `::error` lines from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.render.annotations import annotation, worst
from memfs.render.report_text import sum_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Report


def annotation_lines(report: Report) -> Iterator[str]:
    """Write the worst ten violations as annotations, law changes and errors before warnings, then the sum."""
    everything = (*report.law_changes, *sorted(report.violations, key=lambda violation: violation.order))
    shown = worst(everything)
    yield from map(annotation, shown)
    if len(everything) > len(shown):
        yield f"... and {len(everything) - len(shown)} more (--json shows all)"
    yield sum_line(report)

"""A report as the fields that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.render.json_text import violation_data
from memfs.render.shares import distribution_data

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from memfs.core.report import Report

LIMIT = 10_000


def report_data(report: Report) -> dict[str, JSON]:
    """Return a whole report, with the first 10,000 violations; law changes come first."""
    violations = (*report.law_changes, *sorted(report.violations, key=lambda violation: violation.order))
    return {
        "ok": report.ok,
        "snapshot": report.snapshot,
        "records": report.records,
        "violations": [violation_data(violation) for violation in violations[:LIMIT]],
        "distribution": [distribution_data(distribution) for distribution in report.distribution],
    }

"""A report as GitLab reads it: the Code Quality report of a merge request.

The fields are those that GitLab's documentation asks of a custom tool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.render.report_sarif import fingerprint

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from memfs.core.report import Report, Violation

LIMIT = 10_000


def gitlab_data(report: Report) -> list[dict[str, JSON]]:
    """Return the violations as GitLab's list of issues, the worst first; each has a fingerprint of its own."""
    found = (*report.law_changes, *sorted(report.violations, key=lambda v: (v.level != "error", v.order)))
    seen: dict[str, int] = {}
    return [_issue(violation, seen) for violation in found[:LIMIT]]


def _issue(violation: Violation, seen: dict[str, int]) -> dict[str, JSON]:
    name = fingerprint(violation)
    seen[name] = seen.get(name, 0) + 1
    return {
        "description": f"{violation.rule}: {printable(violation.message)}",
        "check_name": f"memfs/{violation.rule}",
        "fingerprint": name if seen[name] == 1 else f"{name}-{seen[name]}",
        "severity": "major" if violation.level == "error" else "minor",
        "location": {"path": violation.path, "lines": {"begin": violation.line}},
    }

"""A report as SARIF 2.1.0, which code scanning services and editors read.

Property names and limits are those of the OASIS standard, Static Analysis Results Interchange Format 2.1.0.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.report import Report, Violation

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT: Final = 5_000
"""Results that a code scanning service of GitHub shows of one run."""


def sarif_data(report: Report, *, pages: Mapping[str, str], version: str) -> dict[str, JSON]:
    """Return a report as one run of a tool; `pages` maps each rule to its documentation."""
    found = (*report.law_changes, *sorted(report.violations, key=lambda v: (v.level != "error", v.order)))
    driver: dict[str, JSON] = {
        "name": "memfs",
        "semanticVersion": version,
        "rules": [_rule(name, page) for name, page in pages.items()],
    }
    run: dict[str, JSON] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(violation, list(pages)) for violation in found[:LIMIT]],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, page: str) -> dict[str, JSON]:
    first, _, rest = page.partition("\n")
    said = {"text": first.removeprefix(f"`{name}`: ").strip()}
    return {"id": name, "shortDescription": said, "fullDescription": said, "help": {"text": rest.strip() or first}}


def _result(violation: Violation, names: list[str]) -> dict[str, JSON]:
    region: JSON = {"startLine": violation.line, "startColumn": violation.column}
    place: JSON = {"artifactLocation": {"uri": located(violation.path), "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": violation.rule,
        **({"ruleIndex": names.index(violation.rule)} if violation.rule in names else {}),
        "level": "error" if violation.level == "error" else "warning",
        "message": {"text": printable(violation.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"memfs/v1": fingerprint(violation)},
    }


def located(path: str) -> str:
    """Write a path as a relative reference (RFC 3986); undecodable bytes are written as what they are."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/=,+-._~!$&'()*;@")


def fingerprint(violation: Violation) -> str:
    """Return what stays the same while the same violation stands in a file, whatever its line."""
    identity = "\0".join((violation.path, *violation.sin))
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()

"""`summary-format`: a summary is a name: lowercase_with_underscores.

`[a-z0-9]+(_[a-z0-9]+)*`, at most 50 characters, and no name that Windows takes for a device (`con`, `lpt1`): it is
a file name on every system and reads as a title. Kinds whose key is not `summary` may have any printable key.

    passes:  summary: pool_leak_fixed
    fails:   summary: Pool-Leak fixed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import quoted
from memfs.core.names import SUMMARY_LIMIT, is_device, is_summary, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "summary-format"


def judge(subject: Subject) -> Iterator[Violation]:
    """Report a summary that is no name."""
    kind, record = subject.kind, subject.record
    if kind is None or record is None or not kind.has_summary:
        return
    summary = record.get(kind.key)
    if isinstance(summary, str) and not is_summary(summary):
        yield subject.at(ID, fault(summary), (kind.key,))


def fault(summary: str) -> str:
    """Say what is wrong with a summary and what to write instead."""
    suggestion = slug(summary[:400])
    advice = f"; try '{suggestion}'" if is_summary(suggestion) else ""
    if is_device(summary):
        return f"{quoted(summary)} is a device name on Windows; try '{summary}_note'"
    if suggestion and slug(summary[:400], limit=len(summary)) == summary:
        return f"{quoted(summary)} has {len(summary)} characters, at most {SUMMARY_LIMIT} are allowed{advice}"
    return f"{quoted(summary)} is not lowercase_with_underscores{advice}"

"""`yaml`: every file of the store is YAML that all libraries read alike.

One document whose root is a mapping, UTF-8, plain JSON data: no anchors, aliases, tags or directives, no duplicate
keys, at most 256 KiB, 20,000 nodes and 8 levels deep. Scalars that YAML 1.1 and 1.2 read differently (`no`,
`12:30:45`, `0777`, a date) must be quoted; the message says how.

    passes:  content: "no"
    fails:   content: no
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.snapshot import blob_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "yaml"


def judge(subject: Subject) -> Iterator[Violation]:
    """Report why a record cannot be read; as nobody judges its content, a changed one is never an old sin."""
    fault = subject.fault
    if fault is not None:
        yield subject.on(ID, fault.message, (fault.line, fault.column), evidence=blob_id(subject.data))

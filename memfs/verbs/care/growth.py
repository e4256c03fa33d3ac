"""Growth: a store that has become too large for its layout, and an index worth splitting."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.core.names import LAYOUTS, directory, join, place
from memfs.core.policy import FILE as POLICY_FILE
from memfs.repository import is_split, split, tracked
from memfs.verbs.care.finding import WARNING, Finding
from memfs.verbs.care.remains import FIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.law import Law
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository

CROWDED = 4_096
"""Files in one directory from which on each commit stores more for its list of names than for all else: 28 bytes a
name, some 110 KiB."""

LARGE = 20_000
"""Entries from which on rewriting the index is most of a write: 160 ms at 100,000, 70 ms where it is split."""

BACK = "git update-index --no-split-index"


def of_layout(snapshot: Snapshot, law: Law) -> Iterator[Finding]:
    """Find a directory of memories that more hex digits would keep small."""
    crowded, count = max(_cells(snapshot, law).items(), key=lambda item: item[1], default=("", 0))
    fitting = next((digits for digits in LAYOUTS if count <= CROWDED * 16**digits), LAYOUTS[-1])
    if fitting > law.policy.fanout:
        policy = printable(join(law.store, POLICY_FILE))
        words = f"{printable(crowded)} holds {count:,} records, and each commit stores all their names anew"
        yield Finding(
            "layout", WARNING, words, f"set layout: {{fanout: {fitting}}} in {policy}, then memfs check --fix"
        )


def of_index(repository: Repository, *, fix: bool) -> Iterator[Finding]:
    """Find an index that is large and in one piece."""
    if repository.top is None or tracked(repository) <= LARGE or is_split(repository):
        return
    message = f"the index has {tracked(repository):,} entries, and every write rewrites it whole"
    if fix:
        split(repository)
        yield Finding("split-index", WARNING, f"{message}; it is split now", BACK, fixed=True)
    else:
        yield Finding("split-index", WARNING, f"{message}; split, it costs half", FIX)


def _cells(snapshot: Snapshot, law: Law) -> Counter[str]:
    """Count the records of each directory, those in its directories of hex digits among them."""
    cells: Counter[str] = Counter()
    for kind in law.kinds.values():
        if kind.has_summary:
            for entry in snapshot.entries(join(law.store, kind.directory)):
                found = place(entry.path, law.store, (kind,))
                if found:
                    cells[join(law.store, directory(kind, found.facets))] += 1
    return cells

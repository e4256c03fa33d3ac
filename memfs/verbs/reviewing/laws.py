"""How the law changed: the policy and the schemas of one store, place by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.layout import SCHEMA_ENDING, is_schema
from memfs.core.layout import below as below_store
from memfs.core.names import place
from memfs.core.review import LawChange
from memfs.core.snapshot import REGULAR
from memfs.schemas import parsed
from memfs.verbs.reviewing.fields import changed_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Report, Violation
    from memfs.core.snapshot import Change, Entry, Snapshot

PLACES = 200
"""More places that differ are counted and not listed."""


def law_changes(
    changes: Iterable[Change], base: Snapshot, head: Snapshot, *, store: str, who: Mapping[str, str]
) -> list[LawChange]:
    """Describe each file of the law that changed, without what it breaks; `who` names the author of a path."""
    found = [_law_change(change, base, head, store=store) for change in changes]
    return [replace(change, author=who.get(change.path)) for change in found]


def _law_change(change: Change, base: Snapshot, head: Snapshot, *, store: str) -> LawChange:
    old, new = _data(base, change.old), _data(head, change.new)
    action = "added" if change.old is None else "removed" if change.new is None else "changed"
    places = [] if old is None or new is None else list(changed_places(old, new))
    notes = [f"and {len(places) - PLACES} more places"] if len(places) > PLACES else []
    if old is None or new is None:
        notes.append("cannot be read")
    elif not places:
        notes.append("only comments or formatting")
    kind = "schema" if is_schema(below_store(change.path, store)) else "policy"
    return LawChange(action, kind, change.path, tuple(places[:PLACES]), notes=tuple(notes))


def _data(snapshot: Snapshot, entry: Entry | None) -> Mapping[str, JSON] | None:
    """Return what a file says, nothing where there is no file, None where it cannot be read."""
    if entry is None:
        return {}
    data = next((data for _, data in snapshot.read([entry])), b"") if entry.mode == REGULAR else b""
    try:
        found = parsed(data) if entry.path.endswith(SCHEMA_ENDING) else read(data)
    except (ProfileError, ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None


def with_consequences(
    found: Sequence[LawChange], report: Report, *, law: Law, touched: frozenset[str]
) -> list[LawChange]:
    """Give each change of the law what it breaks and lets pass.

    What stands in a file that the change does not touch can only come from the law. A schema answers for the records
    of its kind, the first change for all others.
    """
    broken = [violation for violation in report.violations if _breaks(violation, law, touched)]
    return [
        replace(
            change,
            breaks=tuple(v for v in broken if _answers(found, v, law) is change),
            allows=tuple(v for v in report.law_changes if _answers(found, v, law) is change),
        )
        for change in found
    ]


def _breaks(violation: Violation, law: Law, touched: frozenset[str]) -> bool:
    return violation.path not in touched and place(violation.path, law.store, tuple(law.kinds.values())) is not None


def _answers(found: Sequence[LawChange], violation: Violation, law: Law) -> LawChange:
    kind = law.kind_in(below_store(violation.path, law.store).partition("/")[0])
    name = f"/{kind.name}{SCHEMA_ENDING}" if kind else ""
    own = (change for change in found if name and change.path.endswith(name))
    return next(own, found[0])

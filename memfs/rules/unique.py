"""`unique`: no two records of a kind share a key.

A summary is unique among all memories of the store, whatever their facets; a source's name among the sources; a
variable's name within its source; and whatever else a kind's schema lists under `unique` or `unique_items`. Keys
stand in the file names, so the whole store is judged without reading it.

    passes:  memories/outcome=learning/insight_type=fact/dns_ttl.yaml alone
    fails:   the same file name in a second directory of memories/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.core.escape import printable, quoted
from memfs.rules.subject import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.rules.subject import Location, Subject
    from memfs.rules.whole import Whole

ID = "unique"
Value = tuple[str, str]
"""A field and what it says."""


def judge(subject: Subject) -> Iterator[Violation]:
    """Report items of one record that share what must be unique among them."""
    kind, record = subject.kind, subject.record
    if kind is None or record is None:
        return
    for field, name in kind.unique_items.items():
        items = record.get(field)
        if isinstance(items, (list, tuple)):
            yield from _repeated(subject, field, [_named(item, name) for item in items], inner=name)


def _named(item: JSON, name: str) -> JSON:
    return item.get(name) if isinstance(item, dict) else None


def _repeated(subject: Subject, field: str, names: list[JSON], *, inner: str) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if isinstance(name, str) and first.setdefault(name, at) != at:
            message = f"{quoted(name)} stands twice in '{field}'; names are unique there"
            yield subject.at(ID, message, (field, at, inner))


def judge_whole(whole: Whole) -> Iterator[Finding]:
    """Report keys that lie in several places: with a former state, only those that the change brought."""
    for (name, stem), after, before in whole.gathered():
        for path, other in whole.newcomers(after, before):
            yield _taken(path, stem, other, at=(whole.law.kinds[name].key,))
    for kind in whole.law.kinds.values():
        if kind.unique and whole.touches(kind):
            yield from _fields(whole, kind)


def _fields(whole: Whole, kind: Kind) -> Iterator[Finding]:
    before: dict[Value, list[str]] = {}
    former = whole.former.side if whole.former else None
    if former is not None and kind.name in former.law.kinds:
        known = former.law.kinds[kind.name]
        before = _values(former.records(known), known)
    for (field, value), after in _values(whole.now.records(kind), kind).items():
        for path, other in whole.newcomers(sorted(after), before.get((field, value), [])):
            yield _taken(path, value, other, at=(field,))


def _values(records: Iterable[tuple[str, Mapping[str, JSON]]], kind: Kind) -> dict[Value, list[str]]:
    """Group the paths of records by field and value; a value that is no text is compared as JSON."""
    groups: dict[Value, list[str]] = {}
    for path, record in records:
        for field in kind.unique:
            if field in record:
                value = record[field]
                text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
                groups.setdefault((field, text), []).append(path)
    return groups


def _taken(path: str, name: str, other: str, *, at: Location) -> Finding:
    message = f"{quoted(name)} is taken by {printable(other)}; choose another, or change that record instead"
    return Finding(ID, path, message, at)

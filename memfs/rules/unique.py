"""`unique`: no two records of a kind share a key.

A summary is unique among all memories of the store, whatever their facets; a source's name among the sources; a
variable's name within its source; and whatever else a kind's schema lists under `unique` or `unique_items`. Keys
stand in the file names, so the whole store is judged without reading it.

    passes:  memories/outcome=learning/insight_type=fact/dns_ttl.yaml alone
    fails:   the same file name in a second directory of memories/
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.core.escape import printable, quoted
from memfs.core.report import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.rules.subject import Identity, Subject, Whole

ID = "unique"


def judge(subject: Subject) -> Iterator[Violation]:
    """Report items of one record that share what must be unique among them."""
    kind, record = subject.kind, subject.record
    if kind is None or record is None:
        return
    for field, name in kind.unique_items.items():
        items = record.get(field)
        if isinstance(items, (list, tuple)):
            yield from _repeated(subject, field, [_named(item, name) for item in items])


def _named(item: JSON, name: str) -> JSON:
    return item.get(name) if isinstance(item, dict) else None


def _repeated(subject: Subject, field: str, names: list[JSON]) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if isinstance(name, str) and first.setdefault(name, at) != at:
            message = f"{quoted(name)} stands twice in '{field}'; names are unique there"
            yield subject.violation(ID, message, at=(field, at))


def judge_whole(whole: Whole) -> Iterator[Violation]:
    """Report keys that lie in several places: with a base, only those that the change brought."""
    if whole.changes is None:
        for (_, key), paths in whole.census.duplicates().items():
            yield from (_taken(whole, key, path=path, other=paths[0]) for path in paths[1:])
        return
    grown = _grown(whole)
    for identity, paths in whole.census.paths(grown.keys()).items():
        added = [path for path in paths if path in grown[identity]]
        kept = [path for path in paths if path not in grown[identity]]
        first, *others = [*kept, *added]
        yield from (_taken(whole, identity[1], path=path, other=first) for path in others if path in added)


def _grown(whole: Whole) -> dict[Identity, list[str]]:
    added: dict[Identity, list[str]] = {}
    balance: Counter[Identity] = Counter()
    for old, new, change in whole.places():
        if old is not None and new is None:
            balance[old.identity] -= 1
        if new is not None and old is None:
            balance[new.identity] += 1
            added.setdefault(new.identity, []).append(change.path)
    return {identity: paths for identity, paths in added.items() if balance[identity] > 0}


def _taken(whole: Whole, key: str, *, path: str, other: str) -> Violation:
    message = f"{quoted(key)} is taken by {printable(other)}; choose another name or replace that record"
    return Violation(path=path, rule=ID, message=message, store=whole.law.store)

"""Add, replace and remove records of any kind, whole or by field."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.cells import ABSENT, judge
from memfs.core.errors import ExistsError, InvalidError, MemfsError
from memfs.core.escape import printable, quoted
from memfs.core.model import Record, equal
from memfs.core.names import numbered, summary_of
from memfs.core.report import Violation
from memfs.rules import Judge
from memfs.verbs.clock import CLOCK
from memfs.verbs.outcome import Written
from memfs.verbs.writing import Draft, added, changed, changed_since, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.view import Found, View

    Planner = Callable[[View], Draft]

SUMMARIES_TRIED = 10_000


def named(view: View, record: Record, *, taken: Callable[[str], bool] | None = None) -> dict[str, JSON]:
    """Return a record's fields with a summary: its own, or one made from the content that nothing else has."""
    kind = view.kind(record.kind)
    data = dict(record.data)
    content = data.get("content")
    if not kind.has_summary or kind.key in data or not isinstance(content, str):
        return data
    occupied = taken or (lambda key: view.find(kind.name, key) is not None)
    first = summary_of(content)
    tries = (first if number == 1 else numbered(first, number) for number in range(1, SUMMARIES_TRIED))
    free = next((name for name in tries if not occupied(name)), None)
    if free is None:
        raise InvalidError(f"no free summary begins with {quoted(first)}; give one")
    return {kind.key: free, **data}


def stamped(view: View, record: Record) -> Record:
    """Return the record with `created` set to now, where its kind has the field and the record does not."""
    if "created" in record.data or not view.kind(record.kind).allows("created", {}):
        return record
    return Record(record.kind, {**record.data, "created": CLOCK.now()})


def add(record: Record) -> Planner:
    """Plan one new record; the plan raises ExistsError where its key is taken."""

    def plan(view: View) -> Draft:
        kind = view.kind(record.kind)
        data = named(view, stamped(view, record))
        key = key_of(kind, data)
        _demand_free(view, record, key)
        path, source = added(view, record.kind, data)
        return Draft("added", f"add {subject(kind, key)}", {path: source}, (Written(kind.name, key, path),))

    return plan


def add_many(records: Sequence[Record]) -> Planner:
    """Plan many new records as one commit; the plan raises ExistsError at the first key that is taken."""

    def plan(view: View) -> Draft:
        taken = {name: {found.stem for found, _ in view.listing(name)} for name in {r.kind for r in records}}
        edits: dict[str, bytes | None] = {}
        written, violations, law = [], list[Violation](), Judge(view.law)
        for record in records:
            kind, names = view.kind(record.kind), taken[record.kind]
            data = named(view, stamped(view, record), taken=names.__contains__)
            key = key_of(kind, data)
            path, source = added(view, record.kind, data)
            if path in edits or path.rpartition("/")[2][: -len(".yaml")] in names:
                raise exists(kind.name, key, same=False)
            names.add(path.rpartition("/")[2][: -len(".yaml")])
            edits[path] = source
            written.append(Written(kind.name, key, path))
            violations.extend(law.violations(kind, data, at=path, source=source))
        if violations:
            raise refused(violations, own=edits)
        return Draft("added", f"add {len(records)} records", edits, tuple(written), judged=edits.keys())

    return plan


def key_of(kind: Kind, data: Mapping[str, JSON]) -> str:
    """Return a record's key; raises InvalidError where it has none."""
    if kind.key not in data:
        raise InvalidError(f"schema: a {kind.name} needs '{kind.key}'")
    return str(data[kind.key])


def _demand_free(view: View, record: Record, key: str) -> None:
    found = view.find(record.kind, key)
    if found is None:
        return
    optional = {
        name: value for name, value in found.data.items() if name not in {"created", view.kind(record.kind).key}
    }
    given = {name: value for name, value in record.data.items() if name != view.kind(record.kind).key}
    same = equal(found.data if "created" in given else optional, {**given, **_own(found, view, given)})
    raise exists(record.kind, key, same=same)


def _own(found: Found, view: View, given: Mapping[str, JSON]) -> Mapping[str, JSON]:
    key = view.kind(found.kind).key
    return {key: found.data[key]} if "created" in given else {}


def demand_free(view: View, kind: Kind, key: str) -> None:
    """Raise ExistsError where a key is taken."""
    found = view.find(kind.name, key)
    if found is not None:
        raise exists(kind.name, key, same=False, path=found.path)


def exists(kind: str, key: str, *, same: bool, path: str = "") -> ExistsError:
    """Say that a key is taken."""
    equal_ = ", with the same fields" if same else ""
    hint = f"memfs read {kind} {shlex.quote(printable(key))}"
    return ExistsError(f"{kind} {quoted(key)} exists already{equal_}", same=same, hint=hint, path=path)


@dataclass(frozen=True, slots=True)
class Revision:
    """What a replace changes: fields set, fields taken away, a new key, the blob it must still be.

    `metadata` are keys to set in the record's metadata, which keeps its others.
    """

    fields: Mapping[str, JSON] = field(default_factory=dict)
    unset: Sequence[str] = ()
    rename: str | None = None
    if_match: str | None = None
    metadata: Mapping[str, JSON] = field(default_factory=dict)


def replace(kind: str, key: str, revision: Revision) -> Planner:
    """Plan a change of the named fields of one record; the rest stays, and facets that no longer fit go."""

    def plan(view: View) -> Draft:
        found = view.demand(kind, key)
        changed_since(found, revision.if_match)
        data, notes = revised(view, found, revision)
        return redrafted(view, found, data, notes=notes)

    return plan


def revised(view: View, found: Found, revision: Revision) -> tuple[dict[str, JSON], tuple[str, ...]]:
    """Return a record's fields after a revision, and what a person should know of it."""
    kind = view.kind(found.kind)
    _demand_consistent(kind, found, revision)
    kept = {name: value for name, value in found.data.items() if name not in revision.unset}
    data = {**kept, **revision.fields}
    if revision.metadata:
        before = data.get("metadata")
        data["metadata"] = {**(before if isinstance(before, Mapping) else {}), **revision.metadata}
    if revision.rename is not None:
        data[kind.key] = revision.rename
    foreign = _foreign_facets(kind, data, revision.fields)
    notes = tuple(f"dropped {name}={data[name]}, which does not fit any more" for name in foreign)
    return {name: value for name, value in data.items() if name not in foreign}, notes


def _demand_consistent(kind: Kind, found: Found, revision: Revision) -> None:
    for name in revision.unset:
        if name not in found.data:
            raise InvalidError(f"{found.kind} {quoted(found.key)} has no {quoted(name)} to unset")
        if name == kind.key:
            raise InvalidError(f"every {found.kind} needs its {quoted(name)}; rename it instead")
        if name in revision.fields or (name == "metadata" and revision.metadata):
            raise MemfsError(f"{quoted(name)} is given and unset; do one of the two", code="usage")
    if revision.rename is not None and revision.fields.get(kind.key, revision.rename) != revision.rename:
        raise MemfsError(f"two new names are given for {found.kind} {quoted(found.key)}", code="usage")


def _foreign_facets(kind: Kind, data: Mapping[str, JSON], given: Mapping[str, JSON]) -> list[str]:
    """Name the facets that the new values of other facets rule out; a facet the user gave is judged, not dropped."""
    if not set(given) & set(kind.facets):
        return []
    known = {name: data.get(name, ABSENT) for name in kind.facets if name in given or name not in data}
    foreign = []
    for name in kind.facets:
        if name in data and name not in given:
            fits = judge(kind.schema, {**known, name: data[name]}) is not False
            known[name] = data[name] if fits else ABSENT
            foreign.extend([] if fits else [name])
    return foreign


def redrafted(view: View, found: Found, data: Mapping[str, JSON], *, notes: tuple[str, ...] = ()) -> Draft:
    """Plan a stored record's new content: `unchanged` where it is the same, a move where its path changes."""
    kind = view.kind(found.kind)
    key = str(data.get(kind.key))
    if equal(found.data, data):
        return Draft("unchanged", "", written=(Written(found.kind, key, found.path, found.blob),), notes=notes)
    if key != found.key:
        demand_free(view, kind, key)
    edits = changed(view, found, data)
    path = next(path for path, source in edits.items() if source is not None)
    moved = (f"moved from {found.path}",) if path != found.path else ()
    written = (Written(found.kind, key, path),)
    return Draft("replaced", f"replace {subject(kind, key)}", edits, written, (*notes, *moved))


def remove(kind: str, keys: Sequence[str], *, if_match: str | None = None) -> Planner:
    """Plan the removal of records; the plan raises `not-found` at the first that is not there."""
    if if_match is not None and len(keys) > 1:
        raise MemfsError("--if-match goes with one record", code="usage")

    def plan(view: View) -> Draft:
        founds = [view.demand(kind, key) for key in dict.fromkeys(keys)]
        for found in founds:
            changed_since(found, if_match)
        edits: dict[str, bytes | None] = {found.path: None for found in founds}
        written = tuple(Written(found.kind, found.key, found.path) for found in founds)
        names = subject(view.kind(kind), founds[0].key) if len(founds) == 1 else f"{len(founds)} records"
        return Draft("removed", f"remove {names}", edits, written)

    return plan


def subject(kind: Kind, key: str) -> str:
    """Name a record in a commit's subject: a memory by its summary, the others as kind/key."""
    return (
        quoted(key, limit=70).strip("'") if kind.has_summary else f"{kind.name}/{quoted(key, limit=60).strip(chr(39))}"
    )

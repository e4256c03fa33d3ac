"""Selections: the records of the tree that meet conditions, in the order of a recall without words.

With words a search scores pages, each the row of a content: here is said which of them meet the conditions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.catalog.facts import path_from, record_from
from memfs.catalog.fulltext import ASIDE
from memfs.catalog.seals import raw, seal
from memfs.catalog.state import UntrustedError, read_facets
from memfs.core.search.admission import Admission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from sqlite3 import Connection, Cursor

    from memfs.core.model import JSON

COLUMNS = "blob.id, entry.path, created, oid, blob.kind, key, place, record, seal"
Found = tuple[int, bytes, str | None, bytes, str, str, bytes | None, str, int]
"""What stands in these columns."""
JOINED = "from entry join blob on blob.id = entry.blob"


CHOSEN = "cell in (select value from json_each(?)) and entry.path not in (select path from aside)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: every condition must hold, of several values of one facet any.

    `kinds` are looked at in this order; `first` and `last` are moments as text, both included; `limit` cuts the list;
    `without` are paths that do not count.
    """

    kinds: Sequence[str]
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    session: str | None = None
    tags: Sequence[str] = ()
    limit: int | None = None
    without: Collection[str] = ()

    @property
    def is_dated(self) -> bool:
        """Tell whether a moment is asked for."""
        return self.first is not None or self.last is not None

    @property
    def is_open(self) -> bool:
        """Tell whether every record of the kinds is asked for."""
        return not (self.where or self.tags or self.is_dated or self.session is not None)

    def spans(self, created: str) -> bool:
        """Tell whether a moment is within what is asked for."""
        return (self.first is None or self.first <= created) and (self.last is None or created <= self.last)


@dataclass(frozen=True, slots=True)
class Selected:
    """One record that was asked for; `page` is the row of its content."""

    page: int
    kind: str
    key: str
    path: str
    blob: str
    created: str | None
    record: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Selection:
    """The records in order, and how many were left out for want of a moment or because nobody can read them."""

    records: Sequence[Selected]
    undated: int
    unreadable: int


def select(connection: Connection, wanted: Wanted) -> Selection:
    """Choose records: the newest first, those without a moment last, then by key, kind and path."""
    set_aside(connection, wanted.without)
    cells = _cells(connection, wanted)
    said = [cells, *_said(wanted)]
    found = [*said, *_moments(wanted), Condition("record is not null")]
    rows = _asked(connection, COLUMNS, [*found], tail=_ordered(wanted)).fetchall()
    undated = _count(connection, [*said, Condition("record is not null and created is null")])
    return Selection(
        records=[_selected(row) for row in rows],
        undated=undated if wanted.is_dated else 0,
        unreadable=count_unreadable(connection, wanted),
    )


def admit(connection: Connection, wanted: Wanted, pages: Collection[int]) -> Admission:
    """Say which pages meet the conditions, and which only lack a moment; what lies aside is known already."""
    conditions = [_cells(connection, wanted), *_said(wanted), _among(pages)]
    rows = _asked(connection, "distinct blob.id, created", conditions, tail=Condition("")).fetchall()
    if not wanted.is_dated:
        return Admission({page for page, _ in rows})
    fit = {page for page, created in rows if created is not None and wanted.spans(created)}
    return Admission(fit, {page for page, created in rows if created is None})


def take(connection: Connection, wanted: Wanted, pages: Collection[int]) -> list[Selected]:
    """Read the records of pages that were admitted: each place at which such a content lies."""
    conditions = [_cells(connection, wanted), _among(pages)]
    return [_selected(row) for row in _asked(connection, COLUMNS, conditions, tail=Condition("")).fetchall()]


def count_unreadable(connection: Connection, wanted: Wanted) -> int:
    """Count the files in the cells that nobody can read."""
    return _count(connection, [_cells(connection, wanted), Condition("known and record is null")])


def set_aside(connection: Connection, paths: Iterable[str]) -> None:
    """Note the paths that do not count from now on."""
    connection.execute(ASIDE)
    connection.execute("delete from aside")
    connection.executemany("insert into aside values (?)", [(raw(path),) for path in paths])


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and the values of its parameters."""

    sql: str
    values: Sequence[object] = ()


def _asked(connection: Connection, columns: str, conditions: Sequence[Condition], *, tail: Condition) -> Cursor:
    where = " and ".join(condition.sql for condition in conditions)
    values = [value for condition in (*conditions, tail) for value in condition.values]
    return connection.execute(f"select {columns} {JOINED} where {where} {tail.sql}", values)


def _count(connection: Connection, conditions: Sequence[Condition]) -> int:
    return int(_asked(connection, "count(*)", conditions, tail=Condition("")).fetchone()[0])


def _among(pages: Collection[int]) -> Condition:
    return Condition("entry.blob in (select value from json_each(?))", (json.dumps(list(pages)),))


def _cells(connection: Connection, wanted: Wanted) -> Condition:
    """Return the condition that a record lies in a cell that was asked for, and not aside."""
    rows = connection.execute("select id, kind, facets from cell where count").fetchall()
    numbers = [number for number, kind, facets in rows if kind in wanted.kinds and _meets(facets, wanted.where)]
    return Condition(CHOSEN, [json.dumps(numbers)])


def _meets(facets: str, where: Mapping[str, Collection[str]]) -> bool:
    said = dict(read_facets(facets))
    return all(said.get(facet) in values for facet, values in where.items())


def _said(wanted: Wanted) -> list[Condition]:
    """Return what only the content says, but for when it was created."""
    tagged = [Condition("blob.id in (select blob from tag where tag = ?)", (tag,)) for tag in wanted.tags]
    return [*tagged, *([] if wanted.session is None else [Condition("session = ?", (wanted.session,))])]


def _moments(wanted: Wanted) -> list[Condition]:
    first = [] if wanted.first is None else [Condition("created >= ?", (wanted.first,))]
    return [*first, *([] if wanted.last is None else [Condition("created <= ?", (wanted.last,))])]


def _ordered(wanted: Wanted) -> Condition:
    cases = " ".join("when ? then ?" for _ in wanted.kinds)
    order = f"order by created desc, key, case blob.kind {cases} end, entry.path"
    values = [value for number, kind in enumerate(wanted.kinds) for value in (kind, number)]
    return Condition(order, values) if wanted.limit is None else Condition(f"{order} limit ?", [*values, wanted.limit])


def _selected(row: Found) -> Selected:
    page, path, created, oid, kind, key, place, record, sealed = row
    if sealed != seal((oid, kind, place, record)):
        raise UntrustedError
    return Selected(page, kind, key, path_from(path), oid.hex(), created, record_from(record))

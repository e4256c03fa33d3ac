"""`sqlite`: a database with a table a kind, full text over it, and views of lists and counts; opens in Datasette.

A table is named like the kind's directory and holds every field in file order, lists and mappings as JSON, then the
record's path and blob. `memfs` says what the database was made from, `memfs_columns` what the columns mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs import __version__
from memfs.catalog import Counts, Members, Table, write_database
from memfs.verbs.datasets.columns import inside, meanings, own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.view import Found

    Value = None | int | float | str

ABOUT, COLUMNS = "memfs", "memfs_columns"
CREATED, SESSION = "created", "session"
RESERVED = frozenset({"rank", "rowid"})
"""Columns that full text keeps for itself."""


def write(
    path: Path, kinds: Sequence[Kind], records: Callable[[Kind], Iterable[Found]], *, about: Mapping[str, str]
) -> None:
    """Write the records of some kinds; `about` says what they are.

    Raises as `write_database`, and whatever reading a record raises.
    """
    tables = [_table(kind, records(kind)) for kind in kinds]
    views = [view for kind in kinds for view in _views(kind)]
    write_database(str(path), [*tables, _about(about), _columns(kinds)], views)


def _table(kind: Kind, records: Iterable[Found]) -> Table:
    words = [field for field in kind.fields if field not in {*kind.facets, CREATED, SESSION, *RESERVED}]
    return Table(
        name=kind.directory,
        key=kind.key,
        columns=(*kind.fields, *own(kind)),
        rows=(_row(kind, found) for found in records),
        words=tuple(words),
        indexed=tuple(field for field in kind.fields if field in {*kind.facets, CREATED, SESSION}),
    )


def _row(kind: Kind, found: Found) -> list[Value]:
    return [*(_value(found.data.get(field)) for field in kind.fields), found.path, found.blob]


def _value(value: JSON) -> Value:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _views(kind: Kind) -> Iterator[Members | Counts]:
    """List the views of a kind: one for each list, and counts by facets and by day."""
    for field in kind.fields:
        if kind.is_list(field):
            yield _members(kind, field)
    if kind.facets:
        yield Counts(f"{kind.directory}_by_facet", kind.directory, {facet: _quoted(facet) for facet in kind.facets})
    if CREATED in kind.fields:
        yield Counts(f"{kind.directory}_by_day", kind.directory, {"day": f"substr({_quoted(CREATED)}, 1, 10)"})


def _members(kind: Kind, field: str) -> Members:
    """Show the members of a list beside their record's key, which is called after the kind where they have one too."""
    fields = _fields(kind, field)
    return Members(
        name=f"{kind.directory}_{field}",
        table=kind.directory,
        key=kind.key,
        called=kind.name if kind.key in fields else kind.key,
        column=field,
        fields=fields,
    )


def _quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"'


def _fields(kind: Kind, field: str) -> tuple[str, ...]:
    """Return the fields of a list's members where these are mappings."""
    part = inside(kind.schema, "properties", field, "items", "properties")
    return tuple(part) if isinstance(part, Mapping) else ()


def _about(about: Mapping[str, str]) -> Table:
    said = {**about, "made_by": f"memfs {__version__}"}
    return Table(ABOUT, "name", ("name", "value"), list(said.items()))


def _columns(kinds: Sequence[Kind]) -> Table:
    """Say what each column means, in the schema's words."""
    rows: list[Sequence[Value]] = []
    for kind in kinds:
        rows += [(f"{kind.directory}.{name}", kind.directory, name, text) for name, text in meanings(kind).items()]
    return Table(COLUMNS, "id", ("id", "table", "column", "description"), rows)

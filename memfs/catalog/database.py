"""A database for other programs: tables of records with full text, the same bytes for the same records.

It is no catalog: it is written once, to a file that the user named, and memfs never reads it.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from sqlite3 import Connection

Value = None | int | float | str

SETTINGS = ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = off", "synchronous = off")
TOKENIZER = "porter unicode61 remove_diacritics 2"
OPEN = ("-wal", "-journal")
"""Endings of the files that lie beside a database while a program writes to it, or was killed doing so."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows are named by the column `key`; `words` are searched, `indexed` are looked up."""

    name: str
    key: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Value]]
    words: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Members:
    """A view with a row for each member of a table's list; `fields` are those of members that are mappings.

    `called` names the column that holds the key of the record.
    """

    name: str
    table: str
    key: str
    called: str
    column: str
    fields: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return what the view selects."""
        shown = [f"json_extract(member.value, {literal(f'$.{name_in(f)}')}) as {name(f)}" for f in self.fields]
        columns = ", ".join(shown or ["member.value as value"])
        source = f"{name(self.table)} as record, json_each(record.{name(self.column)}) as member"
        record = f"record.{name(self.key)} as {name(self.called)}"
        return f"select {record}, member.key as position, {columns} from {source}"  # noqa: S608 - names are quoted


@dataclass(frozen=True, slots=True)
class Counts:
    """A view with the number of a table's rows for each combination of values; a value is an SQL expression."""

    name: str
    table: str
    values: Mapping[str, str]

    @property
    def query(self) -> str:
        """Return what the view selects."""
        shown = ", ".join(f"{value} as {name(called)}" for called, value in self.values.items())
        numbers = ", ".join(str(number) for number in range(1, len(self.values) + 1))
        source = name(self.table)
        return f"select {shown}, count(*) as count from {source} group by {numbers} order by {numbers}"  # noqa: S608 - names are quoted


def name(text: str) -> str:
    """Write a name as SQL."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def name_in(text: str) -> str:
    """Write a name as part of a path into JSON."""
    return '"' + text.replace('"', "") + '"'


def write_database(path: str, tables: Iterable[Table], views: Iterable[Members | Counts]) -> None:
    """Write a database to a file, whole or not at all; a file that stands there is replaced.

    Raises MemfsError `state` where a program has it open, `environment` where it cannot be written, InvalidError where
    two records of a table have one key.
    """
    for ending in OPEN:
        if os.path.exists(f"{path}{ending}"):
            message = f"{quoted(path, limit=200)} is open: {quoted(path + ending, limit=200)} lies beside it"
            raise MemfsError(message, code="state")
    if os.path.isdir(path):
        raise MemfsError(f"{quoted(path, limit=200)} is a directory; name a file", code="usage")
    head, tail = os.path.split(path)
    draft = os.path.join(head, f".{tail[:40]}.{os.getpid()}.part")
    try:
        _make(draft, tables, views, path=path)
        os.replace(draft, path)
    except OSError as error:
        raise _unwritten(path, error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            os.unlink(draft)


def _make(draft: str, tables: Iterable[Table], views: Iterable[Members | Counts], *, path: str) -> None:
    import sqlite3

    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            for setting in SETTINGS:
                connection.execute(f"pragma {setting}")
            connection.execute("begin")
            for table in tables:
                _fill(connection, table)
            for view in views:
                connection.execute(f"create view {name(view.name)} as {view.query}")
            connection.execute("commit")
    except sqlite3.IntegrityError as error:
        what = f"two records have one key, which a table cannot hold: {error}"
        raise InvalidError(what, hint="memfs check --rule unique") from None
    except sqlite3.Error as error:
        raise _unwritten(path, str(error)) from None


def _unwritten(path: str, why: str) -> MemfsError:
    return MemfsError(f"{quoted(path, limit=200)} cannot be written: {why.lower()}", code="environment")


def _fill(connection: Connection, table: Table) -> None:
    columns = [f"{name(column)}{' primary key not null' if column == table.key else ''}" for column in table.columns]
    connection.execute(f"create table {name(table.name)} ({', '.join(columns)})")
    places = ", ".join("?" * len(table.columns))
    connection.executemany(f"insert into {name(table.name)} values ({places})", table.rows)  # noqa: S608 - names are quoted
    for column in table.indexed:
        index = name(f"index_{table.name}_{column}")
        connection.execute(f"create index {index} on {name(table.name)} ({name(column)})")
    if table.words:
        full = name(f"{table.name}_fts")
        words = ", ".join(map(name, table.words))
        options = f"content={name(table.name)}, tokenize={literal(TOKENIZER)}"  # Datasette looks for just that
        connection.execute(f"create virtual table {full} using fts5({words}, {options})")
        for order in ("rebuild", "optimize"):
            connection.execute(f"insert into {full} ({full}) values (?)", (order,))  # noqa: S608 - names are quoted

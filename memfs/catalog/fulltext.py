"""The full text: passages of the tree's records in FTS5, taken in when words are asked for, and not before.

FTS5 keeps no checksums, so all its blocks are sealed: a flipped bit would hide a record and nobody would know.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.catalog.facts import record_from
from memfs.catalog.seals import seal
from memfs.catalog.state import UntrustedError
from memfs.core.search.passages import length_of, numbered, passages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from sqlite3 import Connection

    from memfs.catalog.state import State
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

# contentless, since records lie in `blob`; folded words come in, so the plainest of tokenizers does; a passage's number
# carries its length, so FTS5 need not keep it
TABLE = "create virtual table words using fts5(said, content='', columnsize=0, tokenize='porter ascii')"
ALL = "insert or ignore into fresh select blob from entry"
PUT = "insert into words (rowid, said) values (?, ?)"
TAKE = "insert into words (words, rowid, said) values ('delete', ?, ?)"
PENDING = """
select blob.id, oid, kind, place, record, seal, key, created, session,
    exists (select 1 from entry where entry.blob = blob.id and entry.path not in (select path from aside)),
    exists (select 1 from held where held.blob = blob.id)
from blob where blob.id in (select blob from fresh union select blob from entry where path in (select path from aside))
"""
ASIDE = "create temp table if not exists aside (path blob primary key)"
SEALED = 1 << 32
"""Marks the seal of a full text that is there, whatever its checksum."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A content that the full text may have to take in or drop: whether it lies in the tree, and whether it is held."""

    number: int
    blob: str
    kind: str
    record: Mapping[str, JSON] | None
    key: str
    created: str | None
    session: str | None
    is_there: bool
    is_held: bool


def pending(connection: Connection) -> Iterator[Pending]:
    """Yield what changed since the full text was filled, and what lies aside; a table `aside` must be there."""
    for number, oid, kind, place, record, sealed, key, created, session, there, held in connection.execute(PENDING):
        if record is not None and sealed != seal((oid, kind, place, record)):
            raise UntrustedError
        data = None if record is None else record_from(record)
        yield Pending(number, oid.hex(), kind, data, key, created, session, bool(there), bool(held))


def fill(connection: Connection, state: State, kinds: Mapping[str, Kind]) -> State:
    """Bring the full text to what the tree holds; records of kinds without facets are not searched.

    Raises UntrustedError where it is not as it was written.
    """
    connection.execute(ASIDE)
    if state.words:
        demand_whole(connection, state)
    else:
        connection.execute(TABLE)
        connection.execute(ALL)
    filling = _Filling(connection, kinds)
    for one in list(pending(connection)):
        filling.take(one)
    connection.execute("delete from fresh")
    _write_out(connection)
    return state._replace(
        words=checksum(connection),
        passages=state.passages + filling.passages,
        length=state.length + filling.length,
    )


def _write_out(connection: Connection) -> None:
    """Let FTS5 write what it still holds in memory; it does so where a savepoint begins."""
    connection.execute("savepoint filled")
    connection.execute("release filled")


def demand_whole(connection: Connection, state: State) -> None:
    """Raise UntrustedError where the full text is not as it was written."""
    if checksum(connection) != state.words:
        raise UntrustedError


def checksum(connection: Connection) -> int:
    """Return the seal of all that FTS5 keeps."""
    found = 0
    for (block,) in connection.execute("select block from words_data order by id"):
        found = zlib.crc32(block, found)
    for row in connection.execute("select segid, term, pgno from words_idx order by segid, term"):
        found = zlib.crc32(repr(row).encode(), found)
    return SEALED | found


class _Filling:
    """Passages that are put in and taken out, and what that changes in number and length."""

    def __init__(self, connection: Connection, kinds: Mapping[str, Kind]) -> None:
        self._connection, self._kinds = connection, kinds
        self.passages = self.length = 0

    def take(self, one: Pending) -> None:
        kind = self._kinds[one.kind] if one.record is not None and one.kind in self._kinds else None
        if kind is None or one.record is None or not kind.facets or one.is_there == one.is_held:
            return
        rows = list(_rows(one.number, passages_of(one.record, kind)))
        sign = 1 if one.is_there else -1
        self.passages += sign * len(rows)
        self.length += sign * sum(length_of(passage) for passage, _ in rows)
        self._connection.executemany(PUT if one.is_there else TAKE, rows)
        noted = "insert into held values (?)" if one.is_there else "delete from held where blob = ?"
        self._connection.execute(noted, (one.number,))


def _rows(number: int, texts: list[str]) -> Iterable[tuple[int, str]]:
    return ((passage, " ".join(words)) for passage, words in numbered(number, texts))

"""Readers: what a catalog answers, all of it about the one tree it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.catalog.facts import path_from
from memfs.catalog.seals import raw, seal
from memfs.catalog.state import UntrustedError, load
from memfs.core.snapshot import REGULAR, Entry

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator
    from sqlite3 import Connection, Cursor

    from memfs.catalog.fulltext import Pending
    from memfs.catalog.library import CatalogLibrary
    from memfs.catalog.selection import Selected, Selection, Wanted
    from memfs.catalog.state import Cell, State
    from memfs.core.search.admission import Admission

Verdict = tuple[bytes, str, bytes | None, str | None, int]
"""Oid, kind, place, record and seal of a blob."""

CHUNK = 500
"""Values in one question; SQLite's own limit was 999 before 3.32."""


class Reader:
    """Ask one catalog; everything it answers was true at one moment."""

    __slots__ = ("_connection", "counts", "state")

    def __init__(self, connection: Connection) -> None:
        """Read the state; raises UntrustedError where it contradicts itself."""
        self._connection = connection
        self.state: State
        self.counts: Counter[Cell]
        self.state, self.counts = load(connection)

    def odd(self) -> list[Entry]:
        """List the files that the law has to judge: those that are not known to pass where they lie."""
        rows = self._connection.execute(
            "select path, mode, oid from entry join blob on blob.id = blob where odd order by path"
        )
        return [_entry(*row) for row in rows]

    def repeated(self) -> list[str]:
        """List the stems of files that several records have."""
        wanted = "select name from entry where cell is not null group by name having count(*) > 1"
        return [path_from(name) for (name,) in self._connection.execute(wanted)]

    def named(self, stems: Iterable[str]) -> list[str]:
        """List the paths of records whose file has one of the stems."""
        wanted = "select path from entry where cell is not null and name in ({})"
        return [path_from(path) for rows in self._chosen(wanted, map(raw, stems)) for (path,) in rows]

    def passed(self, entries: Iterable[tuple[Entry, str]]) -> set[str]:
        """Return the paths of those files, each with its kind, that are known to pass the law where they lie."""
        wanted = {(bytes.fromhex(entry.blob), kind): entry for entry, kind in entries if _may_pass(entry)}
        found = "select oid, kind, place, record, seal from blob where place is not null and oid in ({})"
        rows = (row for rows in self._chosen(found, {oid for oid, _ in wanted}) for row in rows)
        matching = ((wanted.get(row[:2]), row) for row in rows)
        return {entry.path for entry, row in matching if entry is not None and _passed(entry, row)}

    def unread(self) -> bool:
        """Tell whether records lie in the tree whose content nobody read yet."""
        wanted = "select 1 from entry join blob on blob.id = blob where odd and cell is not null and not known limit 1"
        return self._connection.execute(wanted).fetchone() is not None

    def selection(self, wanted: Wanted) -> Selection:
        """Choose records by conditions; everything in the tree must have been read."""
        from memfs.catalog.selection import select

        return select(self._connection, wanted)

    def library(self) -> CatalogLibrary | None:
        """Return what the full text holds; None where it was never filled.

        Raises UntrustedError where it is not as it was written.
        """
        from memfs.catalog.fulltext import demand_whole
        from memfs.catalog.library import CatalogLibrary

        if not self.state.words:
            return None
        demand_whole(self._connection, self.state)
        return CatalogLibrary(self._connection, self.state)

    def waiting(self) -> int:
        """Count the contents that the full text may have to take in or drop."""
        return int(self._connection.execute("select count(*) from fresh").fetchone()[0])

    def pending(self, aside: Iterable[str]) -> Iterator[Pending]:
        """Yield what the full text has to take in or drop, where some paths do not count."""
        from memfs.catalog.fulltext import pending
        from memfs.catalog.selection import set_aside

        set_aside(self._connection, aside)
        return pending(self._connection)

    def lying(self, blobs: Iterable[str]) -> dict[tuple[str, str], int]:
        """Map contents of the tree, each with its kind, to their rows; paths that were laid aside do not count."""
        wanted = (
            "select oid, kind, id from blob where oid in ({}) and exists (select 1 from entry"
            " where entry.blob = blob.id and entry.path not in (select path from aside))"
        )
        rows = (row for rows in self._chosen(wanted, map(bytes.fromhex, blobs)) for row in rows)
        return {(oid.hex(), kind): number for oid, kind, number in rows}

    def admit(self, wanted: Wanted, pages: Collection[int]) -> Admission:
        """Say which pages meet conditions; ask for what is pending first."""
        from memfs.catalog.selection import admit

        return admit(self._connection, wanted, pages)

    def take(self, wanted: Wanted, pages: Collection[int]) -> list[Selected]:
        """Read the records of pages that were admitted."""
        from memfs.catalog.selection import take

        return take(self._connection, wanted, pages)

    def unreadable(self, wanted: Wanted) -> int:
        """Count the files where the conditions look that nobody can read."""
        from memfs.catalog.selection import count_unreadable

        return count_unreadable(self._connection, wanted)

    def _chosen(self, wanted: str, values: Iterable[bytes]) -> Iterator[Cursor]:
        """Ask for some values at a time."""
        every = list(values)
        for start in range(0, len(every), CHUNK):
            chunk = every[start : start + CHUNK]
            yield self._connection.execute(wanted.format(", ".join("?" * len(chunk))), chunk)


def _entry(path: bytes, mode: str, oid: bytes) -> Entry:
    return Entry(path_from(path), mode, oid.hex())


def _may_pass(entry: Entry) -> bool:
    return entry.mode == REGULAR and bool(entry.blob)


def _passed(entry: Entry, row: Verdict) -> bool:
    if row[-1] != seal(row[:-1]):
        raise UntrustedError
    return row[2] == raw(entry.path)

"""Writers: keep what was learned of contents, and follow a tree by what changed in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.catalog.facts import row_of, tags_of
from memfs.catalog.seals import raw
from memfs.catalog.state import UntrustedError, load, save, written_facets
from memfs.core.names import place
from memfs.core.snapshot import REGULAR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

    from memfs.catalog.facts import Facts
    from memfs.catalog.state import State
    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Entry

# what passed stays: the same bytes at a second place, where they do not pass, are no reason to forget it
KEEP = """
insert into blob (oid, kind, place, record, key, created, session, seal, known)
values (?, ?, ?, ?, ?, ?, ?, ?, 1)
on conflict (oid, kind) do update set
    known = 1, place = excluded.place, record = excluded.record, key = excluded.key,
    created = excluded.created, session = excluded.session, seal = excluded.seal
where not known or place is null
"""
TAG = "insert or ignore into tag select ?, id from blob where oid = ? and kind = ?"
SETTLE = """
update entry set odd = 0 where odd and mode = ? and blob = (
    select id from blob where oid = ? and kind = ? and place = path
)
"""
ENDING = ".yaml"
FRESH = "insert or ignore into fresh select id from blob where oid = ? and kind = ?"


class Writer:
    """Write to one catalog under one law; the caller holds the transaction."""

    __slots__ = ("_connection", "_counted", "_homes", "_kinds", "_law", "state")

    def __init__(self, connection: Connection, law: Law) -> None:
        """Read the state; raises UntrustedError where it contradicts itself."""
        self._connection, self._law = connection, law
        self._kinds = tuple(law.kinds.values())
        self._homes: dict[tuple[str, bool], tuple[int | None, str]] = {}
        self._counted: Counter[int] = Counter()
        self.state: State = load(connection)[0]

    def remember(self, facts: Iterable[Facts]) -> None:
        """Keep what was learned of contents; files of the tree that hold them are settled by it."""
        known = list(facts)
        rows = [row_of(fact, self._law.kinds[fact.kind]) for fact in known]
        self._connection.executemany(KEEP, rows)
        tags = ((tag, row[0], row[1]) for row, fact in zip(rows, known, strict=True) for tag in tags_of(fact.record))
        self._connection.executemany(TAG, tags)
        if self.state.tree:
            self._connection.executemany(SETTLE, ((REGULAR, *row[:2]) for row in rows if row[2] is not None))
        if self.state.words:
            self._connection.executemany(FRESH, [row[:2] for row in rows])

    def move(self, changes: Iterable[Change], *, old: str, new: str, judged: bool = False) -> None:
        """Follow the tree from the one to the other id; nothing happens where another one is held by now.

        Where the changes were `judged`, a clean tree stays clean as long as each new file is known to pass. Raises
        UntrustedError where the catalog does not hold what a change replaces.
        """
        if self.state.tree != old:
            return
        clean = judged and self.state.clean == old
        for change in changes:
            if change.old is not None:
                self._take(change.old)
            if change.new is not None:
                clean = self._put(change.new) and clean
        self.state = self.state._replace(tree=new, clean=new if clean else self.state.clean)

    def acquit(self, tree: str) -> None:
        """Keep that a tree is clean, if it is held."""
        if self.state.tree == tree:
            self.state = self.state._replace(clean=tree)

    def fill(self) -> None:
        """Bring the full text to what the tree holds."""
        from memfs.catalog.fulltext import fill

        self.state = fill(self._connection, self.state, self._law.kinds)

    def finish(self) -> None:
        """Write counts and state; nothing may follow."""
        counted = [(count, cell) for cell, count in self._counted.items()]
        self._connection.executemany("update cell set count = count + ? where id = ?", counted)
        save(self._connection, self.state)

    def _take(self, entry: Entry) -> None:
        row = self._connection.execute("select id, blob, cell from entry where path = ?", (raw(entry.path),)).fetchone()
        if row is None:
            raise UntrustedError
        self._connection.execute("delete from entry where id = ?", row[:1])
        if row[2] is not None:
            self._counted[row[2]] -= 1
        self._touch(row[1])

    def _put(self, entry: Entry) -> bool:
        """Take a file in, and tell whether it is known to pass."""
        home, _, name = entry.path.rpartition("/")
        if (home, name.endswith(ENDING)) not in self._homes:
            self._homes[home, name.endswith(ENDING)] = self._cell(entry.path)
        cell, kind = self._homes[home, name.endswith(ENDING)]
        blob, odd = self._blob(entry, kind)
        stem = name.removesuffix(ENDING) if kind else ""
        self._connection.execute(
            "insert into entry (path, mode, blob, cell, name, odd) values (?, ?, ?, ?, ?, ?)",
            (raw(entry.path), entry.mode, blob, cell, raw(stem), odd),
        )
        if cell is not None:
            self._counted[cell] += 1
        self._touch(blob)
        return not odd

    def _cell(self, path: str) -> tuple[int | None, str]:
        """Return the number of a file's cell and its kind; what lies where no record can lie has neither."""
        found = place(path, self._law.store, self._kinds)
        if found is None:
            return None, ""
        cell = (found.kind, written_facets(found.facets.items()))
        self._connection.execute("insert or ignore into cell (kind, facets, count) values (?, ?, 0)", cell)
        row = self._connection.execute("select id from cell where kind = ? and facets = ?", cell).fetchone()
        return int(row[0]), found.kind

    def _blob(self, entry: Entry, kind: str) -> tuple[int, bool]:
        """Return the row of a content, and whether the file has to be judged."""
        oid = bytes.fromhex(entry.blob)
        wanted = "select id, place from blob where oid = ? and kind = ?"
        row = self._connection.execute(wanted, (oid, kind)).fetchone()
        if row is None:
            made = self._connection.execute("insert into blob (oid, kind, known) values (?, ?, 0)", (oid, kind))
            return int(made.lastrowid or 0), True
        settled = entry.mode == REGULAR and row[1] == raw(entry.path)
        return row[0], not settled

    def _touch(self, blob: int) -> None:
        if self.state.words:
            self._connection.execute("insert or ignore into fresh values (?)", (blob,))

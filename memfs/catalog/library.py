"""The library of a catalog: the records of the tree it holds, as a search looks them up."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from memfs.core.search.library import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from sqlite3 import Connection

    from memfs.catalog.state import State

SPOTS = "create virtual table temp.spots using fts5vocab(main, words, instance)"
HOLDING = "select doc from temp.spots where term = cast(? as text)"
SAYING = "select rowid from words where words match ?"
PAGES = "select id, key, oid, created, session from blob where id in (select value from json_each(?))"
SESSIONS = """
select session, id from blob
where session in (select value from json_each(?)) and id in (select blob from held)
order by session, created is null, created, key, oid
"""


class CatalogLibrary:
    """Look pages up in a catalog's full text; a page has the number of its content's row."""

    __slots__ = ("_connection", "length", "passages")

    def __init__(self, connection: Connection, state: State) -> None:
        self._connection = connection
        self.passages, self.length = state.passages, state.length
        connection.execute(SPOTS)

    def holding(self, stem: str) -> Mapping[int, int]:
        """Map the passages that hold a stem to how often they do."""
        # a stem may end within a character, which no text can be bound with
        rows = self._connection.execute(HOLDING, (stem.encode("utf-8", "surrogateescape"),))
        return Counter(passage for (passage,) in rows)

    def near(self, first: str, second: str) -> Collection[int]:
        """Return the passages in which two words stand near one another, in any order."""
        return self._matching(f'NEAR("{first}" "{second}", 2)')

    def saying(self, phrase: Sequence[str]) -> Collection[int]:
        """Return the passages that hold words in a row."""
        return self._matching(f'"{" ".join(phrase)}"')

    def pages(self, numbers: Collection[int]) -> Mapping[int, Page]:
        """Look pages up."""
        rows = self._connection.execute(PAGES, (json.dumps(list(numbers)),))
        return {row[0]: _page(row) for row in rows}

    def sessions(self, names: Collection[str]) -> Mapping[str, Sequence[int]]:
        """List the pages of sessions in their order."""
        found: dict[str, list[int]] = {name: [] for name in names}
        for name, number in self._connection.execute(SESSIONS, (json.dumps(list(names)),)):
            found[name].append(number)
        return found

    def _matching(self, expression: str) -> set[int]:
        return {passage for (passage,) in self._connection.execute(SAYING, (expression,))}


def _page(row: tuple[int, str, bytes, str | None, str | None]) -> Page:
    number, key, oid, created, session = row
    return Page(number, key, oid.hex(), created, session)

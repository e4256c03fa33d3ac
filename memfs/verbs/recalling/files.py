"""Files that a search reads itself: all of them where there is no catalog, else those that changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.moments import created_at
from memfs.core.names import place
from memfs.core.search.admission import Admission
from memfs.core.search.library import Page, Shelf
from memfs.core.search.passages import passages_of
from memfs.core.snapshot import blob_id
from memfs.verbs.recalling.listing import fits
from memfs.verbs.recalling.query import Hit, classified, meets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.names import Place
    from memfs.core.snapshot import Entry
    from memfs.verbs.recalling.query import Query
    from memfs.verbs.recalling.span import Span
    from memfs.verbs.view import View

FIRST = 1 << 40
"""The first number of a page that no catalog has given one; SQLite's own count up from 1."""

Content = tuple[str, str]
"""The id of a content, and the kind of record it is where it lies."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A record that was read, and where it lies."""

    content: Content
    kind: Kind
    place: Place
    entry: Entry
    record: Mapping[str, JSON]

    def page(self, number: int) -> Page:
        """Return it as a search knows it."""
        return page_of(self.record, self.kind, number, blob=self.content[0])

    def hit(self) -> Hit:
        """Return it as something that was found."""
        path, blob = self.entry.path, self.entry.blob
        return Hit(self.kind.name, str(self.record.get(self.kind.key)), path, blob, None, self.record)


def page_of(record: Mapping[str, JSON], kind: Kind, number: int, *, blob: str) -> Page:
    """Return a record as a search knows it."""
    moment, session = created_at(record), record.get("session")
    written = None if moment is None else "".join(moment)
    return Page(number, str(record.get(kind.key)), blob, written, session if isinstance(session, str) else None)


class Files:
    """Records from files, each content one page; of several places that hold it each is found."""

    def __init__(self, query: Query, span: Span) -> None:
        self._query, self._span = query, span
        self._filed: list[Filed] = []
        self._places: dict[int, list[Filed]] = {}
        self._new: dict[int, Filed] = {}
        self.unreadable = 0

    def read(self, view: View, entries: Iterable[Entry]) -> None:
        """Read those of some files that are records with facets."""
        kinds = {kind.name: kind for kind in classified(view)}
        places = list(kinds.values())
        placed = ((entry, place(entry.path, view.law.store, places)) for entry in entries)
        wanted = {entry: found for entry, found in placed if found is not None}
        for entry, data in view.snapshot.read(list(wanted)):
            found = wanted[entry]
            try:
                record = read(data)
            except ProfileError:
                self.unreadable += meets(found, self._query.where)
                continue
            content = entry.blob or blob_id(data, object_format=view.object_format)
            self._filed.append(Filed((content, found.kind), kinds[found.kind], found, entry, record))

    def contents(self) -> set[str]:
        """Return the ids of what was read."""
        return {filed.content[0] for filed in self._filed}

    def settle(self, known: Mapping[Content, int]) -> None:
        """Give each content a number; those that are `known` by one are searched elsewhere."""
        numbers = dict(known)
        for filed in self._filed:
            if filed.content not in numbers:
                numbers[filed.content] = FIRST + len(self._new)
                self._new[numbers[filed.content]] = filed
            self._places.setdefault(numbers[filed.content], []).append(filed)

    def shelved(self) -> Iterator[tuple[Page, list[str]]]:
        """Yield the pages that are searched here, with their passages."""
        for number, filed in self._new.items():
            yield filed.page(number), passages_of(filed.record, filed.kind)

    def shelf(self) -> Shelf:
        """Return a library of them."""
        return Shelf.of(self.shelved())

    def admit(self, pages: Collection[int]) -> Admission:
        """Say which of some pages meet the conditions of the query."""
        fit, undated = set(), set()
        for page in pages:
            for filed in self._matching(page):
                moment = created_at(filed.record)
                if self._span.is_open or (moment is not None and self._span.holds(moment)):
                    fit.add(page)
                elif moment is None:
                    undated.add(page)
        return Admission(fit, undated)

    def hits(self, page: int) -> Iterator[Hit]:
        """Yield a page that was admitted: each file that meets the conditions."""
        return (filed.hit() for filed in self._matching(page))

    def _matching(self, page: int) -> Iterator[Filed]:
        for filed in self._places.get(page, ()):
            if meets(filed.place, self._query.where) and fits(filed.record, self._query):
                yield filed

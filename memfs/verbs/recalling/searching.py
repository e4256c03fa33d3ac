"""A recall with words: the records that answer best, from the catalog's full text or from the files themselves.

Both give the same answers: the ranking is one, and the catalog only knows sooner which records hold a word. What
changed since the tree that it holds is read and searched beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from memfs.core.search.admission import Admission
from memfs.core.search.library import Joined, Page, Shelf
from memfs.core.search.passages import passages_of
from memfs.core.search.question import question_of
from memfs.core.search.ranking import rank
from memfs.core.search.reason import Reason
from memfs.core.search.scale import POINTS
from memfs.verbs.cataloged import cataloged, fill_text
from memfs.verbs.recalling.files import Files
from memfs.verbs.recalling.listing import ordered, wanted_of
from memfs.verbs.recalling.query import Hit, Recalled, classified

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from memfs.catalog import Pending, Reader, Wanted
    from memfs.core.search.closer import Part
    from memfs.core.search.library import Library
    from memfs.core.search.question import Question
    from memfs.core.search.ranking import Ranking
    from memfs.verbs.recalling.query import Query
    from memfs.verbs.recalling.span import Span
    from memfs.verbs.standing import Distance
    from memfs.verbs.view import View

    Rerank = Callable[[str, Sequence[Hit]], Sequence[float]]

WAITING = 200
"""Contents that are searched beside the full text before it takes them in: that costs a look at all of it."""


def search_records(view: View, query: Query, span: Span, *, rerank: Rerank | None = None) -> Recalled:
    """Return the records that answer a question; none where it asks for nothing that a record could hold."""
    question = question_of(query.words)
    if question.is_empty:
        return Recalled(())
    found = _cataloged(view, query, span, question=question, reranked=rerank is not None)
    if found is None:
        found = _answered(_scanned(view, query, span), question, query, reranked=rerank is not None)
    hits = ordered(found.hits, [kind.name for kind in classified(view)])
    if rerank is not None and hits:
        scores = rerank(query.words, hits)
        hits = [hits[at] for at in sorted(range(len(hits)), key=lambda at: -scores[at])]
    return replace(found, hits=tuple(hits[: query.limit]))


class Source(Protocol):
    """Where a question is answered from."""

    @property
    def library(self) -> Library:
        """Return where the words are looked up."""

    @property
    def unreadable(self) -> int:
        """Count the files where the query looks that cannot be read."""

    def admit(self, pages: Collection[int]) -> Admission:
        """Say which pages meet the other conditions."""

    def hits(self, pages: Collection[int]) -> Iterator[tuple[int, Hit]]:
        """Yield the records of pages that were admitted."""


def _answered(source: Source, question: Question, query: Query, *, reranked: bool) -> Recalled:
    ranking = rank(question, source.library, source.admit)
    pages = _first(ranking, None if reranked else query.limit)
    hits = [replace(hit, score=ranking.points[page] / POINTS) for page, hit in source.hits(pages)]
    if query.explain:
        reasons = _reasons(ranking, source.library, pages)
        hits = [
            replace(hit, score=ranking.points[page] / POINTS, reasons=reasons[page]) for page, hit in source.hits(pages)
        ]
    nearest = None if ranking.nearest is None else (ranking.nearest[0].key, ranking.nearest[1] / POINTS)
    return Recalled(tuple(hits), ranking.undated, source.unreadable, nearest)


def _first(ranking: Ranking, limit: int | None) -> list[int]:
    """Choose the pages that are read: as many as are asked for, and all that are as good as the last of them."""
    pages = sorted(ranking.points, key=lambda page: -ranking.points[page])
    if limit is None or len(pages) <= limit:
        return pages
    least = ranking.points[pages[limit - 1]]
    return [page for page in pages if ranking.points[page] >= least]


def _reasons(ranking: Ranking, library: Library, pages: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    parts = {page: ranking.parts(page) for page in pages}
    near = library.pages({part.page for found in parts.values() for part in found if part.page is not None})
    return {page: tuple(_reason(part, near.get(part.page or 0)) for part in found) for page, found in parts.items()}


def _reason(part: Part, neighbour: Page | None) -> Reason:
    key = None if neighbour is None else neighbour.key
    return Reason(part.what, part.words, part.points / POINTS, key, part.steps)


@dataclass(frozen=True, slots=True)
class _Scan:
    """The files alone."""

    library: Library
    files: Files

    @property
    def unreadable(self) -> int:
        return self.files.unreadable

    def admit(self, pages: Collection[int]) -> Admission:
        return self.files.admit(pages)

    def hits(self, pages: Collection[int]) -> Iterator[tuple[int, Hit]]:
        return ((page, hit) for page in pages for hit in self.files.hits(page))


def _scanned(view: View, query: Query, span: Span) -> _Scan:
    files = Files(query, span)
    files.read(view, [entry for kind in classified(view) for _, entry in view.listing(kind.name)])
    files.settle({})
    return _Scan(files.shelf(), files)


@dataclass(frozen=True, slots=True)
class _Catalog:
    """The catalog, and the files that changed since the tree it holds."""

    library: Library
    reader: Reader
    wanted: Wanted
    files: Files

    @property
    def unreadable(self) -> int:
        return self.reader.unreadable(self.wanted) + self.files.unreadable

    def admit(self, pages: Collection[int]) -> Admission:
        if self.wanted.is_open:
            return Admission(pages)
        here, there = self.files.admit(pages), self.reader.admit(self.wanted, pages)
        return Admission({*here.fit, *there.fit}, {*here.undated, *there.undated})

    def hits(self, pages: Collection[int]) -> Iterator[tuple[int, Hit]]:
        for one in self.reader.take(self.wanted, pages):
            yield one.page, Hit(one.kind, one.key, one.path, one.blob, None, one.record)
        yield from ((page, hit) for page in pages for hit in self.files.hits(page))


def _cataloged(view: View, query: Query, span: Span, *, question: Question, reranked: bool) -> Recalled | None:
    """Ask the catalog; None where there is none, or its full text is not there and cannot be filled."""

    def answer(reader: Reader, away: Distance) -> Recalled | None:
        wanted = wanted_of(view, query, span, without=away.since)
        source = _joined(view, reader, wanted, away=away, files=Files(query, span))
        return None if source is None else _answered(source, question, query, reranked=reranked)

    def is_filled(reader: Reader, away: Distance) -> Recalled | None:
        return answer(reader, away) if reader.waiting() <= WAITING else None

    found = cataloged(view, is_filled)
    if found is None and fill_text(view):
        found = cataloged(view, answer)
    return found


def _joined(view: View, reader: Reader, wanted: Wanted, *, away: Distance, files: Files) -> _Catalog | None:
    held = reader.library()
    if held is None:
        return None
    pending = list(reader.pending(wanted.without))
    files.read(view, [change.new for change in away.since if change.new is not None])
    files.settle(reader.lying(files.contents()))
    gone = Shelf.of(_shelved(view, (one for one in pending if one.is_held and not one.is_there)))
    new = Shelf.of((*_shelved(view, (one for one in pending if one.is_there and not one.is_held)), *files.shelved()))
    library = Joined(held, gone=gone, new=new) if gone.passages or new.passages else held
    return _Catalog(library, reader, wanted, files)


def _shelved(view: View, pending: Iterator[Pending]) -> Iterator[tuple[Page, list[str]]]:
    for one in pending:
        kind = view.law.kinds[one.kind] if one.kind else None
        if kind is not None and kind.facets and one.record is not None:
            yield Page(one.number, one.key, one.blob, one.created, one.session), passages_of(one.record, kind)

"""Recall: memories by facets, time, session, tag and words, best match first, else the newest first."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from memfs.catalog import Wanted
from memfs.codec import ProfileError, read
from memfs.core.cells import options
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.core.moments import created_at
from memfs.core.names import place
from memfs.verbs.cataloged import cataloged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from memfs.catalog import Reader, Selection
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.moments import Instant
    from memfs.core.names import Place
    from memfs.core.snapshot import Change, Entry
    from memfs.verbs.standing import Distance
    from memfs.verbs.view import View

_LAST = "~"  # sorts behind every fraction


@dataclass(frozen=True, slots=True)
class Query:
    """What to recall: every condition must hold, of several values of one facet any.

    `since` and `until` are dates or times, both included; `words` must all occur in key, tags or content.
    """

    words: str = ""
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    session: str | None = None
    tags: Sequence[str] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was recalled; `score` is None without words, and grows with the match."""

    kind: str
    key: str
    path: str
    blob: str
    score: float | None
    record: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Recalled:
    """The hits in order, and how many records were left out: without `created`, or not readable."""

    hits: tuple[Hit, ...]
    undated: int = 0
    unreadable: int = 0


def recall_records(view: View, query: Query) -> Recalled:
    """Return the records that match a query.

    Facets are judged by the paths, so only files of matching cells are read. Raises InvalidError for a facet or a
    value that the schema does not know, MemfsError `usage` for a date that is none.
    """
    kinds = classified(view)
    demand_facets(query.where, kinds)
    names = [kind.name for kind in kinds]
    within = _Range(query)
    search = _Search(query)
    if query.words or not _asked(view, query, search, within=within):
        for kind in kinds:
            search.read(view, kind, matching(view, kind, query.where), within=within)
    hits = sorted(search.hits, key=lambda hit: (hit.key, names.index(hit.kind), os.fsencode(hit.path)))
    hits.sort(key=lambda hit: created_at(hit.record) or ("", ""), reverse=True)
    hits.sort(key=lambda hit: -(hit.score or 0))
    return Recalled(tuple(hits[: query.limit]), search.undated, search.unreadable)


def _asked(view: View, query: Query, search: _Search, *, within: _Range) -> bool:
    """Ask the catalog, and read only what changed since the tree it holds; tell whether there is one."""
    kinds = classified(view)
    names = [kind.name for kind in kinds]

    def question(reader: Reader, away: Distance) -> tuple[Selection, Sequence[Change]]:
        wanted = Wanted(
            kinds=names,
            where=query.where,
            first=within.first,
            last=within.last,
            session=query.session,
            tags=query.tags,
            limit=query.limit,
            without=[change.path for change in away.since],
        )
        return reader.selection(wanted), away.since

    found = cataloged(view, question)
    if found is None:
        return False
    selection, since = found
    search.undated, search.unreadable = selection.undated, selection.unreadable
    search.hits.extend(Hit(one.kind, one.key, one.path, one.blob, None, one.record) for one in selection.records)
    new = [change.new for change in since if change.new is not None]
    for kind in kinds:
        placed = ((place(entry.path, view.law.store, [kind]), entry) for entry in new)
        meant = (entry for found, entry in placed if found is not None and _matches(found, query.where))
        search.read(view, kind, meant, within=within)
    return True


def classified(view: View) -> list[Kind]:
    """Return the kinds whose records have facets: memories, and what a team adds like them."""
    return [kind for kind in view.law.kinds.values() if kind.facets]


def matching(view: View, kind: Kind, where: Mapping[str, Collection[str]]) -> Iterator[Entry]:
    """List the files whose paths say facets that match."""
    return (entry for found, entry in view.listing(kind.name) if _matches(found, where))


def _matches(found: Place, where: Mapping[str, Collection[str]]) -> bool:
    return all(found.facets.get(facet) in values for facet, values in where.items())


def demand_facets(where: Mapping[str, Collection[str]], kinds: Iterable[Kind]) -> None:
    """Raise InvalidError for a facet or a value that no kind knows, naming those it does."""
    known: dict[str, list[str]] = {}
    for kind in kinds:
        for facet in kind.facets:
            known.setdefault(facet, []).extend(options(kind.schema, facet))
    for facet, values in where.items():
        if facet not in known:
            raise InvalidError(f"{quoted(facet)} is no facet; the facets are {', '.join(known)}")
        for value in values:
            if value not in known[facet]:
                legal = ", ".join(dict.fromkeys(known[facet]))
                raise InvalidError(f"{quoted(value)} is no {facet}; the values are {legal}", hint=_near(value, legal))


def _near(value: str, legal: str) -> str | None:
    import difflib

    near = difflib.get_close_matches(value, legal.split(", "), n=1)
    return f"did you mean {near[0]}?" if near else None


class _Range:
    """The time between `since` and `until`."""

    __slots__ = ("_first", "_last")

    def __init__(self, query: Query) -> None:
        self._first = None if query.since is None else instant(query.since, last=False)
        self._last = None if query.until is None else instant(query.until, last=True)

    @property
    def is_open(self) -> bool:
        return self._first is None and self._last is None

    @property
    def first(self) -> str | None:
        """Return the start as text that sorts."""
        return None if self._first is None else "".join(self._first)

    @property
    def last(self) -> str | None:
        """Return the end as text that sorts."""
        return None if self._last is None else "".join(self._last)

    def holds(self, moment: Instant) -> bool:
        return (self._first is None or self._first <= moment) and (self._last is None or moment <= self._last)


def instant(text: str, *, last: bool) -> Instant:
    """Return the first or last instant of a date (in UTC), or a time; without a zone it is in UTC.

    Raises MemfsError `usage` for anything else.
    """
    try:
        if len(text) == len("2026-11-22"):
            day = date.fromisoformat(text)
            return (f"{day}T{time.max if last else time.min:%H:%M:%S}", _LAST if last else "")
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        what = f"{quoted(text)} is neither a date (2026-11-22) nor a time (2026-11-22T03:27:23Z)"
        raise MemfsError(what, code="usage") from None
    return (moment.isoformat()[:19], f"{moment.microsecond:06}".rstrip("0"))


class _Search:
    """What was found so far."""

    def __init__(self, query: Query) -> None:
        self.hits: list[Hit] = []
        self.undated = 0
        self.unreadable = 0
        self._query = query
        self._words = tuple(word.casefold() for word in query.words.split())

    def read(self, view: View, kind: Kind, entries: Iterable[Entry], *, within: _Range) -> None:
        """Read files and judge them."""
        for entry, data in view.snapshot.read(entries):
            self.take(kind, entry, data, within=within)

    def take(self, kind: Kind, entry: Entry, data: bytes, *, within: _Range) -> None:
        """Judge one file by what only its content says."""
        try:
            record = read(data)
        except ProfileError:
            self.unreadable += 1
            return
        score = self._score(kind, record) if self._words else None
        if score == 0 or not self._fits(record):
            return
        moment = created_at(record)
        if not within.is_open and moment is None:
            self.undated += 1
        elif moment is None or within.holds(moment):
            key = str(record.get(kind.key))
            self.hits.append(Hit(kind.name, key, entry.path, entry.blob, score, record))

    def _fits(self, record: Mapping[str, JSON]) -> bool:
        if self._query.session is not None and record.get("session") != self._query.session:
            return False
        tags = record.get("tags")
        return all(tag in (tags if isinstance(tags, list) else ()) for tag in self._query.tags)

    def _score(self, kind: Kind, record: Mapping[str, JSON]) -> float:
        """Count the words: in the key four times, in tags twice, elsewhere once; 0 where one is missing."""
        tags = record.get("tags")
        tagged = " ".join(map(str, tags)) if isinstance(tags, list) else ""
        parts = ((record.get(kind.key), 4), (tagged, 2), (record.get("content", ""), 1))
        texts = [(str(text).casefold(), weight) for text, weight in parts]
        scores = [sum(text.count(word) * weight for text, weight in texts) for word in self._words]
        return float(sum(scores)) if all(scores) else 0.0

"""A recall without words: every record that meets the conditions, the newest first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from memfs.catalog import Wanted
from memfs.codec import ProfileError, read
from memfs.core.moments import created_at
from memfs.core.names import place
from memfs.verbs.cataloged import cataloged
from memfs.verbs.recalling.query import Hit, Recalled, classified, matching, meets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from memfs.catalog import Reader, Selection
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.snapshot import Change, Entry
    from memfs.verbs.recalling.query import Query
    from memfs.verbs.recalling.span import Span
    from memfs.verbs.standing import Distance
    from memfs.verbs.view import View


def list_records(view: View, query: Query, span: Span) -> Recalled:
    """Return the records that match a query; facets are judged by the paths, so only matching cells are read."""
    kinds = classified(view)
    listing = _Listing(query, span)
    if not _asked(view, listing):
        for kind in kinds:
            listing.read(view, kind, matching(view, kind, query.where))
    hits = ordered(listing.hits, [kind.name for kind in kinds])
    return Recalled(tuple(hits[: query.limit]), listing.undated, listing.unreadable)


def ordered(hits: Iterable[Hit], kinds: Sequence[str]) -> list[Hit]:
    """Order hits: the best first, of equal ones the newest, those without a date last, then by key."""
    found = sorted(hits, key=lambda hit: (hit.key, kinds.index(hit.kind), os.fsencode(hit.path)))
    found.sort(key=lambda hit: created_at(hit.record) or ("", ""), reverse=True)
    found.sort(key=lambda hit: -(hit.score or 0))
    return found


def wanted_of(view: View, query: Query, span: Span, *, without: Sequence[Change]) -> Wanted:
    """Return the question as the catalog takes it; files that changed since do not count there."""
    return Wanted(
        kinds=[kind.name for kind in classified(view)],
        where=query.where,
        first=span.first,
        last=span.last,
        session=query.session,
        tags=query.tags,
        limit=query.limit,
        without=[change.path for change in without],
    )


def fits(record: Mapping[str, JSON], query: Query) -> bool:
    """Tell whether a record's content meets the conditions, but for its date."""
    if query.session is not None and record.get("session") != query.session:
        return False
    tags = record.get("tags")
    return all(tag in (tags if isinstance(tags, list) else ()) for tag in query.tags)


def _asked(view: View, listing: _Listing) -> bool:
    """Ask the catalog, and read only what changed since the tree it holds; tell whether there is one."""

    def question(reader: Reader, away: Distance) -> tuple[Selection, Sequence[Change]]:
        return reader.selection(wanted_of(view, listing.query, listing.span, without=away.since)), away.since

    found = cataloged(view, question)
    if found is None:
        return False
    selection, since = found
    listing.undated, listing.unreadable = selection.undated, selection.unreadable
    listing.hits.extend(Hit(one.kind, one.key, one.path, one.blob, None, one.record) for one in selection.records)
    new = [change.new for change in since if change.new is not None]
    for kind in classified(view):
        placed = ((place(entry.path, view.law.store, [kind]), entry) for entry in new)
        meant = (entry for found, entry in placed if found is not None and meets(found, listing.query.where))
        listing.read(view, kind, meant)
    return True


class _Listing:
    """What was found so far."""

    def __init__(self, query: Query, span: Span) -> None:
        self.hits: list[Hit] = []
        self.undated = 0
        self.unreadable = 0
        self.query, self.span = query, span

    def read(self, view: View, kind: Kind, entries: Iterable[Entry]) -> None:
        """Read files and judge them."""
        for entry, data in view.snapshot.read(entries):
            self._take(kind, entry, data)

    def _take(self, kind: Kind, entry: Entry, data: bytes) -> None:
        """Judge one file by what only its content says."""
        try:
            record = read(data)
        except ProfileError:
            self.unreadable += 1
            return
        if not fits(record, self.query):
            return
        moment = created_at(record)
        if not self.span.is_open and moment is None:
            self.undated += 1
        elif moment is None or self.span.holds(moment):
            self.hits.append(Hit(kind.name, str(record.get(kind.key)), entry.path, entry.blob, None, record))

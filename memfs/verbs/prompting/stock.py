"""The stock of a prompt: which records may stand in it, in the order of their weight."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.core.names import stem
from memfs.rules import places
from memfs.verbs.recalling import Query, classified, demand_facets, matching, recall_records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.snapshot import Entry
    from memfs.verbs.recalling import Hit
    from memfs.verbs.view import Found, View

PINNED = "pinned"
"""The tag that pins a memory, as the policy's list of this name pins any record."""

Names = frozenset[str] | None
"""Stems of a kind's records; None means all of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which records are asked for: `only` are names of sections, kinds or directories; none means all."""

    only: Collection[str] = ()
    query: Query = field(default_factory=Query)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may stand in a prompt, and the title it would stand under."""

    title: str
    kind: Kind
    key: str
    path: str
    blob: str
    data: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Stock:
    """The records that were chosen, the weightiest first, each once; `totals` counts them by kind.

    `missing` are pinned records that are not there; `unreadable` counts what cannot be read.
    """

    candidates: tuple[Candidate, ...]
    totals: Mapping[str, int]
    missing: tuple[str, ...]
    unreadable: int


def stock_of(view: View, choice: Choice, *, most: int) -> Stock:
    """Find the records for a prompt that has room for `most` memories; `totals` counts the others too.

    Raises MemfsError `not-found` for a name in `only` that is none, InvalidError for facets that no kind knows.
    """
    demand_facets(choice.query.where, classified(view))
    gathering = _Gathering(view, choice.query, _selected(view, choice.only))
    pinned = [*gathering.pinned_by_policy(), *gathering.pinned_by_tag()]
    rest = [*gathering.plain(), *gathering.memories(most)]
    gathering.count_pinned(pinned)
    return Stock(_once([*pinned, *rest]), gathering.totals, tuple(gathering.missing), gathering.unreadable)


def _once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        found.setdefault(candidate.path, candidate)
    return tuple(found.values())


def _selected(view: View, only: Collection[str]) -> dict[str, Names]:
    """Return the kinds that are asked for, sections first, with the stems of their records where only some are."""
    kinds = sorted(view.law.kinds.values(), key=lambda kind: (bool(kind.facets), not kind.keys()))
    parts = {name: kind for kind in kinds for name in (kind.name, kind.directory)}
    sections = {key: kind for kind in kinds for key in kind.keys()}  # noqa: SIM118 - a Kind's keys, not a mapping's
    selected: dict[str, set[str] | None] = {}
    for name in only:
        if name in parts:
            selected[parts[name].name] = None
        elif name in sections:
            stems = selected.setdefault(sections[name].name, set())
            if stems is not None:
                stems.add(stem(name))
        else:
            known = ", ".join([*sections, *(kind.directory for kind in kinds)])
            raise MemfsError(f"there is no {quoted(name)} to put into a prompt; there are {known}", code="not-found")
    wanted = dict.fromkeys((kind.name for kind in kinds), None) if not only else selected
    return {kind.name: _frozen(wanted[kind.name]) for kind in kinds if kind.name in wanted}


def _frozen(stems: set[str] | None) -> Names:
    return None if stems is None else frozenset(stems)


class _Gathering:
    """What was found so far."""

    def __init__(self, view: View, query: Query, selected: Mapping[str, Names]) -> None:
        self._view, self._query, self._selected = view, query, selected
        kinds = [view.law.kinds[name] for name in selected]
        self._plain = [kind for kind in kinds if not kind.facets]
        self._classified = [kind for kind in kinds if kind.facets]
        self.totals: Counter[str] = Counter()
        self.missing: list[str] = []
        self.unreadable = 0
        self._matched: set[str] | None = None

    def pinned_by_policy(self) -> Iterator[Candidate]:
        """Yield the records that the policy names."""
        for name in self._view.law.policy.pinned:
            kind, _, key = name.partition("/")
            if kind not in self._view.law.kinds:
                self.missing.append(name)
            elif self._wants(kind, stem(key)):
                entries = self._located(self._view.law.kinds[kind], key)
                if not entries:
                    self.missing.append(name)
                yield from self._candidates(self._view.law.kinds[kind], entries, title="Pinned")

    def pinned_by_tag(self) -> Iterator[Candidate]:
        """Yield the memories with the tag, the newest first."""
        if self._classified:
            hits = recall_records(self._view, Query(tags=(PINNED,))).hits
            yield from (self._of_hit(hit, title="Pinned") for hit in hits if hit.kind in self._selected)

    def plain(self) -> Iterator[Candidate]:
        """Yield records without facets: in the schema's order where it lists the keys, else by path."""
        for kind in self._plain:
            order = {stem(key): number for number, key in enumerate(kind.keys())}
            listed = [(found.stem, entry) for found, entry in self._view.listing(kind.name)]
            wanted = [(name, entry) for name, entry in listed if self._wants(kind.name, name)]
            wanted.sort(key=lambda one: order.get(one[0], len(order)))
            self.totals[kind.name] += len(wanted)
            yield from self._candidates(kind, [entry for _, entry in wanted], title=_titled(kind))

    def memories(self, most: int) -> Iterator[Candidate]:
        """Yield memories: the best matches where words are asked for, else the newest, as many as have room."""
        if not self._classified:
            return
        words, where = self._query.words, self._query.where
        found = recall_records(self._view, Query(words=words, where=where, limit=None if words else most))
        hits = [hit for hit in found.hits if hit.kind in self._selected]
        self.unreadable += found.unreadable
        if words:
            self.totals.update(hit.kind for hit in hits)
        else:
            self.totals.update(
                {kind.name: sum(1 for _ in matching(self._view, kind, where)) for kind in self._classified}
            )
        title = f"{' and '.join(map(_titled, self._classified))}, the {'best match' if words else 'newest'} first"
        self._matched = {hit.path for hit in hits} if words else None
        yield from (self._of_hit(hit, title=title) for hit in hits)

    def count_pinned(self, pinned: Iterable[Candidate]) -> None:
        """Count those that come although the query does not choose them."""
        for candidate in _once(pinned):
            self.totals[candidate.kind.name] += bool(candidate.kind.facets) and not self._is_chosen(candidate)

    def _is_chosen(self, candidate: Candidate) -> bool:
        if self._matched is not None:
            return candidate.path in self._matched
        return all(candidate.data.get(facet) in values for facet, values in self._query.where.items())

    def _wants(self, kind: str, name: str) -> bool:
        names = self._selected.get(kind, frozenset())
        return names is None or name in names

    def _located(self, kind: Kind, key: str) -> list[Entry]:
        found = self._view.snapshot.locate(places(self._view.snapshot, self._view.law.store, kind, stem=stem(key)))
        return sorted(found.values(), key=lambda entry: entry.path)[:1]

    def _candidates(self, kind: Kind, entries: Sequence[Entry], *, title: str) -> Iterator[Candidate]:
        found = self._readable(kind, entries)
        return (Candidate(title, kind, one.key, one.path, one.blob, one.data) for one in found)

    def _of_hit(self, hit: Hit, *, title: str) -> Candidate:
        return Candidate(title, self._view.law.kinds[hit.kind], hit.key, hit.path, hit.blob, hit.record)

    def _readable(self, kind: Kind, entries: Sequence[Entry]) -> list[Found]:
        """Read records together, and one by one where one of them cannot be read."""
        try:
            return list(self._view.records(kind.name, entries))
        except InvalidError:
            if len(entries) > 1:
                return [found for entry in entries for found in self._readable(kind, [entry])]
            self.unreadable += 1
            return []


def _titled(kind: Kind) -> str:
    return kind.directory.replace("_", " ").capitalize()

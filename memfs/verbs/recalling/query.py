"""What a recall is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.cells import options
from memfs.core.errors import InvalidError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.names import Place
    from memfs.core.search.reason import Reason
    from memfs.core.snapshot import Entry
    from memfs.verbs.view import View


@dataclass(frozen=True, slots=True)
class Query:
    """What to recall: every condition must hold, of several values of one facet any.

    `since` and `until` are dates or times, both included. `words` are a question: what answers it best comes first, and
    what has too little of it is left out; phrases in double quotes must occur. `explain` asks for the reasons of each
    score.
    """

    words: str = ""
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    session: str | None = None
    tags: Sequence[str] = ()
    limit: int | None = None
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was recalled; `score` is None without words, and 1 where a record says all that was asked."""

    kind: str
    key: str
    path: str
    blob: str
    score: float | None
    record: Mapping[str, JSON]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """The hits in order, and how many records were left out: without `created`, or not readable.

    Where words found nothing relevant, `nearest` is the key of the best record all the same, with its score.
    """

    hits: tuple[Hit, ...]
    undated: int = 0
    unreadable: int = 0
    nearest: tuple[str, float] | None = None


def classified(view: View) -> list[Kind]:
    """Return the kinds whose records have facets: memories, and what a team adds like them."""
    return [kind for kind in view.law.kinds.values() if kind.facets]


def matching(view: View, kind: Kind, where: Mapping[str, Collection[str]]) -> Iterator[Entry]:
    """List the files whose paths say facets that match."""
    return (entry for found, entry in view.listing(kind.name) if meets(found, where))


def meets(found: Place, where: Mapping[str, Collection[str]]) -> bool:
    """Tell whether the facets that a path says match."""
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

"""Reflect: what a store's memories add up to, and where they cluster."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from memfs.core.cells import options
from memfs.rules import NameCensus
from memfs.verbs.recalling import Query, recall_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.model import JSON
    from memfs.verbs.view import View

MEMORY, OUTCOME, TOOL = "memory", "outcome", "tool"
SHOWN = 5
"""How many areas and recent memories are shown, as BTB's engine does."""

Area = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Reflection:
    """Counts that add up: `by_outcome` sums to `total`, `areas` of an outcome to its count.

    An area is the facets below an outcome, as `tool=web_search/reason=blocked`.
    """

    total: int
    by_outcome: Mapping[str, int]
    by_tool: Mapping[str, int]
    areas: Mapping[str, tuple[Area, ...]]
    recent: tuple[Mapping[str, JSON], ...]


def reflect(view: View, *, recent: int = SHOWN) -> Reflection:
    """Count the memories by outcome, tool and area from their names; read them only for the most recent ones."""
    kind = view.kind(MEMORY)
    cells = [
        (dict(facets), count)
        for (name, facets), count in NameCensus((e.path for _, e in view.listing(MEMORY)), view.law).counts().items()
        if name == MEMORY
    ]
    outcomes = options(kind.schema, OUTCOME)
    return Reflection(
        total=sum(count for _, count in cells),
        by_outcome=_counted(cells, OUTCOME, outcomes),
        by_tool=_counted(cells, TOOL, options(kind.schema, TOOL)),
        areas={outcome: tuple(_areas(cells, outcome)) for outcome in outcomes},
        recent=_recent(view, recent) if recent else (),
    )


def _recent(view: View, count: int) -> tuple[Mapping[str, JSON], ...]:
    memories = (hit.record for hit in recall_records(view, Query()).hits if hit.kind == MEMORY)
    return tuple(islice(memories, count))


def _counted(cells: list[tuple[dict[str, str], int]], facet: str, values: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(dict.fromkeys(values, 0))
    for facets, count in cells:
        if facet in facets:
            counts[facets[facet]] += count
    return dict(counts)


def _areas(cells: list[tuple[dict[str, str], int]], outcome: str) -> Iterator[Area]:
    found = Counter[str]()
    for facets, count in cells:
        below = "/".join(f"{name}={value}" for name, value in facets.items() if name != OUTCOME)
        if facets.get(OUTCOME) == outcome and below:
            found[below] += count
    yield from sorted(found.items(), key=lambda area: (-area[1], area[0]))

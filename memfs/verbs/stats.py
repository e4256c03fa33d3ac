"""Stats: how many records of each kind, and how the values of each facet share them, from names alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, emit, read
from memfs.core.cells import options
from memfs.core.errors import InvalidError
from memfs.core.escape import printable
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.policy import dataset_targets
from memfs.core.report import Hotspot
from memfs.core.snapshot import Overlay
from memfs.rules import NameCensus, demand_law, distributions
from memfs.verbs.checking import with_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.policy import Targets
    from memfs.core.report import Distribution
    from memfs.rules import Cell
    from memfs.verbs.view import View

DATASET = "dataset"
AREAS = 3
"""How many areas are shown of each value."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts and shares of a store as of a snapshot; `totals` has one count a kind, `hotspots` the largest areas."""

    store: str
    snapshot: str
    totals: Mapping[str, int]
    distribution: tuple[Distribution, ...]
    hotspots: tuple[Hotspot, ...] = ()


def count_records(view: View, *, targets: Targets | None = None) -> Stats:
    """Count the records; the shares are held against `targets`, else against the policy's."""
    law = view.law if targets is None else with_targets(view.law, targets)
    counts = NameCensus((entry.path for entry in view.snapshot.entries(law.store)), law).counts()
    totals = dict.fromkeys(law.kinds, 0)
    for (kind, _), count in counts.items():
        totals[kind] += count
    shares, areas = distributions(counts, law), tuple(_hotspots(counts, law))
    return Stats(law.store, view.snapshot.name, totals, shares, areas)


def _hotspots(counts: Mapping[Cell, int], law: Law) -> Iterator[Hotspot]:
    """Yield the largest areas below each value of a kind's first facet, values in schema order."""
    for kind in law.kinds.values():
        first = kind.facets[0] if kind.facets else ""
        cells = [(dict(facets), count) for (name, facets), count in counts.items() if name == kind.name]
        for value in options(kind.schema, first) if first else ():
            below = [(facets, count) for facets, count in cells if facets.get(first) == value]
            total = sum(count for _, count in below)
            areas = {tuple((name, v) for name, v in facets.items() if name != first): count for facets, count in below}
            largest = sorted(
                ((area, count) for area, count in areas.items() if area), key=lambda one: (-one[1], one[0])
            )
            yield from (Hotspot(kind.name, (first, value), area, count, total) for area, count in largest[:AREAS])


def targets_in(view: View, name: str, data: bytes) -> Targets:
    """Read targets from a file's bytes: a policy, its `distribution`, or what stands in there.

    Raises InvalidError where the file is none of these, or wants what the store's schemas do not know.
    """
    try:
        values = read(data)
        policy = values if "memfs" in values else {"memfs": 1, "distribution": values.get("distribution", values)}
        source = emit(_policy(policy))
    except (ProfileError, ValueError) as error:
        raise InvalidError(f"{printable(name)} cannot be read as targets: {error}") from None
    path = join(view.law.store, POLICY_FILE)
    try:
        return demand_law(Overlay(view.snapshot, {path: source}), view.law.store).policy.targets
    except InvalidError as error:
        raise InvalidError(f"{printable(name)} holds no targets: {error.violations[0].message}") from None


def _policy(policy: Mapping[str, JSON]) -> Mapping[str, JSON]:
    return {"memfs": policy["memfs"], "distribution": policy.get("distribution", {})}


def named_targets(name: str) -> Targets | None:
    """Return the targets that have a name; None where it must be a file's."""
    return dataset_targets() if name == DATASET else None

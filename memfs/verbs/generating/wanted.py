"""How many memories of each cell are wanted: the targets' shares, spread over the cells and rounded to whole numbers.

The schema says which cells there are. Where a target speaks, its shares hold; where none does, the values share
evenly, but for one case: a target within a part whose facet only some of its records can carry makes all of them
carry it. So the dataset's failures, of which the error types have shares, are all code.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.policy import PERCENT
from memfs.rules import distributions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.policy import Band, Target

WHOLE = 100 * PERCENT
ROUNDS = 500
"""Rounds of fitting; targets that agree need one, those that cross need some ten."""

CLOSE = 1e-12
Weights = list[float]


def counts(law: Law, kind: Kind, total: int) -> list[tuple[Cell, int]]:
    """Return how many of `total` records each cell gets, by largest remainder, one facet after the other.

    Raises InvalidError where the law's targets cannot be met by that many records.
    """
    cells = kind.cells()
    targets = [target for target in law.policy.targets.targets if target.facet in kind.facets]
    found: dict[int, int] = {}
    _divide(_Tree(kind, cells, targets), _fitted(kind, cells, targets), range(len(cells)), total=total, found=found)
    counted = [(cells[at], number) for at, number in sorted(found.items()) if number]
    _demand_met(law, kind, counted)
    return counted


class _Tree:
    """The cells as a tree: one facet after the other, in schema order."""

    def __init__(self, kind: Kind, cells: Sequence[Cell], targets: Sequence[Target]) -> None:
        self.facets, self.cells, self.targets = kind.facets, cells, targets

    def branches(self, members: Sequence[int]) -> tuple[str, list[tuple[str | None, list[int]]]] | None:
        """Return the first facet that tells cells apart, with the cells of each of its values; None at a leaf."""
        for facet in self.facets:
            groups: dict[str | None, list[int]] = {}
            for at in members:
                groups.setdefault(self.cells[at].get(facet), []).append(at)
            if len(groups) > 1:
                return facet, list(groups.items())
        return None


def _divide(tree: _Tree, weights: Weights, members: Sequence[int], *, total: int, found: dict[int, int]) -> None:
    """Give each branch its share of the records, down to single cells."""
    split = tree.branches(members)
    if split is None:
        found[members[0]] = total
        return
    groups = [group for _, group in split[1]]
    for group, number in zip(groups, apportioned([sum(weights[at] for at in g) for g in groups], total), strict=True):
        if number:
            _divide(tree, weights, group, total=number, found=found)


def apportioned(weights: Sequence[float], total: int) -> list[int]:
    """Divide whole things by largest remainder; equal remainders go to the first."""
    whole = sum(weights) or 1.0
    quotas = [round(weight * total / whole, 9) for weight in weights]
    seats = [int(quota) for quota in quotas]
    order = sorted(range(len(weights)), key=lambda at: (seats[at] - quotas[at], at))
    for at in order[: total - sum(seats)]:
        seats[at] += 1
    return seats


def _fitted(kind: Kind, cells: Sequence[Cell], targets: Sequence[Target]) -> Weights:
    """Return each cell's share of all records, fitted to the targets one by one until all of them hold."""
    weights = [0.0] * len(cells)
    _start(_Tree(kind, cells, targets), range(len(cells)), 1.0, weights=weights)
    values = {facet: list(dict.fromkeys(c[facet] for c in cells if facet in c)) for facet in kind.facets}
    for _ in range(ROUNDS):
        worst = 0.0
        for target in targets:
            worst = max(worst, _fit(target, cells, weights, values=values[target.facet]))
        if worst < CLOSE:
            break
    return weights


def _fit(target: Target, cells: Sequence[Cell], weights: Weights, *, values: Sequence[str]) -> float:
    """Bring one target's shares about, and return how far off the worst of them was."""
    groups: dict[str, list[int]] = {value: [] for value in values}
    for at, cell in enumerate(cells):
        if target.facet in cell and target.within.items() <= cell.items():
            groups[cell[target.facet]].append(at)
    held = {value: sum(weights[at] for at in group) for value, group in groups.items()}
    present = [value for value in values if held[value] > 0]
    whole, worst = sum(held.values()), 0.0
    for value, aim in _aims(target, present).items():
        factor = aim * whole / held[value]
        worst = max(worst, abs(factor - 1))
        for at in groups[value]:
            weights[at] *= factor
    return worst


def _start(tree: _Tree, members: Sequence[int], weight: float, *, weights: Weights) -> None:
    """Spread a weight over cells: by the nearest target that speaks here, else evenly."""
    split = tree.branches(members)
    if split is None:
        weights[members[0]] = weight
        return
    facet, groups = split
    above = _shared(tree, members)
    speaking = [t for t in tree.targets if t.facet == facet and t.within.items() <= above.items()]
    if speaking:
        target = max(speaking, key=lambda found: len(found.within))
        aims = _aims(target, [value for value, _ in groups if value is not None])
        shares = [aims.get(value, 0.0) if value is not None else 1 / len(groups) for value, _ in groups]
    else:
        carried = {t.facet for t in tree.targets if t.within and t.within.items() <= above.items()}
        kept = [any(carried & tree.cells[at].keys() for at in group) for _, group in groups]
        shares = [float(keep or not any(kept)) for keep in kept]
    for (_, group), share in zip(groups, shares, strict=True):
        _start(tree, group, weight * share / (sum(shares) or 1.0), weights=weights)


def _shared(tree: _Tree, members: Sequence[int]) -> Mapping[str, str]:
    """Return the facets that all cells of a branch have in common."""
    first = tree.cells[members[0]]
    return {name: value for name, value in first.items() if all(tree.cells[at].get(name) == value for at in members)}


def _aims(target: Target, values: Sequence[str]) -> dict[str, float]:
    """Return the share of each value: what the target asks for, moved within its bands until the sum is whole.

    Values that the target does not name share the rest evenly.
    """
    named = {value: target.shares[value] for value in values if value in target.shares}
    others = [value for value in values if value not in named]
    asked = sum(band.aim for band in named.values())
    room = 0 if not others or asked > WHOLE else WHOLE - asked
    shares = _moved(named, WHOLE - room)
    shares.update(dict.fromkeys(others, room / len(others) if others else 0.0))
    whole = sum(shares.values()) or 1.0
    return {value: shares[value] / whole for value in values}


def _moved(bands: Mapping[str, Band], wanted: int) -> dict[str, float]:
    """Move aims within their bands, each by the same part of its way, until they sum to what is wanted."""
    gap = wanted - sum(band.aim for band in bands.values())
    ways = {value: band.high - band.aim if gap > 0 else band.aim - band.low for value, band in bands.items()}
    part = min(1.0, abs(gap) / (sum(ways.values()) or 1)) * (1 if gap > 0 else -1)
    return {value: band.aim + part * ways[value] for value, band in bands.items()}


def _demand_met(law: Law, kind: Kind, counted: Iterable[tuple[Cell, int]]) -> None:
    """Raise InvalidError where a share is judged and lies outside of its band."""
    census = Counter({(kind.name, tuple(cell.items())): number for cell, number in counted})
    for found in distributions(census, law):
        for share in found.shares:
            if share.ok is False and share.target is not None:
                within = " and ".join(f"{name}={value}" for name, value in (found.within or {}).items())
                low, high = share.target
                raise InvalidError(
                    f"the targets cannot be met: {found.facet}={share.value} would be {share.records} of {share.total}"
                    f"{f' within {within}' if within else ''}, the target is {low:.2%} to {high:.2%}",
                    hint="another --total, a wider tolerance, or targets that agree",
                )

"""Shares: how the values of each facet divide the records, beside what the policy wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.cells import options
from memfs.core.report import Distribution, Share

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.policy import Target
    from memfs.rules.ledger import Cell


def distributions(counts: Counter[Cell], law: Law) -> tuple[Distribution, ...]:
    """Return one distribution a facet of each kind, then one for each target that has a `within`."""
    kinds = [kind for kind in law.kinds.values() if kind.facets]
    plain = {target.facet: target for target in law.policy.targets.targets if not target.within}
    whole = [
        _measure(counts, law, kind, facet=facet, target=plain.get(facet)) for kind in kinds for facet in kind.facets
    ]
    parts = [
        _measure(counts, law, owner(law, t), facet=t.facet, target=t) for t in law.policy.targets.targets if t.within
    ]
    return (*whole, *parts)


def owner(law: Law, target: Target) -> Kind:
    """Return the first kind that has the target's facet; the policy rule has seen to it that there is one."""
    return next(kind for kind in law.kinds.values() if target.facet in kind.facets)


def _measure(counts: Counter[Cell], law: Law, kind: Kind, *, facet: str, target: Target | None) -> Distribution:
    within = target.within if target and target.within else None
    found = dict.fromkeys(options(kind.schema, facet), 0)
    for value, count in _values(counts, kind, facet=facet, within=within or {}):
        found[value] = found.get(value, 0) + count
    total = sum(found.values())
    judged = total >= law.policy.targets.minimum
    shares = tuple(_share(Share(value, count, total), target, judged=judged) for value, count in found.items())
    return Distribution(kind.name, facet, within, total, shares, law.store)


def _values(counts: Counter[Cell], kind: Kind, *, facet: str, within: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for (name, facets), count in counts.items():
        cell = dict(facets)
        if name == kind.name and facet in cell and within.items() <= cell.items():
            yield cell[facet], count


def _share(share: Share, target: Target | None, *, judged: bool) -> Share:
    band = target.shares.get(share.value) if target else None
    if band is None:
        return share
    ok = band.holds(share.records, share.total) if judged else None
    return share._replace(target=band.fractions, ok=ok)

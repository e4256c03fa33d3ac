"""Shares: how facets divide a store's records, as fields for programs and as bars for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.model import JSON
    from memfs.core.report import Distribution, Share

BAR = 25
_SAID = {True: "  ok", False: "  MISSED", None: ""}


def distribution_data(distribution: Distribution) -> dict[str, JSON]:
    """Return a distribution as the fields that programs read; shares and targets are fractions 0 to 1."""
    return {
        "store": distribution.store,
        "kind": distribution.kind,
        "facet": distribution.facet,
        "within": distribution.within,
        "total": distribution.total,
        "shares": [_share_data(share) for share in distribution.shares],
    }


def _share_data(share: Share) -> dict[str, JSON]:
    return {
        "value": share.value,
        "count": share.records,
        "share": share.share,
        "target": list(share.target) if share.target else None,
        "ok": share.ok,
    }


def distribution_lines(distribution: Distribution) -> Iterator[str]:
    """Write a heading, then a line for each value: its count, its share, a bar, and its target where it has one."""
    among = within_text(distribution.within)
    yield f"{printable(distribution.facet)}{f' within {among}' if among else ''}: {distribution.total}"
    width = max((len(printable(share.value)) for share in distribution.shares), default=0)
    digits = len(str(distribution.total))
    for share in distribution.shares:
        bar = "#" * round(share.share * BAR)
        row = f"  {printable(share.value):<{width}}  {share.records:>{digits}}  {percent(share.share):>7}  {bar:<{BAR}}"
        yield f"{row}  {_target(share)}".rstrip() if share.target else row.rstrip()


def within_text(within: Mapping[str, str] | None) -> str:
    """Write the facet values that a distribution is limited to."""
    return printable(" and ".join(f"{facet}={value}" for facet, value in (within or {}).items()))


def percent(fraction: float) -> str:
    """Write a fraction as a percentage with at most one decimal."""
    return f"{fraction * 100:.1f}".removesuffix(".0") + " %"


def _target(share: Share) -> str:
    low, high = share.target or (0.0, 1.0)
    return f"target {percent((low + high) / 2)} ({percent(low)} to {percent(high)}){_SAID[share.ok]}"

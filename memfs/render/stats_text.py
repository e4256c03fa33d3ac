"""Where a store clusters and how it grew, as lines for people and as fields for programs."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.render.shares import BAR, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.model import JSON
    from memfs.core.report import Hotspot
    from memfs.core.review import Growth

DAYS = 10
"""How many days of growth are shown as text, the last ones."""


def hotspot_data(hotspot: Hotspot) -> dict[str, JSON]:
    """Return a hotspot as the fields that programs read; its share is a fraction 0 to 1."""
    return {
        "kind": hotspot.kind,
        "within": dict([hotspot.within]),
        "facets": dict(hotspot.facets),
        "count": hotspot.records,
        "share": hotspot.share,
    }


def growth_data(growth: Growth) -> dict[str, JSON]:
    """Return one day of growth as fields; the day is null for what came before those that were followed."""
    return {"day": growth.day or None, "records": growth.records}


def hotspot_lines(hotspots: Sequence[Hotspot]) -> Iterator[str]:
    """Write a heading for each facet, then its values with their largest areas."""
    for facet, group in groupby(hotspots, key=lambda one: (one.kind, one.within[0])):
        found = list(group)
        yield f"hotspots of {printable(facet[1])}: the largest areas of each"
        names = [printable(one.within[1]) for one in found]
        areas = [area_text(one) for one in found]
        wide, wider = max(map(len, names)), max(map(len, areas))
        digits = max(len(str(one.records)) for one in found)
        for name, area, one in zip(names, areas, found, strict=True):
            bar = "#" * round(one.share * BAR)
            yield f"  {name:<{wide}}  {area:<{wider}}  {one.records:>{digits}}  {percent(one.share):>7}  {bar}".rstrip()


def area_text(hotspot: Hotspot) -> str:
    """Write an area's facets in one piece."""
    return printable(" ".join(f"{name}={value}" for name, value in hotspot.facets))


def growth_lines(growth: Sequence[Growth]) -> Iterator[str]:
    """Write the last days on which the number of records changed; nothing where there is no history."""
    if not growth:
        return
    steps = [day.records - before.records for before, day in pairwise(growth)]
    first = growth[0].records if growth[0].day else 0
    shown = list(zip(growth, [first, *steps], strict=True))[-DAYS:]
    days = sum(1 for one in growth if one.day)
    yield f"growth: {days} {'day' if days == 1 else 'days'} with a change{f', the last {DAYS}' if days > DAYS else ''}"
    most = max(one.records for one, _ in shown)
    digits = len(str(most))
    for one, step in shown:
        if one.day:
            bar = "#" * round(one.records / most * BAR) if most else ""
            yield f"  {one.day}  {one.records:>{digits}}  {step:>+{digits + 1}}  {bar}".rstrip()

"""What a store holds as a page: counts, shares against their targets, and growth, drawn as a review draws them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from memfs.core.review import Shares
from memfs.render.html_page import page, section, table
from memfs.render.html_pictures import growth_section, shares_section, tiles
from memfs.render.html_text import breakable, element
from memfs.render.review_words import plural, short
from memfs.render.shares import percent
from memfs.render.stats_text import area_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memfs.core.report import Distribution, Hotspot
    from memfs.core.review import Growth
    from memfs.render.html_text import Html


def stats_in_html(
    totals: Mapping[str, int],
    distribution: tuple[Distribution, ...],
    *,
    place: tuple[str, str],
    hotspots: Sequence[Hotspot] = (),
    growth: Sequence[Growth] = (),
) -> str:
    """Write the counts of each kind, the shares of each facet and where they cluster as a page.

    `place` is the store and the snapshot.
    """
    store, snapshot = place
    head = (
        element("h1", f"{plural(sum(totals.values()), 'record')} in {store or 'the store'}"),
        element("p", "As of ", element("code", short(snapshot)), "."),
        tiles([(kind, f"{count:,}", "") for kind, count in totals.items()]),
    )
    main = _main(Shares(store, (), distribution), hotspots, growth)
    return page("memfs stats", head=head, main=main, foot=[element("p", "Made by memfs stats.")])


def _main(shares: Shares, hotspots: Sequence[Hotspot], growth: Sequence[Growth]) -> Iterator[Html]:
    yield section("Shares", *shares_section([shares]))
    yield section("Hotspots", *_areas(hotspots))
    yield section("Growth", *growth_section({shares.store: growth}))


def _areas(hotspots: Sequence[Hotspot]) -> Iterator[Html]:
    """Write the largest areas as a table for each facet that has some."""
    for (_, facet), group in groupby(hotspots, key=lambda one: (one.kind, one.within[0])):
        named = ((one.within[1], breakable(area_text(one), "="), one) for one in group)
        rows = [(value, area, f"{one.records:,}", percent(one.share)) for value, area, one in named]
        head = (facet, "area", "records", "share")
        name = f"The largest areas of each {facet}"
        areas = table(name, head, rows, numbers=frozenset({2, 3}), long=frozenset({1}))
        yield element("figure", element("figcaption", name), areas)

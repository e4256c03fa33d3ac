"""What a store holds as a page: counts, shares against their targets, and growth, drawn as a review draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.review import Shares
from memfs.render.html_page import page, section
from memfs.render.html_pictures import growth_section, shares_section, tiles
from memfs.render.html_text import element
from memfs.render.review_words import plural, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memfs.core.report import Distribution
    from memfs.core.review import Growth
    from memfs.render.html_text import Html


def stats_in_html(
    totals: Mapping[str, int],
    distribution: tuple[Distribution, ...],
    *,
    place: tuple[str, str],
    growth: Sequence[Growth] = (),
) -> str:
    """Write the counts of each kind and the shares of each facet as a page; `place` is the store and the snapshot."""
    store, snapshot = place
    head = (
        element("h1", f"{plural(sum(totals.values()), 'record')} in {store or 'the store'}"),
        element("p", "As of ", element("code", short(snapshot)), "."),
        tiles([(kind, f"{count:,}", "") for kind, count in totals.items()]),
    )
    main = _main(Shares(store, (), distribution), growth)
    return page("memfs stats", head=head, main=main, foot=[element("p", "Made by memfs stats.")])


def _main(shares: Shares, growth: Sequence[Growth]) -> Iterator[Html]:
    yield section("Shares", *shares_section([shares]))
    yield section("Growth", *growth_section({shares.store: growth}))

"""Pictures for pages, drawn as inline SVG: shares against their targets, and how a store grew.

Nothing is told by colour alone: what a picture shows also stands in words beside it and in the table below it. Lengths
are percentages and letters have a fixed size, so that a picture is as readable on a phone as on a wall.
"""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from memfs.render.html_page import table
from memfs.render.html_text import Html, element
from memfs.render.review_words import band, plural, share_of, share_tables
from memfs.render.shares import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from memfs.core.review import Growth, Shares
    from memfs.render.review_words import ShareRow, ShareTable

ROW = 46
HEIGHT = 150
DAYS = 400
"""Points of a curve; more are thinned out."""

LISTED = 12


def tiles(numbers: Iterable[tuple[str, str, str]]) -> Html:
    """Show numbers large: each with its name, and a few words below it or none."""
    shown = (
        element("div", element("dt", name), element("dd", number, element("small", more) if more else ""))
        for name, number, more in numbers
    )
    return element("dl", *shown, class_="tiles")


def shares_section(stores: Sequence[Shares]) -> Iterator[Html]:
    """Draw the facets of each store; those without a target are folded away."""
    several = len(stores) > 1
    tables = [(shares.store if several else "", found) for shares in stores for found in share_tables(shares)]
    figures = [
        (found.aimed, shares_figure(found, store=store, number=number)) for number, (store, found) in enumerate(tables)
    ]
    if figures:
        yield shares_key(compared=any(found.compared for _, found in tables))
    yield from (figure for aimed, figure in figures if aimed)
    rest = [figure for aimed, figure in figures if not aimed]
    if rest:
        summary = element("summary", f"Facets without a target ({len(rest):,})")
        unfolded = {} if len(rest) < len(figures) else {"open": ""}
        yield element("details", summary, *rest, class_="group", **unfolded)


def growth_section(growth: Mapping[str, Sequence[Growth]]) -> Iterator[Html]:
    """Draw the growth of each store that has more than one day of it."""
    for number, (store, points) in enumerate(growth.items()):
        if len(points) > 1:
            yield growth_figure(points, store=store, number=number)


def shares_figure(shares: ShareTable, *, number: int, store: str = "") -> Html:
    """Draw one facet's shares before and after against their targets.

    `number` makes its names unique in a page; `store` is named where a page speaks of several.
    """
    top = _scale(shares)
    height = ROW * len(shares.rows) + 20
    drawn = [part for at, row in enumerate(shares.rows) for part in _bar(row, ROW * at, top)]
    name = f"shares-{number}"
    title = f"Shares of {shares.title}: {'; '.join(map(_sentence, shares.rows))}"
    ends = (
        element("text", "0 %", x="0", y=str(height - 4), class_="quiet"),
        element("text", percent(top), x="100%", y=str(height - 4), text_anchor="end", class_="quiet"),
    )
    picture = _picture(name, title, *drawn, *ends, height=height)
    before = f"{plural(shares.total_before, 'record')} before, " if shares.compared else ""
    words = element("small", f" {before}{plural(shares.total_after, 'record')} now")
    named = f"{shares.title} in {store}" if store else shares.title
    return element("figure", element("figcaption", named, words), picture, _shares_table(shares))


def shares_key(*, compared: bool) -> Html:
    """Explain the marks in pictures of shares; `compared` tells whether they show what was before."""
    marks = (
        (element("rect", x="0", y="3", width="22", height="10", rx="3", class_="after"), "now"),
        *([(element("line", x1="11", x2="11", y1="0", y2="16", class_="before"), "before")] if compared else []),
        (element("rect", x="2", y="1", width="18", height="14", rx="3", class_="band"), "target"),
    )
    items = [element("li", element("svg", mark, aria_hidden="true"), words) for mark, words in marks]
    return element("ul", *items, class_="key")


def growth_figure(growth: Sequence[Growth], *, store: str, number: int) -> Html:
    """Draw how many records a store held day by day."""
    points = _thinned(growth)
    most = max(point.records for point in points)
    first, last = points[0], points[-1]
    begin = first.day or f"before {points[1].day}"
    title = f"Records of {store or 'the store'} over time: {first.records:,} {begin}, {last.records:,} on {last.day}"
    base = str(HEIGHT - 22)
    labels = (
        element("line", x1="0", x2="100%", y1=base, y2=base, class_="axis"),
        element("text", f"{most:,}", x="0", y="12", class_="quiet"),
        element("text", begin, x="0", y=str(HEIGHT - 6), class_="quiet"),
        element("text", last.day, x="100%", y=str(HEIGHT - 6), text_anchor="end", class_="quiet"),
    )
    picture = _picture(f"growth-{number}", title, _curve(points, most), *labels, height=HEIGHT)
    rows = [(point.day or begin, f"{point.records:,}") for point in _thinned(points, limit=LISTED)]
    below = table("Records by day", ("day", "records"), rows, numbers=frozenset({1}))
    caption = element("figcaption", f"Records in {store or 'the store'} over time")
    return element("figure", caption, picture, below, class_="growth")


def _picture(name: str, title: str, *parts: str, height: int) -> Html:
    named = element("title", title, id=name)
    return element("svg", named, *parts, height=str(height), role="img", aria_labelledby=name)


def _scale(shares: ShareTable) -> float:
    """Return the fraction at the right end: the next ten per cent above everything that is drawn."""
    highs = [row.target[1] for row in shares.rows if row.target]
    drawn = [side.share for row in shares.rows for side in (row.before, row.after) if side]
    tenths = ceil(max([*highs, *drawn]) * 10.5)
    return min(10, max(1, tenths)) / 10


def _bar(row: ShareRow, y: int, top: float) -> list[Html]:
    after = row.after.share if row.after else 0.0
    parts = [
        element("text", row.value, x="0", y=str(y + 14)),
        element("text", _mark(row), x="100%", y=str(y + 14), text_anchor="end", class_=_class(row)),
        element("rect", x="0", y=str(y + 22), width="100%", height="12", rx="4", class_="track"),
        element("rect", x="0", y=str(y + 22), width=_at(after, top), height="12", rx="4", class_="after"),
    ]
    if row.target:
        low, high = row.target
        wide = _at(max(high - low, 0.004), top)
        parts.append(element("rect", x=_at(low, top), y=str(y + 19), width=wide, height="18", rx="3", class_="band"))
    if row.before:
        at = _at(row.before.share, top)
        parts.append(element("line", x1=at, x2=at, y1=str(y + 19), y2=str(y + 37), class_="before"))
    return parts


def _at(fraction: float, top: float) -> str:
    return f"{fraction / top * 100:.2f}%"


def _class(row: ShareRow) -> str:
    missed = row.after is not None and row.after.ok is False
    return "bad" if missed else "good" if row.after is not None and row.after.ok else "quiet"


def _mark(row: ShareRow) -> str:
    now = share_of(row.after) or "gone"
    judged = {True: " ✓", False: " ✗ missed"}.get(row.after.ok, "") if row.after and row.after.ok is not None else ""
    return f"{now}{judged}"


def _sentence(row: ShareRow) -> str:
    before, after = (share_of(side) for side in (row.before, row.after))
    said = f"{before} before, {after or 'none'} now" if before else f"{after or 'none'} now"
    target = f", target {band(row.target)}, {row.judgement}" if row.target else ""
    return f"{row.value} {said}{target}"


def _shares_table(shares: ShareTable) -> Html:
    """Write the same as a table; what nothing is known of has no column."""
    columns: dict[str, Callable[[ShareRow], str]] = {
        shares.facet: lambda row: row.value,
        **({"before": lambda row: share_of(row.before)} if shares.compared else {}),
        "now": lambda row: share_of(row.after),
    }
    if shares.aimed:
        columns |= {"target": lambda row: band(row.target) if row.target else "", "judged": lambda row: row.judgement}
    rows = [[write(row) for write in columns.values()] for row in shares.rows]
    numbers = frozenset(at for at, name in enumerate(columns) if at and name != "judged")
    long = frozenset(at for at, name in enumerate(columns) if name == "judged")
    return table(f"Shares of {shares.title}", list(columns), rows, numbers=numbers, long=long)


def _curve(points: Sequence[Growth], most: int) -> Html:
    """Draw the days in a box of 100 by 100 that is stretched to the picture's width."""
    days = [date.fromisoformat(point.day or points[1].day).toordinal() for point in points]
    span = max(1, days[-1] - days[0])
    places = [
        f"{(day - days[0]) / span * 100:.2f} {100 - point.records / max(1, most) * 100:.2f}"
        for day, point in zip(days, points, strict=True)
    ]
    curve = f"M{' L'.join(places)}"
    return element(
        "svg",
        element("path", d=f"{curve} L100 100 L0 100 Z", class_="area"),
        element("path", d=curve, class_="curve", vector_effect="non-scaling-stroke"),
        y="18",
        height=str(HEIGHT - 40),
        width="100%",
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
    )


def _thinned(points: Sequence[Growth], *, limit: int = DAYS) -> list[Growth]:
    """Keep the first, the last and evenly spaced ones between."""
    if len(points) <= limit:
        return list(points)
    last = len(points) - 1
    return [points[at * last // (limit - 1)] for at in range(limit)]

"""A review as a page: one file that can be opened anywhere, sent, or kept with a build."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from memfs.core.review import ACTIONS
from memfs.core.tokens import COUNTER
from memfs.core.wording import ADDED, REMOVED
from memfs.render.field_lines import CHANGED, cut, field_lines
from memfs.render.html_page import page, paths, section
from memfs.render.html_pictures import growth_section, shares_section, tiles
from memfs.render.html_text import Html, breakable, element, joined
from memfs.render.review_words import (
    TITLES,
    blamed,
    compared,
    cost,
    nearest,
    plural,
    short,
    told,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.report import Violation
    from memfs.core.review import FieldChange, Growth, LawChange, RecordChange, Review
    from memfs.core.wording import Segment
    from memfs.render.field_lines import FieldLine

TEXT: Final = 20_000
RECORDS: Final = 2_000
OPEN: Final = 40
ROWS: Final = 500

SIGNS: Final = {"added": "+", "changed": "±", "moved": "→", "removed": "−"}  # noqa: RUF001 - a minus as wide as a plus
LINES: Final = {"+": "ins", "-": "del"}


def review_in_html(review: Review, growth: Mapping[str, Sequence[Growth]]) -> str:
    """Write a review as a page; `growth` is each store's history. What is left out of a huge review is said."""
    return page("memfs review", head=_head(review), main=_main(review, growth), foot=_foot(review))


def _head(review: Review) -> Iterator[Html]:
    mark, style = ("✗", "bad") if review.errors else ("!", "warn") if review.violations or review.law else ("✓", "good")
    sign = element("span", mark, class_=f"mark {style}", aria_hidden="true")
    yield element("h1", sign, verdict(review))
    yield element("p", "From ", element("code", short(review.base)), " to ", element("code", short(review.head)), ".")
    if not review.nothing:
        yield tiles(_numbers(review))


def _numbers(review: Review) -> list[tuple[str, str, str]]:
    before, after = (sum(s.records_before for s in review.shares), sum(s.records_after for s in review.shares))
    return [
        *(_number(action, len(review.of(action))) for action in ACTIONS),
        ("Records", f"{after:,}", f"{before:,} before"),
        ("Tokens", f"{review.tokens:+,}" if review.tokens else "0", f"estimate: {COUNTER}"),
    ]


def _number(action: str, number: int) -> tuple[str, str, str]:
    """Break a long title behind its first word, so that all numbers stand on one line."""
    title, _, more = TITLES[action].partition(" ")
    return title, f"{number:,}", more


def _main(review: Review, growth: Mapping[str, Sequence[Growth]]) -> Iterator[Html]:
    yield section("The law changes", *map(_law, review.law[:ROWS]))
    yield section(blamed(review), *_violations(review.own))
    yield section("Changes", *(_group(action, review.of(action)) for action in ACTIONS if review.of(action)))
    yield section("Shares", *shares_section(review.shares))
    yield section("Likely duplicates, for you to judge", *_duplicates(review))
    yield section("Growth", *growth_section(growth))


def _foot(review: Review) -> Iterator[Html]:
    left = any(len(review.of(action)) > RECORDS for action in ACTIONS)
    said = f" The first {RECORDS:,} of each group are shown; memfs review --json has all." if left else ""
    yield element("p", f"Made by memfs review.{said}")


def _law(change: LawChange) -> Html:
    parts = [
        element("h3", f"{change.kind} {change.action}: ", element("code", change.path)),
        element("p", _author(change.author), class_="about"),
        *_noted(change.notes),
        _fields(change.fields, signed=True),
    ]
    if change.breaks:
        parts.append(element("p", f"Breaks {plural(len(change.breaks), 'record')} that the change does not touch:"))
        parts.extend(_violations(change.breaks))
    if change.allows:
        parts.append(element("p", f"Lets {plural(len(change.allows), 'violation')} of the law before it pass:"))
        parts.extend(_violations(change.allows))
    return element("article", *parts, class_="card law")


def _group(action: str, changes: Sequence[RecordChange]) -> Html:
    shown = [_record(change) for change in changes[:RECORDS]]
    rest = f"... and {len(changes) - RECORDS:,} more." if len(changes) > RECORDS else ""
    summary = element("summary", f"{TITLES[action]} ({len(changes):,})")
    unfolded = {"open": ""} if len(changes) <= OPEN else {}
    return element("details", summary, *shown, element("p", rest) if rest else "", class_="group", **unfolded)


def _record(change: RecordChange) -> Html:
    sign = element("span", SIGNS[change.action], class_="sign", aria_hidden="true")
    facets = [element("li", f"{name}: {value}") for name, value in change.facets.items()]
    about = f"{change.kind} · {_author(change.author)} · {cost(change.tokens)}"
    was = ["was ", paths(change.old_path)] if change.old_path and change.old_path != change.path else []
    return element(
        "article",
        element("h3", sign, change.key),
        element("ul", *facets, class_="facets") if facets else "",
        element("p", about, element("br"), paths(change.path), *([element("br"), *was] if was else []), class_="about"),
        *_noted(change.notes),
        _fields(told(change), signed=change.action in {"changed", "moved"}),
    )


def _author(author: str | None) -> str:
    return f"by {author}" if author else "not committed yet"


def _noted(notes: Iterable[str]) -> list[Html]:
    return [element("p", note, class_="warn") for note in notes]


def _fields(fields: Iterable[FieldChange], *, signed: bool) -> Html:
    lines = (cut(line, limit=TEXT) for line in field_lines(fields))
    groups = groupby(lines, key=lambda line: line.place)
    rows = [
        element("div", element("dt", breakable(place, ".")), *(_words(line, signed=signed) for line in own))
        for place, own in groups
    ]
    return element("dl", *rows, class_="fields") if rows else Html("")


def _words(line: FieldLine, *, signed: bool) -> Html:
    if line.sign == CHANGED:
        return element("dd", *map(_segment, line.segments))
    text = "".join(segment.text for segment in line.segments)
    return element("dd", element(LINES[line.sign], text) if signed else text)


def _segment(segment: Segment) -> str:
    tags = {REMOVED: "del", ADDED: "ins"}
    return element(tags[segment.sign], segment.text) if segment.sign in tags else segment.text


def _violations(found: Sequence[Violation]) -> Iterator[Html]:
    items = [
        element(
            "li",
            element("strong", f"{one.level}: {one.rule}"),
            element("p", one.message),
            paths(f"{one.path}:{one.line}:{one.column}"),
        )
        for one in found[:ROWS]
    ]
    if items:
        yield element("ul", *items, class_="card list")
    if len(found) > ROWS:
        yield element("p", f"... and {len(found) - ROWS:,} more.")


def _duplicates(review: Review) -> Iterator[Html]:
    found = nearest(review)
    items = [
        element(
            "li",
            element("strong", f"{like.score:.2f} alike"),
            element("p", paths(like.path)),
            joined(["reads like ", paths(like.like), f" and {others} more" if others else ""]),
        )
        for like, others in found[:ROWS]
    ]
    if items:
        yield element("ul", *items, class_="card list")
        yield element("p", compared(review), class_="quiet") if compared(review) else Html("")
    if len(found) > ROWS:
        yield element("p", f"... and {len(found) - ROWS:,} more.")

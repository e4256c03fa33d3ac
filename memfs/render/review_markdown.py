"""A review as Markdown for a comment on a pull request: folded, and shortened in steps until it fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING, Final

from memfs.core.review import ACTIONS
from memfs.render.field_lines import CHANGED, cut, field_lines, short_list
from memfs.render.log_text import logged
from memfs.render.markdown_code import code, code_block
from memfs.render.review_words import (
    TITLES,
    band,
    blamed,
    compared,
    cost,
    nearest,
    plural,
    share_of,
    share_tables,
    short,
    sizes,
    told,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from memfs.core.report import Violation
    from memfs.core.review import FieldChange, LawChange, Likeness, RecordChange, Review, Shares
    from memfs.render.field_lines import FieldLine
    from memfs.render.review_words import ShareTable

LIMIT: Final = 60_000
"""Characters, counted as UTF-16 does: a comment on GitHub holds 65,536."""

MARKS: Final = {CHANGED: "!"}  # what a highlighter of diffs takes for changed


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown: characters of one run of text, 0 for no fields at all, and items of one list."""

    text: int
    items: int


ALL: Final = 3_000
"""Items of a list that cannot be shown whole anyway: each takes 20 characters or more."""

STEPS: Final = (
    Detail(4_000, ALL),
    Detail(1_000, ALL),
    Detail(300, ALL),
    Detail(80, ALL),
    Detail(0, ALL),
    Detail(0, 150),
    Detail(0, 40),
    Detail(0, 5),
)


def review_in_markdown(review: Review) -> str:
    """Write a review as Markdown of less than 60,000 characters; its end says what was left out."""
    page = _Page(review)
    fitting = (text for detail in STEPS[:-1] if (text := page.text(detail, limit=LIMIT)))
    return next(fitting, None) or page.text(STEPS[-1])


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Page:
    """One review on its way to a page; what changed in a field is worked out once for all steps."""

    __slots__ = ("_lines", "review")

    def __init__(self, review: Review) -> None:
        self.review = review
        self._lines: dict[int, list[FieldLine]] = {}

    def text(self, detail: Detail, *, limit: float = inf) -> str:
        """Write the page; "" as soon as it grows to the limit."""
        parts, size = [], 0
        for part in filter(None, self._parts(detail)):
            parts.append(part)
            size += _size(part) + 2
            if size >= limit:
                return ""
        return "\n\n".join(parts) + "\n"

    def _parts(self, detail: Detail) -> Iterator[str]:
        review = self.review
        yield f"### {verdict(review)}"
        if review.nothing:
            return
        yield from self._law(detail)
        yield _overview(review)
        for action in ACTIONS:
            yield from self._group(action, detail)
        for shares in review.shares:
            yield from _shares(shares, detail, several=len(review.shares) > 1)
        yield f"#### {blamed(review)}" if review.own else ""
        yield _listed(review.own, detail)
        yield from _duplicates(nearest(review), detail)
        yield f"({compared(review)})" if compared(review) else ""
        yield _left_out(detail)

    def _law(self, detail: Detail) -> Iterator[str]:
        if self.review.law:
            yield f"#### The law changes ({len(self.review.law)})"
        for change in self.review.law[: detail.items]:
            named = f"**{change.action}** {change.kind} {code(change.path)}"
            yield f"{named} · {_author(change.author)}{_noted(change.notes)}"
            yield self._fields(change, change.fields, detail)
            if change.breaks:
                yield f"breaks {plural(len(change.breaks), 'record')} that this change does not touch:"
                yield _listed(change.breaks, detail)
            if change.allows:
                yield f"lets {plural(len(change.allows), 'violation')} of the law before it pass:"
                yield _listed(change.allows, detail)
        yield _more(len(self.review.law), detail)

    def _group(self, action: str, detail: Detail) -> Iterator[str]:
        changes = self.review.of(action)
        if not changes:
            return
        yield f"<details><summary>{TITLES[action]} ({len(changes):,})</summary>"
        for change in changes[: detail.items]:
            yield _headline(change, detail)
            yield self._fields(change, told(change), detail)
        yield _more(len(changes), detail)
        yield "</details>"

    def _fields(self, change: RecordChange | LawChange, fields: Iterable[FieldChange], detail: Detail) -> str:
        if not detail.text:
            return ""
        if id(change) not in self._lines:
            self._lines[id(change)] = field_lines(fields)
        signed = change.action in {"changed", "moved"}
        shown = list(_code_lines(self._lines[id(change)], signed=signed, limit=detail.text))
        return code_block(shown, language="diff" if signed else "text") if shown else ""


def _code_lines(lines: Iterable[FieldLine], *, signed: bool, limit: int) -> Iterator[str]:
    """Write fields; the lines behind the first of each begin with a bar, so that none begins with foreign text."""
    shortened = (cut(line, limit=limit) for line in lines)
    for (sign, place), group in groupby(shortened, key=lambda line: (line.sign, line.place)):
        texts = [line.text for line in group]
        mark = f"{MARKS.get(sign, sign)} " if signed else ""
        if short_list(texts):
            yield f"{mark}{logged(place)}: {logged(', '.join(texts))}"
            continue
        for text in texts:
            first, *more = text.split("\n")
            yield f"{mark}{logged(place)}: {logged(first)}"
            yield from (f"{mark}| {logged(part)}" for part in more)


def _overview(review: Review) -> str:
    names = " | ".join(TITLES[action].lower() for action in ACTIONS)
    numbers = " | ".join(f"{len(review.of(action)):,}" for action in ACTIONS)
    between = f"{code(short(review.base))} to {code(short(review.head))}"
    return f"| {names} |\n|{'---:|' * len(ACTIONS)}\n| {numbers} |\n\n{between}: {sizes(review)}"


def _headline(change: RecordChange, detail: Detail) -> str:
    """Name a record; where little room is left its path is not said, which follows from its name and facets."""
    facets = " ".join(code(f"{name}={value}", limit=60) for name, value in list(change.facets.items())[:10])
    parts = [
        f"**{code(change.key, limit=100)}** {code(change.kind)}",
        facets,
        _author(change.author),
        cost(change.tokens),
    ]
    head = " · ".join(part for part in parts if part)
    if not detail.text and change.kind != "file":
        return f"{head}{_noted(change.notes)}"
    was = f"\\\nwas {code(change.old_path)}" if change.old_path and change.old_path != change.path else ""
    return f"{head}\\\n{code(change.path)}{was}{_noted(change.notes)}"


def _author(author: str | None) -> str:
    return code(author, limit=60) if author else "not committed yet"


def _noted(notes: Iterable[str]) -> str:
    return "".join(f"\\\n({code(note, limit=300)})" for note in notes)


def _shares(shares: Shares, detail: Detail, *, several: bool) -> Iterator[str]:
    where = f" in {code(shares.store or '.')}" if several else ""
    tables = share_tables(shares)[: detail.items]
    yield f"#### Shares{where}" if tables else ""
    yield from (_table(table, detail) for table in tables if table.aimed)
    rest = [table for table in tables if not table.aimed]
    if rest:
        yield f"<details><summary>Facets without a target ({len(rest)})</summary>"
        yield from (_table(table, detail) for table in rest)
        yield "</details>"


def _table(table: ShareTable, detail: Detail) -> str:
    kind = f"{code(table.title, in_table=True)} ({table.total_before:,} before, {table.total_after:,} after)"
    lines = [f"| {kind} | before | after | target | |", "|---|---:|---:|---|---|"]
    for row in table.rows[: detail.items]:
        before, after = (share_of(side) for side in (row.before, row.after))
        target = band(row.target) if row.target else ""
        judged = f"**{row.judgement}**" if row.judgement.startswith("missed") else row.judgement
        lines.append(f"| {code(row.value, in_table=True)} | {before} | {after} | {target} | {judged} |")
    return "\n".join(lines)


def _listed(violations: Sequence[Violation], detail: Detail) -> str:
    lines = [_violation(violation) for violation in violations[: detail.items]]
    return "\n".join([*lines, *filter(None, [_more(len(violations), detail)])])


def _violation(found: Violation) -> str:
    level = "" if found.level == "error" else " (warning)"
    place = code(f"{found.path}:{found.line}:{found.column}")
    return f"- {place} **{found.rule}**{level}: {code(found.message, limit=500)}"


def _duplicates(found: Sequence[tuple[Likeness, int]], detail: Detail) -> Iterator[str]:
    if found:
        yield f"<details><summary>Likely duplicates, for you to judge ({len(found):,})</summary>"
        lines = ["| score | added | reads like |", "|---:|---|---|"]
        for like, others in found[: detail.items]:
            more = f" and {others} more" if others else ""
            added, other = (code(path, in_table=True) for path in (like.path, like.like))
            lines.append(f"| {like.score:.2f} | {added} | {other}{more} |")
        yield "\n".join(lines)
        yield _more(len(found), detail)
        yield "</details>"


def _more(number: int, detail: Detail) -> str:
    return f"... and {number - detail.items:,} more" if number > detail.items else ""


def _left_out(detail: Detail) -> str:
    if detail == STEPS[0]:
        return ""
    what = f"texts are cut at {detail.text:,} characters" if detail.text else "what stands in the records is left out"
    lists = f", and lists end after {detail.items:,} items" if detail.items < ALL else ""
    return f"Shortened to fit: {what}{lists}. {code('memfs review --format html')} shows more."

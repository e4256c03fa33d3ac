"""A review as plain text for terminals and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from memfs.core.review import ACTIONS
from memfs.render.field_text import text_lines
from memfs.render.log_text import logged
from memfs.render.review_words import (
    SIGNS,
    TITLES,
    band,
    blamed,
    compared,
    cost,
    counts,
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
    from memfs.core.review import FieldChange, LawChange, RecordChange, Review, Shares
    from memfs.render.review_words import ShareRow

TEXT: Final = 4_000
"""Characters of one run of text that are shown; JSON has them all."""

VIOLATIONS: Final = 200
NEAR: Final = 20


def review_in_text(review: Review) -> str:
    """Write a review as lines; what is foreign in them is escaped, and long texts are cut."""
    return "\n".join(_lines(review))


def _lines(review: Review) -> Iterator[str]:
    yield verdict(review)
    yield f"{short(review.base)}...{short(review.head)}"
    if review.nothing:
        return
    yield from _law(review.law)
    yield ""
    yield counts(review)
    yield sizes(review)
    for action in ACTIONS:
        yield from _group(TITLES[action], review.of(action))
    for shares in review.shares:
        yield from _shares(shares)
    yield from ["", blamed(review)] if review.own else []
    yield from _listed(review.own, indent=2)
    yield from _duplicates(review)


def _law(changes: Sequence[LawChange]) -> Iterator[str]:
    yield from _titled("The law changes", len(changes))
    for change in changes:
        yield f"  {SIGNS[change.action]} {change.kind} {logged(change.path)}{_by(change.author)}"
        yield from _fields(change.fields, change.notes, sides=True)
        if change.breaks:
            yield f"      breaks {plural(len(change.breaks), 'record')} that this change does not touch:"
            yield from _listed(change.breaks, indent=8)
        if change.allows:
            yield f"      lets {plural(len(change.allows), 'violation')} of the law before it pass:"
            yield from _listed(change.allows, indent=8)


def _group(title: str, changes: Sequence[RecordChange]) -> Iterator[str]:
    yield from _titled(title, len(changes))
    for change in changes:
        facets = "".join(f" {logged(name)}={logged(value)}" for name, value in change.facets.items())
        named = f"{SIGNS[change.action]} {logged(change.kind)} {logged(change.key)}"
        yield f"  {named}{' ·' if facets else ''}{facets}{_by(change.author)} · {cost(change.tokens)}"
        yield f"      {logged(change.path)}"
        if change.old_path and change.old_path != change.path:
            yield f"      was {logged(change.old_path)}"
        yield from _fields(told(change), change.notes, sides=change.action in {"changed", "moved"})


def _by(author: str | None) -> str:
    return f" · {logged(author)}" if author else " · not committed yet"


def _fields(fields: Iterable[FieldChange], notes: Iterable[str], *, sides: bool) -> Iterator[str]:
    yield from (f"      ({logged(note)})" for note in notes)
    yield from (f"      {line}" for line in text_lines(fields, signed=sides, limit=TEXT))


def _titled(title: str, number: int) -> Iterator[str]:
    yield from ["", f"{title} ({number:,})"] if number else []


def _shares(shares: Shares) -> Iterator[str]:
    tables = share_tables(shares)
    if not tables:
        return
    yield ""
    yield f"Shares in {logged(shares.store or '.')}: before, after, target"
    for table in tables:
        yield f"  {logged(table.title)} ({table.total_before:,} before, {table.total_after:,} after)"
        yield from map(_row, table.rows)


def _row(row: ShareRow) -> str:
    before, after = (share_of(side) for side in (row.before, row.after))
    target = f"  {band(row.target)}, {row.judgement}" if row.target else ""
    return f"    {logged(row.value):<20} {before:>8} {after:>8}{target}"


def _listed(violations: Sequence[Violation], *, indent: int) -> Iterator[str]:
    for violation in violations[:VIOLATIONS]:
        place = f"{logged(violation.path)}:{violation.line}:{violation.column}"
        level = "" if violation.level == "error" else "warning: "
        yield f"{' ' * indent}{place}: {level}{violation.rule}: {logged(violation.message)}"
    if len(violations) > VIOLATIONS:
        yield f"{' ' * indent}... and {len(violations) - VIOLATIONS:,} more (--json shows all)"


def _duplicates(review: Review) -> Iterator[str]:
    found = nearest(review)
    yield from _titled("Likely duplicates, for you to judge", len(found))
    for like, others in found[:NEAR]:
        yield f"  {like.score:.2f}  {logged(like.path)}"
        yield f"   like {logged(like.like)}{f' and {others} more' if others else ''}"
    if len(found) > NEAR:
        yield f"  ... and {len(found) - NEAR:,} more (--json shows all)"
    if compared(review):
        yield f"  ({compared(review)})"

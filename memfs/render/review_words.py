"""The sentences of a review, the same in every format. Only ours: no text of a record stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.review import ACTIONS
from memfs.core.tokens import COUNTER
from memfs.render.shares import percent, within_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.report import Distribution, Share
    from memfs.core.review import FieldChange, Likeness, RecordChange, Review, Shares

TITLES = {"added": "Added", "changed": "Changed", "moved": "Moved or renamed", "removed": "Removed"}
SIGNS = {"added": "+", "changed": "~", "moved": ">", "removed": "-"}
EXACT = 100_000_000
"""Targets are compared as integers: a fraction's hundred-millionth part is the unit they are kept in."""


def verdict(review: Review) -> str:
    """Say in one line what memfs thinks of the change."""
    if review.nothing:
        return "memfs sees no change: the memory is the same on both sides."
    where = f"in {plural(len(review.changes), 'change')}" if review.changes else "and no record changed"
    law = " The law changes: read that first." if review.law else ""
    if review.errors:
        return f"memfs refuses this: {plural(len(review.errors), 'new violation')} {where}.{law}"
    warned = plural(len(review.violations), "new warning") if review.violations else "no new violations"
    return f"memfs passes this: {warned} {where}.{law}"


def blamed(review: Review) -> str:
    """Say how many violations are new beside those of a changed law, and how many only warn; "" where none are."""
    if not review.own:
        return ""
    warnings = sum(violation.level != "error" for violation in review.own)
    also = f", and {plural(warnings, 'warning')}" if warnings else ""
    return f"New violations ({len(review.own) - warnings:,}{also})"


def counts(review: Review) -> str:
    """Say how many records were added, changed, moved and removed."""
    return ", ".join(f"{len(review.of(action)):,} {action}" for action in ACTIONS)


def sizes(review: Review) -> str:
    """Say how many records there were and are, and what the change costs."""
    before, after = (
        sum(side) for side in zip(*((s.records_before, s.records_after) for s in review.shares), strict=True)
    )
    return f"{before:,} records before, {after:,} after; {cost(review.tokens)} (estimate: {COUNTER})"


def cost(tokens: int) -> str:
    """Say what a change adds to a prompt."""
    return f"{tokens:+,} {'token' if abs(tokens) == 1 else 'tokens'}" if tokens else "0 tokens"


def nearest(review: Review) -> list[tuple[Likeness, int]]:
    """Return what each added memory is most like, and how many others it is like as well."""
    best: dict[str, Likeness] = {}
    others: dict[str, int] = {}
    for like in review.duplicates:
        others[like.path] = others.get(like.path, -1) + 1
        best.setdefault(like.path, like)
    return [(like, others[path]) for path, like in best.items()]


def compared(review: Review) -> str:
    """Say what the added memories were compared with; nothing where that was everything."""
    if review.compared >= review.comparable:
        return ""
    return f"compared with {review.compared:,} of {review.comparable:,} memories"


def short(name: str) -> str:
    """Cut a commit id to seven digits; other names of snapshots stay whole."""
    return name[:7] if len(name) >= 40 else name


def told(change: RecordChange) -> tuple[FieldChange, ...]:
    """Return the fields that a headline does not tell: all that changed, a whole record without key and facets."""
    if change.action in {"changed", "moved"}:
        return change.fields
    said = {(name, value) for name, value in change.facets.items()}
    return tuple(field for field in change.fields if not _is_said(field, change, said))


def _is_said(field: FieldChange, change: RecordChange, said: set[tuple[str, str]]) -> bool:
    value = field.new if change.action == "added" else field.old
    return isinstance(value, str) and (value == change.key or (field.name, value) in said)


def plural(number: int, word: str) -> str:
    """Write a number with its word."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def share_of(side: Share | None) -> str:
    """Write one side's share with one decimal; nothing where that side does not know the value."""
    return f"{side.share * 100:.1f} %" if side else ""


def band(target: tuple[float, float]) -> str:
    """Write a target."""
    low, high = map(percent, target)
    return low if low == high else f"{low.removesuffix(' %')} to {high}"


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One value of a facet before and after; either is None where that side does not know the value."""

    value: str
    before: Share | None
    after: Share | None

    @property
    def target(self) -> tuple[float, float] | None:
        """Return the band that counts after the change."""
        return self.after.target if self.after else None

    @property
    def judgement(self) -> str:
        """Say whether the target is met, and what would bring the share back."""
        share = self.after
        if share is None or share.target is None:
            return ""
        if share.ok is None:
            return "too few to judge"
        return "met" if share.ok else f"missed: {remedy(share)}"


@dataclass(frozen=True, slots=True)
class ShareTable:
    """The shares of one facet that a change touches or a target speaks of."""

    kind: str
    facet: str
    within: Mapping[str, str] | None
    total_before: int
    total_after: int
    rows: tuple[ShareRow, ...]

    @property
    def aimed(self) -> bool:
        """Tell whether a target speaks of the facet."""
        return any(row.target for row in self.rows)

    @property
    def compared(self) -> bool:
        """Tell whether there is anything before to compare with."""
        return any(row.before for row in self.rows)

    @property
    def title(self) -> str:
        """Name the facet and what it is counted within."""
        return f"{self.facet} within {within_text(self.within)}" if self.within else self.facet


def share_tables(shares: Shares) -> list[ShareTable]:
    """Put before and after side by side, facets with targets first; one without that stayed as it was is left out."""
    before = {_key(found): found for found in shares.before}
    after = {_key(found): found for found in shares.after}
    tables = [_table(before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]
    shown = [table for table in tables if any(_matters(row) for row in table.rows)]
    return sorted(shown, key=lambda table: not table.aimed)


def _key(found: Distribution) -> tuple[str, str, str]:
    return (found.kind, found.facet, repr(sorted((found.within or {}).items())))


def _table(before: Distribution | None, after: Distribution | None) -> ShareTable:
    old = {share.value: share for share in before.shares} if before else {}
    new = {share.value: share for share in after.shares} if after else {}
    rows = (ShareRow(value, old.get(value), new.get(value)) for value in dict.fromkeys([*new, *old]))
    named = after or before
    return ShareTable(
        kind=named.kind if named else "",
        facet=named.facet if named else "",
        within=named.within if named else None,
        total_before=before.total if before else 0,
        total_after=after.total if after else 0,
        rows=tuple(row for row in rows if row.target or any(side and side.records for side in (row.before, row.after))),
    )


def _matters(row: ShareRow) -> bool:
    counted = [side.records if side else 0 for side in (row.before, row.after)]
    return row.target is not None or counted[0] != counted[1]


def remedy(share: Share) -> str:
    """Say how many records would bring a share back to its target."""
    low, high = (round(bound * EXACT) for bound in share.target or (0.0, 1.0))
    over, under = share.records * EXACT - high * share.total, low * share.total - share.records * EXACT
    if over > 0:
        return f"add {_up(over, high):,} of the others" if high else "remove all of these"
    return f"add {_up(under, EXACT - low):,}" if low < EXACT else "remove all others"


def _up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)

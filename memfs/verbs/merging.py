"""Merge three versions of one record, field by field: three byte strings in, one out.

Scalars go to the side that changed them, texts are merged by lines, lists item by item, mappings by key, and items
that have a name (a source's variables) by their name. The facets of a record are one field: a combination that
neither side chose never comes about. Where both sides changed one thing differently, the result holds git's markers
around the lines of that field alone.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, edit, emit, read
from memfs.core.model import JSON, equal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from memfs.core.kinds import Kind

CREATED = "created"
MARKER = 7


class _Absent:
    """The value of a field that a side does not have."""


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged record's bytes, and the fields in conflict; `data` then holds markers and is no record."""

    data: bytes
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """Three versions of one thing; `base` is ABSENT or empty where both sides added it."""

    base: JSON | _Absent
    ours: JSON | _Absent
    theirs: JSON | _Absent


@dataclass(slots=True)
class _Result:
    """What a merge comes to: one value, or one a side where they conflict."""

    ours: JSON | _Absent
    theirs: JSON | _Absent
    conflicts: list[str] = field(default_factory=list)


def merge_records(base: bytes, ours: bytes, theirs: bytes, *, kind: Kind | None) -> Merged | None:
    """Merge a record; None where a version is no record that can be read, which is git's own text merge to do.

    `base` is empty where both sides added the record. Comments of our side are kept, those of a side that alone
    changed the record too.
    """
    if ours in {theirs, base} or theirs == base:
        return Merged(theirs if ours == base else ours)
    try:
        old, mine, other = (read(data) if data.strip() else {} for data in (base, ours, theirs))
    except ProfileError:
        return None
    result = _mapping(old, mine, other, kind=kind)
    return _written(result, ours, _order(kind))


def _order(kind: Kind | None) -> Callable[[Mapping[str, JSON]], Mapping[str, JSON]]:
    return kind.ordered if kind is not None else dict


def _written(result: _Result, ours: bytes, order: Callable[[Mapping[str, JSON]], Mapping[str, JSON]]) -> Merged | None:
    sides = [side for side in (result.ours, result.theirs) if isinstance(side, Mapping)]
    try:
        texts = [edit(ours, order(side)) if ours.strip() else emit(order(side)) for side in sides]
        read(texts[0])
        read(texts[-1])
    except (ProfileError, ValueError):
        return None
    if not result.conflicts:
        return Merged(texts[0])
    return Merged(marked(*texts), tuple(dict.fromkeys(result.conflicts)))


def marked(ours: bytes, theirs: bytes) -> bytes:
    """Return what two texts share, with git's markers around the lines in which they differ."""
    mine, other = (text.decode().splitlines(keepends=True) for text in (ours, theirs))
    parts: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        same = tag == "equal"
        parts.extend(mine[a:b] if same else [f"{'<' * MARKER} ours\n", *mine[a:b], f"{'=' * MARKER}\n"])
        parts.extend([] if same else [*other[c:d], f"{'>' * MARKER} theirs\n"])
    return "".join(parts).encode()


def _mapping(
    base: Mapping[str, JSON], ours: Mapping[str, JSON], theirs: Mapping[str, JSON], *, kind: Kind | None = None
) -> _Result:
    facets = kind.facets if kind is not None else ()
    result = _facets(facets, base, ours=ours, theirs=theirs)
    mine, other = _as_dicts(result)
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in facets:
            sides = Sides(*(side.get(name, ABSENT) for side in (base, ours, theirs)))
            found = _value(name, sides, named_by=kind.unique_items.get(name) if kind is not None else None)
            _put(mine, name, found.ours)
            _put(other, name, found.theirs)
            result.conflicts.extend(found.conflicts)
    return _Result(mine, other, result.conflicts)


def _as_dicts(result: _Result) -> tuple[dict[str, JSON], dict[str, JSON]]:
    mine, other = (dict(side) if isinstance(side, Mapping) else {} for side in (result.ours, result.theirs))
    return mine, other


def _put(record: dict[str, JSON], name: str, value: JSON | _Absent) -> None:
    if not isinstance(value, _Absent):
        record[name] = value


def _facets(
    names: Sequence[str], base: Mapping[str, JSON], *, ours: Mapping[str, JSON], theirs: Mapping[str, JSON]
) -> _Result:
    old, mine, other = ({name: side[name] for name in names if name in side} for side in (base, ours, theirs))
    if equal(mine, other) or equal(old, other):
        return _Result(mine, mine)
    if equal(old, mine):
        return _Result(other, other)
    differing = [name for name in names if mine.get(name) != other.get(name)]
    return _Result(mine, other, differing)


def _value(name: str, sides: Sides, *, named_by: str | None = None) -> _Result:
    settled = _settled(name, sides)
    if not isinstance(settled, _Unsettled):
        return _Result(settled, settled)
    base, ours, theirs = sides.base, sides.ours, sides.theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        inner = _mapping(base if isinstance(base, Mapping) else {}, ours, theirs)
        return _Result(inner.ours, inner.theirs, [f"{name}.{part}" for part in inner.conflicts])
    if isinstance(ours, list) and isinstance(theirs, list):
        before = base if isinstance(base, list) else []
        if named_by is not None:
            return _named_items(name, Sides(before, ours, theirs), named_by)
        items = merged_items(before, ours, theirs)
        if items is not None:
            return _Result(items, items)
    if isinstance(base, str) and isinstance(ours, str) and isinstance(theirs, str):
        text = merged_text(base, ours, theirs)
        if text is not None:
            return _Result(text, text)
    return _Result(ours, theirs, [name])


class _Unsettled:
    """Both sides changed the value, differently."""


def _settled(name: str, sides: Sides) -> JSON | _Absent | _Unsettled:
    if _same(sides.ours, sides.theirs) or _same(sides.base, sides.theirs):
        return sides.ours
    if _same(sides.base, sides.ours):
        return sides.theirs
    if name == CREATED and sides.base is ABSENT and isinstance(sides.ours, str) and isinstance(sides.theirs, str):
        return min(sides.ours, sides.theirs)  # both sides added the record; it is as old as the older one
    return _Unsettled()


def _same(left: JSON | _Absent, right: JSON | _Absent) -> bool:
    if isinstance(left, _Absent) or isinstance(right, _Absent):
        return left is right
    return equal(left, right)


def _named_items(field_name: str, sides: Sides, named_by: str) -> _Result:
    base, ours, theirs = (_by_name(side, named_by) for side in (sides.base, sides.ours, sides.theirs))
    parts = {name: Sides(*(side.get(name, ABSENT) for side in (base, ours, theirs))) for name in [*ours, *theirs]}
    merged = merged_items(list(base), list(ours), list(theirs))
    names = list(parts) if merged is None else list(map(str, merged))
    conflicting = [name for name, part in parts.items() if _removed_and_changed(part)]
    result, mine, other = _Result([], []), list[JSON](), list[JSON]()
    for name in dict.fromkeys([*names, *conflicting]):
        found = _value(f"{field_name}.{name}", parts[name])
        result.conflicts.extend(found.conflicts)
        for items, value in ((mine, found.ours), (other, found.theirs)):
            items.extend([] if isinstance(value, _Absent) else [value])
    return _Result(mine, other, result.conflicts)


def _removed_and_changed(sides: Sides) -> bool:
    """Tell whether what one side removed was changed by the other: a conflict that must not vanish."""
    gone = [side is ABSENT for side in (sides.ours, sides.theirs)]
    return gone[0] != gone[1] and not _same(sides.base, sides.theirs if gone[0] else sides.ours)


def _by_name(items: JSON | _Absent, named_by: str) -> dict[str, JSON]:
    found = items if isinstance(items, list) else []
    return {str(item.get(named_by)): item for item in found if isinstance(item, Mapping)}


@dataclass(frozen=True, slots=True)
class _Region:
    """A run of the base's items, and what a side put in its place."""

    start: int
    end: int
    items: list[JSON]


def merged_text(base: str, ours: str, theirs: str) -> str | None:
    """Merge two edits of a text by its lines; None where they touch the same lines or add at the same place."""
    old, mine, other = ([*text.split("\n")] for text in (base, ours, theirs))
    here, there = _regions(old, mine), _regions(old, other)
    meet = [(a, b) for a in here for b in there if a != b and a.start <= b.end and b.start <= a.end]
    lines = None if meet else _spliced(old, _united(sorted([*here, *there], key=_order_of)))
    return None if lines is None else "\n".join(map(str, lines))


def merged_items(base: list[JSON], ours: list[JSON], theirs: list[JSON]) -> list[JSON] | None:
    """Merge two edits of a list; None where one item was changed on both sides, or changed here and removed there.

    The order is kept, what both sides added is taken once, ours before theirs where both added at one place.
    """
    regions = sorted([*_regions(base, ours), *_regions(base, theirs)], key=_order_of)
    items = _spliced(base, _united(regions))
    return None if items is None else _once(items, most=max(map(_repeats, (base, ours, theirs))))


def _order_of(region: _Region) -> tuple[int, int]:
    return (region.start, region.end)


def _spliced(base: Sequence[JSON], regions: Iterable[_Region]) -> list[JSON] | None:
    """Put each region's items in its place; None where regions overlap."""
    result: list[JSON] = []
    at = 0
    for region in regions:
        if region.start < at:
            return None
        result.extend([*base[at : region.start], *region.items])
        at = region.end
    return [*result, *base[at:]]


def _united(regions: Iterable[_Region]) -> list[_Region]:
    """Take an edit that both sides made once."""
    kept: list[_Region] = []
    for region in regions:
        if region.start == region.end or region not in kept:
            kept.append(region)
    return kept


def _regions(base: Sequence[JSON], items: Sequence[JSON]) -> list[_Region]:
    old, new = ([repr(item) for item in side] for side in (base, items))
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [_Region(a, b, list(items[c:d])) for tag, a, b, c, d in codes if tag != "equal"]


def _repeats(items: list[JSON]) -> int:
    counts = Counter(map(repr, items))
    return max(counts.values(), default=1)


def _once(items: list[JSON], *, most: int) -> list[JSON]:
    """Leave out what both sides added or moved, beyond the repetition that a side has itself."""
    seen = Counter[str]()
    kept = []
    for item in items:
        seen[repr(item)] += 1
        if seen[repr(item)] <= most:
            kept.append(item)
    return kept

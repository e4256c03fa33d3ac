"""Which member of a collection became which: equal ones first, then those of one name, then neighbours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from memfs.core.model import equal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Pair = tuple[int | None, int | None]
_LARGE = 250_000  # beyond that many comparisons items are paired as they stand


def align(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """Pair the indices of two lists in order: (i, j) kept or changed, (i, None) removed, (None, j) added."""
    left, right = list(map(_whole, old)), list(map(_whole, new))
    head = _shared(left, right)
    tail = _shared(left[head:][::-1], right[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    middle = _aligned(old[head : ends[0]], new[head : ends[1]], (_whole, _name))
    return [
        *((index, index) for index in range(head)),
        *_moved(middle, head, head),
        *((ends[0] + index, ends[1] + index) for index in range(tail)),
    ]


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _moved(pairs: Iterable[Pair], by: int, by_new: int) -> Iterator[Pair]:
    for i, j in pairs:
        yield (None if i is None else i + by, None if j is None else j + by_new)


def _aligned(old: Sequence[Any], new: Sequence[Any], ways: Sequence[Callable[[Any], str | None]]) -> Iterator[Pair]:
    if not ways or len(old) * len(new) > _LARGE:
        yield from _neighbours(old, new)
        return
    left, right = list(map(ways[0], old)), list(map(ways[0], new))
    matcher = SequenceMatcher(None, _told_apart(left, "old"), _told_apart(right, "new"), autojunk=False)
    at, to = 0, 0
    for start, start_new, size in matcher.get_matching_blocks():
        yield from _moved(_aligned(old[at:start], new[to:start_new], ways[1:]), at, to)
        yield from zip(range(start, start + size), range(start_new, start_new + size), strict=True)
        at, to = start + size, start_new + size


def _told_apart(marks: list[str | None], side: str) -> list[str]:
    """Give items without a mark one of their own, so that no two of them match."""
    return [f"{side} {index}" if mark is None else f"= {mark}" for index, mark in enumerate(marks)]


def _whole(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _name(value: Any) -> str | None:
    """Name a mapping by its first field where that is text."""
    if not isinstance(value, dict) or not value:
        return None
    field, said = next(iter(value.items()))
    return f"{field} {said}" if isinstance(said, str) else None


def _neighbours(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Pair]:
    """Pair what stands at the same place: all of it where both sides are as many, else what is alike."""
    as_many = len(old) == len(new)
    for index in range(max(len(old), len(new))):
        if index < min(len(old), len(new)) and (as_many or _alike(old[index], new[index])):
            yield index, index
            continue
        if index < len(old):
            yield index, None
        if index < len(new):
            yield None, index


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return any(name in new and new[name] == value for name, value in old.items())
    return isinstance(old, (dict, list)) == isinstance(new, (dict, list)) and not isinstance(old, dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one collection becomes another of its kind: which members stay, how they change, what comes in between.

    `changed` holds index, old and new value; `added` holds, by the index it comes before, names (None in a list)
    with their values. What is added follows a member that stays, or comes first.
    """

    kept: list[bool]
    changed: list[tuple[int, Any, Any]] = field(default_factory=list)
    added: dict[int, list[tuple[str | None, Any]]] = field(default_factory=dict)

    def keep(self, index: int, old: Any, new: Any) -> None:
        """Let a member stay, with another value where it has one."""
        self.kept[index] = True
        if not equal(old, new):
            self.changed.append((index, old, new))

    def add(self, slot: int, name: str | None, value: Any) -> None:
        """Let a member come in behind the nearest one that stays."""
        while slot and not self.kept[slot - 1]:
            slot -= 1
        self.added.setdefault(slot, []).append((name, value))


def plan(old: Any, new: Any) -> Plan | None:
    """Plan the way from one value to another; None where no member can stay."""
    made = Plan([False] * (len(old) if isinstance(old, (dict, list)) else 0))
    if isinstance(old, dict) and isinstance(new, dict):
        _plan_mapping(made, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        _plan_list(made, old, new)
    return made if any(made.kept) else None


def _plan_mapping(made: Plan, old: dict[str, Any], new: dict[str, Any]) -> None:
    places = {name: index for index, name in enumerate(old)}
    for name in old.keys() & new.keys():
        made.keep(places[name], old[name], new[name])
    slot = next((places[name] for name in new if name in places), 0)
    for name, value in new.items():
        if name in places:
            slot = places[name] + 1
        else:
            made.add(slot, name, value)


def _plan_list(made: Plan, old: list[Any], new: list[Any]) -> None:
    slot = 0
    for i, j in align(old, new):
        if i is not None and j is not None:
            made.keep(i, old[i], new[j])
        elif j is not None:
            made.add(slot, None, new[j])
        slot = slot if i is None else i + 1

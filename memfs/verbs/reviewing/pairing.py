"""Which file of the base became which file of the head: identity decides, whatever git's similarity says."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.verbs.reviewing.renaming import renames
from memfs.verbs.reviewing.sides import sides

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Entry, Snapshot
    from memfs.verbs.reviewing.sides import Side

Sides = dict[str, "Side"]


@dataclass(frozen=True, slots=True)
class Pair:
    """What one file or record was and is; `side` is the newer of the two that there are."""

    side: Side
    old: Side | None = None
    new: Side | None = None


def pairs(before: Mapping[str, Side], after: Mapping[str, Side]) -> list[Pair]:
    """Pair the sides of all changes; each stands in one pair, alone where nothing on the other side is the same.

    Tried in this order: the same identity at the same path, the same identity elsewhere, the same path where one
    side cannot be read, the same content under another key, a record that was renamed and edited, the same path.
    """
    old, new = dict(before), dict(after)
    found = [
        *_matched(old, new, lambda side: (side.entry.path, side.identity)),
        *_matched(old, new, lambda side: side.identity),
        *_unreadable(old, new),
        *_matched(old, new, _content),
        *(_pair(old.pop(before), new.pop(after)) for before, after in list(renames(old, new))),
        *_matched(old, new, lambda side: side.entry.path),
    ]
    alone = [*(Pair(side, old=side) for side in old.values()), *(Pair(side, new=side) for side in new.values())]
    return sorted([*found, *alone], key=lambda pair: pair.side.entry.path)


def paired(before: Snapshot, after: Snapshot, changes: Sequence[Change], *, law: Law) -> list[tuple[Entry, Entry]]:
    """Pair the files of changes, read by one law; what is alone is left out."""
    old = sides(before, (change.old for change in changes if change.old), law)
    new = sides(after, (change.new for change in changes if change.new), law)
    return [(pair.old.entry, pair.new.entry) for pair in pairs(old, new) if pair.old and pair.new]


def _matched(old: Sides, new: Sides, sameness: Callable[[Side], Hashable | None]) -> Iterator[Pair]:
    """Take from both sides those that are the same in one respect, in path order."""
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for path in sorted(old):
        waiting[sameness(old[path])].append(path)
    waiting.pop(None, None)
    for path in sorted(new):
        same = sameness(new[path])
        if same is not None and waiting.get(same):
            yield _pair(old.pop(waiting[same].pop(0)), new.pop(path))


def _unreadable(old: Sides, new: Sides) -> Iterator[Pair]:
    for path in sorted(old.keys() & new.keys()):
        if old[path].record is None or new[path].record is None:
            yield _pair(old.pop(path), new.pop(path))


def _pair(old: Side, new: Side) -> Pair:
    return Pair(new, old=old, new=new)


def _content(side: Side) -> Hashable | None:
    """Return a record's content without its key, or the id of what is no record."""
    if side.record is None:
        return None if side.fault or not side.entry.blob else side.entry.blob
    fields = {name: value for name, value in side.record.items() if name != side.key_field}
    return f"{side.kind} {json.dumps(fields, sort_keys=True)}" if fields else None

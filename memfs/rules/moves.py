"""Moves: which removed file an added one continues, so that a rename is not blamed for what the file held before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from memfs.core.names import place

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Entry


def moves(changes: Iterable[Change], law: Law) -> Mapping[str, Entry]:
    """Map each added path to the removed entry with the same content, else to one with the same identity."""
    listed = list(changes)
    removed = [change.old for change in listed if change.old and change.new is None]
    added = [change.new for change in listed if change.new and change.old is None]
    kinds = tuple(law.kinds.values())

    def identity(entry: Entry) -> Hashable:
        found = place(entry.path, law.store, kinds)
        return found and found.identity

    same_content = _paired(added, removed, lambda entry: entry.blob or None)
    taken = {entry.path for entry in same_content.values()}
    rest = [entry for entry in removed if entry.path not in taken]
    same_identity = _paired([entry for entry in added if entry.path not in same_content], rest, identity)
    return {**same_identity, **same_content}


def _paired(added: Iterable[Entry], removed: Iterable[Entry], sign: Callable[[Entry], Hashable]) -> dict[str, Entry]:
    """Pair entries of one sign one to one, in order; an entry without a sign stays alone."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in reversed(list(removed)):
        waiting[sign(entry)].append(entry)
    waiting.pop(None, None)
    return {entry.path: waiting[sign(entry)].pop() for entry in added if waiting.get(sign(entry))}

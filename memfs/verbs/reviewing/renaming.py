"""Which removed record became which added one: a rename that also edited what the record says.

A record keeps the moment it was created when it is renamed, so the same `created` is the same record, and another one
is not. Where a side has none, records are the same whose words and pairs of neighbouring words are mostly the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.verbs.reviewing.sides import Side

CREATED: Final = "created"
ALIKE: Final = 0.6
"""The share of words and pairs of words that two versions of one record have in common at least."""

WORDS: Final = 2_000  # of one record that are compared
PROBES: Final = 20  # the rarest features of a record that are looked up
HOLDERS: Final = 50  # removed records that are looked at for one feature

_WORD = re.compile(r"\w+")


def renames(old: Mapping[str, Side], new: Mapping[str, Side]) -> Iterator[tuple[str, str]]:
    """Yield the paths of removed records and of what they became, each path at most once."""
    gone, come = dict(old), dict(new)
    for before, after in (*_as_old(gone, come), *_as_like(gone, come)):
        if before in gone and after in come:
            del gone[before], come[after]
            yield before, after


def _as_old(gone: Mapping[str, Side], come: Mapping[str, Side]) -> Iterator[tuple[str, str]]:
    """Yield those that were created at one moment; where several were, it says nothing."""
    before, after = _by_moment(gone), _by_moment(come)
    for moment, paths in before.items():
        if len(paths) == len(after.get(moment, ())) == 1:
            yield paths[0], after[moment][0]


def _by_moment(sides: Mapping[str, Side]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, side in sides.items():
        if moment := _created(side):
            found[side.kind, moment].append(path)
    return found


def _created(side: Side) -> str:
    moment = (side.record or {}).get(CREATED)
    return moment if isinstance(moment, str) else ""


def _as_like(gone: Mapping[str, Side], come: Mapping[str, Side]) -> list[tuple[str, str]]:
    """Return those that read alike, the most alike first."""
    features = {path: _features(side) for path, side in gone.items() if side.record is not None}
    holders: dict[str, list[str]] = defaultdict(list)
    for path, found in features.items():
        for feature in found:
            holders[feature].append(path)
    scored = (
        (_shared(features[before], found), before, after)
        for after, side in come.items()
        if side.record is not None and (found := _features(side))
        for before in _candidates(found, holders)
        if _could_be(gone[before], side)
    )
    return [(before, after) for score, before, after in sorted(scored, key=_most_alike) if score >= ALIKE]


def _most_alike(scored: tuple[float, str, str]) -> tuple[float, str, str]:
    score, before, after = scored
    return (-score, before, after)


def _candidates(found: frozenset[str], holders: Mapping[str, list[str]]) -> Iterator[str]:
    known = sorted((feature for feature in found if feature in holders), key=lambda f: (len(holders[f]), f))
    counted = Counter(path for feature in known[:PROBES] for path in holders[feature][:HOLDERS])
    yield from counted


def _could_be(before: Side, after: Side) -> bool:
    return before.kind == after.kind and not (_created(before) and _created(after))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _features(side: Side) -> frozenset[str]:
    """Return the words and pairs of words that a record says besides its key, its facets and its time."""
    told = {*side.facets, side.key_field, CREATED}
    said = (text for name, value in (side.record or {}).items() if name not in told for text in _texts(value))
    words = [word for text in said for word in _WORD.findall(text.lower())][:WORDS]
    return frozenset([*words, *map(" ".join, pairwise(words))])


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)

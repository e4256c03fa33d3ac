"""Added memories that read like others: found by rare words, scored, and left to the reader to judge.

The features of a text are its words and pairs of neighbouring words; the score of two texts is the share of features
they have in common (Jaccard). Only texts that share at least two rare features are scored. The work is bounded: so
many memories are read, those with words of the name or the facets in common first, and so many bytes of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from memfs.core.review import Likeness
from memfs.core.snapshot import REGULAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.snapshot import Entry, Snapshot

ADDED: Final = 5_000
COMPARED: Final = 5_000
BYTES: Final = 64 * 1024 * 1024
TEXT: Final = 16 * 1024  # bytes of one memory that are looked at
HOLDERS: Final = 10  # memories that are looked at for one feature; a rare one has no more
PROBES: Final = 12  # the rarest features of a text that are looked up
THRESHOLD: Final = 0.5
SHOWN: Final = 1_000
NEAREST: Final = 3  # likenesses shown of one memory

_WORD = re.compile(r"\w+")
_CONTENT = re.compile(rb"^content:(.*(?:\n(?:[ \t].*)?)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Likenesses:
    """What was found, and how many memories of how many were looked at."""

    found: tuple[Likeness, ...] = ()
    compared: int = 0
    comparable: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """A memory of the store: how many features it has, and which of them an added memory has too."""

    path: str
    size: int
    shared: frozenset[str]


def likenesses(snapshot: Snapshot, added: Sequence[Entry], entries: Iterable[Entry]) -> Likenesses:
    """Compare added memories with all of a snapshot's, themselves included; `entries` are its memories."""
    asked = [entry for entry in added if entry.mode == REGULAR][:ADDED]
    if not asked:
        return Likenesses()
    texts = {path: found for path, data in _contents(snapshot, asked) if (found := features(data))}
    vocabulary = frozenset(feature for found in texts.values() for feature in found)
    everything = [entry for entry in entries if entry.mode == REGULAR]
    known = {item.path: item for item in _known(snapshot, _nearest(everything, asked), vocabulary)}
    scored = sorted(_scored(texts, known), key=lambda like: (-like.score, like.path, like.like))
    return Likenesses(tuple(islice(_few_of_each(scored), SHOWN)), len(known), len(everything))


def features(data: bytes) -> frozenset[str]:
    """Return the words and the pairs of neighbouring words of a memory's content."""
    content = _CONTENT.search(data[:TEXT])
    if content is None:
        return frozenset()
    words = _WORD.findall(content[1].decode("utf-8", "replace").lower())
    return frozenset([*words, *map(" ".join, pairwise(words))])


def _contents(snapshot: Snapshot, entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    read = 0
    for entry, data in snapshot.read(entries):
        yield entry.path, data
        read += len(data)
        if read > BYTES:
            return


def _nearest(entries: list[Entry], asked: Sequence[Entry]) -> list[Entry]:
    if len(entries) <= COMPARED:
        return entries
    own = {entry.path for entry in asked}
    homes = {path.rpartition("/")[0] for path in own}
    words = {word for path in own for word in _name_words(path)}

    def far(entry: Entry) -> int:
        if entry.path in own:
            return 0
        return 1 if words & _name_words(entry.path) else 2 if entry.path.rpartition("/")[0] in homes else 3

    return sorted(entries, key=far)[:COMPARED]


def _name_words(path: str) -> set[str]:
    return set(path.rpartition("/")[2].removesuffix(".yaml").split("_"))


def _known(snapshot: Snapshot, entries: Iterable[Entry], vocabulary: frozenset[str]) -> Iterator[_Known]:
    for path, data in _contents(snapshot, entries):
        found = features(data)
        yield _Known(path, len(found), found & vocabulary)


def _scored(texts: Mapping[str, frozenset[str]], known: Mapping[str, _Known]) -> Iterator[Likeness]:
    frequency = Counter(feature for item in known.values() for feature in item.shared)
    holders: dict[str, list[str]] = defaultdict(list)
    for item in known.values():
        for feature in item.shared:
            if len(holders[feature]) < HOLDERS:
                holders[feature].append(item.path)
    for path, found in texts.items():
        rare = sorted((feature for feature in found if feature in holders), key=lambda f: (frequency[f], f))
        candidates = Counter(other for feature in rare[:PROBES] for other in holders[feature])
        for other, shared in candidates.items():
            both_added = other in texts
            if other != path and shared > 1 and not (both_added and other > path):
                score = _jaccard(found, known[other])
                yield from [Likeness(path, other, score)] if score >= THRESHOLD else []


def _jaccard(found: frozenset[str], other: _Known) -> float:
    common = len(found & other.shared)
    return round(common / (len(found) + other.size - common), 2)


def _few_of_each(scored: Iterable[Likeness]) -> Iterator[Likeness]:
    shown: Counter[str] = Counter()
    for like in scored:
        shown[like.path] += 1
        if shown[like.path] <= NEAREST:
            yield like

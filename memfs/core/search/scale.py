"""Scales: what a word is worth in one library for one question, in whole points.

Whole points add up exactly, in any order and on any machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.search.library import Library

POINTS = 10_000
"""Points of a record of common length that holds every word that was asked, once."""

SATURATION, EVENNESS = 1.2, 0.75
"""The constants of BM25: how soon more of a word adds nothing, and how much length counts."""

TIMES_AVERAGE = 2.0
"""A longer passage counts like one of this many times the average length: who says all that was asked is an answer.

Without it a page of text in a store of short notes stays under any cut.
"""

FIRST_STEP, FURTHER = 0.6, 0.8
"""How much the next page of a session counts, and each one farther by the one before it."""


CUT = 3_400
RELEVANT = CUT / POINTS
"""What a score must reach to be an answer."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was set by measuring (`python -m bench.retrieval`).

    `pair` and `name` are the shares of their idf that words which stand together and names add. A score under `cut`
    points is no answer. `window` is how many pages before and after count.
    """

    pair: float = 0.1
    name: float = 0.6
    cut: int = CUT
    window: int = 6


class Scale:
    """Tell what words are worth, by how many passages hold each term and each name of the question."""

    __slots__ = ("_average", "_passages", "_total")

    def __init__(self, library: Library, terms: Sequence[int], names: Sequence[int], *, share: float) -> None:
        """Measure what was asked: names by a share of their rarity."""
        self._passages = library.passages
        self._average = library.length / max(library.passages, 1) or 1.0
        self._total = sum(map(self.rarity, terms)) + share * sum(map(self.rarity, names))

    def rarity(self, count: int) -> float:
        """Return the idf of a word that so many passages hold; one that nobody used is as rare as can be."""
        held = max(count, 1)
        return math.log(1 + max(self._passages - held + 0.5, 0.5) / (held + 0.5))

    def points(self, rarity: float, share: float = 1.0) -> int:
        """Return the points of an idf as a part of all that was asked."""
        return round(POINTS * share * rarity / self._total)

    def density(self, times: int, length: int) -> float:
        """Return how much a word counts that stands so often in a passage of a length."""
        evened = 1 - EVENNESS + EVENNESS * min(length / self._average, TIMES_AVERAGE)
        return times * (SATURATION + 1) / (times + SATURATION * evened)


def reach(steps: int) -> float:
    """Return how much a page or passage counts that is some steps away."""
    return FIRST_STEP * FURTHER ** (abs(steps) - 1) if steps else 1.0

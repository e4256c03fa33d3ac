"""Matches: where the words of a question stand, and what they are worth there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from memfs.core.search.passages import length_of, page_of
from memfs.core.search.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from memfs.core.search.library import Library
    from memfs.core.search.question import Question
    from memfs.core.search.scale import Weights

Score = tuple[int, int]
"""Points, and the passage that has them."""


class Matches:
    """The passages that hold words of a question: `own` are their points by stem, `passages` those of each page."""

    __slots__ = ("counts", "library", "own", "passages", "question", "scale", "weights")

    def __init__(self, question: Question, library: Library, weights: Weights) -> None:
        self.question, self.library, self.weights = question, library, weights
        held = {term.stem: library.holding(term.stem) for term in question.terms}
        names = [len(library.saying((name.plain,))) for name in question.names]
        self.counts = {stem: len(found) for stem, found in held.items()}
        self.scale = Scale(library, list(self.counts.values()), names, share=weights.name)
        self.own: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for stem, found in held.items():
            self._weigh(stem, found)
        self.passages: defaultdict[int, list[int]] = defaultdict(list)
        for passage in sorted(self.own):
            self.passages[page_of(passage)].append(passage)

    def scores(self) -> dict[int, Score]:
        """Score each page that holds every phrase by the words of its best passage."""
        demanded = [{page_of(p) for p in self.library.saying(phrase)} for phrase in self.question.phrases]
        return {
            page: best_of((sum(self.own[passage].values()), passage) for passage in passages)
            for page, passages in self.passages.items()
            if all(page in pages for pages in demanded)
        }

    def _weigh(self, stem: str, found: Mapping[int, int]) -> None:
        rarity, own = self.scale.rarity(len(found)), self.own
        worth: dict[tuple[int, int], int] = {}
        for passage, times in found.items():
            sort = (times, length_of(passage))
            if sort not in worth:
                worth[sort] = self.scale.points(rarity, self.scale.density(*sort))
            own[passage][stem] = worth[sort]


def best_of(scores: Iterable[Score]) -> Score:
    """Return the best of some scores in the order of passages; of equal ones the first."""
    return max(scores, key=lambda score: score[0])

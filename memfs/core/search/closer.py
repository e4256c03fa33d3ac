"""A closer look at the best pages: what their neighbours say, and which words stand together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.search.matches import best_of
from memfs.core.search.passages import page_of, part_of
from memfs.core.search.scale import reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from memfs.core.search.matches import Matches, Score

Offer = tuple[int, int, int | None]
"""Points, steps away, and the page they come from; None is the record itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a word, a name or a pair of words adds to a score.

    `page` is the neighbour that holds the word, `steps` before (below 0) or after the record in its session; where it
    is None the record itself does, in another of its passages if there are steps.
    """

    what: str
    words: tuple[str, ...]
    points: int
    page: int | None = None
    steps: int = 0


def word_part(word: str, offer: Offer) -> Part:
    """Return what a word adds."""
    points, steps, page = offer
    return Part("word", (word,), points, page, steps)


class CloserLook:
    """Score pages by their neighbours, by names and pairs too."""

    __slots__ = ("_bonuses", "_matches", "_neighbours", "pages")

    def __init__(self, matches: Matches, pages: Sequence[int]) -> None:
        self._matches = matches
        self.pages = frozenset(pages)
        self._bonuses = [(part, passages) for part, passages in self._worth() if passages and part.points]
        self._neighbours = dict(self._found()) if matches.weights.window else {}

    def score(self, page: int) -> Score:
        """Return the most points of a page, and the passage that has them."""
        return best_of((self._points(passage), passage) for passage in self._matches.passages[page])

    def parts(self, passage: int) -> tuple[Part, ...]:
        """Say what the score of a passage is made of."""
        most = self._most(passage)
        asked = (term for term in self._matches.question.terms if term.stem in most)
        words = (word_part(term.word, most[term.stem]) for term in asked)
        return (*words, *(part for part, passages in self._bonuses if passage in passages))

    def _points(self, passage: int) -> int:
        words = sum(points for points, _, _ in self._most(passage).values())
        return words + sum(part.points for part, passages in self._bonuses if passage in passages)

    def _most(self, passage: int) -> dict[str, Offer]:
        """Find for each word the most that anything has to offer; of equal offers the nearest."""
        own, passages, page = self._matches.own, self._matches.passages, page_of(passage)
        most: dict[str, Offer] = {stem: (points, 0, None) for stem, points in own[passage].items()}
        for other in passages[page]:
            if other != passage:
                _take(most, own[other], steps=part_of(other) - part_of(passage), page=None)
        for steps, neighbour in self._neighbours.get(page, ()):
            for other in passages[neighbour]:
                _take(most, own[other], steps=steps, page=neighbour)
        return most

    def _worth(self) -> Iterator[tuple[Part, Collection[int]]]:
        """Yield what each name and each pair adds, and the passages that hold it."""
        question, library, scale = self._matches.question, self._matches.library, self._matches.scale
        weights, counts = self._matches.weights, self._matches.counts
        for name in question.names:
            found = frozenset(library.saying((name.plain,)))
            yield Part("name", (name.word,), scale.points(scale.rarity(len(found)), weights.name)), found
        for first, second in question.pairs:
            rarity = min(scale.rarity(counts[first.stem]), scale.rarity(counts[second.stem]))
            near = frozenset(library.near(first.plain, second.plain))
            yield Part("pair", (first.word, second.word), scale.points(rarity, weights.pair)), near

    def _found(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """Yield each page with those around it in its session that hold a word, each with the steps to it."""
        library, window, matched = self._matches.library, self._matches.weights.window, self._matches.passages
        sessions = {page.session for page in library.pages(self.pages).values() if page.session is not None}
        around = sorted((step for step in range(-window, window + 1) if step), key=abs)
        for numbers in library.sessions(sessions).values():
            for at, number in enumerate(numbers):
                if number in self.pages:
                    near = ((step, numbers[at + step]) for step in around if 0 <= at + step < len(numbers))
                    yield number, [(step, page) for step, page in near if page in matched]


def _take(most: dict[str, Offer], offered: dict[str, int], *, steps: int, page: int | None) -> None:
    near = reach(steps)
    for stem, points in offered.items():
        offer = round(points * near)
        if offer > most.get(stem, (0, 0, None))[0]:
            most[stem] = (offer, steps, page)

"""Ranking: how well pages answer a question.

A word counts by how rare it is (its idf) and how often a passage holds it for its length, as in BM25. The best pages
are ranked again: for each word counts the most that the passage itself, the other passages of its page, or the pages
before and after it in its session have to offer, the less the farther away. Words that stand together and names add to
that. All is divided by the total idf of what was asked, so that scores of different questions can be compared, and what
stays under a cut is no answer.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.search.closer import CloserLook, word_part
from memfs.core.search.matches import Matches
from memfs.core.search.scale import Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from memfs.core.search.admission import Admission
    from memfs.core.search.closer import Part
    from memfs.core.search.library import Library, Page
    from memfs.core.search.matches import Score
    from memfs.core.search.question import Question

BEST = 300
"""Pages that are ranked again."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The pages that answer a question with their points, and what makes up those of each.

    `undated` counts those left out for want of a date; where none answers, `nearest` is the best one under the cut with
    its points.
    """

    points: Mapping[int, int]
    parts: Callable[[int], tuple[Part, ...]]
    undated: int = 0
    nearest: tuple[Page, int] | None = None


def rank(
    question: Question,
    library: Library,
    admit: Callable[[Collection[int]], Admission],
    *,
    weights: Weights | None = None,
) -> Ranking:
    """Score the pages that hold a word of a question and every phrase of it, and that `admit` lets pass.

    All of them are scored by their own words, the best 300 by their neighbours', by names and pairs too. Nothing is
    left out but what stays under the cut.
    """
    matches = Matches(question, library, weights or Weights())
    first = matches.scores()
    admission = admit(first)
    scores = {page: first[page] for page in admission.fit}
    undated = {page: first[page] for page in admission.undated}
    look = CloserLook(matches, [*_best(scores, library), *_best(undated, library)])
    for found in (scores, undated):
        found.update((page, look.score(page)) for page in look.pages & found.keys())
    cut = matches.weights.cut

    def parts(page: int) -> tuple[Part, ...]:
        passage = scores[page][1]
        if page in look.pages:
            return look.parts(passage)
        own = matches.own[passage]
        return tuple(word_part(term.word, (own[term.stem], 0, None)) for term in question.terms if term.stem in own)

    return Ranking(
        {page: points for page, (points, _) in scores.items() if points >= cut},
        parts,
        undated=sum(1 for points, _ in undated.values() if points >= cut),
        nearest=_nearest(scores, library, cut),
    )


def _nearest(scores: Mapping[int, Score], library: Library, cut: int) -> tuple[Page, int] | None:
    most = max((points for points, _ in scores.values()), default=cut)
    if most >= cut:
        return None
    pages = library.pages([page for page, (points, _) in scores.items() if points == most])
    return newest(pages.values())[0], most


def newest(pages: Iterable[Page]) -> list[Page]:
    """Order pages as a recall lists equal ones: the newest first, those without a date last, then by key."""
    ordered = sorted(pages, key=lambda page: (page.key, page.blob))
    return sorted(ordered, key=lambda page: page.moment or "", reverse=True)


def _best(scores: Mapping[int, Score], library: Library) -> list[int]:
    """Choose the pages to rank again: of equal ones the newest."""
    if len(scores) <= BEST:
        return list(scores)
    least = heapq.nlargest(BEST, (points for points, _ in scores.values()))[-1]
    sure = [page for page, (points, _) in scores.items() if points > least]
    equal = library.pages([page for page, (points, _) in scores.items() if points == least])
    return [*sure, *(page.number for page in newest(equal.values())[: BEST - len(sure)])]

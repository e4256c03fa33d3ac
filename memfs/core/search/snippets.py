"""Snippets: the piece of a text in which most of what was asked stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.search.words import STOP, Stems, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.search.question import Question

NEAR = 24
"""Characters within which a space is looked for to cut at."""

Place = tuple[int, int, str]
"""Start and end of a word in a text, and its stem."""


def snippet(text: str, question: Question, *, width: int) -> str:
    """Return a piece of a text, on one line and of at most about `width` characters, cut between words.

    It is the piece that holds the most different words of the question, the first of equal ones; the beginning where
    none does.
    """
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    places = _places(line, question)
    first, last = _fullest(places, width)
    middle = (first + last) // 2 if places else 0
    start = min(max(0, middle - width // 2), len(line) - width)
    return _cut(line, start, start + width)


def _places(line: str, question: Question) -> list[Place]:
    stems = Stems()
    wanted = {term.stem for term in (*question.terms, *question.names)}
    wanted.update(stems.of(word for phrase in question.phrases for word in phrase if word not in STOP))
    found = ((start, end, stems.of(words)) for start, end, words in spelled(line))
    return [(start, end, stem) for start, end, all_of_it in found for stem in all_of_it if stem in wanted]


def _fullest(places: Sequence[Place], width: int) -> tuple[int, int]:
    """Return start and end of the words that lie within a width and are the most different ones."""
    most, best = 0, (0, 0)
    for at, (start, _, _) in enumerate(places):
        within = [place for place in places[at : at + width] if place[1] - start <= width]
        count = len({stem for _, _, stem in within})
        if count > most:
            most, best = count, (start, within[-1][1])
    return best


def _cut(line: str, start: int, end: int) -> str:
    """Cut a piece out, at a space where one is not far, and mark where something was left out."""
    gap = line.find(" ", start, start + NEAR) if start else -1
    start = gap + 1 if gap >= 0 else start
    gap = line.rfind(" ", max(end - NEAR, start), end) if end < len(line) else -1
    end = gap if gap >= 0 else end
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"

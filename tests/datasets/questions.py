"""The ranking written down once more, slowly and without an index: what a recall with words must answer.

Only folding, stems, the parting of a question and of a record are shared with the engine; they have tests of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.model import JSON
from memfs.core.moments import created_at
from memfs.core.search.passages import passages_of
from memfs.core.search.question import question_of
from memfs.core.search.words import Stems, words_of
from tests.datasets.stores import law

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Memory = dict[str, JSON]
KIND = law().kinds["memory"]


@dataclass(frozen=True)
class Piece:
    """A passage: whose it is, its place there, and its stems."""

    memory: Memory
    at: int
    stems: list[str]

    @property
    def length(self) -> int:
        return min(len(self.stems) // 4, 63) + 1

    def has(self, phrase: Sequence[str]) -> bool:
        return any(self.stems[at : at + len(phrase)] == list(phrase) for at in range(len(self.stems)))

    def has_near(self, first: str, second: str) -> bool:
        spots = [[at for at, stem in enumerate(self.stems) if stem == word] for word in (first, second)]
        return any(abs(one - other) <= 3 for one in spots[0] for other in spots[1])


def scores(memories: Sequence[Memory], words: str) -> dict[str, float]:
    """Return the score of each memory that answers a question, by key; at most 300 memories."""
    question, stems = question_of(words), Stems()
    pieces = [
        Piece(memory, at, stems.of(words_of(text)))
        for memory in memories
        for at, text in enumerate(passages_of(memory, KIND))
    ]
    scoring = _Scoring(pieces, [t.stem for t in question.terms], [t.stem for t in question.names])
    pairs = [(first.stem, second.stem) for first, second in question.pairs]
    phrases = [stems.of(phrase) for phrase in question.phrases]
    found: dict[str, float] = {}
    for piece in scoring.pieces:
        own = [other for other in pieces if other.memory is piece.memory]
        demanded = all(any(other.has(phrase) for other in own) for phrase in phrases)
        if demanded and any(scoring.own(term, piece) for term in scoring.terms):
            key = str(piece.memory["summary"])
            found[key] = max(found.get(key, 0), scoring.score(piece, pairs) / 10_000)
    return {key: score for key, score in found.items() if score >= 0.34}


class _Scoring:
    def __init__(self, pieces: list[Piece], terms: list[str], names: list[str]) -> None:
        self.pieces, self.terms, self.names = pieces, terms, names
        self.average = sum(piece.length for piece in pieces) / max(len(pieces), 1)
        self.asked = sum(map(self.idf, terms)) + 0.6 * sum(map(self.idf, names))

    def idf(self, stem: str) -> float:
        count = max(sum(stem in piece.stems for piece in self.pieces), 1)
        return math.log(1 + max(len(self.pieces) - count + 0.5, 0.5) / (count + 0.5))

    def own(self, term: str, piece: Piece) -> int:
        times = piece.stems.count(term)
        length = 0.25 + 0.75 * min(piece.length / self.average, 2)
        return round(10_000 * self.idf(term) * (times * 2.2 / (times + 1.2 * length)) / self.asked)

    def score(self, piece: Piece, pairs: list[tuple[str, str]]) -> int:
        total = sum(max(self.offers(term, piece)) for term in self.terms)
        total += sum(round(10_000 * 0.6 * self.idf(name) / self.asked) for name in self.names if name in piece.stems)
        near = [pair for pair in pairs if piece.has_near(*pair)]
        return total + sum(round(10_000 * 0.1 * min(map(self.idf, pair)) / self.asked) for pair in near)

    def offers(self, term: str, piece: Piece) -> Iterator[int]:
        """Yield what a passage, the others of its record and those of its neighbours offer for a word."""
        line = sitting([other.memory for other in self.pieces], piece.memory)
        for other in self.pieces:
            if other.memory is piece.memory:
                steps = abs(other.at - piece.at)
            elif any(other.memory is memory for memory in line):
                places = [next(at for at, m in enumerate(line) if m is one.memory) for one in (piece, other)]
                steps = abs(places[0] - places[1])
                if steps > 6:
                    continue
            else:
                continue
            yield round(self.own(term, other) * (0.6 * 0.8 ** (steps - 1) if steps else 1))


def sitting(memories: list[Memory], one: Memory) -> list[Memory]:
    """Return the memories of a memory's session in order, itself alone where it has none."""
    if "session" not in one:
        return [one]
    line = {str(memory["summary"]): memory for memory in memories if memory.get("session") == one["session"]}
    return sorted(line.values(), key=lambda m: (created_at(m) is None, created_at(m) or ("", ""), str(m["summary"])))

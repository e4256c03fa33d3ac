"""The author: writes one content after the other, none of them twice."""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.verbs.generating.words import Combinations, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from memfs.core.cells import Cell
    from memfs.verbs.generating.book import Book, Sentence
    from memfs.verbs.generating.words import Words

Part = tuple[int, int]
"""A theme's number in the book, and a part's in the theme."""


class Author:
    """Writes contents from a book; what was written is not written again."""

    def __init__(self, book: Book, cells: Sequence[tuple[Cell, int]], *, chance: Random) -> None:
        """Lay the sentences of each cell out; raises InvalidError where they cannot fill as many memories as wanted."""
        self._book, self._cells, self._chance = book, cells, chance
        self._decks = [_Deck(book.about(cell), chance) for cell, _ in cells]
        self._ways: dict[tuple[int, Part], Combinations | None] = {}
        self._shared: dict[tuple[int, ...], Combinations] = {}
        self._written: set[bytes] = set()
        for cell in range(len(cells)):
            self._demand_room(cell)

    def write(self, cell: int, parts: Iterable[Part]) -> str:
        """Write a content for a cell by its number: about the first of the parts that still has something to say.

        Raises InvalidError where nothing is left.
        """
        for part in chain(parts, self._parts()):
            if content := self._about(cell, part):
                return content
        raise self._dry(cell, self._room(self._decks[cell].sentences))

    def _parts(self) -> Iterator[Part]:
        return ((at, part) for at, theme in enumerate(self._book.themes) for part in range(len(theme.parts)))

    def _about(self, cell: int, part: Part) -> str | None:
        deck = self._decks[cell]
        for _ in range(len(deck.sentences)):
            ways = self._ways_of(deck.draw(), part)
            while ways is not None and (content := ways.next()) is not None:
                mark = blake2b(content.encode(), digest_size=12).digest()
                if mark not in self._written:
                    self._written.add(mark)
                    return content
        return None

    def _ways_of(self, sentence: Sentence, part: Part) -> Combinations | None:
        """Return the ways to say a sentence about a part; None where the part lacks a word.

        Parts that give a sentence the same words share its ways, so that each is used once.
        """
        place = (id(sentence), part)
        if place not in self._ways:
            words = {**self._book.themes[part[0]].parts[part[1]], **sentence.words}
            self._ways[place] = self._found(sentence, words)
        return self._ways[place]

    def _found(self, sentence: Sentence, words: Words) -> Combinations | None:
        try:
            same = (id(sentence), *(id(words[name]) for name in slots(sentence.text, words)))
        except KeyError:
            return None
        if same not in self._shared:
            self._shared[same] = Combinations(sentence.text, words, chance=self._chance.random())
        return self._shared[same]

    def _demand_room(self, cell: int) -> None:
        """Raise InvalidError where the cells that are written from the same sentences want more than these can say."""
        sentences = self._decks[cell].sentences
        wanted = sum(number for at, (_, number) in enumerate(self._cells) if self._decks[at].sentences == sentences)
        room = self._room(sentences, enough=wanted)
        if room < wanted:
            raise self._dry(cell, room)

    def _room(self, sentences: Iterable[Sentence], *, enough: int | None = None) -> int:
        """Count what sentences can say; counting may end where that is enough."""
        found: dict[int, int] = {}
        room = 0
        for sentence in sentences:
            for part in self._parts():
                ways = self._ways_of(sentence, part)
                if ways is not None and id(ways) not in found:
                    found[id(ways)] = ways.size
                    room += ways.size
                if enough is not None and room >= enough:
                    return room
        return room

    def _dry(self, cell: int, room: int) -> InvalidError:
        facets, wanted = self._cells[cell]
        said = ", ".join(f"{name}={value}" for name, value in facets.items())
        if not room:
            what = f"no template can be filled for memories with {said}; no theme knows all the words of one"
            return InvalidError(what, hint="add sentences, or the words that they need")
        what = f"the templates make at most {room} different memories with {said}, {wanted} are wanted"
        return InvalidError(what, hint="add sentences or words to the templates")


class _Deck:
    """A cell's sentences, dealt until none is left and then shuffled again."""

    __slots__ = ("_chance", "_order", "sentences")

    def __init__(self, sentences: Sequence[Sentence], chance: Random) -> None:
        self.sentences, self._chance = sentences, chance
        self._order: list[int] = []

    def draw(self) -> Sentence:
        if not self._order:
            self._order = shuffled(range(len(self.sentences)), self._chance)
        return self.sentences[self._order.pop()]


def shuffled(items: Iterable[int], chance: Random) -> list[int]:
    """Return numbers in a random order; with `random()` alone, whose numbers no version of Python changes."""
    found = list(items)
    for at in range(len(found) - 1, 0, -1):
        other = int(chance.random() * (at + 1))
        found[at], found[other] = found[other], found[at]
    return found

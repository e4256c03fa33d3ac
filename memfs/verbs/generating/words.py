"""Sentences with slots, and the words that go into them.

A slot is a name in braces. Its words are texts, numbers of a range, or mappings of texts that belong together:
`{bug.symptom}` and `{bug.cause}` of one sentence come from one and the same bug. A slot that begins with a capital
(`{User}`, `{Bug.symptom}`) begins a sentence. A word may hold slots itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import gcd, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Choices = Sequence[str | Mapping[str, str]] | range
"""What may stand in a slot."""

Words = Mapping[str, Choices]

_SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*(?:\.[a-z0-9_]+)?)\}")
_PLAIN_WORD = re.compile(r"[a-zà-ÿ-]+(?![\w.(/'])")


class Slot:
    """A place in a sentence: the word's name, the part of it that is shown, and whether it begins a sentence."""

    __slots__ = ("begins", "field", "name")

    def __init__(self, text: str) -> None:
        """Read what stands between the braces."""
        name, _, self.field = text.partition(".")
        self.begins = name[:1].isupper()
        self.name = name[:1].lower() + name[1:]


@lru_cache(maxsize=50_000)
def pieces(text: str) -> tuple[tuple[str, Slot | None], ...]:
    """Cut a text at its slots: each piece is a plain text and the slot behind it."""
    parts = _SLOT.split(text)
    slots = [Slot(name) for name in parts[1::2]]
    return tuple(zip(parts[::2], [*slots, None], strict=True))


def slots(text: str, words: Words) -> tuple[str, ...]:
    """Return the names of the slots that a text needs, those in its words too; raises KeyError for an unknown one."""
    found: dict[tuple[str, str], None] = {}
    _visit(text, words, found, above=())
    return tuple(dict.fromkeys(name for name, _ in found))


def _visit(text: str, words: Words, found: dict[tuple[str, str], None], *, above: tuple[str, ...]) -> None:
    for _, slot in pieces(text):
        if slot is None or (slot.name, slot.field) in found:
            continue
        if slot.name in above:
            raise KeyError(f"{slot.name} stands in its own words")
        for inner in _texts(words[slot.name], slot.field):
            _visit(inner, words, found, above=(*above, slot.name))
        found[slot.name, slot.field] = None


def _texts(choices: Choices, field: str) -> Iterator[str]:
    """List the texts of a word that can hold slots themselves; raises KeyError where one lacks the field."""
    if isinstance(choices, range):
        return
    for choice in choices:
        if isinstance(choice, str) == bool(field):
            raise KeyError(field or "a mapping without a field")
        text = choice if isinstance(choice, str) else choice[field]
        if "{" in text:
            yield text


def shown(text: str, words: Words, picked: Mapping[str, int]) -> str:
    """Fill a text's slots with the picked words."""
    if "{" not in text:
        return text
    made = []
    for plain, slot in pieces(text):
        made.append(plain)
        if slot is not None:
            choice = words[slot.name][picked[slot.name]]
            word = choice[slot.field] if isinstance(choice, Mapping) else str(choice)
            filled = shown(word, words, picked)
            made.append(begun(filled) if slot.begins else filled)
    return "".join(made)


def begun(text: str) -> str:
    """Let a text begin a sentence: with a capital, unless its first word is a name such as iOS or a path."""
    return text[:1].upper() + text[1:] if _PLAIN_WORD.match(text) else text


class Combinations:
    """Every way to fill one text, in an order that looks random and repeats none.

    All wordings are used up before one comes again with other numbers.
    """

    __slots__ = ("_at", "_numbers", "_numeric", "_plain", "_text", "_texts", "_words")

    def __init__(self, text: str, words: Words, *, chance: float) -> None:
        """Work out the slots; `chance`, from 0 to 1, says where to begin. Raises KeyError for a slot without words."""
        names = slots(text, words)
        self._text, self._words, self._at = text, words, 0
        self._plain = [(name, len(words[name])) for name in names if not isinstance(words[name], range)]
        self._numeric = [(name, len(words[name])) for name in names if isinstance(words[name], range)]
        self._texts = _Walk(prod(size for _, size in self._plain), chance)
        self._numbers = _Walk(prod(size for _, size in self._numeric), chance)

    @property
    def size(self) -> int:
        """Count the ways."""
        return self._texts.size * self._numbers.size

    def next(self) -> str | None:
        """Return the next text, None when there is none left."""
        if self._at >= self.size:
            return None
        turn, at = divmod(self._at, self._texts.size)
        self._at += 1
        picked = _digits(self._plain, self._texts.step(at))
        picked.update(_digits(self._numeric, self._numbers.step(turn + at)))
        return shown(self._text, self._words, picked)


class _Walk:
    """A walk over the numbers below a size that comes to each of them once."""

    __slots__ = ("_first", "_stride", "size")

    def __init__(self, size: int, chance: float) -> None:
        self.size = size
        self._first = int(chance * size)
        self._stride = _coprime(size, int(size * 0.618) + int(chance * 97))

    def step(self, at: int) -> int:
        return (self._first + at * self._stride) % self.size


def _coprime(size: int, wanted: int) -> int:
    stride = max(1, wanted)
    while gcd(stride, size) != 1:
        stride += 1
    return stride


def _digits(sizes: Sequence[tuple[str, int]], number: int) -> dict[str, int]:
    picked = {}
    for name, size in sizes:
        number, picked[name] = divmod(number, size)
    return picked

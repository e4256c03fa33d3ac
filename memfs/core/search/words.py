"""Words: what is looked for in a text, folded so that case, accents and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from memfs.core.search.porter import stemmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ASCII = re.compile(r"[a-z0-9]{1,100}")
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ANY = re.compile(f"[{_IDEOGRAPH}]|(?:(?![{_IDEOGRAPH}])[^\\W_]){{1,100}}")
"""A word, or one sign of a script that writes no spaces: its neighbours tell words apart there.

What is longer than 100 letters is taken in pieces: FTS5 would cut it off."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_SPELLED = re.compile(r"[^\W_]+")

_STOP = """
    a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing done down during each few for from further get got had has have having he her here hers
    him his how i if in into is it its just let like me more most my no nor not now of off on once only or other our
    ours out over own please same she should so some such tell than that the their theirs them then there these they
    this those through to too under until up upon us very was we were what when where which while who whom whose why
    will with would you your yours d ll m re s t ve don doesn didn isn wasn weren won wouldn couldn shouldn hasn haven
"""
STOP = frozenset(_STOP.split())
"""Words that stand in every text, and what is left of their short forms; only phrases ask for them."""


def folded(text: str) -> str:
    """Return a text in the form that is compared: no case, no accents, one form of each letter."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()))


def words_of(text: str) -> list[str]:
    """List the words of a text, folded."""
    plain = folded(text)
    return (_ASCII if plain.isascii() else _ANY).findall(plain)


class Stems:
    """Stems of words, each worked out once: a text repeats its words, and a store does so all the more."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, words: Iterable[str]) -> list[str]:
        """List the stems of folded words."""
        return [self._known.get(word) or self._learned(word) for word in words]

    def _learned(self, word: str) -> str:
        return self._known.setdefault(word, stemmed(word))


def spelled(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield start and end of each word as it is written, with what it is folded."""
    for found in _SPELLED.finditer(text):
        yield found.start(), found.end(), words_of(found[0])

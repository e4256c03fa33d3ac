"""Summaries: a few of a content's own words, never the same twice."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from memfs.core.names import is_summary, numbered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SHORT, LONG = 4, 7
"""How many words a summary has: at first, and at most, where shorter ones are taken."""

LENGTH = 42
_WORD = re.compile(r"[a-z0-9]+")


class Names:
    """The summaries that were given out so far."""

    __slots__ = ("_numbers", "_stop_words", "_taken")

    def __init__(self, stop_words: Collection[str]) -> None:
        """Start with none; `stop_words` are left out of summaries."""
        self._stop_words = stop_words
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def give(self, content: str) -> str:
        """Return a summary that nothing has yet."""
        name = next((name for name in self._candidates(content) if name not in self._taken), None)
        if name is None:
            name = self._numbered(next(self._candidates(content), "memory"))
        self._taken.add(name)
        return name

    def _candidates(self, content: str) -> Iterator[str]:
        """List the first words, then more of them, then the first ones with a later one."""
        words = self._words(content)
        for count in range(SHORT, LONG + 1):
            yield from _joined(words[:count])
        for later in words[LONG:]:
            yield from _joined([*words[:SHORT], later])

    def _words(self, content: str) -> list[str]:
        plain = unicodedata.normalize("NFKD", content).encode("ascii", "ignore").decode().lower()
        words = [word for word in _WORD.findall(plain) if word not in self._stop_words]
        return list(dict.fromkeys(words))

    def _numbered(self, name: str) -> str:
        number = self._numbers.get(name, 1)
        while True:
            number += 1
            found = numbered(name, number)
            if found not in self._taken:
                self._numbers[name] = number
                return found


def _joined(words: list[str]) -> list[str]:
    """Join words to a summary, the last ones left out where it gets too long; nothing where they make none."""
    name = "_".join(words)
    while len(name) > LENGTH and "_" in name:
        name = name[: name.rindex("_")]
    return [name] if is_summary(name) else []

"""Cuts into a text: spans with what takes their place, applied together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_COMMENT = re.compile(r"#[^\n]*")
_BLANKS = re.compile(r"(?:[ \n]|#[^\n]*)*")


class DeclinedError(Exception):
    """Say that a text cannot be cut cleanly for this change; another way must be taken."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """A text that ends with a line feed, and the spans to exchange in it."""

    text: str
    made: list[tuple[int, int, str]] = field(default_factory=list)

    def cut(self, start: int, end: int, words: str = "") -> None:
        """Exchange `text[start:end]` for other words."""
        self.made.append((start, end, words))

    def applied(self) -> str:
        """Return the text with all cuts made; decline where two of them overlap."""
        pieces, at = [], 0
        for start, end, words in sorted(self.made, key=lambda made: made[:2]):
            if start < at:
                raise DeclinedError("two changes meet in one place")
            pieces += [self.text[at:start], words]
            at = end
        return "".join([*pieces, self.text[at:]])

    def line_start(self, index: int) -> int:
        """Return where the line of an index begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return where the line feed of an index's line stands."""
        found = self.text.find("\n", index)
        if found < 0:
            raise DeclinedError("a value goes on to the end of the text")
        return found

    def leads_its_line(self, index: int) -> bool:
        """Tell whether nothing but spaces stands before an index on its line."""
        return not self.text[self.line_start(index) : index].strip(" ")

    def past_blanks(self, index: int) -> int:
        """Return the next index that is neither white space nor comment."""
        found = _BLANKS.match(self.text, index)
        return found.end() if found else index

    def bare(self, start: int, end: int) -> str:
        """Return a span between values without its comments."""
        return _COMMENT.sub("", self.text[start:end])

"""The one escaper: no text of a memory reaches a terminal, a log or a page before it went through here."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JOINERS = frozenset("\u200c\u200d")


@cache
def _unseen() -> re.Pattern[str]:
    """Match what is printable to Python, and blank: fillers, marks without a shape, variants that nothing has."""
    return re.compile(
        r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0000-\U000e0fff]"
    )


def visible(character: str) -> bool:
    """Tell whether a character shows itself; the joiners of scripts and emoji count where their neighbours do."""
    if character < "\x7f":
        return character >= " "
    return unicodedata.category(character) not in _FORBIDDEN and not _unseen().match(character)


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte of a path or an argument
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _joins(text: str, at: int) -> bool:
    return text[at] in _JOINERS and 0 < at < len(text) - 1 and visible(text[at - 1]) and visible(text[at + 1])


def printable(text: str) -> str:
    """Return the text on one line with every control, bidi and invisible character written out."""
    if text.isprintable() and (text.isascii() or not _unseen().search(text)):
        return text
    return "".join(c if visible(c) or _joins(text, i) else _escaped(c) for i, c in enumerate(text))


def block(text: str) -> str:
    """Escape like `printable` but keep line feeds and tabs, for text of several lines."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def shortened(text: str, *, limit: int = 60) -> str:
    """Cut to at most `limit` characters, the last being an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(value: object, *, limit: int = 60) -> str:
    """Show a value in single quotes, escaped, cut to `limit` characters."""
    return f"'{shortened(printable(str(value)[: limit * 2]), limit=limit)}'"

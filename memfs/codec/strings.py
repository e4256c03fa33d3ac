"""Text to YAML: which of plain, single, double and literal a string may be written in, and how."""

from __future__ import annotations

import re

from memfs.codec.scalars import is_text

# Controls, formats, private use, surrogates, separators, non-characters and blank letters: what a person cannot see.
_HIDDEN_SET = (
    r"\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(rf"\U000{plane:x}fffe\U000{plane:x}ffff" for plane in range(1, 14))
)
_JOINER = r"[\u200c\u200d]"
# The joiners of Indic scripts, Persian and emoji are read as themselves between two visible characters.
_HIDDEN = re.compile(rf"(?!{_JOINER})[{_HIDDEN_SET}]|(?<![^{_HIDDEN_SET}]){_JOINER}|{_JOINER}(?![^{_HIDDEN_SET}])")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~.")
_NUMERIC = frozenset("-+.,:_/0123456789 ")
_FLOW = re.compile(r"[:,\[\]{}?]")
_SPACE_AT_END = re.compile(r"[^\S\n](?=\n|\Z)")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def one_line(text: str, *, flow: bool = False, style: str = "") -> str:
    """Write a string on one line: plain where every reader sees text, else in quotes; `style` asks for a quote."""
    if style == '"' or _hides(text):
        return f'"{_escaped(text)}"'
    if style != "'" and _is_plain(text, flow=flow):
        return text
    return "'" + text.replace("'", "''") + "'"


def is_literal(text: str) -> bool:
    """Tell whether a string is text of several lines that can stand as it is in a literal block."""
    return "\n" in text and fits_literal(text)


def fits_literal(text: str) -> bool:
    """Tell whether a string can stand as it is in a literal block that needs no indentation digit."""
    if not text or text[0] in " \n" or _SPACE_AT_END.search(text):
        return False
    return not any(map(_hides, text.split("\n")))


def _hides(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) and bool(_HIDDEN.search(text))


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or text[0] in _INDICATORS or text[0].isspace() or text[-1] == ":" or text[-1].isspace():
        return False
    if ": " in text or " #" in text or (flow and _FLOW.search(text)) or _NUMERIC.issuperset(text):
        return False
    return is_text(text)


def literal(text: str) -> tuple[str, list[str]]:
    """Return the head of a literal block and its lines, not indented."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    return "|" + ("-", "", "+")[min(ends, 2)], body.split("\n") + [""] * (ends - 1)


def _escaped(text: str) -> str:
    return _HIDDEN.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"'))


def _escape(found: re.Match[str]) -> str:
    character, code = found.group(), ord(found.group())
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"U+{code:04X} is half of a surrogate pair and no character")
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

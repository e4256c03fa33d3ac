"""Bytes to text: size, encoding, line ends and code points, judged before a parser sees anything.

libyaml would read UTF-16, break lines at NEL and take several characters that YAML 1.2 forbids; so none reach it.
"""

from __future__ import annotations

import re

from memfs.codec.limits import MAX_BYTES

_BOM = "\ufeff"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SECOND_END = re.compile(r"^\.\.\.(?:\s[^\0]*?)?^(\.\.\.)(?:\s|\Z)", re.MULTILINE)
_NAMES = {
    "\r": "a carriage return without a line feed; end lines with a line feed alone",
    "\x85": "a raw next-line character, which some readers take for the end of the line",
    "\u2028": "a raw line separator, which some readers take for the end of the line",
    "\u2029": "a raw paragraph separator, which some readers take for the end of the line",
    "\ufeff": "a byte order mark inside the text",
    "\ufffe": "a code point that is no character",
    "\uffff": "a code point that is no character",
}


class ProfileError(Exception):
    """Refuse bytes that are not a record's YAML; `line` and `column` count from 1 in code points."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """Keep the sentence and its place."""
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


def decoded(data: bytes, *, limit: int = MAX_BYTES) -> str:
    """Return the text with line feeds alone and without a byte order mark; raise ProfileError."""
    text = normalized(data, limit=limit)
    if found := _FORBIDDEN.search(text):
        raise located(text, found.start(), _forbidden(found.group()))
    if "\n..." in text and (found := _SECOND_END.search(text)):
        raise located(text, found.start(1), "the document ends twice; keep the first '...'")
    if text.endswith((" ", "\t")) and not text[text.rfind("\n") + 1 :].strip():
        raise located(text, len(text), "the last line holds spaces alone; end the text with a line feed")
    return text


def normalized(data: bytes, *, limit: int = MAX_BYTES) -> str:
    """Decode strict UTF-8 of limited size, drop a leading byte order mark, turn CRLF into LF; raise ProfileError."""
    if len(data) > limit:
        raise ProfileError(f"the file has more than {limit:,} bytes, the most that are allowed", 1, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start) from None
    if text.startswith(_BOM):
        text = text[1:]
    return text.replace("\r\n", "\n") if "\r" in text else text


def located(text: str, index: int, message: str) -> ProfileError:
    """Place a sentence at an index of the text."""
    line = text.count("\n", 0, index)
    return ProfileError(message, line + 1, index - text.rfind("\n", 0, index))


def _undecodable(data: bytes, offset: int) -> ProfileError:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ProfileError("the file is UTF-16 or UTF-32; save it as UTF-8", 1, 1)
    before = data[:offset].decode("utf-8").replace("\r\n", "\n").removeprefix(_BOM)
    return located(before, len(before), f"byte 0x{data[offset]:02x} is not UTF-8 here; save the file as UTF-8")


def _forbidden(character: str) -> str:
    what = _NAMES.get(character, "a raw control character")
    remedy = "" if character == "\r" else "; remove it, or escape it in double quotes"
    return f"U+{ord(character):04X} is {what}{remedy}"

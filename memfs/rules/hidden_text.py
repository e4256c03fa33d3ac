r"""`hidden-text`: no character that a reviewer cannot see.

Control characters, text direction marks, invisible and blank letters are refused in values after decoding (so an
escape such as `"\u202e"` hides nothing), in keys, in comments and in the law's files. A joiner (U+200C, U+200D)
between two visible characters is fine, as emoji and several scripts need it; so is U+FE0F, but not one variation
selector behind another. In keys and names no letter may pass for another: a Cyrillic letter in a Latin word, a
full-width or mathematical form of one. `rules: {hidden-text: warn}` in the policy turns refusals into warnings.

    passes:  content: naïve ✓ 日本語 👩‍💻
    fails:   content: "safe\u202etxt.exe"
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from memfs.core.escape import quoted
from memfs.rules.lookalikes import lookalike, names
from memfs.rules.text import only_raw, raw_lines, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Location, Subject

ID = "hidden-text"
_SUSPECT = re.compile(rb"[^\t\n\r -~]|\\|\r(?!\n)")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_UNPRINTED = re.compile(r"[^\t\n -~]")


def judge(subject: Subject) -> Iterator[Violation]:
    """Report the first hidden character of each value and key, and of each line with a comment."""
    data = subject.data
    # the reader lets no raw control character through, so plain ASCII without escapes hides nothing in a record
    if (data.isascii() and b"\\" not in data) if subject.record is not None else not _SUSPECT.search(data):
        return
    level = "warning" if subject.law.policy.levels.get(ID) == "warn" else "error"
    for at, text in texts(subject.values):
        index = next(hidden(text), None)
        if index is not None:
            yield subject.at(ID, _message(text, index, _field(at)), at, level=level)
    for at, text in names(subject):
        found = lookalike(text)
        if found is not None:
            yield subject.at(ID, _pretence(text, *found), at, level=level)
    for number, line in raw_lines(subject):
        index = next((index for index in hidden(line) if only_raw(subject, line, index)), None)
        if index is not None:
            where = "the text" if subject.values is None else "a comment"
            yield subject.on(ID, _message(line, index, where), (number, index + 1), level=level)


def hidden(text: str) -> Iterator[int]:
    """Yield where hidden characters stand."""
    if not (text.isascii() and text.isprintable()):
        yield from (found.start() for found in _UNPRINTED.finditer(text) if _hides(text, found.start()))


def _hides(text: str, at: int) -> bool:
    character = text[at]
    if character in _JOINERS:
        return not (0 < at < len(text) - 1 and _visible(text[at - 1]) and _visible(text[at + 1]))
    if character in _SELECTORS and text[at - 1 : at] in _SELECTORS:
        return at > 0  # a row of them is how bytes are smuggled behind an emoji
    return not _visible(character)


def _visible(character: str) -> bool:
    if character in _BLANK or 0xE0000 <= ord(character) <= 0xE0FFF:
        return False
    return character == "\ufe0f" or unicodedata.category(character) not in _HIDDEN


def _field(at: Location) -> str:
    return quoted(next((name for name in reversed(at) if isinstance(name, str)), ""))


def _message(text: str, index: int, where: str) -> str:
    return f"{_named(text[index])} hides in {where}: {quoted(text[max(0, index - 10) : index + 10])}; remove it"


def _pretence(text: str, letter: str, twin: str) -> str:
    return f"{_named(letter)} passes for {quoted(twin)} in the name {quoted(text)}; write it in one alphabet"


def _named(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'a control character').lower()})"

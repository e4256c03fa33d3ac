r"""`hidden-text`: no character that a reviewer cannot see.

Control characters, text direction marks, invisible and blank letters are refused in values after decoding (so an
escape such as `"\u202e"` hides nothing), in keys, in comments and in the law's files. A joiner (U+200C, U+200D)
between two visible characters is fine, as emoji and several scripts need it; so is U+FE0F. `rules: {hidden-text:
warn}` in the policy turns refusals into warnings.

    passes:  content: naïve ✓ 日本語 👩‍💻
    fails:   content: "safe\u202etxt.exe"
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from memfs.core.escape import quoted
from memfs.rules.text import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Location, Subject

ID = "hidden-text"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")


def judge(subject: Subject) -> Iterator[Violation]:
    """Report the first hidden character of each value, key and comment."""
    level = "warning" if subject.law.policy.levels.get(ID) == "warn" else "error"
    if subject.data.isascii() and b"\\" not in subject.data:
        return
    found = list(_found(subject))
    for at, text, index in found:
        message = f"{_name(text[index])} hides in {_where(at)} {quoted(_around(text, index))}"
        yield subject.violation(ID, message, at=at, level=level)


def _found(subject: Subject) -> Iterator[tuple[Location, str, int]]:
    decoded = [] if subject.record is None else list(texts(subject.record))
    hits = [(at, text, index) for at, text in decoded if (index := first_hidden(text)) is not None]
    yield from hits
    raw = subject.data.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
    index = first_hidden(raw)
    if index is not None and not hits:
        yield (), raw, index


def first_hidden(text: str) -> int | None:
    """Return where the first hidden character stands; None where there is none."""
    if text.isascii() and text.isprintable():
        return None
    return next((at for at, character in enumerate(text) if _hides(text, at, character)), None)


def _hides(text: str, at: int, character: str) -> bool:
    if " " <= character <= "~" or character in "\n\t\ufe0f":
        return False
    if character in _JOINERS:
        return not (0 < at < len(text) - 1 and _visible(text[at - 1]) and _visible(text[at + 1]))
    return not _visible(character)


def _visible(character: str) -> bool:
    if character in _BLANK or 0xE0000 <= ord(character) <= 0xE0FFF:
        return False
    return character == "\ufe0f" or unicodedata.category(character) not in _HIDDEN


def _name(character: str) -> str:
    name = unicodedata.name(character, "a control character")
    return f"U+{ord(character):04X} ({name.lower()})"


def _where(at: Location) -> str:
    return f"'{at[-1]}':" if at and isinstance(at[-1], str) and first_hidden(at[-1]) is None else "the text"


def _around(text: str, index: int) -> str:
    return text[max(0, index - 10) : index + 10]

"""Look-alikes: letters that a reader takes for others, in names that records are found by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.rules.subject import Location, Subject

# the letters of other alphabets that most fonts draw like Latin ones: https://www.unicode.org/reports/tr39/
_TWINS = dict(
    zip(
        "аеорсухіјѕһԁԛԝӏАВЕКМНОРСТУХІЈЅԌԚԜονΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳօոսցհ",
        "aeopcyxijshdqwlABEKMHOPCTYXIJSGQWovABEZHIKMNOPTYXcjonugh",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _styled() -> re.Pattern[str]:
    """Match wide and mathematical forms."""
    return re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]")


def lookalike(name: str) -> tuple[str, str] | None:
    """Return a letter that pretends to be another, and that other one; None where a name is what it seems.

    Words of one alphabet are fine, and so are names in several; a name all of whose foreign letters look Latin is not.
    """
    if name.isascii():
        return None
    styled = _styled().search(name)
    if styled:
        return styled[0], unicodedata.normalize("NFKC", styled[0])
    words = _WORD.findall(name)
    foreign = [letter for word in words for letter in word if not _is_latin(letter)]
    if all(letter in _TWINS for letter in foreign) and len(foreign) < sum(map(len, words)):
        return next(((letter, _TWINS[letter]) for letter in foreign), None)
    mixed = (letter for word in words if any(map(_is_latin, word)) for letter in word if letter in _TWINS)
    return next(((letter, _TWINS[letter]) for letter in mixed), None)


def names(subject: Subject) -> Iterator[tuple[Location, str]]:
    """Yield the names in a file: every key, and what names the record and the items of its lists."""
    yield from _keys(subject.values, ())
    kind, record = subject.kind, subject.record
    if kind is None or record is None:
        return
    yield from _texts(record, kind.key, ())
    for field, key in kind.unique_items.items():
        items = record.get(field)
        for number, item in enumerate(items if isinstance(items, Sequence) else ()):
            if isinstance(item, Mapping):
                yield from _texts(item, key, (field, number))


def _keys(value: JSON, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield (*at, name), name
            yield from _keys(item, (*at, name))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _keys(item, (*at, number))


def _texts(record: Mapping[str, JSON], field: str, at: Location) -> Iterator[tuple[Location, str]]:
    value = record.get(field)
    if isinstance(value, str):
        yield (*at, field), value


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")

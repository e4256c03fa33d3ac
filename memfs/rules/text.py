"""The text in a file: what it says when decoded, with its places, and what stands in it raw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.rules.subject import Location, Subject


def texts(value: JSON, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every key and string below a value; the recursion ends where the profile's depth does."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield (*at, name), name
            yield from texts(item, (*at, name))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from texts(item, (*at, number))


def raw_lines(subject: Subject) -> Iterator[tuple[int, str]]:
    """Yield the file's lines as they stand, with their numbers from 1."""
    text = subject.data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    return enumerate(text.split("\n"), start=1)


def only_raw(subject: Subject, line: str, index: int) -> bool:
    """Tell whether a character may stand in a comment, or in a file that is not decoded.

    Anything else of a decoded file is found in its values, also where it is written as an escape.
    """
    return subject.values is None or "#" in line[:index]

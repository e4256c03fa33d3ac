"""The text in a record: every key and every string, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.rules.subject import Location


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

"""Records and the JSON values they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]
"""A value of the JSON data model; a mapping's order is the order in the file."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its kind and its fields. (kind, key) is its identity, wherever its file lies."""

    kind: str
    data: Mapping[str, JSON]


def equal(left: JSON, right: JSON) -> bool:
    """Compare as JSON does: types count (`1` is neither `True` nor `"1"`), the order of a mapping does not."""
    if isinstance(left, str):  # most values, and the quickest question: every written record is compared
        return isinstance(right, str) and left == right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(value, right[name]) for name, value in left.items())
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(equal, left, right))
    return type(left) is type(right) and left == right

"""A whole record as text: one JSON or YAML mapping."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from memfs.core.errors import InvalidError

if TYPE_CHECKING:
    from memfs.core.model import JSON


def mapping(text: str) -> dict[str, JSON]:
    """Read a mapping; raises InvalidError where the text is none, or not one that a store can keep."""
    if text.lstrip().startswith("{"):
        try:
            return _json(text)
        except (ValueError, RecursionError):  # YAML has braces too, limits, and better words for what is wrong
            pass
    return _yaml(text)


def _json(text: str) -> dict[str, JSON]:
    found: dict[str, JSON] = json.loads(text, object_pairs_hook=_distinct, parse_constant=_refuse)
    return found


def _distinct(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidError("the mapping has the same key twice")
    return found


def _refuse(name: str) -> NoReturn:
    raise InvalidError(f"the mapping holds {name}, which is no JSON value")


def _yaml(text: str) -> dict[str, JSON]:
    from memfs.codec import ProfileError, read

    try:
        return read(text.encode())
    except ProfileError as error:
        raise InvalidError(f"the mapping cannot be read: {error.line}:{error.column}: {error.message}") from None

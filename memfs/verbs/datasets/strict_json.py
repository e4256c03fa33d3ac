"""JSON as its standard has it: each key once, no NaN, no half characters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING, NoReturn

from memfs.core.escape import quoted, shortened

if TYPE_CHECKING:
    from memfs.core.model import JSON

RULE = "json"
_DIGITS = 4_300  # Python converts no longer text to an integer


class NotJsonError(ValueError):
    """Text that no JSON parser reads; `at` is the index of what it stopped at."""

    def __init__(self, message: str, *, at: int) -> None:
        """Keep the place."""
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON value, the index behind it, and why it is refused all the same ("" where it is not)."""

    value: JSON
    end: int
    fault: str = ""


def parse(text: str) -> Parsed:
    """Parse a text that holds one JSON value; raises NotJsonError."""
    found = parse_at(text, skip(text, 0))
    end = skip(text, found.end)
    if end < len(text):
        raise NotJsonError("more follows after the JSON value", at=end)
    return found


def parse_at(text: str, start: int) -> Parsed:
    """Parse the JSON value that starts at an index; raises NotJsonError."""
    try:
        value, end = _STRICT.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise NotJsonError(f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}", at=error.pos) from None
    except RecursionError:
        raise NotJsonError("lists and mappings are nested too deeply", at=start) from None
    except ValueError as error:
        value, end = _LAX.raw_decode(text, start)
        return Parsed(value, end, str(error))
    if text.find("\\u", start, end) >= 0 and not _is_whole(value):
        return Parsed(value, end, "a text holds half a character (a surrogate without its other half)")
    return Parsed(value, end)


def skip(text: str, start: int) -> int:
    """Return the index of the first character that is no white space."""
    end = start
    while end < len(text) and text[end] in " \t\r\n":
        end += 1
    return end


def _is_whole(value: JSON) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {quoted(twice)} stands twice in one mapping; keep one")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value; write a number or null")


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"an integer has {len(digits):,} digits; write it as text")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if isinf(value):
        raise ValueError(f"{shortened(digits)} is beyond the largest number")
    return value


_STRICT = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_number
)
_LAX = json.JSONDecoder(parse_constant=str, parse_int=str, parse_float=str)

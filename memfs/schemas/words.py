"""The words of a problem: names of places, JSON types, legal values, and what somebody may have meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from memfs.core.escape import printable, quoted, shortened
from memfs.core.report import MESSAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

Path = tuple[str | int, ...]
SHOWN: Final = 12
_NAME_LIMIT: Final = 100
_FORMS: Final[Mapping[str, str]] = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at a place in the data; for what is missing, the place is the mapping it is missing from."""

    path: Path
    message: str


def problem(path: Iterable[str | int], message: str) -> Problem:
    """Make a problem whose message keeps the limit."""
    return Problem(tuple(path), shortened(message, limit=MESSAGE_LIMIT))


def form(value: object) -> str:
    """Name what a value is, in JSON's types."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, Sequence) else "empty"


def wanted(types: object) -> str:
    """Name the types a schema asks for."""
    names = [types] if isinstance(types, str) else list(types) if isinstance(types, Sequence) else []
    return listed([_FORMS.get(str(name), str(name)) for name in names], "or")


def shape(schema: object) -> str:
    """Say what a schema wants in a few words: its values, else its type; "" where that goes without saying."""
    if not isinstance(schema, Mapping):
        return ""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    plain = schema.get("type", "string") == "string"
    return choices(values) if isinstance(values, Sequence) else "" if plain else wanted(schema["type"])


def shown(value: object) -> str:
    """Write a value as in JSON, on one line and short."""
    words = {True: "true", False: "false", None: "null"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, (str, int, float)):
        return shortened(printable(str(value)))
    return form(value)


def listed(words: Sequence[str], last: str) -> str:
    """Join words with commas and a last `and` or `or`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def choices(values: Iterable[object]) -> str:
    """List legal values, the first dozen of many."""
    words = [shown(value) for value in values]
    more = [f"{len(words) - SHOWN + 1} more"] if len(words) > SHOWN else []
    return listed(words[: SHOWN - 1] + more if more else words, "or")


def place(path: Sequence[str | int]) -> str:
    """Name a place in the data, from the innermost list or field outwards to a field's name."""
    if not path:
        return "the file"
    last, parent = path[-1], path[:-1]
    if isinstance(last, int):
        return f"item {last + 1} of {place(parent)}"
    inside = f" of {place(parent)}" if parent and isinstance(parent[-1], int) else ""
    return f"{quoted(last)}{inside}"


def meant(word: str, known: Iterable[object]) -> str | None:
    """Return the known name that a misspelt one most resembles."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in known if isinstance(name, str)}
    plain = word[:_NAME_LIMIT].strip().lower().replace("-", "_").replace(" ", "_")
    return next((names[close] for close in get_close_matches(plain, names, n=1)), None)


def illegal(path: Path, value: Any, legal: Sequence[Any], *, of: str = "", guess: bool = True) -> str:
    """Say that a value is not among the legal ones."""
    use = f"use {choices(legal)}"
    if form(value) not in {form(one) for one in legal}:
        return f"{place(path)} is {form(value)}; {use}"
    close = meant(value, legal) if guess and isinstance(value, str) else None
    hint = f" (did you mean {quoted(close)}?)" if close else ""
    value = quoted(shown(value))
    if path and isinstance(path[-1], str):
        return f"{value} is no {place(path)}{f' of {of}' if of else ''}; {use}{hint}"
    return f"{place(path)} is {value}; {use}{hint}"

"""One sentence for each keyword of JSON Schema: what is there, and what should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from memfs.core.escape import quoted, visible
from memfs.schemas.facets import needs
from memfs.schemas.faults import NEVER
from memfs.schemas.words import Path, form, illegal, listed, place, shape, shown, wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.schemas.faults import Fault

_TIME_EXAMPLE: Final = "2026-11-22T03:27:23Z"
_ONE_LINE: Final = r"^[^\t\n]*\S[^\t\n]*$"
"""The pattern of the names in the packaged schemas."""
_TEXT_AGAIN: Final = ("a number", "true or false")
_COUNTED: Final = {"Length": ("is", "character"), "Items": ("holds", "item"), "Properties": ("holds", "field")}


def sentence(one: Fault) -> str:
    """Say what an error means."""
    if one.of_name:
        return f"{quoted(one.instance)} is no name a field of {place(one.path)} may have"
    tell = _SENTENCES.get(one.keyword)
    return tell(one, one.path) if tell else f"{place(one.path)} does not meet {quoted(one.keyword)} of its schema"


def _type(one: Fault, path: Path) -> str:
    have, want = form(one.instance), wanted(one.value)
    if want == "text" and have in _TEXT_AGAIN:
        return f"{place(path)} is {have}; quote it or write text"
    return f"{place(path)} is {_number(one.instance) or have}; write {want}"


def _number(value: object) -> str:
    """Show a number that is wanted to be another one, such as 1.5 for a whole number."""
    return shown(value) if isinstance(value, float) else ""


def _enum(one: Fault, path: Path) -> str:
    return illegal(path, one.instance, one.value)


def _const(one: Fault, path: Path) -> str:
    return illegal(path, one.instance, [one.value])


def _required(one: Fault, path: Path) -> str:
    parts = one.schema.get("properties", {})
    return needs(one.field, shape(parts.get(one.field)), who=place(path))


def _false(one: Fault, path: Path) -> str:
    del one
    return f"{place(path)} is not allowed here; remove it"


def _format(one: Fault, path: Path) -> str:
    if one.value != "date-time":
        return f"{place(path)} is {quoted(one.instance)}; write a valid {one.field}"
    return _time(one, path)


def _time(one: Fault, path: Path) -> str:
    return f"{place(path)} is {quoted(one.instance)}; write a time in UTC as {quoted(_TIME_EXAMPLE)}"


def _pattern(one: Fault, path: Path) -> str:
    if not any(visible(character) and not character.isspace() for character in one.instance):
        return f"{place(path)} is {'blank' if one.instance else 'empty'}; write some text"
    if one.schema.get("format") == "date-time":
        return _time(one, path)
    if one.value == _ONE_LINE:
        return f"{place(path)} is {quoted(one.instance)}; write it on one line, without a tab"
    return f"{place(path)} is {quoted(one.instance)}; it must match {quoted(one.value)}"


def _length(one: Fault, path: Path) -> str:
    verb, unit = _COUNTED[one.keyword[3:]]
    have = len(one.instance)
    size = f"{have:,} {unit}{'' if have == 1 else 's'}{' long' if verb == 'is' else ''}"
    most = "at most" if one.keyword.startswith("max") else "at least"
    return f"{place(path)} {verb} {size}; {most} {one.value:,}"


def _bound(one: Fault, path: Path) -> str:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
    }
    return f"{place(path)} is {shown(one.instance)}; {words[one.keyword]} {shown(one.value)}"


def _multiple(one: Fault, path: Path) -> str:
    return f"{place(path)} is {shown(one.instance)}; write a multiple of {shown(one.value)}"


def _unique(one: Fault, path: Path) -> str:
    del one
    return f"{place(path)} holds an item twice; keep one"


def _dependent(one: Fault, path: Path) -> str:
    rules = {name: needed for name, needed in one.value.items() if name in one.instance}
    absent = {name: [field for field in needed if field not in one.instance] for name, needed in rules.items()}
    name, missing = next((name, missing) for name, missing in absent.items() if missing)
    return f"{place(path)} with {quoted(name)} needs {listed([quoted(field) for field in missing], 'and')}"


def _any(one: Fault, path: Path) -> str:
    types = [inner.value for inner in one.context if inner.keyword == "type"]
    branches = {inner.branch for inner in one.context}
    if types and len(types) == len(branches):
        names = dict.fromkeys(map(wanted, types))
        return f"{place(path)} is {form(one.instance)}; write {listed(list(names), 'or')}"
    count = "none" if branches else "more than one"
    return f"{place(path)} fits {count} of the forms its schema allows"


_SENTENCES: Final[Mapping[str, Callable[[Fault, Path], str]]] = {
    NEVER: _false,
    "anyOf": _any,
    "const": _const,
    "dependentRequired": _dependent,
    "enum": _enum,
    "exclusiveMaximum": _bound,
    "exclusiveMinimum": _bound,
    "format": _format,
    "maxItems": _length,
    "maxLength": _length,
    "maxProperties": _length,
    "maximum": _bound,
    "minItems": _length,
    "minLength": _length,
    "minProperties": _length,
    "minimum": _bound,
    "multipleOf": _multiple,
    "oneOf": _any,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
}

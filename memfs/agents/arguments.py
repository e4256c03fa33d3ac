"""What a tool may be given: the schema that a model sees, and the reading of what it sends.

The SDK's own reading of arguments is not used: it takes the text `null` for no text and `["a"]` for a list, lets
misspelled names pass, and answers with a validator's words. Ours are sentences that say what to send instead.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from memfs.core.model import JSON

    Reader = Callable[[str, JSON], JSON]

TEXT_LIMIT = 65_536
"""Characters one text may have; what a record may hold is for its schema to say."""
ITEM_LIMIT = 1_000
"""Items one list may have."""

STRING: Mapping[str, JSON] = {"type": "string"}
STRINGS: Mapping[str, JSON] = {"type": "array", "items": STRING}


@dataclass(frozen=True, slots=True)
class Shape:
    """A sort of value: its JSON Schema, and how what was sent becomes one."""

    schema: Mapping[str, JSON]
    read: Reader


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a tool; `values` are those that are legal, where the law lists them."""

    name: str
    shape: Shape
    description: str = ""
    values: tuple[str, ...] = ()
    required: bool = False

    @property
    def schema(self) -> dict[str, JSON]:
        """Return what a model is told."""
        shape: Mapping[str, JSON] = {"type": "string", "enum": list(self.values)} if self.values else self.shape.schema
        return {**shape, **({"description": self.description} if self.description else {})}


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one call, each read by its shape; those that were not given are absent."""

    values: Mapping[str, JSON]

    def text(self, name: str) -> str | None:
        """Return a text, None where it was not given."""
        found = self.values.get(name)
        return found if isinstance(found, str) else None

    def word(self, name: str) -> str:
        """Return a text that the tool requires."""
        return self.text(name) or ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return texts, none where they were not given."""
        found = self.values.get(name, ())
        return tuple(map(str, found)) if isinstance(found, (list, tuple)) else ()

    def mapping(self, name: str) -> Mapping[str, JSON]:
        """Return a mapping, an empty one where it was not given."""
        found = self.values.get(name)
        return found if isinstance(found, Mapping) else {}

    def mappings(self, name: str) -> list[Mapping[str, JSON]]:
        """Return a list of mappings."""
        found = self.values.get(name)
        return [item for item in found if isinstance(item, Mapping)] if isinstance(found, (list, tuple)) else []

    def number(self, name: str) -> int | None:
        """Return a whole number, None where it was not given."""
        found = self.values.get(name)
        return found if isinstance(found, int) else None


def read_arguments(parameters: Sequence[Parameter], sent: Mapping[str, JSON], *, of: str) -> Given:
    """Read what was sent to the tool `of`; null is the same as nothing.

    Raises MemfsError `usage` for a name that is unknown or missing, InvalidError for a value of another shape.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in sent:
        if name not in known:
            raise _unknown(name, known, of)
    given = {name: value for name, value in sent.items() if value is not None}
    for parameter in parameters:
        if parameter.required and parameter.name not in given:
            legal = f" ({_alternatives(parameter.values)})" if parameter.values else ""
            raise MemfsError(f"{of} needs {quoted(parameter.name)}{legal}", code="usage")
    return Given({name: known[name].shape.read(name, value) for name, value in given.items()})


def input_schema(parameters: Iterable[Parameter]) -> dict[str, JSON]:
    """Return the JSON Schema of a tool's arguments.

    It has no conditions at its top, which some models' APIs refuse: which facets go together is said in words.
    """
    listed = list(parameters)
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in listed},
        "required": [parameter.name for parameter in listed if parameter.required],
        "additionalProperties": False,
    }


def _unknown(name: str, known: Iterable[str], of: str) -> MemfsError:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {quoted(near[0])}?" if near else None
    return MemfsError(f"{of} has no {quoted(name)}; it takes {', '.join(known)}", code="usage", hint=hint)


def _alternatives(values: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(values[:-1]), *values[-1:])))


def _wrong(name: str, value: JSON, expected: str) -> InvalidError:
    return InvalidError(f"{quoted(name)} was given {quoted(json.dumps(value))}, expected {expected}")


def _texts(name: str, value: JSON) -> JSON:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)) or not all(isinstance(item, str) for item in found):
        odd = next((item for item in found if not isinstance(item, str)), value) if isinstance(found, list) else value
        raise _wrong(name, odd, "a text or a list of texts")
    if len(found) > ITEM_LIMIT:
        raise InvalidError(f"{quoted(name)} has {len(found)} items; send at most {ITEM_LIMIT} at once")
    if any(len(str(item)) > TEXT_LIMIT for item in found):
        raise InvalidError(f"{quoted(name)} has more than {TEXT_LIMIT} characters; write less or split it")
    return list(found)


def _text(name: str, value: JSON) -> JSON:
    found = _texts(name, value)
    return "\n".join(map(str, found)) if isinstance(found, list) else found


def _unpacked(value: JSON) -> JSON:
    """Read JSON that came as a text: some clients send objects and lists so."""
    if not isinstance(value, str):
        return value
    try:
        found: JSON = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return found


def _mapping(name: str, value: JSON) -> JSON:
    found = _unpacked(value)
    if not isinstance(found, Mapping):
        raise _wrong(name, value, "an object")
    return found


def _mappings(name: str, value: JSON) -> JSON:
    found = _unpacked(value)
    listed = [found] if isinstance(found, Mapping) else found
    if not isinstance(listed, (list, tuple)):
        raise _wrong(name, value, "a list of objects")
    for index, item in enumerate(listed):
        if not isinstance(item, Mapping):
            raise _wrong(f"{name}[{index}]", item, "an object")
    if not 0 < len(listed) <= ITEM_LIMIT:
        raise InvalidError(f"{quoted(name)} has {len(listed)} items; send 1 to {ITEM_LIMIT} at once")
    return listed


def _number(name: str, value: JSON) -> JSON:
    found = _unpacked(value)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise _wrong(name, value, "a whole number from 1")
    return found


def _choice(name: str, value: JSON) -> JSON:
    if not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return _text(name, value)


def _as_sent(_: str, value: JSON) -> JSON:
    return value


TEXT = Shape({"anyOf": [STRING, STRINGS]}, _text)
"""A text; several are its lines."""
WORD = Shape(STRING, _text)
"""A text, of which a model is told that it is one alone; a list is taken all the same."""
CHOICE = Shape(STRING, _choice)
"""One of some values that are listed; no list, since it is not a text."""
TEXTS = Shape({"anyOf": [STRING, STRINGS]}, _texts)
"""Texts; one alone is a list of it."""
MAPPING = Shape({"type": "object"}, _mapping)
MAPPINGS = Shape({"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": ITEM_LIMIT}, _mappings)
NUMBER = Shape({"type": "integer", "minimum": 1}, _number)
ANYTHING = Shape({}, _as_sent)

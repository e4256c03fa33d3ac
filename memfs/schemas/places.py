"""The places in a schema file where a schema stands, and what a `$ref` there points at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Spot = tuple[str, ...]
"""Where a schema stands in its file: the steps of its JSON pointer."""

DEPTH_LIMIT: Final = 64
"""How deep a schema may nest, so that walking it needs no care."""

# JSON Schema 2020-12, core sections 8.2.4, 10 and 11, and validation section 8.5
_ONE: Final = (
    "not",
    "if",
    "then",
    "else",
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)
_LIST: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED: Final = ("properties", "patternProperties", "dependentSchemas", "$defs")


def places(schema: Any, spot: Spot = ()) -> Iterator[tuple[Spot, Any]]:
    """Walk a schema and every schema inside it; what stands in `const`, `enum` or unknown keywords is no schema."""
    yield spot, schema
    for below, inner in inside(schema, spot):
        yield from places(inner, below)


def inside(schema: Any, spot: Spot = ()) -> Iterator[tuple[Spot, Any]]:
    """List the schemas directly inside a schema."""
    if not isinstance(schema, Mapping):
        return
    for keyword in _ONE:
        if keyword in schema:
            yield (*spot, keyword), schema[keyword]
    for keyword in _LIST:
        listed = schema.get(keyword, ())
        for number, inner in enumerate(listed if isinstance(listed, Sequence) else ()):
            yield (*spot, keyword, str(number)), inner
    for keyword in _NAMED:
        named = schema.get(keyword, {})
        for name, inner in named.items() if isinstance(named, Mapping) else ():
            yield (*spot, keyword, name), inner


def target(reference: str) -> tuple[str, Spot] | None:
    """Read a `$ref`: the file ("" for its own) and the spot; None where it is no file name and plain JSON pointer."""
    file, _, pointer = reference.partition("#")
    if pointer and not pointer.startswith("/"):
        return None
    if any(sign in reference for sign in "%\\?:") or "/" in file or file.startswith("."):
        return None
    steps = pointer.split("/")[1:]
    return file, tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)

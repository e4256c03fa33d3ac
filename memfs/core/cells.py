"""Cells: the legal combinations of a kind's facets, worked out from its JSON Schema alone.

A schema is judged on a part of a record with three answers: True, False, and None where the unknown rest decides.
A search through the facets drops a branch as soon as the answer is False, so no table of the legal combinations
stands anywhere but in the schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from memfs.core.model import JSON

CELL_LIMIT: Final = 1_000
_EFFORT: Final = 50_000_000  # steps times characters of the schema: about half a second; a memory takes 2 million
Verdict = bool | None
Schema = Mapping[str, "JSON"] | bool
Cell = Mapping[str, str]
"""Facets in schema order, absent ones left out."""


class BoundlessError(ValueError):
    """The facets of a schema have too many legal combinations, or it takes too long to find them."""


class _Absent:
    """The value of a field that the record does not have."""


class _Present:
    """The value of a field that the record has, whatever it holds."""


ABSENT: Final = _Absent()
PRESENT: Final = _Present()
Known = Mapping[str, "JSON | _Absent | _Present"]
_Step = tuple[str, tuple[str, ...], list["JSON"]]
_NOTES: Final = {"title", "description", "default", "examples", "deprecated", "$comment"}
_COMBINED: Final = {"allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
_OF_MAPPINGS: Final = _NOTES | _COMBINED | {"$schema", "$id", "$defs", "type", "properties", "required"}
_OF_VALUES: Final = _NOTES | _COMBINED | {"const", "enum", "type"}


def judge(schema: JSON, known: Known) -> Verdict:
    """Judge a mapping of which only some fields are known; a field that is not named may be anything."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, Mapping):
        return None
    return _all(part for part in _parts(schema, known))


def _parts(schema: Mapping[str, JSON], known: Known) -> Iterator[Verdict]:
    yield from _shape(schema, known)
    yield from _combined(schema, lambda part: judge(part, known))
    if schema.keys() - _OF_MAPPINGS:
        yield None


def _shape(schema: Mapping[str, JSON], known: Known) -> Iterator[Verdict]:
    properties = schema.get("properties", {})
    if isinstance(properties, Mapping):
        for name, value in known.items():
            yield _field(properties.get(name, True), value)
        if properties.keys() - known.keys():
            yield None
        if schema.get("additionalProperties") is False and "patternProperties" not in schema:
            foreign = [name for name, value in known.items() if name not in properties and value is not ABSENT]
            yield not foreign
    if "type" in schema:
        yield _has_type(schema, "object")
    for needed in _list(schema.get("required", ())):
        yield known[needed] is not ABSENT if isinstance(needed, str) and needed in known else None


def _field(schema: JSON, value: JSON | _Absent | _Present) -> Verdict:
    if value is ABSENT or isinstance(schema, bool):
        return value is ABSENT or schema is True
    if not isinstance(schema, Mapping) or isinstance(value, (_Absent, _Present)):
        return None
    return _all(_value_parts(schema, value))


def _value_parts(schema: Mapping[str, JSON], value: JSON) -> Iterator[Verdict]:
    if "const" in schema:
        yield value == schema["const"]
    options = schema.get("enum")
    if isinstance(options, Sequence):
        yield value in options
    if "type" in schema:
        yield _has_type(schema, "string") if isinstance(value, str) else None
    yield from _combined(schema, lambda part: _field(part, value))
    if schema.keys() - _OF_VALUES:
        yield None


def _has_type(schema: Mapping[str, JSON], name: str) -> bool:
    types = schema["type"]
    return name == types or name in _list(types)


def _combined(schema: Mapping[str, JSON], decide: Callable[[JSON], Verdict]) -> Iterator[Verdict]:
    if "allOf" in schema:
        yield _all(map(decide, _list(schema["allOf"])))
    if "anyOf" in schema:
        yield _any(map(decide, _list(schema["anyOf"])))
    if "oneOf" in schema:
        yield _one(list(map(decide, _list(schema["oneOf"]))))
    if "not" in schema:
        yield _not(decide(schema["not"]))
    if "if" in schema:
        yield _branch(schema, decide)


def _branch(schema: Mapping[str, JSON], decide: Callable[[JSON], Verdict]) -> Verdict:
    condition = decide(schema["if"])
    if condition is not None:
        return decide(schema.get("then" if condition else "else", True))
    then, otherwise = decide(schema.get("then", True)), decide(schema.get("else", True))
    return then if then == otherwise else None


def _list(value: JSON) -> Sequence[JSON]:
    return value if isinstance(value, (list, tuple)) else ()


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    answer: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            answer = None
    return answer


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    return _not(_all(map(_not, verdicts)))


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _one(verdicts: list[Verdict]) -> Verdict:
    if verdicts.count(True) > 1 or all(verdict is False for verdict in verdicts):
        return False
    return None if None in verdicts else True


def options(schema: Mapping[str, JSON], field: str) -> tuple[str, ...]:
    """Return the values a schema's `properties` allow for an enumerated field, in their order."""
    properties = schema.get("properties", {})
    part = properties.get(field, {}) if isinstance(properties, Mapping) else {}
    values = part.get("enum", ()) if isinstance(part, Mapping) else ()
    return tuple(value for value in _list(values) if isinstance(value, str))


def cells(schema: Mapping[str, JSON], facets: Sequence[str]) -> tuple[Cell, ...]:
    """List every legal combination of the facets, in schema order.

    Raises BoundlessError above a thousand of them, or where finding them would take more than about half a second.
    """
    own = {name: part for name, part in schema.items() if name != "allOf"}
    conjuncts = [own, *_list(schema.get("allOf", ()))]
    about = [[part for part in conjuncts if f"'{facet}'" in repr(part)] for facet in facets]
    steps = [(facet, options(schema, facet), parts) for facet, parts in zip(facets, about, strict=True)]
    found = tuple(islice(_search(steps, {}, iter(range(_EFFORT // len(repr(schema))))), CELL_LIMIT + 1))
    if len(found) > CELL_LIMIT:
        raise BoundlessError(f"the facets have more than {CELL_LIMIT} legal combinations")
    return tuple({name: value for name, value in cell.items() if isinstance(value, str)} for cell in found)


def _search(steps: Sequence[_Step], known: Known, patience: Iterator[int]) -> Iterator[Known]:
    """Assign one facet after another; only the conjuncts that mention the facet can have become false."""
    if not steps:
        yield known
        return
    facet, values, conjuncts = steps[0]
    candidates: tuple[str | _Absent, ...] = (*values, ABSENT)
    for value in candidates:
        if next(patience, None) is None:
            raise BoundlessError("the legal combinations of the facets take too long to find")
        longer: Known = {**known, facet: value}
        if all(judge(part, longer) is not False for part in conjuncts):
            yield from _search(steps[1:], longer, patience)

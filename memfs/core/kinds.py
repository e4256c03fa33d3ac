"""Kinds: what a record is, defined by a JSON Schema with an `x-memfs` annotation and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from memfs.core.cells import PRESENT, Cell, cells, judge, options

if TYPE_CHECKING:
    from memfs.core.model import JSON

ANNOTATION = "x-memfs"
ANSWERS_KEPT = 1_000
"""A kind remembers at most this many answers to what it allows."""


class _Fields(NamedTuple):
    name: str
    directory: str
    key: str
    facets: tuple[str, ...]
    unique: tuple[str, ...]
    unique_items: Mapping[str, str]
    schema: Mapping[str, JSON]


class Kind(_Fields):
    """One kind of record.

    `directory` is one segment below the store, `key` the field that names a record, `facets` the fields that classify
    it, in path order; `unique` lists further fields no two records may share; `unique_items` maps a list field to
    the field that is unique among its items.
    """

    @property
    def has_summary(self) -> bool:
        """Tell whether records are named by a summary: it has a format, is made when missing, and may fan out."""
        return self.key == "summary"

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields in file order: key, facets, then the schema's own order."""
        return tuple(dict.fromkeys((self.key, *self.facets, *_properties(self.schema))))

    def cells(self) -> tuple[Cell, ...]:
        """List the legal combinations of facets."""
        return cells(self.schema, self.facets)

    def keys(self) -> tuple[str, ...]:
        """Return the known keys where the schema lists them, as a context's sections; else nothing."""
        return options(self.schema, self.key)

    def allows(self, name: str, given: Mapping[str, JSON]) -> bool:
        """Tell whether a record with these fields may have the one that is named."""
        if not all(isinstance(value, str) for value in given.values()):  # 1, 1.0 and True would be one question
            return self._judged(name, given)
        asked = (name, *given.items())
        if asked not in self._answers and len(self._answers) < ANSWERS_KEPT:
            self._answers[asked] = self._judged(name, given)
        return self._answers[asked] if asked in self._answers else self._judged(name, given)

    @cached_property
    def _answers(self) -> dict[tuple[object, ...], bool]:
        return {}

    def _judged(self, name: str, given: Mapping[str, JSON]) -> bool:
        return name in _properties(self.schema) and judge(self.schema, {**given, name: PRESENT}) is not False

    def is_list(self, field: str) -> bool:
        """Tell whether a field holds a list."""
        return _part(self.schema, field).get("type") == "array"

    def ordered(self, data: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return the fields in file order, those of items in their schema's order; unknown ones last."""
        known = [name for name in self.fields if name in data]
        names = dict.fromkeys([*known, *data])
        return {name: _arranged(data[name], self.schema, name) for name in names}


def kind_from(schema: Mapping[str, JSON]) -> Kind | None:
    """Read a kind from its schema; None where there is no annotation. The annotation must have been judged."""
    annotation = schema.get(ANNOTATION)
    if not isinstance(annotation, Mapping):
        return None
    items = annotation.get("unique_items", {})
    return Kind(
        name=str(annotation["kind"]),
        directory=str(annotation["directory"]),
        key=str(annotation["key"]),
        facets=_words(annotation.get("facets", ())),
        unique=_words(annotation.get("unique", ())),
        unique_items={name: str(field) for name, field in items.items()} if isinstance(items, Mapping) else {},
        schema=schema,
    )


def _words(value: JSON) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _properties(schema: Mapping[str, JSON]) -> Mapping[str, JSON]:
    properties = schema.get("properties", {})
    return properties if isinstance(properties, Mapping) else {}


def _part(schema: Mapping[str, JSON], field: str) -> Mapping[str, JSON]:
    part = _properties(schema).get(field, {})
    return part if isinstance(part, Mapping) else {}


def _arranged(value: JSON, schema: Mapping[str, JSON], field: str) -> JSON:
    return value if isinstance(value, str) else _ordered(value, _part(schema, field))


def _ordered(value: JSON, schema: Mapping[str, JSON]) -> JSON:
    if isinstance(value, Mapping) and "properties" in schema:
        known = [name for name in _properties(schema) if name in value]
        names = dict.fromkeys([*known, *value])
        return {name: _arranged(value[name], schema, name) for name in names}
    items = schema.get("items")
    if isinstance(value, (list, tuple)) and isinstance(items, Mapping):
        return [_ordered(item, items) for item in value]
    return value

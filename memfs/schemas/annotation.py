"""The `x-memfs` annotation, which makes a JSON Schema a kind: every member, and what it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from memfs.core.cells import CELL_LIMIT, BoundlessError
from memfs.core.escape import quoted
from memfs.core.kinds import ANNOTATION, kind_from
from memfs.core.layout import SCHEMA_ENDING
from memfs.core.names import is_device
from memfs.schemas.words import form, listed, meant, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.schemas.words import Path, Problem

WITHOUT: Final = ("policy", "profile")
"""Schema files that are no kind: of the policy, and of the store's shares."""
FACET_LIMIT: Final = 16
RESERVED: Final = frozenset({"variable", "schema", "store", "file"})
"""Words that stand where a kind's name does: in commands, in what they print and in trailers of commits."""
_KEYS: Final[Mapping[str, str]] = {"memory": "summary", "context": "section", "source": "name"}
_FIRST = frozenset("abcdefghijklmnopqrstuvwxyz")
_REST = _FIRST | frozenset("0123456789_")
_WORD, _VALUE = "[a-z][a-z0-9_]{0,31}", "[a-z0-9_]{1,40}"
_MEMBERS: Final = ("kind", "directory", "key", "facets", "unique", "unique_items")
_AT: Final[Path] = (ANNOTATION,)


def judge_annotation(name: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Say what is wrong with a schema's annotation: first its shape, then how it fits the schema."""
    kind = name.removesuffix(SCHEMA_ENDING)
    if kind in WITHOUT:
        if ANNOTATION in schema:
            yield problem(_AT, f"{quoted(name)} is no kind of record; remove {quoted(ANNOTATION)}")
        return
    annotation = schema.get(ANNOTATION)
    if not isinstance(annotation, Mapping):
        yield problem((), f"{quoted(name)} needs {quoted(ANNOTATION)}, a mapping that makes it a kind")
        return
    found = [*_members(annotation), *_words(kind, annotation), *_lists(annotation)]
    yield from found or _fit(annotation, schema)


def _members(annotation: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _MEMBERS:
        if name not in annotation:
            yield problem(_AT, f"{quoted(ANNOTATION)} needs {quoted(name)}")
    for name in annotation:
        if name not in _MEMBERS:
            close = meant(name, _MEMBERS)
            hint = f"did you mean {quoted(close)}?" if close else f"use {listed(_MEMBERS, 'and')}"
            yield problem((*_AT, name), f"{quoted(ANNOTATION)} has no {quoted(name)}; {hint}")


def _words(kind: str, annotation: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("kind", "directory"):
        if name in annotation and not is_word(annotation[name]):
            yield problem((*_AT, name), f"{quoted(name)} is {_what(annotation[name])}; write one word as {_WORD}")
            return
    if annotation.get("kind", kind) != kind:
        message = f"the kind is {quoted(annotation['kind'])}; in this file it must be {quoted(kind)}"
        yield problem((*_AT, "kind"), message)
    if kind in RESERVED:
        yield problem((*_AT, "kind"), f"{quoted(kind)} is a word of memfs; call the kind something else")
    if annotation.get("directory") == "schema":
        yield problem((*_AT, "directory"), "the directory 'schema' holds the schemas; name another one")
    if not isinstance(annotation.get("key", ""), str):
        yield problem((*_AT, "key"), f"'key' is {form(annotation['key'])}; name the field that names a record")


def _lists(annotation: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("facets", "unique"):
        value = annotation.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield problem((*_AT, name), f"{quoted(name)} must be a list of field names")
        elif len(set(value)) < len(value):
            yield problem((*_AT, name), f"{quoted(name)} names a field twice; keep one")
    items = annotation.get("unique_items", {})
    if not isinstance(items, dict) or not all(isinstance(one, str) for one in items.values()):
        yield problem((*_AT, "unique_items"), "'unique_items' must map a list field to a field of its items")


def _fit(annotation: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Problem]:
    fields = schema.get("properties", {})
    found = [
        *_relied_on(annotation["kind"], annotation["key"], fields),
        *_key(annotation["key"], fields, schema.get("required", [])),
        *(one for facet in annotation["facets"] for one in _facet(facet, annotation["key"], fields)),
        *(one for name in annotation["unique"] for one in _property((*_AT, "unique"), name, fields)),
        *(one for name, inner in annotation["unique_items"].items() for one in _items(name, inner, fields)),
    ]
    yield from found or _combinations(schema)


def _relied_on(kind: str, key: str, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """Keep what the verbs of the packaged kinds cannot do without; everything else of them may change."""
    if _KEYS.get(kind, key) != key:
        yield problem((*_AT, "key"), f"the key of a {kind} is {quoted(_KEYS[kind])}, by which the verbs find it")
    elif kind == "memory" and not _is_text(fields.get("content")):
        yield problem((), "a memory needs the property 'content' of type string, which the verbs fill")
    elif kind == "context" and not _is_listed(fields.get(key)):
        yield problem(("properties", key), "the sections must be an enum of strings, which is what the verbs list")


def _property(path: Path, name: str, fields: Mapping[str, Any]) -> Iterator[Problem]:
    if name not in fields:
        close = meant(name, fields)
        hint = f"did you mean {quoted(close)}?" if close else "name one of 'properties'"
        yield problem(path, f"{quoted(name)} is no property of this schema; {hint}")


def _key(key: str, fields: Mapping[str, Any], required: Sequence[str]) -> Iterator[Problem]:
    path = (*_AT, "key")
    if key not in fields:
        yield from _property(path, key, fields)
    elif not _is_text(fields[key]):
        yield problem(("properties", key), f'the key {quoted(key)} must have "type": "string" or an enum of strings')
    elif key not in required:
        yield problem((), f"every record needs its key; add {quoted(key)} to 'required'")


def _facet(facet: str, key: str, fields: Mapping[str, Any]) -> Iterator[Problem]:
    path = (*_AT, "facets")
    if facet == key:
        yield problem(path, f"{quoted(facet)} is the key, which names one record; a facet classifies many")
    elif not is_word(facet):
        yield problem(path, f"the facet {quoted(facet)} becomes a directory; name it as {_WORD}")
    elif facet not in fields:
        yield from _property(path, facet, fields)
    elif not _is_enum(fields[facet]):
        yield problem(("properties", facet), f"the facet {quoted(facet)} needs an enum of strings as {_VALUE}")


def _items(name: str, inner: str, fields: Mapping[str, Any]) -> Iterator[Problem]:
    path = (*_AT, "unique_items")
    if name not in fields:
        yield from _property(path, name, fields)
        return
    field = fields[name]
    items = field.get("items", {}) if isinstance(field, dict) and field.get("type") == "array" else None
    if not isinstance(items, dict):
        yield problem(path, f"{quoted(name)} is no list; name a property of type array whose items are objects")
    elif inner not in items.get("properties", {}):
        yield problem(path, f"the items of {quoted(name)} have no property {quoted(inner)}; name one they have")


def _combinations(schema: Mapping[str, Any]) -> Iterator[Problem]:
    path = (*_AT, "facets")
    kind = kind_from(schema)
    if kind is None or not kind.facets:
        return
    if len(kind.facets) > FACET_LIMIT:
        yield problem(path, f"there are {len(kind.facets)} facets; at most {FACET_LIMIT}, as each is a directory")
        return
    try:
        if not kind.cells():
            yield problem(path, "no combination of the facets is legal; check the conditions of the schema")
    except BoundlessError:
        yield problem(path, f"the facets have more than {CELL_LIMIT:,} legal combinations; tie them with conditions")


def is_word(value: object) -> bool:
    """Tell whether a value is a name for a kind, a directory or a facet."""
    shaped = isinstance(value, str) and 0 < len(value) <= 32 and value[0] in _FIRST and _REST.issuperset(value)
    return shaped and not is_device(str(value))


def _is_text(field: Any) -> bool:
    return _is_listed(field) or (isinstance(field, dict) and "enum" not in field and field.get("type") == "string")


def _is_listed(field: Any) -> bool:
    values = field.get("enum") if isinstance(field, dict) else None
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)


def _is_enum(field: Any) -> bool:
    values = field.get("enum") if isinstance(field, dict) else None
    if not isinstance(values, list) or not values or field.get("type", "string") != "string":
        return False
    return all(isinstance(value, str) and 0 < len(value) <= 40 and _REST.issuperset(value) for value in values)


def _what(value: object) -> str:
    return quoted(value) if isinstance(value, str) else form(value)

"""The annotation that makes a schema a kind, and the combinations of facets it leads to."""

from __future__ import annotations

from typing import Any

import pytest

from memfs.core.kinds import kind_from
from tests.schema_data import DECISION, NAME, judged, schema

WORD = "[a-z][a-z0-9_]{0,31}"
NO_PROPERTY = "'zzz' is no property of this schema; name one of 'properties'"
NO_LIST = "'title' is no list; name a property of type array whose items are objects"
NO_FIELD = "the items of 'options' have no property 'a'; name one they have"
TEXT: dict[str, Any] = {"type": "string"}


def annotated(**members: object) -> dict[str, Any]:
    found = {**DECISION["x-memfs"], **members}
    return schema(**{"x-memfs": {name: value for name, value in found.items() if value is not ...}})


BAD_ANNOTATIONS: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({"kind": ...}, (), "'x-memfs' needs 'kind'"),
    ({"unique_items": ...}, (), "'x-memfs' needs 'unique_items'"),
    ({"kinds": "x"}, ("kinds",), "'x-memfs' has no 'kinds'; did you mean 'kind'?"),
    ({"zzz": 1}, ("zzz",), "'x-memfs' has no 'zzz'; use kind, directory, key, facets, unique and unique_items"),
    ({"kind": "other"}, ("kind",), "the kind is 'other'; in this file it must be 'decision'"),
    ({"kind": "Decision"}, ("kind",), f"'kind' is 'Decision'; write one word as {WORD}"),
    ({"kind": 5}, ("kind",), f"'kind' is a number; write one word as {WORD}"),
    ({"directory": "schema"}, ("directory",), "the directory 'schema' holds the schemas; name another one"),
    ({"directory": "../x"}, ("directory",), f"'directory' is '../x'; write one word as {WORD}"),
    ({"directory": "a/b"}, ("directory",), f"'directory' is 'a/b'; write one word as {WORD}"),
    ({"directory": "aux"}, ("directory",), f"'directory' is 'aux'; write one word as {WORD}"),
    ({"directory": ""}, ("directory",), f"'directory' is ''; write one word as {WORD}"),
    ({"directory": "a" * 33}, ("directory",), f"'directory' is '{'a' * 33}'; write one word as {WORD}"),
    ({"key": 5}, ("key",), "'key' is a number; name the field that names a record"),
    ({"key": "titel"}, ("key",), "'titel' is no property of this schema; did you mean 'title'?"),
    ({"key": "zzz"}, ("key",), NO_PROPERTY),
    ({"facets": "status"}, ("facets",), "'facets' must be a list of field names"),
    ({"facets": ["status", "status"]}, ("facets",), "'facets' names a field twice; keep one"),
    ({"facets": ["stat"]}, ("facets",), "'stat' is no property of this schema; did you mean 'status'?"),
    ({"facets": ["title"]}, ("facets",), "'title' is the key, which names one record; a facet classifies many"),
    ({"facets": ["../x"]}, ("facets",), f"the facet '../x' becomes a directory; name it as {WORD}"),
    ({"unique": [1]}, ("unique",), "'unique' must be a list of field names"),
    ({"unique": ["zzz"]}, ("unique",), NO_PROPERTY),
    ({"unique_items": []}, ("unique_items",), "'unique_items' must map a list field to a field of its items"),
    ({"unique_items": {"a": 1}}, ("unique_items",), "'unique_items' must map a list field to a field of its items"),
    ({"unique_items": {"zzz": "a"}}, ("unique_items",), NO_PROPERTY),
    ({"unique_items": {"options": "a"}}, ("unique_items",), NO_FIELD),
    ({"unique_items": {"title": "a"}}, ("unique_items",), NO_LIST),
]  # fmt: skip


@pytest.mark.parametrize(("members", "path", "message"), BAD_ANNOTATIONS)
def test_an_annotation_says_exactly_what_a_kind_is(
    members: dict[str, Any], path: tuple[str, ...], message: str
) -> None:
    assert judged(annotated(**members)) == [(("x-memfs", *path), message)]


def test_a_kind_is_annotated_and_the_policy_is_not() -> None:
    message = f"'{NAME}' needs 'x-memfs', a mapping that makes it a kind"
    assert judged(schema(**{"x-memfs": ...})) == [((), message)]
    assert judged(schema(**{"x-memfs": 5})) == [((), message)]
    assert judged(DECISION, "policy.schema.json") == [
        (("x-memfs",), "'policy.schema.json' is no kind of record; remove 'x-memfs'")
    ]


@pytest.mark.parametrize(
    "part", [{"enum": ["Open"]}, {"enum": []}, {"enum": ["../x"]}, {"enum": ["a" * 41]}, TEXT, {"enum": ["a", 1]}, True]
)
def test_a_facet_is_an_enum_of_plain_words(part: object) -> None:
    message = "the facet 'status' needs an enum of strings as [a-z0-9_]{1,40}"
    assert judged(schema(properties={**DECISION["properties"], "status": part})) == [
        (("properties", "status"), message)
    ]


def test_a_key_is_a_required_text() -> None:
    path, message = ("properties", "title"), 'the key \'title\' must have "type": "string" or an enum of strings'
    for part in ({"type": "integer"}, {"enum": ["a", 1]}, {}, True):
        assert judged(schema(properties={**DECISION["properties"], "title": part})) == [(path, message)]
    assert judged(schema(properties={**DECISION["properties"], "title": {"enum": ["a", "b"]}})) == []
    assert judged(schema(required=["status"])) == [((), "every record needs its key; add 'title' to 'required'")]


def test_the_combinations_of_facets_are_bounded() -> None:
    names = [f"f{n}" for n in range(16)]
    parts = {name: {"enum": [f"v{n}" for n in range(20)]} for name in names}
    many = annotated(facets=names)
    many["properties"] |= parts
    path = ("x-memfs", "facets")
    bound = "the facets have more than 1,000 legal combinations; tie them with conditions"
    assert judged(many) == [(path, bound)]
    slow = {**many, "allOf": [{"required": ["f15"]}, {"properties": {"f15": False}}] * 50}
    assert judged(slow) == [(path, bound)]
    seventeen = annotated(facets=[*names, "status"])
    seventeen["properties"] |= parts
    assert judged(seventeen) == [(path, "there are 17 facets; at most 16, as each is a directory")]
    none = schema(allOf=[{"properties": {"status": False}}])
    assert judged(none) == [(path, "no combination of the facets is legal; check the conditions of the schema")]


def test_a_fit_schema_makes_a_kind() -> None:
    kind = kind_from(DECISION)
    assert kind is not None
    assert kind.cells() == ({"status": "open"}, {"status": "settled"})

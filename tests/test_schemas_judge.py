"""Schemas of a store are strangers' code: what is refused before it judges anything."""

from __future__ import annotations

from typing import Any

import pytest

from memfs.schemas import Problem, judge_schema, judge_together, packaged
from tests.schema_data import DECISION, DIALECT, FILES, NAME, field, judged, schema

TEXT: dict[str, Any] = {"type": "string"}


def test_packaged_schemas_and_a_new_kind_are_fit() -> None:
    assert [judge_schema(name, data, FILES) for name, data in packaged().items()] == [()] * 4
    assert judged(DECISION) == []
    assert judged(schema(**{"$id": NAME})) == []
    assert judge_together({**FILES, NAME: DECISION}) == {}
    assert judged({"$schema": DIALECT, "properties": {"memories": {"minimum": 9}}}, "profile.schema.json") == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" " * 65_537, "the schema is 65,537 bytes long; at most 65,536"),
        (b"[" * 65_000, "the schema is nested too deeply"),
        (b"[]", "the schema is a list; write a mapping"),
        (b"null", "the schema is empty; write a mapping"),
        (b'{"a": 1,}', "the schema is not JSON at line 1, column 9: Expecting property name enclosed in double quotes"),
        (b'{"a": {"b": 1, "b": 2}}', "the schema has 'b' twice in one mapping; keep one"),
        (b'{"a": NaN}', "the schema holds 'NaN', which is no number of JSON"),
        (b'{"a": -Infinity}', "the schema holds '-Infinity', which is no number of JSON"),
        (b'{"a": 1e999}', "the schema holds '1e999', which is no number of JSON"),
        (b'{"a": "\xff"}', "the schema is not UTF-8 at byte 8"),
        (b'{"a": "\\ud800"}', "a text of the schema holds half a character (a lone surrogate)"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "the schema holds a number of 5,000 digits; at most 18"),
    ],
)
def test_a_file_must_be_small_strict_json(data: bytes, message: str) -> None:
    assert judged(data) == [((), message)]


def test_the_dialect_is_2020_12_and_the_id_the_file_name() -> None:
    wanted = f"'$schema' must be '{DIALECT}'"
    assert judged(schema(**{"$schema": ...})) == [((), wanted)]
    assert judged(schema(**{"$schema": "http://json-schema.org/draft-07/schema#"})) == [(("$schema",), wanted)]
    assert judged(schema(**{"$id": "https://a.example/x"})) == [
        (("$id",), f"'$id' is 'https://a.example/x'; leave it out or write '{NAME}'")
    ]


@pytest.mark.parametrize("name", ["x.json", "Decision.schema.json", "../decision.schema.json", "con.schema.json"])
def test_a_schema_file_is_named_after_its_kind(name: str) -> None:
    assert judged(DECISION, name) == [((), f"'{name}' is no name of a schema; name it KIND.schema.json")]


@pytest.mark.parametrize(
    ("part", "path", "message"),
    [
        ({"type": "strin"}, ("type",), "'strin' is no 'type'; use array, boolean, integer, null, number, object or"),
        ({"minLength": -1}, ("minLength",), "'minLength' is -1; at least 0"),
        ({"$ref": 5}, ("$ref",), "'$ref' is a number; quote it or write text"),
        (5, (), "'x' is a number; write a mapping or true or false"),
        ({"$dynamicRef": "#"}, ("$dynamicRef",), "'$dynamicRef' is not supported; use '$ref'"),
        ({"$dynamicAnchor": "a"}, ("$dynamicAnchor",), "'$dynamicAnchor' is not supported; use '$defs'"),
        ({"$anchor": "a"}, ("$anchor",), "'$anchor' is not supported; refer to '#/$defs/NAME'"),
        ({"dependencies": {}}, ("dependencies",), "'dependencies' is not supported; use 'dependentRequired' or"),
        ({"$id": "a"}, ("$id",), "'$id' belongs to the top of the file; remove it here"),
        ({"$schema": DIALECT}, ("$schema",), "'$schema' belongs to the top of the file; remove it here"),
        ({"pattern": "(?=a)"}, ("pattern",), "'(?=a)' is not a plain regular expression"),
        ({"pattern": "(a)\\1"}, ("pattern",), "'(a)\\1' is not a plain regular expression"),
        ({"pattern": "a{999999}"}, ("pattern",), "'a{999999}' is not a plain regular expression"),
        ({"patternProperties": {"(": {}}}, ("patternProperties",), "'(' is not a plain regular expression"),
    ],
)
def test_a_keyword_must_be_one_that_both_validators_obey(part: object, path: tuple[str, ...], message: str) -> None:
    [(found, text)] = judged(field(part))
    assert found == ("properties", "x", *path)
    assert text.startswith(message)


@pytest.mark.parametrize(
    "reference",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.json",
        "//host/x.schema.json",
        "/etc/x.schema.json",
        "../x.schema.json",
        "..",
        "sub/x.schema.json",
        "%2e%2e/x.schema.json",
        "..\\x.schema.json",
        "https://json-schema.org/draft/2020-12/schema",
        "#anchor",
        "decision.schema.json?x#/$defs/a",
        "x" * 5_000 + ":",
    ],
)
def test_a_reference_stays_in_the_directory(reference: str) -> None:
    [(path, message)] = judged(field({"$ref": reference}))
    assert path == ("properties", "x", "$ref")
    assert message.endswith("; a schema may only refer to '#/$defs/NAME' or 'KIND.schema.json#/$defs/NAME'")


def test_a_reference_to_a_file_that_is_not_there_is_told() -> None:
    [(path, message)] = judged(field({"$ref": "nope.schema.json#/$defs/x"}))
    assert path == ("properties", "x", "$ref")
    assert message.startswith("'$ref' names 'nope.schema.json', which is not in this directory; there is context")
    assert judged(field({"$ref": "memory.schema.json#/$defs/unseen"})) == []


@pytest.mark.parametrize("pointer", ["#/$defs/x", "#/x-memfs", "#/properties/title/type", f"{NAME}#/$defs/x"])
def test_a_reference_points_at_a_schema(pointer: str) -> None:
    message = f"'$ref' is '{pointer}', where no schema stands; point at one in '$defs'"
    assert judged(field({"$ref": pointer})) == [(("properties", "x", "$ref"), message)]


@pytest.mark.parametrize("pointer", ["", "#", "#/properties/x", NAME, "#/properties/x/items"])
def test_a_reference_must_not_lead_back_to_itself(pointer: str) -> None:
    [(_, message)] = judged(field({"$ref": pointer, "items": {"$ref": "#/properties/x"}}))
    assert message == "'$ref' leads back to itself; a schema that holds itself is not judged"


def test_plain_references_and_escaped_names_are_followed() -> None:
    assert (
        judged(
            schema(**{"$defs": {"a/b~": TEXT}}, properties={**DECISION["properties"], "x": {"$ref": "#/$defs/a~1b~0"}})
        )
        == []
    )
    assert judged(field({"const": {"$ref": "http://a.example"}, "x-mine": {"$ref": "file:///etc/passwd"}})) == []
    assert judged(schema(properties={**DECISION["properties"], "$ref": TEXT, "pattern": TEXT})) == []


def test_references_must_not_unfold_to_too_much() -> None:
    doubled = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(20)}
    [(path, message)] = judged(schema(**{"$defs": {**doubled, "d20": TEXT}}))
    assert path == ()
    assert message.endswith("parts; at most 20,000")
    chained = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(900)}
    [(_, message)] = judged(schema(**{"$defs": {**chained, "d900": TEXT}}))
    assert message == "the schema is nested deeper than 64 with its references followed"


def test_nesting_is_bounded() -> None:
    deep: dict[str, Any] = {}
    for _ in range(70):
        deep = {"not": deep}
    assert judged(field(deep)) == [((), "the schema is nested deeper than 64")]


def test_patterns_are_counted() -> None:
    many = {f"f{n}": {"pattern": f"a{n}"} for n in range(70)}
    assert judged(schema(properties={**DECISION["properties"], **many})) == [
        ((), "the schema has 71 patterns; at most 64")
    ]


def test_a_set_of_schemas_is_judged_across_its_files() -> None:
    there, back = ({**DECISION, "$defs": {"x": {"$ref": f"{name}.schema.json#/$defs/x"}}} for name in "ba")
    circle = "'$ref' leads back to itself; a schema that holds itself is not judged"
    found = judge_together({"a.schema.json": there, "b.schema.json": back})
    assert found == {
        "a.schema.json": (Problem(("$defs", "x", "$ref"), circle),),
        "b.schema.json": (Problem(("$defs", "x", "$ref"), circle),),
    }
    nowhere = "'$ref' is 'b.schema.json#/$defs/x', where no schema stands; point at one in '$defs'"
    assert judge_together({"a.schema.json": there, "b.schema.json": DECISION}) == {
        "a.schema.json": (Problem(("$defs", "x", "$ref"), nowhere),)
    }
    assert judge_together({"a.schema.json": there, "b.schema.json": {**DECISION, "$defs": {"x": TEXT}}}) == {}


def test_what_does_not_compile_is_told() -> None:
    [(name, problems)] = judge_together({NAME: {"type": "nonsense"}}).items()
    assert name == NAME
    assert problems[0].message.startswith("the schema does not compile: ")

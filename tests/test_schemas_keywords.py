"""Every keyword of JSON Schema is told in words, and the two validators agree on it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from memfs.schemas import Schemas
from tests.schema_data import DIALECT, told

REFUSED = "'x' is refused: "
KEYWORDS: list[tuple[dict[str, Any], object, str]] = [
    ({"minLength": 3}, "ab", "'x' is 2 characters long; at least 3"),
    ({"minLength": 3}, "a", "'x' is 1 character long; at least 3"),
    ({"minItems": 2}, [1], "'x' holds 1 item; at least 2"),
    ({"maxItems": 1}, [1, 2], "'x' holds 2 items; at most 1"),
    ({"minProperties": 1}, {}, "'x' holds 0 fields; at least 1"),
    ({"maxProperties": 0}, {"a": 1}, "'x' holds 1 field; at most 0"),
    ({"minimum": 0}, -1, "'x' is -1; at least 0"),
    ({"maximum": 1.5}, 2, "'x' is 2; at most 1.5"),
    ({"exclusiveMinimum": 0}, 0, "'x' is 0; more than 0"),
    ({"exclusiveMaximum": 1}, 1, "'x' is 1; less than 1"),
    ({"multipleOf": 5}, 7, "'x' is 7; write a multiple of 5"),
    ({"uniqueItems": True}, [1, 1], "'x' holds an item twice; keep one"),
    ({"uniqueItems": True}, [{"a": 1}, {"a": 1}], "'x' holds an item twice; keep one"),
    ({"type": "integer"}, 1.5, "'x' is 1.5; write a whole number"),
    ({"type": ["integer", "null"]}, "1", "'x' is text; write a whole number or nothing"),
    ({"const": None}, 0, "'x' is a number; use null"),
    ({"enum": ["1", True]}, 1, "'x' is a number; use 1 or true"),
    ({"enum": [*"abcdefghijklmnopq"]}, "z", "'z' is no 'x'; use a, b, c, d, e, f, g, h, i, j, k or 6 more"),
    ({"pattern": "^[a-z]+$"}, "A", "'x' is 'A'; it must match '^[a-z]+$'"),
    ({"format": "email"}, "nobody", "'x' is 'nobody'; write a valid email"),
    ({"format": "date-time"}, "now", "'x' is 'now'; write a time in UTC as '2026-11-22T03:27:23Z'"),
    ({"not": {"type": "string"}}, "a", "'x' does not meet 'not' of its schema"),
    ({"contains": {"const": 1}}, [2], "'x' does not meet 'contains' of its schema"),
    ({"anyOf": [{"type": "string"}, {"type": "array"}]}, 1, "'x' is a number; write text or a list"),
    ({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "array"}]}, "ab", "'x' is 2 characters long; at most 1"),
    ({"anyOf": [{"maxLength": 1}, {"pattern": "^a$"}]}, "xy", "'x' fits none of the forms its schema allows"),
    ({"oneOf": [{"minimum": 1}, {"maximum": 2}]}, 1, "'x' fits more than one of the forms its schema allows"),
    ({"dependentRequired": {"a": ["b", "c"]}}, {"a": 1, "b": 2}, "'x' with 'a' needs 'c'"),
    ({"items": {"enum": ["a", "b"]}}, ["a", "c"], "item 2 of 'x' is 'c'; use a or b"),
    ({"items": {"type": "string"}}, ["a", 5], "item 2 of 'x' is a number; quote it or write text"),
    ({"required": ["a"]}, {}, "'x' needs 'a'"),
    ({"properties": {"a": False}}, {"a": 1}, "'a' is not allowed here; remove it"),
    ({"patternProperties": {"^a": False}}, {"ab": 1}, "'ab' is not allowed here; remove it"),
    ({"patternProperties": {"^a": {"type": "null"}}}, {"ab": 1}, "'ab' is a number; write nothing"),
    ({"additionalProperties": {"type": "null"}}, {"a": 1}, "'a' is a number; write nothing"),
    ({"additionalProperties": False}, {"a": 1}, "unknown field 'a'; remove it"),
    ({"patternProperties": {"a": {}}, "additionalProperties": False}, {"a": 1, "b": 1}, "unknown field 'b'; remove it"),
    ({"unevaluatedProperties": False}, {"a": 1}, "unknown field 'a'; remove it"),
    ({"unevaluatedItems": False}, ["a"], f"{REFUSED}Unevaluated items are not allowed (1 item)"),
    ({"propertyNames": {"pattern": "^a"}}, {"b": 1}, "'b' is no name a field of 'x' may have"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "message"), KEYWORDS)
def test_a_keyword_is_told_in_words(schema: dict[str, Any], value: object, message: str) -> None:
    files = {"x.schema.json": {"$schema": DIALECT, "properties": {"x": schema}}}
    assert [text for _, text in told({"x": value}, "x", files)] == [message]


def test_only_the_branch_that_was_meant_is_told() -> None:
    cat = {"properties": {"is": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["is"]}
    dog = {"properties": {"is": {"const": "dog"}, "tricks": {"type": "array"}}, "required": ["is"]}
    files = {"x.schema.json": {"oneOf": [cat, dog]}}
    assert told({"is": "dog", "tricks": 1}, "x", files) == [(("tricks",), "'tricks' is a number; write a list")]


def test_keys_that_are_no_text_are_told() -> None:
    numbers = {"x.schema.json": {"additionalProperties": {"type": "number"}}}
    assert told({1: 2}, "x", numbers) == [
        ((), "the file is not JSON: Dict key must be str or str enum. Got 'int'"),
    ]


def test_a_keyword_that_only_the_verdict_knows_refuses_nothing_by_its_silence() -> None:
    never = {"if": {"unevaluatedProperties": False}, "then": False}
    assert told({"a": 1}, "x", {"x.schema.json": never}) == []


def test_a_catastrophic_pattern_is_quick_in_both_validators() -> None:
    text = "a" * 50_000 + "!"
    schema = {
        "properties": {"x": {"pattern": "^(a+)+$"}},
        "patternProperties": {"^(b+)+$": True},
        "additionalProperties": False,
    }
    started = time.process_time()
    problems = told({"x": text, "b" * 50_000 + "!": 1}, "x", {"x.schema.json": schema})
    assert time.process_time() - started < 5
    assert [message[:40] for _, message in problems] == [
        "unknown field 'bbbbbbbbbbbbbbbbbbbbbbbbb",
        "'x' is 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]


def test_many_items_are_compared_quickly() -> None:
    items = [{"n": n} for n in range(20_000)]
    started = time.process_time()
    assert told({"x": items}, "x", {"x.schema.json": {"properties": {"x": {"uniqueItems": True}}}}) == []
    assert time.process_time() - started < 5


@pytest.mark.parametrize("reference", ["file:///etc/hostname", "http://127.0.0.1:9/x.json", "other.schema.json"])
def test_nothing_is_retrieved_even_for_a_schema_that_nobody_judged(reference: str) -> None:
    schemas = Schemas({"x.schema.json": {"$ref": reference}})
    with pytest.raises(ValueError, match="nothing is retrieved: "):
        schemas.accepts("x.schema.json")


def test_the_dependency_would_have_read_the_file() -> None:
    with pytest.raises(ValueError, match="expected"):
        Draft202012Validator({"$ref": "file:///etc/hostname"})

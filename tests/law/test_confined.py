"""A schema in a store is a stranger's code: what it may not say is refused at every door, quickly, and nothing runs."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.law.conftest import DECISION, legislate, shipped

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

FACT = ("--outcome", "learning", "--insight-type", "fact")
FILE = "memory/schema/decision.schema.json"
CIRCLE = {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "not": {"$ref": "#/$defs/a"}}


def deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


def annotated(**members: object) -> dict[str, Any]:
    return {**DECISION, "x-memfs": {**DECISION["x-memfs"], **members}}


def classified(*values: str) -> dict[str, Any]:
    return {**DECISION, "properties": {**DECISION["properties"], "status": {"enum": list(values)}}}


ATTACKS = {
    "a file of the machine": {**DECISION, "allOf": [{"$ref": "file:///etc/passwd"}]},
    "a page of the network": {**DECISION, "allOf": [{"$ref": "https://example.invalid/a.json"}]},
    "a path out of the directory": {**DECISION, "allOf": [{"$ref": "../memfs.yaml"}]},
    "an absent sibling": {**DECISION, "allOf": [{"$ref": "other.schema.json"}]},
    "another base": {**DECISION, "$id": "https://example.invalid/decision"},
    "a reference at run time": {**DECISION, "allOf": [{"$dynamicRef": "#a"}]},
    "a circle": {**DECISION, **CIRCLE},
    "another dialect": {**DECISION, "$schema": "http://json-schema.org/draft-07/schema#"},
    "depth": {**DECISION, "allOf": [deep(100)]},
    "size": {**DECISION, "description": "x" * 70_000},
    "a directory above": annotated(directory=".."),
    "a directory below git's": annotated(directory=".git"),
    "a value that is a path": classified("../../x"),
    "a value with a separator": classified("a/b"),
    "a pattern with memory": {**DECISION, "properties": {**DECISION["properties"], "by": {"pattern": "(a)\\1"}}},
}


@pytest.mark.parametrize("schema", ATTACKS.values(), ids=ATTACKS)
def test_schema_is_judged_before_it_judges(store: Memfs, repository: GitRepository, schema: dict[str, Any]) -> None:
    repository.write(FILE, json.dumps(schema))
    begun = time.process_time()
    found = json.loads(store("check", "--json").out)
    assert {one["rule"] for one in found["violations"]} == {"policy"}
    assert {one["path"] for one in found["violations"]} == {FILE}
    repository.commit()
    before = repository.state()
    for arguments in (("add", "memory", "x", *FACT), ("schema", "eject", "memory"), ("read",), ("stats",)):
        refused = store(*arguments)
        assert (refused.status, refused.err.startswith("memfs: the store's law is broken: ")) == (1, True)
    assert repository.state() == before
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"a": 1, "a": 2}', b"NaN", b"[" * 100_000])
def test_bytes_that_are_no_schema_are_said_to_be_none(store: Memfs, repository: GitRepository, data: bytes) -> None:
    repository.write(FILE, data)
    (found,) = json.loads(store("check", "--json").out)["violations"]
    assert (found["rule"], found["path"]) == ("policy", FILE)


def test_symlink_in_the_place_of_a_schema_is_not_followed(store: Memfs, repository: GitRepository) -> None:
    secret = repository.write("../secret.json", json.dumps(DECISION))
    link = store.path / FILE
    link.parent.mkdir()
    link.symlink_to(secret)
    found = json.loads(store("check", "--json").out)["violations"]
    assert [(one["rule"], one["path"]) for one in found] == [("file", FILE)]
    assert store("add", "decision", "{}").err.startswith("memfs: 'decision' is no kind of record")


def test_pattern_that_backtracks_elsewhere_takes_no_time(store: Memfs) -> None:
    schema = shipped("memory")
    schema["properties"]["session"]["pattern"] = "^(a+)+$"
    legislate(store, schema)
    begun = time.process_time()
    refused = store("add", "memory", "x", *FACT, "--session", "a" * 5_000 + "b")
    assert refused.status == 1
    assert time.process_time() - begun < 5

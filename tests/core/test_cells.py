"""Cells: the legal combinations of facets, worked out from a schema."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.core.cells import ABSENT, PRESENT, Known, Verdict, cells, judge, options
from memfs.core.kinds import Kind, kind_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON

SCHEMAS = Path(__file__).parents[2] / "schema"


def kind(name: str) -> Kind:
    found = kind_from(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))
    assert found is not None
    return found


def test_a_memory_has_the_cells_of_the_matrix() -> None:
    rows = (Path(__file__).parents[1] / "cases" / "data" / "matrix.jsonl").read_text().splitlines()
    memory = kind("memory")
    accepted = [row["memory"] for row in map(json.loads, rows) if row["expect"] == "accept"]
    wanted = [{name: row[name] for name in memory.facets if name in row} for row in accepted]
    found = list(memory.cells())
    assert len(found) == 25
    assert all(cell in found for cell in wanted)
    assert all(cell in wanted for cell in found)


def test_a_kind_without_facets_has_one_empty_cell() -> None:
    assert kind("context").cells() == ({},)


def test_a_section_takes_the_fields_its_schema_allows() -> None:
    context = kind("context")
    assert context.allows("text", {"section": "problem_description"})
    assert not context.allows("items", {"section": "problem_description"})
    assert context.allows("items", {"section": "objectives"})
    assert not context.allows("text", {"section": "objectives"})
    assert not context.allows("anything", {"section": "objectives"})


A: dict[str, JSON] = {"properties": {"a": {"const": "x"}}, "required": ["a"]}
P: dict[str, JSON] = {"properties": {"b": {"const": "p"}}, "required": ["b"]}


@pytest.mark.parametrize(
    ("schema", "known", "verdict"),
    [
        (True, {}, True),
        (False, {}, False),
        ("no schema", {}, None),
        (A, {"a": "x"}, True),
        (A, {"a": "y"}, False),
        (A, {"a": ABSENT}, False),
        (A, {"a": PRESENT}, None),
        (A, {}, None),
        ({"not": A}, {"a": "x"}, False),
        ({"not": A}, {}, None),
        ({"anyOf": [A, False]}, {"a": "y"}, False),
        ({"anyOf": [A, True]}, {"a": "y"}, True),
        ({"oneOf": [A, True]}, {"a": "x"}, False),
        ({"oneOf": [A, True]}, {"a": "y"}, True),
        ({"oneOf": [A, A]}, {}, None),
        ({"if": A, "then": False}, {"a": "x"}, False),
        ({"if": A, "then": False}, {"a": "y"}, True),
        ({"if": A, "then": False, "else": False}, {}, False),
        ({"if": A, "then": False}, {}, None),
        ({"properties": {"a": {"not": {"enum": ["x"]}}}}, {"a": "x"}, False),
        ({"properties": {"a": False}}, {"a": PRESENT}, False),
        ({"properties": {"a": False}}, {"a": ABSENT}, True),
        ({"properties": {"a": {"minLength": 9}}}, {"a": "x"}, None),
        ({"properties": {}, "additionalProperties": False}, {"a": PRESENT}, False),
        ({"properties": {}, "additionalProperties": False}, {"a": ABSENT}, None),
        ({"$ref": "#/$defs/a"}, {"a": "x"}, None),
    ],
)
def test_a_part_of_a_record_is_judged_as_far_as_it_goes(schema: JSON, known: Known, verdict: Verdict) -> None:
    assert judge(schema, known) is verdict


def brute_force(schema: Mapping[str, JSON], facets: list[str]) -> list[dict[str, str]]:
    choices = [[*options(schema, facet), None] for facet in facets]
    found = []
    for values in itertools.product(*choices):
        known = {name: ABSENT if value is None else value for name, value in zip(facets, values, strict=True)}
        if judge(schema, known) is not False:
            found.append({name: value for name, value in zip(facets, values, strict=True) if value is not None})
    return found


def test_the_search_finds_what_trying_every_combination_finds() -> None:
    properties: dict[str, JSON] = {"a": {"enum": ["x", "y"]}, "b": {"enum": ["p", "q"]}, "c": {"enum": ["1", "2"]}}
    schema: dict[str, JSON] = {
        "properties": properties,
        "required": ["a"],
        "allOf": [
            {"if": A, "then": {"required": ["b"]}, "else": {"properties": {"b": False}}},
            {"oneOf": [P, {"properties": {"c": False}}]},
        ],
    }
    assert list(cells(schema, ["a", "b", "c"])) == brute_force(schema, ["a", "b", "c"])

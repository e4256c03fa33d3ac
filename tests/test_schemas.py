"""Schemas: the verdict on records, and the words that explain it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from memfs.core.kinds import kind_from
from memfs.schemas import Problem, Schemas, packaged
from tests.schema_data import DIALECT, FILES, SUCCESS, kind, rows, told

MEMORY = "memory.schema.json"
SCHEMAS = Schemas(FILES)


@pytest.mark.parametrize("row", rows("matrix.jsonl"), ids=lambda row: row["id"])
def test_every_row_of_the_matrix_gets_its_verdict_and_at_most_one_problem(row: dict[str, Any]) -> None:
    memory = row["memory"]
    problems = told(memory)
    assert len(problems) == (row["expect"] == "reject")
    for path, message in problems:
        assert named(row["reason"], memory) in message
        assert path == () or path[0] in memory


def named(reason: str, memory: dict[str, Any]) -> str:
    """Return what the message must say for a reason of the matrix."""
    outcome, tool = memory["outcome"], memory.get("tool")
    own = {"success": {"code_interpreter": "task_type", "web_search": "domain"}}
    own["failure"] = {"code_interpreter": "error_type", "web_search": "reason"}
    alone = {"learning": "insight_type", "interaction": "sentiment"}
    field = alone.get(outcome) or own[outcome].get(str(tool), "")
    extra = [name for name in kind("memory").facets[2:] if name in memory and name != field]
    return {
        "tool_required": f"{outcome} needs 'tool' (code_interpreter, web_search, file_operation or ",
        "tool_not_allowed_for_outcome": f"'{tool}' is no 'tool' of {outcome}; use" if field == "" else "'tool'",
        "metadata_missing": f" needs '{field}' (",
        "metadata_invalid_value": f"'{field}'",
        "metadata_foreign": f"'{extra[0]}'" if extra else "",
    }[reason]


@pytest.mark.parametrize("row", rows("valid.jsonl"), ids=lambda row: row["id"])
def test_valid_memories_are_accepted(row: dict[str, Any]) -> None:
    assert told(row["memory"]) == []


@pytest.mark.parametrize("name", ["oneliner-1000.jsonl", "balanced-1000.jsonl"])
def test_generated_memories_are_accepted(name: str) -> None:
    accepts = SCHEMAS.accepts(MEMORY)
    assert [row for row in rows(name) if not accepts(row)] == []


def test_a_value_is_escaped_and_cut_in_a_message() -> None:
    hostile = "\x1b[31m::error::" + "x" * 5_000
    [(path, message)] = told({**SUCCESS, "outcome": hostile})
    assert path == ("outcome",)
    assert message.startswith("'\\x1b[31m::error::xxx")
    assert len(message) < 160
    [(_, message)] = told({**SUCCESS, hostile: 1})
    assert "\x1b" not in message
    assert len(message) <= 500


def test_what_is_no_json_is_refused_and_not_raised() -> None:
    for value in (object(), b"bytes", {1, 2}):
        assert told({**SUCCESS, "content": value}) != []
    assert told(SUCCESS | {1: 2}) != []
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert told({**SUCCESS, "content": deep}) == [((), "the file is nested too deeply to be judged")]


def test_siblings_refer_to_one_another_by_file_name() -> None:
    schema = {"$schema": DIALECT, "properties": {"x": {"$ref": "memory.schema.json#/properties/content"}}}
    files = {**FILES, "note.schema.json": schema}
    assert told({"x": "text"}, "note", files) == []
    assert told({"x": " "}, "note", files) == [(("x",), "'x' is blank; write some text")]


def test_packaged_schemas_are_kinds_named_as_their_files() -> None:
    assert list(packaged()) == [f"{name}.schema.json" for name in ("context", "memory", "policy", "source")]
    found = {name: kind_from(schema) for name, schema in FILES.items()}
    names = {name: one.name if one else None for name, one in found.items()}
    assert names == {
        "context.schema.json": "context",
        "memory.schema.json": "memory",
        "policy.schema.json": None,
        "source.schema.json": "source",
    }


def test_problems_are_values() -> None:
    assert Problem(("a",), "b") == Problem(("a",), "b")


def test_importing_schemas_loads_no_validator() -> None:
    heavy = "{'jsonschema', 'jsonschema_rs', 'referencing', 'rfc3339_validator', 'difflib'}"
    code = f"import sys, memfs.schemas; print({heavy} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"set()"
    verdict = "from memfs.schemas import Schemas; Schemas({'a': {}}).accepts('a')({})"
    code = f"import sys; {verdict}; print({heavy} & sys.modules.keys())"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip()
    assert loaded == b"{'jsonschema_rs'}"

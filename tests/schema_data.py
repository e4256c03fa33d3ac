"""What the tests of schemas share: the packaged law, a memory of each sort, and a made-up kind."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from memfs.core.kinds import Kind, kind_from
from memfs.schemas import Schemas, judge_schema, packaged

if TYPE_CHECKING:
    from memfs.core.model import JSON

DATA = Path(__file__).parent / "cases" / "data"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, dict[str, Any]] = {name: json.loads(data) for name, data in packaged().items()}
PACKAGED = Schemas(FILES)
SUCCESS = {"summary": "a", "outcome": "success", "tool": "web_search", "domain": "general", "content": "hello"}
LEARNING = {"summary": "a", "outcome": "learning", "insight_type": "fact", "content": "hello"}
DECISION: dict[str, Any] = {
    "$schema": DIALECT,
    "x-memfs": {
        "kind": "decision",
        "directory": "decisions",
        "key": "title",
        "facets": ["status"],
        "unique": [],
        "unique_items": {"options": "name"},
    },
    "type": "object",
    "required": ["title", "status"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "pattern": "\\S"},
        "status": {"enum": ["open", "settled"]},
        "chosen": {"type": "string"},
        "due": {"type": "string", "format": "date-time"},
        "options": {
            "type": "array",
            "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        },
    },
    "if": {"properties": {"status": {"const": "settled"}}, "required": ["status"]},
    "then": {"required": ["chosen"]},
    "else": {"properties": {"chosen": False}},
}
NAME = "decision.schema.json"


def rows(name: str) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def kind(name: str, files: dict[str, dict[str, Any]] = FILES) -> Kind:
    """Return a kind of these schema files."""
    found = kind_from(files[f"{name}.schema.json"])
    assert found is not None
    return found


def told(data: object, name: str = "memory", files: dict[str, dict[str, Any]] = FILES) -> list[tuple[Any, str]]:
    """Explain data by a kind or a plain schema as pairs of path and message; the verdict must agree."""
    schemas = PACKAGED if files is FILES else Schemas(files)
    file = f"{name}.schema.json"
    problems = schemas.explain(file, cast("JSON", data), kind=kind_from(files[file]))
    assert schemas.accepts(file)(cast("JSON", data)) is (problems == ())
    return [(problem.path, problem.message) for problem in problems]


def judged(schema: object, name: str = NAME) -> list[tuple[Any, str]]:
    """Judge a schema file; a quick answer is part of every test."""
    data = schema if isinstance(schema, bytes) else json.dumps(schema).encode()
    started = time.process_time()
    problems = judge_schema(name, data, (*FILES, NAME))
    assert time.process_time() - started < 10
    assert all(len(problem.message) <= 500 for problem in problems)
    return [(problem.path, problem.message) for problem in problems]


def schema(**members: object) -> dict[str, Any]:
    """Return the made-up kind with other members; `...` leaves one out."""
    found = {**copy.deepcopy(DECISION), **members}
    return {name: value for name, value in found.items() if value is not ...}


def field(part: object) -> dict[str, Any]:
    """Return the made-up kind with a field `x` of this schema."""
    return schema(properties={**DECISION["properties"], "x": part})

"""The door to JSON Schema: a fast verdict, an explanation in words, and a judge of the schemas themselves.

The verdict is jsonschema-rs (about 1 us a memory), the explanation jsonschema; both are imported when they are first
used, neither ever retrieves anything, and `pattern` runs in a linear-time engine in both. Schemas of a store are
strangers' code: they pass `judge_schema` one by one and `judge_together` as a set before they judge anything.
What judges schemas is imported when a store has some of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported
from memfs.schemas.packaged import packaged
from memfs.schemas.validators import Schemas

if TYPE_CHECKING:
    from memfs.schemas.judge import judge_schema, judge_together, parsed
    from memfs.schemas.words import Problem

__all__ = ["Problem", "Schemas", "judge_schema", "judge_together", "packaged", "parsed"]

_HOMES = {
    "Problem": "memfs.schemas.words:Problem",
    "judge_schema": "memfs.schemas.judge:judge_schema",
    "judge_together": "memfs.schemas.judge:judge_together",
    "parsed": "memfs.schemas.judge:parsed",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

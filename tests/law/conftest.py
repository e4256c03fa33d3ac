"""Stores whose teams have a law of their own, at the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, cast

import pytest

from memfs.schemas import packaged
from tests.cli.conftest import Memfs, memfs, store
from tests.conftest import GitRepository

__all__ = ["memfs", "store"]

DECISION: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "decision.schema.json",
    "title": "Decision",
    "x-memfs": {
        "kind": "decision",
        "directory": "decisions",
        "key": "title",
        "facets": ["status"],
        "unique": ["ticket"],
        "unique_items": {"options": "name"},
    },
    "type": "object",
    "required": ["title", "status", "content"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "pattern": "\\S", "maxLength": 200},
        "status": {"description": "Where it stands.", "enum": ["proposed", "accepted", "superseded"]},
        "content": {"type": "string", "pattern": "\\S"},
        "by": {"description": "The decision that took its place.", "type": "string"},
        "ticket": {"type": "string"},
        "created": {"type": "string", "format": "date-time", "pattern": "Z$"},
        "options": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "cost": {"type": "integer"}},
            },
        },
    },
    "if": {"properties": {"status": {"const": "superseded"}}, "required": ["status"]},
    "then": {"required": ["by"]},
    "else": {"properties": {"by": False}},
}
TITLE = "Keep the ledger: yes or no?"
STEM = "keep_the_ledger_yes_or_no-"


def shipped(kind: str) -> dict[str, Any]:
    """Return a packaged schema."""
    return cast("dict[str, Any]", json.loads(packaged()[f"{kind}.schema.json"]))


def legislate(memfs: Memfs, schema: dict[str, Any], message: str = "law") -> str:
    """Commit a schema as the store's own, as a person does with an editor and git; return the commit."""
    repository = GitRepository(memfs.path)
    repository.write(f"memory/schema/{schema['x-memfs']['kind']}.schema.json", json.dumps(schema, indent=2) + "\n")
    return repository.commit(message, "memory/schema")


def data(memfs: Memfs, *arguments: str, stdin: bytes = b"") -> dict[str, Any]:
    """Run a command that prints one JSON object, and return it."""
    return cast("dict[str, Any]", memfs(*arguments, "--json", stdin=stdin).json)


@pytest.fixture
def team(store: Memfs) -> Memfs:
    """Run memfs in a store with a kind of the team's own."""
    legislate(store, DECISION)
    return store


def with_hook(repository: GitRepository) -> None:
    """Let git judge each commit by memfs, as `memfs install --hooks` does."""
    program = "from memfs.hook import main; main()"
    hook = repository.write(".git/hooks/pre-commit", f'#!/bin/sh\nexec {sys.executable} -c "{program}" pre-commit\n')
    hook.chmod(0o755)


def committed(repository: GitRepository, message: str = "by hand") -> tuple[int, str]:
    """Stage everything and commit with the hooks, as a person does; return the exit code and what was printed."""
    repository.git("add", "-A")
    words = ["git", "-C", str(repository.path), "commit", "-q", "-m", message]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr

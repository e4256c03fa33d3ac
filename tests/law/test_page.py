"""What docs/law.md shows works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.law.conftest import legislate

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

PAGE = (Path(__file__).parent.parent.parent / "docs" / "law.md").read_text(encoding="utf-8")
SCHEMAS = [json.loads(text) for text in re.findall(r"```json\n(\{\n.*?\n\})\n```", PAGE, re.DOTALL)]
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
DECISION = "title: Keep the ledger\nstatus: proposed\ncontent: We keep it.\nticket: T-1\n"
MEMBERS = {"kind", "directory", "key", "facets", "unique", "unique_items"}


@pytest.fixture
def prepared(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a store with the kind that the page shows."""
    legislate(store, SCHEMAS[0])
    repository.write("decision.yaml", DECISION)
    repository.write(".git/bin/memfs", f'#!/bin/sh\nexec "{sys.executable}" -m memfs "$@"\n').chmod(0o755)
    return store


def run(memfs: Memfs, script: str) -> subprocess.CompletedProcess[str]:
    path = f"{memfs.path}/.git/bin:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GIT_EDITOR": "sed -i 's/We keep/They keep/'"}
    command = ["bash", "-e", "-c", script]
    return subprocess.run(command, cwd=memfs.path, env=environment, capture_output=True, text=True, check=False)


def test_the_page_says_every_member_of_the_annotation() -> None:
    assert set(SCHEMAS[0]["x-memfs"]) == MEMBERS
    assert all(f"| `{member}` |" in PAGE for member in MEMBERS)


def test_the_kind_of_the_page_works_in_every_verb_it_names(prepared: Memfs, repository: GitRepository) -> None:
    (script,) = [text for text in COMMANDS if text.startswith("memfs add decision")]
    done = run(prepared, script)
    assert done.returncode == 0, done
    subjects = repository.git("log", "--format=%s", "-5").splitlines()
    assert subjects == [
        "memory: remove decision/Keep one ledger",
        "memory: replace decision/Keep one ledger",
        "memory: replace decision/Keep one ledger",
        "memory: replace decision/Keep the ledger",
        "memory: add decision/Keep the ledger",
    ]


def test_the_profile_of_the_page_judges(prepared: Memfs, repository: GitRepository) -> None:
    repository.write("memory/schema/profile.schema.json", json.dumps(SCHEMAS[1]))
    assert "records/decision: 'decision' is 0; at least 5" in prepared("check").out


def test_the_other_commands_of_the_page_run(prepared: Memfs, repository: GitRepository) -> None:
    eject, section = COMMANDS[0], COMMANDS[1]
    assert run(prepared, eject).returncode == 0
    line = re.findall(r"```json\n(\"section\".*?)\n```", PAGE)[0]
    path = "memory/schema/context.schema.json"
    schema = json.loads((prepared.path / path).read_bytes())
    schema["properties"]["section"] = json.loads(f"{{{line}}}")["section"]
    repository.write(path, json.dumps(schema))
    repository.commit()
    done = run(prepared, section)
    assert (done.returncode, done.stderr) == (0, "")

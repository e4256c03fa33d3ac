"""What the page on MCP says, word for word: its configurations start, and its table names tests that are there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mcp import Client, StdioServerParameters

from tests.agents.client import connected

if TYPE_CHECKING:
    from tests.conftest import GitRepository

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs/mcp.md").read_text(encoding="utf-8")
ENTRIES = [json.loads(block)["mcpServers"]["memfs"] for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
ROWS = re.findall(r"^\| `(\w+)` \|.*\| `(test_\w+)` \|$", PAGE, re.MULTILINE)
BIN = Path(sys.executable).parent


@pytest.fixture(autouse=True)
def program_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: " ".join(entry["args"]))
def test_configuration_starts_a_server(entry: dict[str, object], repository: GitRepository) -> None:
    arguments = entry["args"]
    assert isinstance(arguments, list)
    words = [str(repository.path) if word == "/path/to/my-project" else str(word) for word in arguments]
    place = repository.path if "-C" not in words else repository.path.parent
    server = StdioServerParameters(command=str(entry["command"]), args=words, cwd=place, env=dict(os.environ))
    with connected(Client(server)) as agent:
        assert ("memory_add" in agent.tools) == ("--read-only" not in words)
        if "memory_add" in agent.tools:
            agent.call("memory_add", content="x", summary="one", outcome="learning", insight_type="fact")


def test_line_by_hand_lists_the_tools(repository: GitRepository) -> None:
    found = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    assert found
    done = subprocess.run(["sh", "-c", found[1]], cwd=repository.path, capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [answer["id"] for answer in answers]) == (0, [1, 2])
    assert next(tool["name"] for tool in answers[1]["result"]["tools"]) == "memory_add"


def test_table_names_every_tool_and_tests_that_are_there(repository: GitRepository) -> None:
    server = StdioServerParameters(command="memfs", args=["mcp"], cwd=repository.path, env=dict(os.environ))
    with connected(Client(server)) as agent:
        assert sorted(name for name, _ in ROWS) == sorted(agent.tools)
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for _, name in ROWS if f"def {name}(" not in sources] == []

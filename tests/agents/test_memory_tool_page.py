"""What the page on the memory tool says, word for word: its program runs, and its commands have these answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from memfs import Store
from memfs.agents import MemoryTool
from tests.agents.memory_tool_script import LOCK, LOCK_TEXT, said
from tests.agents.messages_server import messages_server

if TYPE_CHECKING:
    import pytest

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

PAGE = (Path(__file__).parents[2] / "docs/memory-tool.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_commands_have_these_answers(repository: GitRepository) -> None:
    (transcript,) = blocks("text")
    turns = [turn.partition("\n") for turn in transcript.split("> {")[1:]]
    assert len(turns) > 5
    tool = MemoryTool(repository.path / "memory")
    answers = [said(tool, json.loads("{" + command)) for command, _, _ in turns]
    assert answers == [answer.removesuffix("\n") for _, _, answer in turns]


def test_program_runs_against_a_model_that_needs_two_tries(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = blocks("python")
    calls: list[dict[str, JSON]] = [
        {"command": "view", "path": "/memories"},
        {"command": "create", "path": "/memories/notes.md", "file_text": "- the lock order was wrong\n"},
        {"command": "create", "path": "/memories/notes.md", "file_text": LOCK_TEXT},
    ]
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    with messages_server(calls) as (address, requests):
        monkeypatch.setenv("ANTHROPIC_BASE_URL", address)
        exec(program, {})  # noqa: S102 - the page's own program
    assert requests[0]["tools"] == [{"type": "memory_20250818", "name": "memory"}]
    results = [_result(request) for request in requests[1:]]
    assert [bool(result.get("is_error")) for result in results] == [False, True, False]
    assert "A memory looks like this:" in str(results[1]["content"])
    assert f"File created successfully at: {LOCK}" in str(results[2]["content"])
    assert Store.open(repository.path).read("memory", "lock_order").data["insight_type"] == "pattern"
    assert repository.git("log", "-1", "--format=%an %s").strip() == "Claude memory: add lock_order"


def _result(request: dict[str, JSON]) -> dict[str, JSON]:
    messages = cast("list[dict[str, list[dict[str, JSON]]]]", request["messages"])
    return messages[-1]["content"][0]

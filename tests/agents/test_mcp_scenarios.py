"""The scenarios of the project memory that this one comes from, over MCP: each row of the table has its test."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import Store
from tests.agents.client import in_process, over_stdio
from tests.cli.conftest import Memfs

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.core.model import JSON
    from tests.agents.client import Agent
    from tests.conftest import GitRepository

    Scenario = Callable[[Agent, GitRepository], None]

TABLE = Path(__file__).parent.parent / "cases/data/btw-verbs.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
SECTIONS = "problem_description, objectives, success_criteria, constraints, business_context"


def add(agent: Agent, section: str, content: JSON) -> dict[str, JSON]:
    return agent.call("project_context_add", section=section, content=content)


def refused(agent: Agent, section: str, content: JSON) -> str:
    return agent.refused("project_context_add", section=section, content=content)


def record(agent: Agent, section: str) -> dict[str, JSON]:
    found = agent.records("project_context_read", section=section)[0]["record"]
    assert isinstance(found, dict)
    return found


def nothing_written(repository: GitRepository) -> None:
    assert list(repository.path.glob("memory/context/*")) == []


def add_first(agent: Agent, _: GitRepository) -> None:
    add(agent, "objectives", "Segment customers")
    assert record(agent, "objectives")["items"] == ["Segment customers"]


def add_two_more(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", "Segment customers")
    add(agent, "objectives", ["B: two", "# three"])
    source = (repository.path / "memory/context/objectives.yaml").read_text(encoding="utf-8")
    assert source == "section: objectives\nitems:\n- Segment customers\n- 'B: two'\n- '# three'\n"


def add_string_vs_list(agent: Agent, _: GitRepository) -> None:
    assert add(agent, "objectives", "x")["action"] == "added"
    assert add(agent, "objectives", ["x"])["action"] == "unchanged"
    assert record(agent, "objectives")["items"] == ["x"]


def add_problem_twice(agent: Agent, _: GitRepository) -> None:
    add(agent, "problem_description", ["P1", "P1b"])
    add(agent, "problem_description", "P2")
    assert record(agent, "problem_description")["text"] == "P1\n\nP1b\n\nP2"
    agent.call("project_context_replace", section="problem_description", content="P3")
    assert record(agent, "problem_description")["text"] == "P3"


def add_duplicate(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", "x")
    commit = repository.git("rev-parse", "HEAD")
    again = add(agent, "objectives", "x")
    assert (again["action"], again["commit"], again["notes"]) == ("unchanged", None, ["'x' is there already"])
    assert repository.git("rev-parse", "HEAD") == commit


def add_empty(agent: Agent, repository: GitRepository) -> None:
    said = "invalid: an empty text cannot be added to 'constraints'; write some words"
    assert refused(agent, "constraints", "") == said
    nothing_written(repository)


def add_none(agent: Agent, repository: GitRepository) -> None:
    assert agent.refused("project_context_add", section="constraints") == "usage: project_context_add needs 'content'"
    assert refused(agent, "constraints", []).startswith("invalid: an empty text cannot be added")
    nothing_written(repository)


def add_null(agent: Agent, repository: GitRepository) -> None:
    assert refused(agent, "constraints", None) == "usage: project_context_add needs 'content'"
    assert refused(agent, "constraints", [None]) == (
        "invalid: 'content' was given 'null', expected a text or a list of texts"
    )
    nothing_written(repository)
    add(agent, "constraints", "null")
    assert record(agent, "constraints")["items"] == ["null"]


def add_number(agent: Agent, repository: GitRepository) -> None:
    said = "invalid: 'content' was given '3', expected a text or a list of texts"
    assert refused(agent, "objectives", 3) == said
    assert refused(agent, "objectives", [3]) == said
    nothing_written(repository)
    add(agent, "objectives", "3")
    assert record(agent, "objectives")["items"] == ["3"]


def add_success_criteria(agent: Agent, _: GitRepository) -> None:
    add(agent, "success_criteria", "AUC > .8")
    assert record(agent, "success_criteria")["items"] == ["AUC > .8"]


def add_unknown_key(agent: Agent, repository: GitRepository) -> None:
    assert refused(agent, "goal", "x") == f"invalid: there is no section 'goal'; the sections are {SECTIONS}"
    nothing_written(repository)


def add_partial_key(agent: Agent, repository: GitRepository) -> None:
    assert refused(agent, "obj", "x").endswith(" - did you mean objectives?")
    nothing_written(repository)


def replace_one(agent: Agent, _: GitRepository) -> None:
    add(agent, "objectives", ["a", "b"])
    agent.call("project_context_replace", section="objectives", content="only")
    assert record(agent, "objectives")["items"] == ["only"]


def replace_empty(agent: Agent, _: GitRepository) -> None:
    add(agent, "objectives", "a")
    needs = "usage: project_context_replace needs 'content'"
    assert agent.refused("project_context_replace", section="objectives") == needs
    assert agent.refused("project_context_replace", section="objectives", content=None) == needs
    assert record(agent, "objectives")["items"] == ["a"]
    agent.call("project_context_replace", section="objectives", content=[])
    assert record(agent, "objectives")["items"] == []


def read_absent_key(agent: Agent, _: GitRepository) -> None:
    add(agent, "objectives", "x")
    answer = agent.call("project_context_read", section="constraints")
    assert (answer["records"], answer["notes"]) == ([], ["constraints is empty"])


def read_extra_keys(agent: Agent, _: GitRepository) -> None:
    add(agent, "success_criteria", "AUC over 0.80")
    assert [found["key"] for found in agent.records("project_context_read")] == ["success_criteria"]
    said = agent.refused("project_context_read", section="custom_key")
    assert said.startswith("not-found: there is no section 'custom_key'; the sections are ")


def read_no_file(agent: Agent, _: GitRepository) -> None:
    said = "no-store: there is no memory store here - nothing is stored here yet; the first write makes the store"
    assert agent.refused("project_context_read") == said
    assert agent.refused("memory_recall") == said


def read_outside_project(_: Agent, repository: GitRepository) -> None:
    outside = Memfs(repository.path.parent)
    words = f"memfs: '{outside.path}' is not in a git repository\n  hint: memfs init\n"
    assert (outside("mcp").status, outside("mcp").err) == (2, words)


def yml_and_yaml(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", "x")
    repository.write("memory/context/objectives.yml", "section: objectives\nitems:\n- y\n")
    assert record(agent, "objectives")["items"] == ["x"]
    report = Store.open(repository.path).check()
    assert [violation.path for violation in report.errors] == ["memory/context/objectives.yml"]


def nested_marker(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", "outer")
    inside = repository.path / "sub/.vscode"
    inside.mkdir(parents=True)
    with in_process(inside) as nearest:
        assert record(nearest, "objectives")["items"] == ["outer"]


def comments_survive(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", ["a", "b"])
    lines = ["# Team header comment", "section: objectives", "items:  # what for", "- a", "# why b", "- 'b'  # ask Ana"]
    path = repository.write("memory/context/objectives.yaml", "\n".join(lines) + "\n")
    repository.commit("comments")
    add(agent, "objectives", "c")
    assert path.read_text() == "\n".join([*lines, "- c"]) + "\n"


def two_writers(agent: Agent, repository: GitRepository) -> None:
    add(agent, "objectives", "first")

    def write(name: str) -> None:
        with over_stdio(repository.path) as own:
            for number in range(10):
                add(own, "objectives", f"{name} {number}")

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = record(agent, "objectives")["items"]
    assert isinstance(found, list)
    assert sorted(map(str, found)) == sorted(["first", *(f"{name} {n}" for name in "ab" for n in range(10))])


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        add_first,
        add_two_more,
        add_string_vs_list,
        add_problem_twice,
        add_duplicate,
        add_empty,
        add_none,
        add_null,
        add_number,
        add_success_criteria,
        add_unknown_key,
        add_partial_key,
        replace_one,
        replace_empty,
        read_absent_key,
        read_extra_keys,
        read_no_file,
        read_outside_project,
        yml_and_yaml,
        nested_marker,
        comments_survive,
        two_writers,
    )
}


def test_every_row_has_its_scenario() -> None:
    assert [row["id"] for row in ROWS] == list(SCENARIOS)


@pytest.mark.parametrize("name", [row["id"] for row in ROWS])
def test_scenario(name: str, repository: GitRepository) -> None:
    with in_process(repository.path) as agent:
        SCENARIOS[name](agent, repository)
    assert repository.git("status", "--porcelain").replace("?? memory/context/objectives.yml\n", "") == ""

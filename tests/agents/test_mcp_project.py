"""The tools for a project's context and its data sources, and the review of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs import Store

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.agents.client import Agent
    from tests.conftest import GitRepository

SECTIONS = "problem_description, objectives, success_criteria, constraints, business_context"


def stored(agent: Agent, tool: str, **arguments: JSON) -> JSON:
    """Read one record."""
    found = agent.records(tool, **arguments)
    assert len(found) == 1
    return found[0]["record"]


def test_project_context_add_appends(agent: Agent, repository: GitRepository) -> None:
    first = agent.call("project_context_add", section="objectives", content="Ship it.")
    assert (first["action"], first["notes"]) == ("added", ["made the store 'memory'"])
    more = agent.call("project_context_add", section="objectives", content=["Ship it.", "Test it."])
    assert (more["action"], more["notes"]) == ("added", ["'Ship it.' is there already"])
    assert stored(agent, "project_context_read", section="objectives") == {
        "section": "objectives",
        "items": ["Ship it.", "Test it."],
    }
    agent.call("project_context_add", section="problem_description", content="One.")
    agent.call("project_context_add", section="problem_description", content=["Two.", "Three."])
    assert stored(agent, "project_context_read", section="problem_description") == {
        "section": "problem_description",
        "text": "One.\n\nTwo.\n\nThree.",
    }
    assert repository.git("log", "-1", "--format=%s").strip() == "memory: add context/problem_description"


def test_project_context_replace_overwrites_and_clears(agent: Agent) -> None:
    agent.call("project_context_add", section="constraints", content=["a", "b"])
    blob = agent.records("project_context_read", section="constraints")[0]["blob"]
    assert (
        agent.call("project_context_replace", section="constraints", content="c", if_match=blob)["action"] == "replaced"
    )
    assert stored(agent, "project_context_read", section="constraints") == {"section": "constraints", "items": ["c"]}
    said = agent.refused("project_context_replace", section="constraints", content="d", if_match=blob)
    assert said.startswith("changed: context/constraints changed since you read it")
    assert agent.refused("project_context_replace", section="constraints") == (
        "usage: project_context_replace needs 'content'"
    )
    agent.call("project_context_replace", section="constraints", content=[])
    assert stored(agent, "project_context_read", section="constraints") == {"section": "constraints", "items": []}


def test_project_context_refuses_with_the_way_out(agent: Agent) -> None:
    agent.call("project_context_add", section="objectives", content="Ship it.")
    assert agent.refused("project_context_add", section="goal", content="x") == (
        f"invalid: there is no section 'goal'; the sections are {SECTIONS}"
    )
    assert agent.refused("project_context_add", section="obj", content="x").endswith(" - did you mean objectives?")
    assert agent.refused("project_context_read", section="goals").startswith("not-found: there is no section 'goals'")
    assert agent.refused("project_context_add", section="objectives", content="") == (
        "invalid: an empty text cannot be added to 'objectives'; write some words"
    )
    assert agent.refused("project_context_add", content="x") == (
        "usage: project_context_add needs 'section' (problem_description, objectives, success_criteria, constraints or "
        "business_context)"
    )


def test_project_context_read_shows_all_sections_and_says_what_is_empty(agent: Agent) -> None:
    agent.call("project_context_add", section="objectives", content="Ship it.")
    agent.call("project_context_add", section="problem_description", content="One.")
    keys = [record["key"] for record in agent.records("project_context_read")]
    assert keys == ["problem_description", "objectives"]
    empty = agent.call("project_context_read", section="constraints")
    assert (empty["records"], empty["total"], empty["notes"]) == ([], 0, ["constraints is empty"])


def test_data_source_tools_write_every_field(agent: Agent, repository: GitRepository) -> None:
    agent.call("data_source_add", name="Sales / EU", key="notes", content=["Nightly.", "In euro."])
    again = agent.call("data_source_add", name="Sales / EU", key="notes", content="Nightly.")
    assert (again["action"], again["notes"]) == ("unchanged", ["'Nightly.' is there already"])
    agent.call("data_source_add", name="Sales / EU", key="description", content="Orders.")
    agent.call("data_source_add", name="Sales / EU", key="code", content=["import x", "x.load()"])
    agent.call("data_source_add", name="Sales / EU", key="source", content="warehouse.sales")
    assert agent.refused("data_source_add", name="Sales / EU", key="code", content="other") == (
        "invalid: code of 'Sales / EU' is set already - data_source_replace overwrites it"
    )
    agent.call("data_source_replace", name="Sales / EU", key="code", content="other")
    agent.call("data_source_replace", name="Sales / EU", key="notes", content=[])
    agent.call("data_source_variable_add", source="Sales / EU", variable="net sum", notes=["Without tax."])
    agent.call("data_source_variable_add", source="Sales / EU", variable="net sum", notes="In cents.")
    agent.call("data_source_variable_add", source="Sales / EU", variable="paid", notes="y or n")
    agent.call("data_source_variable_replace", source="Sales / EU", variable="paid", notes=["Y or N."])
    assert stored(agent, "data_source_read", name="Sales / EU") == {
        "name": "Sales / EU",
        "description": "Orders.",
        "source": "warehouse.sales",
        "code": "other",
        "notes": [],
        "variables": [
            {"name": "net sum", "notes": ["Without tax.", "In cents."]},
            {"name": "paid", "notes": ["Y or N."]},
        ],
    }
    assert Store.open(repository.path).check().errors == ()


def test_data_source_read_shows_all_one_or_a_field(agent: Agent) -> None:
    agent.call("data_source_add", name="a", key="code", content="x")
    agent.call("data_source_add", name="b", key="notes", content="n")
    assert [record["key"] for record in agent.records("data_source_read")] == ["a", "b"]
    assert stored(agent, "data_source_read", name="a", key="code") == {"name": "a", "code": "x"}
    empty = agent.call("data_source_read", name="a", key="notes")
    assert empty["notes"] == ["its notes is empty"]
    assert agent.refused("data_source_read", name="a", key="nots") == (
        "not-found: a source has no 'nots'; it has name, description, source, code, notes, variables"
    )
    assert agent.refused("data_source_read", key="code") == "usage: 'key' goes with 'name'; which source's 'code'?"
    assert agent.refused("data_source_read", name="c").startswith("not-found: there is no source 'c'")


def test_data_source_tools_refuse_with_the_way_out(agent: Agent, repository: GitRepository) -> None:
    agent.call("data_source_add", name="a", key="code", content="x")
    before = repository.state()
    assert agent.refused("data_source_add", name="a", key="colour", content="x") == (
        "invalid: a source has no 'colour'; it has description, source, code, notes"
    )
    assert agent.refused("data_source_add", name="a", key="variables", content="x") == (
        "usage: variables are written one by one - data_source_variable_add writes one, "
        "data_source_variable_replace overwrites it"
    )
    assert agent.refused("data_source_variable_add", source="a", variable="v", notes=[]) == (
        "invalid: an empty text cannot be added to 'v'; write some words"
    )
    for empty in ({"source": "", "variable": "v"}, {"source": "a", "variable": ""}):
        assert agent.refused("data_source_variable_add", notes="n", **empty).startswith("invalid:")
    said = agent.refused("data_source_replace", name="a", key="code", content="y", if_match="1234567")
    assert said.startswith("changed: source/a changed since you read it")
    assert repository.state() == before


def test_review_tells_what_the_branch_changed(agent: Agent, repository: GitRepository) -> None:
    agent.call("memory_add", content="One.", summary="one", outcome="learning", insight_type="fact")
    agent.call("memory_add", content="Two.", summary="two", outcome="learning", insight_type="fact")
    repository.git("switch", "-q", "-c", "topic")
    agent.call("memory_replace", summary="one", content="Changed.")
    agent.call("memory_remove", summary="two")
    agent.call("memory_add", content="Three.", summary="three", outcome="learning", insight_type="fact")
    answer = agent.call("review", base="main")
    assert (answer["ok"], answer["total"], answer["left_out"], answer["cursor"]) == (True, 3, None, None)
    assert answer["counts"] == {"added": 1, "changed": 1, "moved": 0, "removed": 1}
    assert answer["base"] == repository.git("rev-parse", "main").strip()
    changes = answer["changes"]
    assert isinstance(changes, list)
    changed = next(change for change in changes if isinstance(change, dict) and change["action"] == "changed")
    assert isinstance(changed, dict)
    assert (changed["key"], changed["fields"]) == ("one", {"content": ["One.", "Changed."]})
    assert agent.refused("review", base="nowhere").startswith("not-found: ")
    assert agent.refused("review", base="--upload-pack=x").startswith(("usage: ", "not-found: "))


def test_review_without_anything_to_compare_says_so(agent: Agent) -> None:
    assert agent.refused("review", base="main").startswith("no-store: there is no store 'memory'")
    agent.call("memory_add", content="One.", summary="one", outcome="learning", insight_type="fact")
    answer = agent.call("review", base="main")
    assert (answer["ok"], answer["total"], answer["changes"]) == (True, 0, [])

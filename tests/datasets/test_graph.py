"""The knowledge graph of the MCP reference server: a file that it wrote itself, and lines that it would not write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.verbs.datasets import Given, detect, reader
from tests.datasets.conftest import DATA, Memfs, facts, lines, rows
from tests.datasets.stores import law

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.conftest import GitRepository

GRAPH = DATA / "mcp-memory.jsonl"
"""Written by @modelcontextprotocol/server-memory 2026.8.31 for create_entities, create_relations, add_observations."""
FACT: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact"}


def test_entities_become_memories_with_their_relations(store: Memfs) -> None:
    assert store.said("import", str(GRAPH)).startswith("imported 5 memories ")
    assert rows(store.said("export")) == [
        {
            "summary": "anna_schmidt",
            **FACT,
            "content": "Anna_Schmidt (person)\n- Leads the payments team\n- Speaks German and Polish\n"
            "- Prefers reviews before noon\n- maintains payment-service",
            "metadata": {
                "entityType": "person",
                "relations": [{"to": "payment-service", "relationType": "maintains"}],
                "summary": "Anna_Schmidt",
            },
        },
        {
            "summary": "bob_reports_to_anna_schmidt",
            **FACT,
            "content": "Bob reports to Anna_Schmidt",
            "metadata": {
                "from": "Bob",
                "to": "Anna_Schmidt",
                "relationType": "reports to",
                "summary": "Bob reports to Anna_Schmidt",
            },
        },
        {
            "summary": "ledger_db",
            **FACT,
            "content": "Ledger DB (database)",
            "metadata": {"entityType": "database", "summary": "Ledger DB"},
        },
        {
            "summary": "organization_opens_at_09_00_jst",
            **FACT,
            "content": "日本支店 (organization)\n- Opens at 09:00 JST",
            "metadata": {"entityType": "organization", "summary": "日本支店"},
        },
        {
            "summary": "payment_service",
            **FACT,
            "content": "payment-service (service)\n- Written in Go 1.23\n"
            "- Deployed to eu-central-1 on each merge to main\n"
            "- Retries a refund three times:\n  after 1, 5 and 25 seconds\n"
            "- Holds the ledger mutex before the account mutex\n- writes to Ledger DB",
            "metadata": {
                "entityType": "service",
                "relations": [{"to": "Ledger DB", "relationType": "writes to"}],
                "summary": "payment-service",
            },
        },
    ]
    assert store("check").status == 0
    assert "payment_service" in store.said("recall", "ledger", "mutex")


@pytest.mark.parametrize(
    "line",
    [
        {"type": "entity", "name": "a"},
        {"type": "entity", "name": 7, "entityType": "x", "observations": []},
        {"type": "entity", "name": "a", "entityType": "x", "observations": ["x", 3]},
        {"type": "relation", "from": "a", "to": "b"},
        {"type": "thing", "name": "a"},
        {"name": "a"},
    ],
)
def test_a_line_that_is_neither_is_refused_and_kept_aside(
    line: dict[str, JSON], store: Memfs, repository: GitRepository
) -> None:
    data = GRAPH.read_bytes() + b"\n" + lines(line)
    done = store("import", "-", stdin=data)
    assert done.status == 1
    assert done.err.splitlines()[0] == (
        "-:8:1: json: this is neither an entity (name, entityType, a list of observations) nor a relation"
        " (from, to, relationType)"
    )
    assert store("import", "--quarantine", "q.jsonl", "-", stdin=data).out.startswith(
        "imported 5 memories, set 1 aside"
    )
    assert rows((repository.path / "q.jsonl").read_text())[0]["record"] == line


def test_an_entity_that_stands_twice_is_taken_and_its_relations_stay_with_the_first(store: Memfs) -> None:
    twice: dict[str, JSON] = {"type": "entity", "name": "a", "entityType": "x", "observations": ["one"], "weight": 2}
    relation: dict[str, JSON] = {"type": "relation", "from": "a", "to": "b", "relationType": "knows", "since": "2020"}
    done = store("import", "-", stdin=lines(twice, twice, relation))
    assert done.err.splitlines()[0] == "-:2:1: unique: memory 'a' is taken by -:1"
    store.said("import", "--on-conflict", "rename", "-", stdin=lines(twice, twice, relation))
    first, second = rows(store.said("export"))
    assert first["metadata"] == {
        "entityType": "x",
        "weight": 2,
        "relations": [{"to": "b", "relationType": "knows", "since": "2020"}],
    }
    assert (second["summary"], second["content"]) == ("a_2", "a (x)\n- one")


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("memory.jsonl", GRAPH.read_bytes(), "mcp"),
        ("-", GRAPH.read_bytes(), "mcp"),
        ("memory.json", GRAPH.read_bytes(), "json"),
        ("memory.jsonl", lines(*facts("a")), "jsonl"),
        ("-", lines({"type": "entity"}), "jsonl"),
        ("-", b"{oops}\n", "jsonl"),
    ],
)
def test_a_graph_is_told_from_memories(name: str, data: bytes, form: str) -> None:
    assert detect(Given(name, data)) == form


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
ENTITY = st.builds(
    lambda name, kind, seen: {"type": "entity", "name": name, "entityType": kind, "observations": seen},
    WORD,
    WORD,
    st.lists(WORD, max_size=3),
)
RELATION = st.builds(
    lambda source, to, verb: {"type": "relation", "from": source, "to": to, "relationType": verb}, WORD, WORD, WORD
)


@settings(deadline=None)
@given(st.lists(ENTITY, max_size=4, unique_by=lambda one: str(one["name"])), st.lists(RELATION, max_size=4))
def test_every_word_of_a_graph_arrives(entities: list[dict[str, JSON]], relations: list[dict[str, JSON]]) -> None:
    items = list(reader("mcp")(Given("x", lines(*entities, *relations), kinds=law().kinds)))
    found = json.dumps([item.data for item in items], ensure_ascii=False)
    assert [item.faults for item in items] == [()] * len(items)
    for one in [*entities, *relations]:
        texts = [value for name, value in one.items() if name not in {"type", "observations"}]
        seen = one.get("observations", [])
        for text in [*texts, *(seen if isinstance(seen, list) else ())]:
            assert json.dumps(text, ensure_ascii=False)[1:-1] in found

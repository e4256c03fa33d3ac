"""The modes of a distribution do what they say on imports, and a team's own law counts for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs import Store
from memfs.verbs import eased
from tests.datasets.conftest import DATA, Memfs, facts, lines
from tests.datasets.stores import law

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.conftest import GitRepository

POLICY = """\
memfs: 1
distribution:
  enforce: '{mode}'
  minimum: {minimum}
  tolerance: 2
  targets:
  - facet: outcome
    shares: {{success: 60, failure: 20, learning: 12, interaction: 8}}
  - facet: tool
    within: {{outcome: success}}
    shares: {{code_interpreter: 50, web_search: 20, file_operation: 15, conversation: 15}}
"""


def under(repository: GitRepository, mode: str, *, minimum: int = 50) -> None:
    repository.write("memory/memfs.yaml", POLICY.format(mode=mode, minimum=minimum))
    repository.commit("policy")


@pytest.mark.parametrize(
    ("mode", "oneliner", "balanced"),
    [("off", 0, 0), ("report", 0, 0), ("ratchet", 1, 0), ("strict", 1, 0)],
)
def test_each_mode_does_what_it_says(
    mode: str, oneliner: int, balanced: int, store: Memfs, repository: GitRepository
) -> None:
    under(repository, mode)
    assert store("import", "--dry-run", "--json", str(DATA / "balanced-1000.jsonl")).status == balanced
    before = repository.state()
    done = store("import", str(DATA / "oneliner-1000.jsonl"))
    assert done.status == oneliner
    if oneliner:
        assert repository.state() == before
        assert "distribution: tool=code_interpreter is 500 of 620" in done.err


@pytest.mark.parametrize("mode", ["report", "ratchet", "strict"])
def test_three_memories_are_too_few_to_judge(mode: str, store: Memfs, repository: GitRepository) -> None:
    under(repository, mode)
    assert store("import", "-", stdin=lines(*facts("a", "b", "c"))).status == 0
    assert Store.open(repository.path).check().errors == ()


def test_a_ratchet_lets_a_share_come_nearer_but_not_go_further(store: Memfs, repository: GitRepository) -> None:
    good = [{"summary": f"s{n}", "outcome": "success", "tool": "conversation", "content": "Good"} for n in range(3)]
    store.said("import", "-", stdin=lines(good[0], *facts("a", "b", "c")))
    under(repository, "ratchet", minimum=1)
    further = store("import", "-", stdin=lines(*facts("d")))
    assert further.status == 1
    assert "distribution: outcome=success is 1 of 5 (20 %), the target is 58 % to 62 % (and 1 more)" in further.err
    store.said("import", "-", stdin=lines(*good[1:]))


KIND = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "decision.schema.json",
    "x-memfs": {
        "kind": "decision",
        "directory": "decisions",
        "key": "title",
        "facets": ["status"],
        "unique": [],
        "unique_items": {},
    },
    "type": "object",
    "required": ["title", "status", "why"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string"},
        "status": {"enum": ["open", "done"]},
        "why": {"type": "string"},
        "created": {"type": "string", "format": "date-time"},
    },
}


def test_a_kind_of_a_team_is_imported_recalled_counted_and_exported(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/schema/decision.schema.json", json.dumps(KIND))
    repository.commit("a kind")
    decision: dict[str, JSON] = {"title": "use_git", "status": "done", "why": "It is there"}
    store.said("import", "-", stdin=lines(decision, *facts("dns_ttl")))
    assert (repository.path / "memory/decisions/status=done/use_git.yaml").is_file()
    assert repository.git("log", "-1", "--format=%s") == "memory: import 1 decision and 1 memory\n"
    found = [
        json.loads(line)["record"] for line in store.said("recall", "--json", "--where", "status=done").splitlines()
    ]
    assert found == [decision]
    assert json.loads(store.said("stats", "--json"))["records"]["decision"] == 1
    exported = [json.loads(line) for line in store.said("export").splitlines()]
    assert exported == [*facts("dns_ttl"), decision]
    refused = store("import", "-", stdin=lines({**decision, "title": "b", "status": "maybe"}))
    assert "'maybe' is no 'status'; use open or done" in refused.err


def test_the_lenient_ways_are_three() -> None:
    kind = law().kinds["memory"]
    memory: dict[str, JSON] = {
        "summary": "Big Name",
        "outcome": "learning",
        "tool": "conversation",
        "insight_type": "fact",
        "content": "x",
        "created": "2026-11-22 03:57:08",
        "ticket": 1,
    }
    assert eased(kind, memory) == {
        "summary": "big_name",
        "outcome": "learning",
        "insight_type": "fact",
        "content": "x",
        "created": "2026-11-22T03:57:08Z",
        "metadata": {"ticket": 1, "tool": "conversation", "summary": "Big Name"},
    }
    foreign: dict[str, JSON] = {"summary": "a", "outcome": "failure", "tool": "conversation", "domain": "technical"}
    assert eased(kind, foreign) == foreign

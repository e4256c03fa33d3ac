"""What a team wants of its store's counts and shares, and of its policy: schemas of the store's own that judge both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.law.conftest import DECISION, committed, data, legislate, shipped, with_hook

if TYPE_CHECKING:
    from tests.cli.conftest import Done, Memfs
    from tests.conftest import GitRepository

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FACT = ("--outcome", "learning", "--insight-type", "fact")
FILE = "memory/schema/profile.schema.json"
POLICY = "memory/memfs.yaml"
REFUSED = f"{FILE}:1:1: distribution: the store's profile is refused: "


def wanted(repository: GitRepository, **parts: object) -> None:
    schema = {"$schema": DIALECT, "properties": parts}
    repository.write(FILE, json.dumps(schema, indent=2) + "\n")


def counted(**bounds: dict[str, int]) -> dict[str, object]:
    return {"properties": bounds}


def decide(memfs: Memfs, title: str, status: str = "proposed") -> Done:
    given = {"title": title, "status": status, "content": "x"}
    return memfs("add", "decision", "-", stdin=json.dumps(given).encode())


@pytest.fixture
def full(team: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a store that wants at least two decisions, and at most two memories."""
    wanted(repository, records=counted(decision={"minimum": 2}, memory={"maximum": 2}))
    repository.commit()
    return team


def test_profile_is_judged_at_a_full_check(full: Memfs, repository: GitRepository) -> None:
    done = full("check")
    lines = [f"{REFUSED}records/decision: 'decision' is 0; at least 2", "0 records, 1 violations"]
    assert (done.status, done.out.splitlines()) == (1, lines)
    assert full("check", "--rule", "distribution").status == 1
    assert full("check", "--rule", "schema").status == 0
    decide(full, "A")
    decide(full, "B")
    assert full.said("check") == "2 records, 0 violations\n"
    assert repository.git("status", "--porcelain") == ""


def test_change_may_come_nearer_in_steps_and_never_take_away(full: Memfs, repository: GitRepository) -> None:
    assert decide(full, "A").status == 0
    assert decide(full, "B").status == 0
    before = repository.state()
    refused = full("remove", "decision", "A")
    words = f"memfs: {REFUSED}records/decision: 'decision' is 1; at least 2\n"
    assert (refused.status, refused.out, refused.err) == (1, "", words)
    assert repository.state() == before
    for name in ("a", "b"):
        full.said("add", "memory", "x", "--summary", name, *FACT)
    third = full("add", "memory", "x", "--summary", "c", *FACT)
    assert (third.status, third.err) == (1, f"memfs: {REFUSED}records/memory: 'memory' is 3; at most 2\n")
    assert full("replace", "memory", "a", "Other.").status == 0


def test_shares_may_be_demanded_as_stats_prints_them(team: Memfs, repository: GitRepository) -> None:
    half = {"properties": {"value": {"const": "accepted"}, "share": {"minimum": 0.5}}, "required": ["value", "share"]}
    status = {"properties": {"facet": {"const": "status"}, "shares": {"contains": half}}, "required": ["shares"]}
    wanted(repository, distribution={"contains": status})
    repository.git("add", "-A")
    assert decide(team, "A", "accepted").status == 0
    repository.commit()
    assert team("check").status == 0
    printed = data(team, "stats")
    assert [one["share"] for one in printed["distribution"][-1]["shares"]] == [0, 1, 0]
    assert decide(team, "B").status == 0
    refused = decide(team, "C")
    assert refused.err == f"memfs: {REFUSED}distribution: 'distribution' does not meet 'contains' of its schema\n"


def test_hook_judges_the_profile_where_counts_change(full: Memfs, repository: GitRepository) -> None:
    decide(full, "A")
    decide(full, "B")
    with_hook(repository)
    (path,) = full.path.glob("memory/decisions/*/a-*.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("content: x", "content: z"), encoding="utf-8")
    assert committed(repository) == (0, "")
    path.unlink()
    status, printed = committed(repository)
    assert (status, printed.splitlines()[0]) == (1, f"{REFUSED}records/decision: 'decision' is 1; at least 2")


def test_profile_that_the_store_does_not_meet_cannot_be_brought(team: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    wanted(repository, records=counted(memory={"minimum": 1}))
    status, printed = committed(repository)
    assert (status, printed.splitlines()[0]) == (1, f"{REFUSED}records/memory: 'memory' is 0; at least 1")
    team("add", "memory", "x", *FACT, "--no-commit")
    assert committed(repository)[0] == 0


def test_looser_profile_is_said_at_the_head(full: Memfs, repository: GitRepository) -> None:
    for name in ("a", "b"):
        full.said("add", "memory", "x", "--summary", name, *FACT)
    wanted(repository, records=counted(memory={"maximum": 3}))
    home = "memory/memories/outcome=learning/insight_type=fact"
    repository.write(f"{home}/c.yaml", "summary: c\noutcome: learning\ninsight_type: fact\ncontent: x\n")
    repository.git("add", "-A")
    found: dict[str, Any] = json.loads(full("check", "--staged", "--law", "base", "--json").out)
    assert [(one["rule"], one["message"]) for one in found["violations"]] == [
        (
            "distribution",
            (
                "only the changed law lets this pass: the store's profile is refused:"
                " records/memory: 'memory' is 3; at most 2"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({**DECISION, "$id": "profile.schema.json"}, "'profile.schema.json' is no kind of record; remove 'x-memfs'"),
        ({"$schema": DIALECT, "$ref": "https://example.invalid/x"}, "'$ref' is 'https://example.invalid/x'; a schema"),
        ({"$schema": DIALECT, "properties": 3}, "'properties' is a number"),
    ],
)
def test_profile_schema_is_judged_like_every_schema(
    store: Memfs, repository: GitRepository, *, schema: dict[str, Any], message: str
) -> None:
    repository.write(FILE, json.dumps(schema))
    found: dict[str, Any] = json.loads(store("check", "--json").out)
    assert [one["rule"] for one in found["violations"]] == ["policy"]
    assert message in found["violations"][0]["message"]


def test_own_schema_of_the_policy_may_demand_more(store: Memfs, repository: GitRepository) -> None:
    assert store.said("schema", "eject", "policy").startswith("added schema policy (memory/schema/policy.schema.json)")
    schema = shipped("policy")
    schema["properties"]["distribution"]["properties"]["enforce"]["enum"] = ["ratchet", "strict"]
    repository.write("memory/schema/policy.schema.json", json.dumps(schema))
    found: dict[str, Any] = json.loads(store("check", "--json").out)
    assert [(one["path"], one["line"], one["message"]) for one in found["violations"]] == [
        (POLICY, 5, "'report' is no 'enforce'; use ratchet or strict")
    ]
    repository.write(POLICY, "memfs: 1\ndistribution: {enforce: ratchet}\n")
    assert store("check").status == 0


def test_own_schema_of_the_policy_cannot_demand_less(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/schema/policy.schema.json", json.dumps({"$schema": DIALECT}))
    repository.write(POLICY, "memfs: 1\nbogus: 2\n")
    found: dict[str, Any] = json.loads(store("check", "--json").out)
    assert [(one["path"], one["line"]) for one in found["violations"]] == [(POLICY, 2)]


def test_law_change_of_the_profile_alone_is_seen(full: Memfs, repository: GitRepository) -> None:
    legislate(full, {**DECISION, "title": "Ours"})
    assert decide(full, "A").status == 0
    wanted(repository, records=counted(decision={"maximum": 0}))
    repository.git("add", "-A")
    assert full("check", "--staged").status == 1

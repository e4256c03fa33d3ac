"""Shares against bands: the edges, the modes of enforcement, and what a change is blamed for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memfs.codec import emit
from memfs.core.names import path_of
from memfs.core.policy import DATASET
from tests.rules.stores import LAW, STORE, brought, judged, lines, store

CASES = Path(__file__).parent.parent / "cases" / "data"
EDGES = json.loads((CASES / "distribution-edges.json").read_text("utf-8"))
EXACT = {"success": 60, "failure": 20, "learning": 12, "interaction": 8}
RANGE = {"success": [55, 65], "failure": [15, 25], "learning": [10, 15], "interaction": [5, 10]}
CELLS = {
    "success": {"outcome": "success", "tool": "conversation"},
    "failure": {"outcome": "failure", "tool": "unknown"},
    "learning": {"outcome": "learning", "insight_type": "fact"},
    "interaction": {"outcome": "interaction", "sentiment": "neutral"},
}


def records(**counts: int) -> dict[str, bytes]:
    """Return as many memories of each outcome; only their names are looked at here."""
    made = [
        {"summary": f"{outcome}_{number}", **CELLS[outcome], "content": "x"}
        for outcome, count in counts.items()
        for number in range(count)
    ]
    return {path_of(STORE, LAW.kinds["memory"], data, digits=0): emit(data) for data in made}


def policy(enforce: str, shares: object, *, minimum: int = 1, tolerance: float = 0) -> str:
    said = f"  enforce: '{enforce}'\n  minimum: {minimum}\n  tolerance: {tolerance}\n"
    return f"memfs: 1\ndistribution:\n{said}  targets:\n  - shares: {json.dumps(shares)}\n    facet: outcome\n"


def of_shares(enforce: str, **counts: int) -> dict[str, bytes]:
    """Return a store that wants between 40 and 60 per cent failures."""
    return store(records(**counts), policy=policy(enforce, {"failure": 50}, tolerance=10))


def missed(count: int, total: int, percent: str) -> str:
    said = f"outcome=failure is {count} of {total} ({percent} %), the target is 40 % to 60 %"
    return f"memfs.yaml:7:14: distribution: {said}"


@pytest.mark.parametrize("shares", ["exact", "range"])
@pytest.mark.parametrize("edge", EDGES["cases"], ids=lambda edge: "-".join(map(str, edge["counts"].values())))
def test_edge_is_judged_in_integers(edge: dict[str, object], shares: str) -> None:
    counts = edge["counts"]
    assert isinstance(counts, dict)
    wanted = policy("strict", EXACT if shares == "exact" else RANGE)
    report = judged(store(records(**counts), policy=wanted), rules=["distribution"])
    assert report.ok is (edge[shares] is not False)


def test_share_is_said_with_its_target_and_its_place_in_the_policy() -> None:
    assert lines(judged(of_shares("strict", failure=1, success=2))) == [missed(1, 3, "33.33")]


@pytest.mark.parametrize(
    ("enforce", "levels"), [("off", []), ("report", ["warning"]), ("ratchet", ["warning"]), ("strict", ["error"])]
)
def test_whole_store_is_judged_as_its_policy_says(enforce: str, levels: list[str]) -> None:
    assert [v.level for v in judged(of_shares(enforce, failure=1, success=9)).violations] == levels


@pytest.mark.parametrize(
    ("enforce", "nearer", "further"),
    [("off", "", ""), ("report", "warning", "warning"), ("ratchet", "warning", "error"), ("strict", "error", "error")],
)
def test_change_is_judged_by_where_it_moves_a_share(enforce: str, nearer: str, further: str) -> None:
    before = of_shares(enforce, failure=2, success=8)
    for change, level in ((records(failure=3), nearer), (records(success=9), further)):
        report = brought(before, before | change)
        assert [v.level for v in report.violations] == ([level] if level else [])


def test_ratchet_refuses_what_leaves_the_band_and_lets_it_return() -> None:
    inside, outside = of_shares("ratchet", failure=4, success=6), of_shares("ratchet", failure=4, success=7)
    assert lines(brought(inside, outside)) == [missed(4, 11, "36.36")]
    assert lines(brought(outside, inside)) == []


def test_ratchet_lets_the_same_distance_stand() -> None:
    before = of_shares("ratchet", failure=1, success=9)
    after = of_shares("ratchet", failure=2, success=18)
    assert [v.level for v in brought(before, after).violations] == ["warning"]


@pytest.mark.parametrize("enforce", ["ratchet", "strict"])
def test_first_records_are_held_to_the_band(enforce: str) -> None:
    assert [v.level for v in brought(of_shares(enforce), of_shares(enforce, success=3)).violations] == ["error"]


@pytest.mark.parametrize("enforce", ["report", "ratchet", "strict"])
def test_change_that_touches_no_share_is_not_blamed(enforce: str) -> None:
    before = of_shares(enforce, success=5)
    source = {f"{STORE}/sources/orders.yaml": b"name: orders\n"}
    path, data = next(iter(records(success=1).items()))
    assert lines(brought(before, before | source | {path: data.replace(b"x", b"z")})) == []


def test_policy_that_wants_more_is_held_against_the_records_that_stand() -> None:
    before, after = of_shares("report", success=5), of_shares("strict", success=5)
    wider = store(records(success=5), policy=policy("strict", {"failure": 50}, tolerance=20))
    assert lines(brought(before, after)) == [], "the same share was out of the same band"
    assert [v.level for v in brought(before, wider).violations] == ["error"]


def test_minimum_counts_the_records_that_carry_the_facet() -> None:
    shares = {"failure": 50}
    for count, ok in ((3, True), (4, False)):
        report = judged(store(records(success=count), policy=policy("strict", shares, minimum=4)))
        assert report.ok is ok


def test_minimum_is_fifty_where_the_policy_does_not_say() -> None:
    text = "memfs: 1\ndistribution: {enforce: strict, targets: [{facet: outcome, shares: {failure: 50}}]}\n"
    assert judged(store(records(success=49), policy=text)).ok
    assert not judged(store(records(success=50), policy=text)).ok


def test_within_counts_only_the_records_it_names() -> None:
    text = (
        "memfs: 1\ndistribution:\n  enforce: strict\n  minimum: 1\n  targets:\n"
        "  - {facet: tool, within: {outcome: failure}, shares: {unknown: 50}}\n"
    )
    report = judged(store(records(success=5, failure=1), policy=text))
    message = "tool=unknown is 1 of 1 (100 %) within outcome=failure, the target is 48 % to 52 %"
    assert lines(report) == [f"memfs.yaml:6:56: distribution: {message}"]


def test_distribution_lists_every_facet_then_the_targets_with_a_within() -> None:
    text = "memfs: 1\ndistribution: {targets: [{facet: tool, within: {outcome: failure}, shares: {unknown: 50}}]}\n"
    found = judged(store(records(success=1, failure=1), policy=text)).distribution
    facets = LAW.kinds["memory"].facets
    assert [(d.kind, d.facet, d.within) for d in found] == [
        *(("memory", facet, None) for facet in facets),
        ("memory", "tool", {"outcome": "failure"}),
    ]
    outcome, within = found[0], found[-1]
    assert [(s.value, s.records, s.total, s.target, s.ok) for s in outcome.shares] == [
        ("success", 1, 2, None, None),
        ("failure", 1, 2, None, None),
        ("learning", 0, 2, None, None),
        ("interaction", 0, 2, None, None),
    ]
    assert [(s.value, s.share, s.target, s.ok) for s in within.shares if s.target] == [
        ("unknown", 1.0, (0.48, 0.52), None)
    ]


def test_shares_cost_nothing_where_only_errors_are_asked_for() -> None:
    before = of_shares("report", success=5)
    report = brought(before, before | records(success=6), detail="errors")
    assert (report.violations, report.distribution) == ((), ())


class TestDataset:
    """The cheatsheet's thousand memories against its own targets."""

    def test_one_liner_keeps_the_outcomes_and_misses_both_parts(self) -> None:
        report = judged(of_dataset("oneliner-1000.jsonl", "strict"))
        assert [v.message.partition(",")[0] for v in report.errors] == [
            "tool=code_interpreter is 500 of 620 (80.65 %) within outcome=success",
            "tool=file_operation is 0 of 620 (0 %) within outcome=success",
            "tool=conversation is 0 of 620 (0 %) within outcome=success",
            "error_type=runtime is 150 of 200 (75 %) within outcome=failure",
            "error_type=logic is 0 of 200 (0 %) within outcome=failure",
            "error_type=timeout is 0 of 200 (0 %) within outcome=failure",
        ]

    def test_balanced_set_passes(self) -> None:
        assert judged(of_dataset("balanced-1000.jsonl", "strict")).violations == ()

    @pytest.mark.parametrize(("enforce", "ok"), [("report", True), ("ratchet", False), ("strict", False)])
    def test_import_into_an_empty_store_is_held_to_the_mode(self, enforce: str, ok: bool) -> None:  # noqa: FBT001 - a table
        after = of_dataset("oneliner-1000.jsonl", enforce)
        empty = {path: data for path, data in after.items() if path.endswith("memfs.yaml")}
        assert brought(empty, after).ok is ok

    def test_three_memories_are_too_few_to_judge(self) -> None:
        files = of_dataset("oneliner-1000.jsonl", "strict")
        assert judged(dict(sorted(files.items())[:4])).violations == ()


def of_dataset(name: str, enforce: str) -> dict[str, bytes]:
    """Return a store of a dataset's memories with the cheatsheet's targets."""
    rows = (CASES / name).read_text("utf-8").splitlines()
    kind = LAW.kinds["memory"]
    files = {path_of(STORE, kind, data, digits=0): emit(data) for data in map(json.loads, rows)}
    return store(files, policy=emit({"memfs": 1, "distribution": {**DATASET, "enforce": enforce}}))

"""How many memories of each cell are made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.errors import InvalidError
from memfs.core.policy import targets_from
from memfs.verbs.generating import aimed, nowhere
from memfs.verbs.generating.wanted import apportioned, counts

if TYPE_CHECKING:
    from memfs.core.model import JSON

Target = dict[str, "JSON"]
LAW = nowhere().law
KIND = LAW.kinds["memory"]
BY_OUTCOME: Target = {"facet": "outcome", "shares": {"success": 60, "failure": 20, "learning": 12, "interaction": 8}}
BY_FAILED_TOOL: Target = {
    "facet": "tool",
    "within": {"outcome": "failure"},
    "shares": {"code_interpreter": 40, "web_search": 30, "file_operation": 20, "unknown": 10},
}


def counted(total: int, *targets: Target, tolerance: int = 2) -> dict[str, int]:
    """Count each cell under these targets; the cheatsheet's where there are none."""
    wanted = targets_from({"enforce": "strict", "tolerance": tolerance, "targets": list(targets)})
    law = aimed(LAW, targets=wanted) if targets else aimed(LAW)
    return {"/".join(cell.values()): number for cell, number in counts(law, KIND, total)}


def test_the_default_is_the_cheatsheet_to_the_number() -> None:
    assert counted(1000) == {
        **dict.fromkeys([f"success/code_interpreter/{one}" for one in ("write", "debug", "refactor", "explain")], 75),
        **dict.fromkeys([f"success/web_search/{one}" for one in ("technical", "research", "general")], 40),
        "success/file_operation": 90,
        "success/conversation": 90,
        "failure/code_interpreter/syntax": 50,
        "failure/code_interpreter/runtime": 80,
        "failure/code_interpreter/logic": 50,
        "failure/code_interpreter/timeout": 20,
        **dict.fromkeys([f"learning/{one}" for one in ("pattern", "correction", "preference", "fact")], 30),
        "interaction/positive": 27,
        "interaction/neutral": 27,
        "interaction/negative": 26,
    }


def test_shares_of_tools_within_failure_fill_the_other_cells() -> None:
    found = counted(1000, BY_OUTCOME, BY_FAILED_TOOL)
    assert {name: number for name, number in found.items() if name.startswith("failure")} == {
        **dict.fromkeys([f"failure/code_interpreter/{one}" for one in ("syntax", "runtime", "logic", "timeout")], 20),
        **dict.fromkeys([f"failure/web_search/{one}" for one in ("no_results", "blocked", "irrelevant")], 20),
        "failure/file_operation": 40,
        "failure/unknown": 20,
    }


def test_sub_targets_of_every_depth_are_met() -> None:
    kinds: Target = {"facet": "insight_type", "shares": {"pattern": 55, "correction": 5, "preference": 15, "fact": 25}}
    tasks: Target = {
        "facet": "task_type",
        "within": {"outcome": "success", "tool": "code_interpreter"},
        "shares": {"write": 70, "debug": 30},
    }
    found = counted(1000, BY_OUTCOME, kinds, tasks)
    assert [number for name, number in found.items() if name.startswith("learning")] == [66, 6, 18, 30]
    assert [number for name, number in found.items() if "code_interpreter" in name and "success" in name] == [105, 45]


def test_values_without_a_share_share_the_rest_evenly() -> None:
    found = counted(100, {"facet": "outcome", "shares": {"success": 40}})
    assert Counter(name.partition("/")[0] for name in found.keys() & found) == Counter(
        {"success": 9, "failure": 9, "learning": 4, "interaction": 3}
    )
    outcomes: Counter[str] = Counter()
    for name, number in found.items():
        outcomes[name.partition("/")[0]] += number
    assert outcomes == {"success": 40, "failure": 20, "learning": 20, "interaction": 20}


def test_ranges_take_what_points_leave() -> None:
    shares: JSON = {"runtime": 40, "syntax": [0, 60], "logic": [0, 30], "timeout": 10}
    found = counted(1000, BY_OUTCOME, {"facet": "error_type", "within": {"outcome": "failure"}, "shares": shares})
    errors = {name.rpartition("/")[2]: number for name, number in found.items() if name.startswith("failure")}
    assert sum(errors.values()) == 200
    assert 76 <= errors["runtime"] <= 84
    assert 16 <= errors["timeout"] <= 24
    assert errors["logic"] <= 60


def test_targets_that_cross_are_fitted_together() -> None:
    tools: Target = {
        "facet": "tool",
        "shares": {"code_interpreter": 50, "web_search": 20, "file_operation": 10, "conversation": 15, "unknown": 5},
    }
    found = counted(1000, BY_OUTCOME, tools, tolerance=0)
    by_tool: Counter[str] = Counter()
    for name, number in found.items():
        if name.startswith(("success", "failure")):
            by_tool[name.split("/")[1]] += number
    assert by_tool == {
        "code_interpreter": 400,
        "web_search": 160,
        "file_operation": 80,
        "conversation": 120,
        "unknown": 40,
    }


def test_targets_that_contradict_each_other_are_refused() -> None:
    other: Target = {"facet": "outcome", "within": {"outcome": "success"}, "shares": {"success": 50, "failure": 50}}
    with pytest.raises(InvalidError, match="the targets cannot be met: outcome=success would be 600 of 600 within"):
        counted(1000, BY_OUTCOME, other)


def test_a_number_that_cannot_be_divided_is_refused_where_there_is_no_tolerance() -> None:
    assert sum(counted(1000, BY_OUTCOME, tolerance=0).values()) == 1000
    with pytest.raises(InvalidError, match="outcome=success would be 601 of 1001, the target is"):
        counted(1001, BY_OUTCOME, tolerance=0)


@given(total=st.integers(1, 3000))
def test_every_total_is_reached_and_no_share_is_off_by_one(total: int) -> None:
    found = counted(total)
    assert sum(found.values()) == total
    outcomes: Counter[str] = Counter()
    for name, number in found.items():
        outcomes[name.partition("/")[0]] += number
    for outcome, share in (("success", 60), ("failure", 20), ("learning", 12), ("interaction", 8)):
        assert abs(outcomes[outcome] * 100 - share * total) < 100


@given(weights=st.lists(st.floats(0, 1000), min_size=1, max_size=9), total=st.integers(0, 5000))
def test_seats_sum_up_and_stay_within_one_of_their_quota(weights: list[float], total: int) -> None:
    whole = sum(weights)
    if whole < 1e-6:
        return
    seats = apportioned(weights, total)
    assert sum(seats) == total
    assert all(abs(seat - weight * total / whole) < 1.001 for seat, weight in zip(seats, weights, strict=True))

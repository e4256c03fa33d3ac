"""The policy's values: defaults, bands and their arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from memfs.core.policy import PERCENT, Band, Policy, Target, Targets, dataset_targets, policy_from

if TYPE_CHECKING:
    from memfs.core.model import JSON

percents = st.integers(0, 1000).map(lambda tenths: tenths / 10)


def test_an_empty_policy_has_the_defaults() -> None:
    assert policy_from({"memfs": 1}) == Policy(
        fanout=0, commit_mode="each", commit_hooks=False, targets=Targets("report", 50, ()), levels={}, pinned=()
    )


def test_everything_said_is_kept() -> None:
    data: dict[str, JSON] = {
        "memfs": 1,
        "layout": {"fanout": 2},
        "commit": {"mode": "stage", "hooks": True},
        "distribution": {
            "enforce": "ratchet",
            "minimum": 3,
            "tolerance": 0.5,
            "targets": [{"facet": "outcome", "within": {"tool": "a"}, "shares": {"x": 60, "y": [20, 30]}}],
        },
        "rules": {"secret": "warn"},
        "pinned": ["context/constraints"],
    }
    bands = {"x": Band(59_500_000, 60_500_000, 60_000_000), "y": Band(20_000_000, 30_000_000, 25_000_000)}
    target = Target("outcome", {"tool": "a"}, bands)
    wanted = Policy(2, "stage", commit_hooks=True, targets=Targets("ratchet", 3, (target,)), levels={"secret": "warn"})
    assert policy_from(data) == Policy(
        wanted.fanout,
        wanted.commit_mode,
        commit_hooks=True,
        targets=wanted.targets,
        levels=wanted.levels,
        pinned=("context/constraints",),
    )


@given(st.tuples(percents, percents), st.integers(0, 300), st.integers(0, 300))
def test_a_band_compares_as_exact_fractions_do(bounds: tuple[float, float], count: int, more: int) -> None:
    low, high = bounds
    band = Band(round(low * PERCENT), round(high * PERCENT))
    total = count + more
    share = Fraction(count * 100, total or 1)
    exact = Fraction(str(low)) <= share <= Fraction(str(high))
    assert band.holds(count, total) is (exact if total else low >= 0)
    far, of = band.distance(count, total)
    assert (far == 0) is (band.holds(count, total) or (low > high and far == 0))
    assert of >= 1


def test_the_bounds_of_a_band_are_inside_it() -> None:
    assert Band(55 * PERCENT, 65 * PERCENT).holds(55, 100)
    assert Band(55 * PERCENT, 65 * PERCENT).holds(65, 100)
    assert not Band(55 * PERCENT, 65 * PERCENT).holds(549, 1000)


def test_the_dataset_targets_are_the_cheatsheets() -> None:
    targets = dataset_targets()
    assert (targets.enforce, targets.minimum) == ("strict", 50)
    assert [(t.facet, dict(t.within)) for t in targets.targets] == [
        ("outcome", {}),
        ("tool", {"outcome": "success"}),
        ("error_type", {"outcome": "failure"}),
    ]
    assert targets.targets[0].shares["success"] == Band(58 * PERCENT, 62 * PERCENT, 60 * PERCENT)

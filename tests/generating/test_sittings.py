"""When memories happen, and how they are grouped."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.errors import MemfsError
from memfs.verbs.generating.sittings import DAY, Labels, sittings, span, stamp

HALF_A_YEAR = span("2026-01-05", "2026-06-26")


def test_a_span_holds_both_days_whole() -> None:
    assert [stamp(moment) for moment in span("2026-02-01", "2026-02-03")] == [
        "2026-02-01T00:00:00.000Z",
        "2026-02-03T23:59:59.999Z",
    ]
    assert [stamp(moment) for moment in span("2026-02-01T08:30:00.25Z", "2026-02-01T10:00:00+01:00")] == [
        "2026-02-01T08:30:00.250Z",
        "2026-02-01T09:00:00.000Z",
    ]


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(MemfsError, match="the end 2026-01-01 lies before the start 2026-02-01"):
        span("2026-02-01", "2026-01-01")


@given(total=st.integers(1, 400), part=st.floats(0, 1), days=st.floats(0.001, 300), seed=st.integers(0, 99))
def test_times_only_rise_stay_inside_and_every_session_has_one(total: int, part: float, days: float, seed: int) -> None:
    count = max(1, round(total * part))
    within = (HALF_A_YEAR[0], HALF_A_YEAR[0] + int(days * DAY))
    found = list(sittings(total, count, within=within, chance=Random(seed)))  # noqa: S311 - a test's dice
    assert len(found) == count
    assert all(sitting.moments for sitting in found)
    moments = [moment for sitting in found for moment in sitting.moments]
    assert len(moments) == total
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert within[0] <= moments[0] <= moments[-1] <= within[1]


def test_sessions_of_a_long_time_sit_in_daytime_and_minutes_apart() -> None:
    found = list(sittings(1000, 83, within=HALF_A_YEAR, chance=Random(1)))  # noqa: S311 - a test's dice
    hours = [moment % DAY // (DAY // 24) for sitting in found for moment in sitting.moments]
    gaps = [later - earlier for sitting in found for earlier, later in pairwise(sitting.moments)]
    assert (min(hours), max(hours)) == (7, 17)
    assert 2 * 60_000 < min(gaps) < max(gaps) < 30 * 60_000
    sizes = sorted(len(sitting.moments) for sitting in found)
    assert 4 <= sizes[0] < 12 < sizes[-1] <= 20


def test_labels_tell_the_sessions_of_a_day_apart() -> None:
    labels = Labels()
    assert [labels.label("garden", "2026-02-01") for _ in range(3)] == [
        "garden-2026-02-01",
        "garden-2026-02-01-2",
        "garden-2026-02-01-3",
    ]

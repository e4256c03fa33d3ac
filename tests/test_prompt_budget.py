"""A prompt never costs more than its budget, whatever is stored and whoever counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.codec import emit
from memfs.core.errors import InvalidError
from memfs.core.snapshot import Files
from memfs.core.tokens import cautious, tokens
from memfs.verbs import Query, View
from memfs.verbs.prompting import Choice, Counter, estimate, make_prompt
from tests.datasets.stores import POLICY, law, view_of
from tests.size import size

if TYPE_CHECKING:
    from memfs.core.model import JSON

ROUGH = Counter("bytes", lambda text: tokens(text.encode()))
UNEVEN = Counter("characters, more at the end", lambda text: len(text) // 3 + text.count("\n\n") ** 2 // 7)
"""Counts a whole higher than the sum of its parts, as a tokenizer may now and then."""

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=120).filter(
    str.strip
)
TAGS = st.lists(st.sampled_from(["pinned", "other"]), max_size=2)


@st.composite
def stores(draw: st.DrawFn) -> View:
    """Draw a store with memories, sections and a source."""
    made: list[dict[str, JSON]] = [
        {"summary": f"m{number}", "outcome": "learning", "insight_type": "fact", "content": text, "tags": tags}
        for number, (text, tags) in enumerate(draw(st.lists(st.tuples(TEXTS, TAGS), max_size=12)))
    ]
    files = dict(view_of(made).snapshot.files)  # type: ignore[attr-defined]  # the snapshot is one of Files
    items = draw(st.lists(TEXTS, max_size=4))
    if items:
        files["memory/context/objectives.yaml"] = emit({"section": "objectives", "items": items})
        files["memory/sources/s.yaml"] = emit({"name": "s", "description": items[0]})
    return View(Files({**files, **POLICY}), law())


@settings(deadline=None, max_examples=size(60, small=20))
@given(view=stores(), budget=st.integers(1, 900), counter=st.sampled_from([estimate(), ROUGH, UNEVEN]))
def test_never_above_the_budget(view: View, budget: int, counter: Counter) -> None:
    try:
        found = make_prompt(view, Choice(), counter, budget=budget)
    except InvalidError:
        assert budget < 200, "the words around the records take no more than that"
        return
    assert counter.count(found.text) == found.tokens <= budget
    stored = sum(1 for entry in view.snapshot.entries("memory") if not entry.path.endswith("memfs.yaml"))
    assert len(found.shown) + sum(found.left_out.values()) == stored
    assert found == make_prompt(view, Choice(), counter, budget=budget)


@settings(deadline=None, max_examples=size(30, small=10))
@given(view=stores())
def test_a_large_budget_holds_everything(view: View) -> None:
    found = make_prompt(view, Choice(), estimate(), budget=1_000_000)
    assert found.left_out == {}


def test_shorter_records_go_in_where_a_long_one_does_not() -> None:
    long, short = {"content": "word " * 400}, {"content": "short"}
    common = {"outcome": "learning", "insight_type": "fact"}
    records: list[dict[str, JSON]] = [
        {"summary": "a", **common, **long, "created": "2026-03-02T00:00:00Z"},
        {"summary": "b", **common, **short, "created": "2026-03-01T00:00:00Z"},
    ]
    found = make_prompt(view_of(records), Choice(query=Query()), estimate(), budget=300)
    assert ([one.key for one in found.shown], found.left_out) == (["b"], {"memory": 1})


@given(st.text(), st.text())
def test_the_estimate_of_parts_is_never_below_that_of_the_whole(one: str, other: str) -> None:
    assert cautious(one + other) <= cautious(one) + cautious(other) <= cautious(one + "\n\n" + other)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [  # around what the tokenizers in use say of such texts
        ("Fixed the race in the payment worker by holding the lock until the ledger row is written.", 18, 30),
        ("1f2e3d4c5b6a79880f1e2d3c4b5a6978", 16, 32),
        ("def settle(rows: list[Row]) -> int:\n    return sum(row.amount for row in rows)\n", 22, 40),
        ("Das Übermaß an Größe führt zu Ärger", 10, 20),
        ("支付网关在超时后重复扣款", 9, 20),
        ("1234567890", 4, 10),
        ("", 0, 0),
    ],
)
def test_the_estimate_stays_near_the_truth(text: str, low: int, high: int) -> None:
    assert low <= cautious(text) <= high

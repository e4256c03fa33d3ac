"""Sentences with slots: what goes into them, and that no way to fill them comes twice."""

from __future__ import annotations

from itertools import product

import pytest

from memfs.verbs.generating.words import Combinations, Words, begun, slots

WORDS: Words = {
    "who": ["Ana", "Ben"],
    "part": ["the worker", "iOS", "{who}'s shelf"],
    "bug": [{"name": "lost mail", "why": "it was {count} o'clock"}, {"name": "noise", "why": "nobody asked"}],
    "count": range(1, 4),
}


def every(text: str, words: Words = WORDS, *, chance: float = 0.3) -> list[str]:
    ways = Combinations(text, words, chance=chance)
    return [made for _ in range(ways.size + 3) if (made := ways.next()) is not None]


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.99])
def test_every_way_comes_once(chance: float) -> None:
    found = every("{who} has {count} of {bug.name}", chance=chance)
    wanted = {f"{who} has {n} of {bug}" for who, n, bug in product(("Ana", "Ben"), (1, 2, 3), ("lost mail", "noise"))}
    assert len(found) == len(wanted) == 12
    assert set(found) == wanted


def test_all_wordings_come_before_one_comes_with_another_number() -> None:
    found = every("{who} has {count} of {bug.name}")
    assert len({text.replace("1", "#").replace("2", "#").replace("3", "#") for text in found[:4]}) == 4


def test_a_word_of_one_sentence_is_one_choice() -> None:
    assert set(every("{who} and {who}")) == {"Ana and Ana", "Ben and Ben"}
    assert {text.partition(":")[0] for text in every("{bug.name}: {bug.why}") if "asked" in text} == {"noise"}


def test_words_may_hold_slots() -> None:
    assert "the count: it was 2 o'clock" in every("the count: {bug.why}")
    assert set(every("{part}")) == {"the worker", "iOS", "Ana's shelf", "Ben's shelf"}


def test_a_capital_begins_a_sentence_but_leaves_names_alone() -> None:
    assert {"The worker", "iOS"} <= set(every("{Part}"))
    assert "It was 3 o'clock" in every("{Bug.why}")
    assert [begun(text) for text in ("a/path.py", "settle_all()", "an end.", "e-mail", "x.y")] == [
        "a/path.py",
        "settle_all()",
        "An end.",
        "E-mail",
        "x.y",
    ]


@pytest.mark.parametrize("text", ["{nothing}", "{bug}", "{who.name}", "{bug.size}"])
def test_a_slot_without_words_is_no_slot(text: str) -> None:
    with pytest.raises(KeyError):
        slots(text, {**WORDS, "bug": [{"name": "{who}"}]})


def test_words_that_stand_in_themselves_are_refused() -> None:
    with pytest.raises(KeyError, match="stands in its own words"):
        slots("{a}", {"a": ["x {b}"], "b": ["y {a}"]})

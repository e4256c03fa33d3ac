"""A question is taken apart into words, names, pairs and phrases, whatever somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.search.question import Question, question_of


def shown(question: Question) -> dict[str, list[str]]:
    return {
        "terms": [term.stem for term in question.terms],
        "names": [name.word for name in question.names],
        "pairs": [f"{first.plain} {second.plain}" for first, second in question.pairs],
        "phrases": [" ".join(phrase) for phrase in question.phrases],
    }


@pytest.mark.parametrize(
    ("text", "terms", "names", "pairs", "phrases"),
    [
        ("locking the ledgers", ["lock", "ledger"], [], ["locking ledgers"], []),
        ("When did Mia sell the old cello?", ["sell", "old", "cello"], ["Mia"], ["sell old", "old cello"], []),
        ("Mia sold a cello. Ben bought it", ["mia", "sold", "cello", "ben", "bought"], [], None, []),
        ("about Mia and Ben", ["mia", "ben"], [], ["mia ben"], []),
        ("the DNS of HTTP", ["dn", "http"], [], ["dns http"], []),
        ("see Payment_Mutex and git/Index", ["see", "payment", "mutex", "git", "index"], [], None, []),
        ('a "dead lock" here', ["dead", "lock"], [], ["dead lock"], ["dead lock"]),
        ('see "Mia Stone"', ["see", "mia", "stone"], [], ["see mia", "mia stone"], ["mia stone"]),
        ("“to be” or not", ["to", "be", "or", "not"], [], None, ["to be"]),
        ('lock "', ["lock"], [], [], []),
        ("what is it", ["what", "is", "it"], [], ["what is", "is it"], []),
        ("lock locks locking", ["lock"], [], [], []),
        ("", [], [], [], []),
        ('"" ?! \0 --', [], [], [], []),
    ],
)
def test_a_question_is_taken_apart(
    text: str, terms: list[str], names: list[str], pairs: list[str] | None, phrases: list[str]
) -> None:
    found = shown(question_of(text))
    assert found == {
        "terms": terms,
        "names": names,
        "pairs": found["pairs"] if pairs is None else pairs,
        "phrases": phrases,
    }


@given(st.text())
def test_no_question_is_refused(text: str) -> None:
    question = question_of(text)
    stems = {term.stem for term in question.terms}
    assert not stems & {name.stem for name in question.names}
    assert {term.stem for pair in question.pairs for term in pair} <= stems
    assert question.is_empty == (not question.terms)


def test_a_page_is_asked_by_its_beginning() -> None:
    question = question_of(" ".join(f"word{number}" for number in range(20_000)))
    assert [term.word for term in question.terms] == [f"word{number}" for number in range(64)]
    assert len(question.pairs) <= 64

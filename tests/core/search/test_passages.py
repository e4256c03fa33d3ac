"""Long records are searched by paragraph, short ones whole, and snippets show where the words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.search.passages import length_of, numbered, page_of, part_of, parts_of, passages_of
from memfs.core.search.question import question_of
from memfs.core.search.snippets import snippet
from tests.datasets.stores import law

if TYPE_CHECKING:
    from memfs.core.model import JSON

KIND = law().kinds["memory"]
FILLER = "nothing to see here " * 20


def test_a_short_record_is_one_passage_with_its_key_and_tags() -> None:
    record: dict[str, JSON] = {
        "summary": "dns_ttl",
        "tags": ["net", "ops"],
        "content": "a\n\nb",
        "metadata": {"x": "y"},
    }
    assert passages_of(record, KIND) == ["dns_ttl\nnet\nops\na\n\nb"]


def test_a_long_record_is_parted_at_its_paragraphs() -> None:
    record: dict[str, JSON] = {"summary": "k", "content": f"{FILLER}\n\n{FILLER}one\n \n{FILLER}two\n\nthree\n\nfour"}
    parts = passages_of(record, KIND)
    assert [part.split("\n")[0] for part in parts] == ["k"] * 4
    assert [part[-3:] for part in parts] == ["re ", "one", "two", "our"]


def test_a_kind_without_content_is_searched_by_all_it_says() -> None:
    record: dict[str, JSON] = {
        "summary": "k",
        "outcome": "success",
        "text": "one",
        "why": ["two", "three"],
        "created": "2026",
    }
    assert passages_of(record, KIND) == ["k\none\n\ntwo\n\nthree"]


@given(st.lists(st.text(st.sampled_from("ab \n"), max_size=900), max_size=90).map("\n\n".join))
def test_no_word_is_lost_between_passages(text: str) -> None:
    parts = parts_of(text)
    assert " ".join(parts).split() == text.split()
    assert 1 <= len(parts) <= 64


@given(st.integers(0, 1 << 41), st.lists(st.integers(0, 400), min_size=1, max_size=64))
def test_a_number_says_whose_a_passage_is_and_how_long(page: int, lengths: list[int]) -> None:
    found = list(numbered(page, ["w " * length for length in lengths]))
    assert [(page_of(number), part_of(number)) for number, _ in found] == [(page, at) for at in range(len(lengths))]
    assert [length_of(number) for number, _ in found] == [min(length // 4, 63) + 1 for length in lengths]
    assert all(number < 1 << 63 for number, _ in found)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("short\n  text", "text", "short text"),
        (
            f"{FILLER}the ledger stopped. {FILLER}",
            "ledgers stop",
            "…to see here the ledger stopped. nothing to see here…",
        ),
        (f"{FILLER}x", "absent", "nothing to see here nothing to see here nothing to see here…"),
        ("y" * 500, "absent", "y" * 60 + "…"),
    ],
)
def test_a_snippet_shows_where_the_words_stand(text: str, words: str, shown: str) -> None:
    assert snippet(text, question_of(words), width=60) == shown


@given(st.text(), st.text(), st.integers(1, 80))
def test_a_snippet_is_a_piece_of_the_text(text: str, words: str, width: int) -> None:
    piece = snippet(text, question_of(words), width=width)
    assert piece.removeprefix("…").removesuffix("…") in " ".join(text.split())
    assert len(piece) <= width + 2

"""Words and stems are those of SQLite's FTS5, which indexes what the rest of memfs asks for."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.search.porter import stemmed
from memfs.core.search.words import STOP, Stems, spelled, words_of
from tests.size import size

ENDINGS = (
    "eed ed ing at bl iz ational tional enci anci izer logi bli alli entli eli ousli ization ation ator alism iveness"
    " fulness ousness aliti iviti biliti ical ness icate iciti ful ative alize al ance ence er ic able ible ant ement"
    " ment ent ion ou ism ate iti ous ive ize y ies sses s e ll l ss ing"
)
PIECES = st.text(st.sampled_from("abceiostylwxz0é䀀"), max_size=5)
WORDS = st.builds(str.__add__, PIECES, st.lists(st.sampled_from(ENDINGS.split()), max_size=2).map("".join))
TEXTS = st.text(max_size=300) | st.text(st.sampled_from("aB ßéÉ-_.'\"日\n\0"), max_size=40)


def stored(texts: list[str]) -> list[list[str]]:
    """Return the stems that FTS5 keeps of some texts, in order."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        connection.execute("create virtual table words using fts5(said, tokenize='porter ascii')")
        connection.execute("create virtual table spots using fts5vocab(words, instance)")
        connection.executemany("insert into words (rowid, said) values (?, ?)", enumerate(texts))
        rows = connection.execute("select doc, offset, term from spots order by doc, offset").fetchall()
    return [[term for doc, _, term in rows if doc == number] for number in range(len(texts))]


@given(st.lists(WORDS.filter(bool), min_size=20, max_size=60))
@settings(max_examples=size(200, small=60), deadline=None)
def test_stems_are_those_of_fts5(words: list[str]) -> None:
    assert [[stemmed(word)] for word in words] == stored(words)


@given(TEXTS)
@settings(max_examples=size(300, small=80), deadline=None)
def test_fts5_takes_folded_words_for_words(text: str) -> None:
    words = words_of(text)
    assert [Stems().of(words)] == stored([" ".join(words)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("payment_mutex_fix", ["payment", "mutex", "fix"]),
        ("GIT_INDEX_FILE=.git/index", ["git", "index", "file", "git", "index"]),
        ("Straße, ÉCOLE, nai\u0308ve, ﬁle", ["strasse", "ecole", "naive", "file"]),
        ("日本 go", ["日", "本", "go"]),
        ("x" * 230, ["x" * 100, "x" * 100, "x" * 30]),
        ("\0 \x1b[31m - _ '", ["31m"]),
    ],
)
def test_a_word_has_one_form_however_it_is_written(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_is_found_where_it_is_written() -> None:
    text = "The Straße's locks"
    assert [(text[start:end], words) for start, end, words in spelled(text)] == [
        ("The", ["the"]),
        ("Straße", ["strasse"]),
        ("s", ["s"]),
        ("locks", ["locks"]),
    ]


def test_words_that_are_not_asked_for_are_folded_themselves() -> None:
    assert {word for stop in STOP for word in words_of(stop)} == STOP

"""The escaper: nothing a memory holds acts on the place it is printed in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.escape import block, printable, quoted, shortened

HOSTILE = st.text(alphabet=st.characters(), max_size=60)


def hidden_in(text: str) -> list[str]:
    categories = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Cf"}
    return [c for c in text if unicodedata.category(c) in categories and c not in "\u200c\u200d"]


@given(HOSTILE)
def test_printable_text_holds_no_hidden_character(text: str) -> None:
    assert hidden_in(printable(text)) == []


@given(HOSTILE)
def test_a_block_keeps_line_feeds_and_tabs_only(text: str) -> None:
    assert block(text).count("\n") == text.count("\n")
    assert hidden_in(block(text).replace("\n", "").replace("\t", "")) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("naïve ✓ 日本語", "naïve ✓ 日本語"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\u200d", "a\\u200d"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("a\u202eb", "a\\u202eb"),
        ("\udce9", "\\xe9"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u3164", "\\u3164"),
        ("\x9b", "\\x9b"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_quoted_value_is_cut() -> None:
    assert quoted("x" * 100) == f"'{'x' * 59}…'"
    assert quoted("\n" * 500, limit=10) == "'\\n\\n\\n\\n\\…'"
    assert shortened("abc", limit=3) == "abc"

"""Foreign text in Markdown, JSON and plain text: it shows its own characters and does nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.escape import visible
from memfs.core.report import Violation
from memfs.render import encoded, fenced, inline, paragraphs, value_text, violation_data, violation_line

if TYPE_CHECKING:
    from memfs.core.model import JSON

PLAIN = [
    "Score every customer once a week",
    "AUC > .8 and 3 < 4, 100 % of 5 * 3",
    "B: two & three; snake_case_name stays; a_b",
    'it\'s (fine) "here" - really! ~ x = y',
    "C:\\temp\\x",
    "Größe, ελληνικά, 漢字, 🙂",
    "#hashtag, 1.5 of 2, -5 degrees",
    "https://example.invalid/a-b?c=d",
]
ESCAPED = [
    ("# title", "\\# title"),
    ("  ### title", "  \\### title"),
    ("> quote", "\\> quote"),
    (">quote", "\\>quote"),
    ("- item", "\\- item"),
    ("+ item", "\\+ item"),
    ("* item", "\\* item"),
    ("12. item", "12\\. item"),
    ("3) item", "3\\) item"),
    ("---", "\\---"),
    ("===", "\\==="),
    ("~~~", "\\~\\~~"),
    ("| a | b |", "\\| a | b |"),
    ("--- | ---", "\\--- | ---"),
    ("::error::x", "\\::error::x"),
    ("```", "\\`\\`\\`"),
    ("`code`", "\\`code\\`"),
    ("*loud*", "\\*loud\\*"),
    ("__loud__", "\\_\\_loud\\_\\_"),
    ("~~gone~~", "\\~~gone\\~~"),
    ("[x](http://evil)", "\\[x](http://evil)"),
    ("![x](http://evil)", "!\\[x](http://evil)"),
    ("[ref]: http://evil", "\\[ref]: http://evil"),
    ("<b>", "\\<b>"),
    ("</b>", "\\</b>"),
    ("<!-- x -->", "\\<!-- x -->"),
    ("<http://evil>", "\\<http://evil>"),
    ("&lt; &#60; & x", "\\&lt; \\&#60; & x"),
    ("\\# a\\", "\\\\# a\\\\"),
    ("a\nb", "a\\nb"),
    ("a\u202eb", "a\\u202eb"),
    ("\x1b[31m", "\\x1b\\[31m"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_sentence_stays_as_it_is(text: str) -> None:
    assert inline(text) == paragraphs(text) == text


@pytest.mark.parametrize(("text", "shown"), ESCAPED)
def test_text_with_a_meaning_in_markdown_loses_it(text: str, shown: str) -> None:
    assert inline(text) == shown
    if "\n" not in text:
        assert paragraphs(f"before\n{text}") == f"before\n{shown}"


@pytest.mark.parametrize(("text", "ticks"), [("a", 3), ("```", 4), ("a `````` b", 7), ("a\n```\nb", 4)])
def test_fence_is_longer_than_any_inside(text: str, ticks: int) -> None:
    assert fenced(text) == f"{'`' * ticks}\n{text}\n{'`' * ticks}"


@given(st.text())
def test_markdown_holds_nothing_that_cannot_be_seen(text: str) -> None:
    joiners = "\u200c\u200d"
    for shown in (inline(text), paragraphs(text), fenced(text)):
        assert all(visible(character) or character in "\n\t" + joiners for character in shown)
    assert "\n" not in inline(text)


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text()) | st.floats(allow_nan=False, allow_infinity=False)))
def test_json_is_one_visible_line_that_reads_back(value: dict[str, str | list[str] | float]) -> None:
    line = encoded(value)
    assert json.loads(line) == value
    assert all(map(visible, line))


def test_json_keeps_the_letters_of_all_scripts() -> None:
    assert encoded({"a": "Größe 漢字 🙂 \u202e \x7f \ud800"}) == '{"a": "Größe 漢字 🙂 \\u202e \\u007f \\ud800"}'


def test_violation_is_one_line_and_one_mapping() -> None:
    violation = Violation("a\nb.yaml", "schema", "no\u202e" + "x" * 600, 2, 3, hint="h", level="warning", store="s")
    line = violation_line(violation)
    assert line.startswith("a\\nb.yaml:2:3: schema: no\\u202exxx")
    assert len(line) == len("a\\nb.yaml:2:3: schema: ") + 500
    assert violation_data(violation) == {
        "path": "a\nb.yaml",
        "line": 2,
        "column": 3,
        "rule": "schema",
        "message": violation.message,
        "hint": "h",
        "level": "warning",
        "store": "s",
    }


def test_value_as_text_is_its_words() -> None:
    value: dict[str, JSON] = {"a": "x", "b": ["y", True, None, 1.5], "c": {"d": "two\nlines"}, "e": [], "f": {}}
    assert value_text(value) == "a: x\nb:\n  y\n  true\n  \n  1.5\nc:\n  d:\n    two\n    lines\ne: \nf: "

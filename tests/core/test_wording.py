"""What changed between two texts, by words and by lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.wording import ADDED, KEPT, LIMIT, REMOVED, Segment, difference, elided

TEXTS = st.text(alphabet="ab \n.é", max_size=60)


def _said(old: str, new: str) -> str:
    marks = {KEPT: "{}", REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return "".join(marks[segment.sign].format(segment.text) for segment in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("the cat sat on the mat", "the dog sat on the mat", "the [-cat-]{+dog+} sat on the mat"),
        ("one two three", "one two three four", "one two three{+ four+}"),
        ("one two three four", "one two three", "one two three[- four-]"),
        ("it was 60 seconds.", "it was 30 seconds.", "it was [-60-]{+30+} seconds."),
        ("line one\nline two\n", "line one\nline 2\n", "line one\nline [-two-]{+2+}\n"),
        ("its lock twice.", "its lock twice when it retried.", "its lock twice{+ when it retried+}."),
        ("sixty days now", "sixteen days now", "[-sixty-]{+sixteen+} days now"),
        ("same", "same", "same"),
        ("", "", ""),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("nothing in common here", "quite another sentence", "[-nothing in common here-]{+quite another sentence+}"),
    ],
)
def test_difference_reads_as_a_person_would_tell_it(old: str, new: str, said: str) -> None:
    assert _said(old, new) == said


@given(TEXTS, TEXTS)
def test_segments_hold_both_texts(old: str, new: str) -> None:
    segments = difference(old, new)
    assert "".join(segment.text for segment in segments if segment.sign != ADDED) == old
    assert "".join(segment.text for segment in segments if segment.sign != REMOVED) == new
    assert all(segment.text for segment in segments)


def test_long_texts_are_compared_by_lines() -> None:
    lines = [f"line {number} of a long text\n" for number in range(200)]
    changed = [*lines[:100], "another line\n", *lines[101:]]
    far = [f"{'x ' * 400}\n", *lines, f"{'y ' * 400}\n"]
    other = [f"{'z ' * 400}\n", *changed, f"{'w ' * 400}\n"]
    segments = difference("".join(far), "".join(other))
    assert Segment(REMOVED, "line 100 of a long text") in segments
    assert Segment(ADDED, "another line") in segments


def test_hostile_texts_cost_no_time() -> None:
    started = time.process_time()
    old, new = "a b " * 8_000, "b a\n" * 8_000
    assert difference(old, new) == (Segment(REMOVED, old), Segment(ADDED, new))
    worst = "a b " * (LIMIT // 2)
    difference(f"x {worst}", f"{worst[::-1]} y")
    assert time.process_time() - started < 5


def test_what_stays_is_shortened_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    segments = elided(difference(f"first {words} last", f"FIRST {words} LAST"), around=20)
    assert "".join(segment.text for segment in segments if segment.sign == KEPT) == " word0 word1 word2…word58 word59 "
    assert elided((Segment(KEPT, words),), around=20)[0].text == "…"


def test_short_texts_stay_whole() -> None:
    segments = difference("the cat sat", "the dog sat")
    assert elided(segments) == segments

"""The plainest records are read without the parser, and never otherwise than the parser reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.codec import ProfileError, emit
from memfs.codec.plainest import plainest
from memfs.codec.reader import parsed
from memfs.codec.source import decoded
from memfs.core.model import equal
from memfs.verbs.writing import NEW_POLICY
from tests.codec.cases import ACCEPTED, REFUSED, Case
from tests.codec.strategies import BOUNDED, PHRASES, WORDS

if TYPE_CHECKING:
    from memfs.core.model import JSON

DATA = Path(__file__).parents[1] / "cases" / "data"
VALUE = (
    st.sampled_from(["7", "0", "007", "1" * 18, "1" * 19])
    | st.sampled_from(WORDS)
    | st.sampled_from(PHRASES)
    | st.text("ab:# '\"-|?[{\n\t\\&*!%@`", max_size=8)
)
KEY = st.sampled_from(
    ["a", "b_c", "summary", "y", "yes", "null", "no", "off", "A", "a b", "'a'", "é", "k" * 64, "k" * 65]
)
SCALAR = VALUE | st.integers(-(10**17), 10**17) | st.booleans() | st.none()
NAMES = st.sampled_from(["summary", "content", "tags", "y", "é", "A"])
LINE = st.one_of(
    st.builds("{}: {}".format, KEY, VALUE),
    st.builds("{}: '{}'".format, KEY, VALUE),
    st.builds("{}:".format, KEY),
    st.builds("{}: |{}".format, KEY, st.sampled_from(["", "-", "+", "2", " # c"])),
    st.builds("{}: {{{}: {}}}".format, KEY, KEY, VALUE),
    st.builds("{}: {{{}: {}, {}: {}}}".format, KEY, KEY, VALUE, KEY, VALUE),
    st.builds("- {}".format, VALUE),
    st.builds("- '{}'".format, VALUE),
    st.builds("  {}".format, VALUE),
    st.builds("  {}: {}".format, KEY, VALUE),
    st.builds("{}{}".format, st.sampled_from(["", " ", "    ", "# ", "#"]), VALUE),
)
TEXT = st.builds("{}{}".format, st.lists(LINE, max_size=8).map("\n".join), st.sampled_from(["\n", "", "\n\n", " \n"]))


def held(text: str) -> bool:
    """Tell whether the quick reading is left out, or is what the parser reads."""
    quick = plainest(text)
    return quick is None or equal(quick, parsed(text))


@given(TEXT)
@BOUNDED
def test_lines_are_read_as_the_parser_reads_them(text: str) -> None:
    assert held(text)


@given(st.dictionaries(NAMES, SCALAR | st.lists(SCALAR, max_size=3) | st.dictionaries(NAMES, SCALAR, max_size=3)))
@BOUNDED
def test_what_is_written_is_read_as_the_parser_reads_it(record: dict[str, JSON]) -> None:
    assert held(emit(record).decode())


@pytest.mark.parametrize("name", ["oneliner-1000.jsonl", "balanced-1000.jsonl"])
def test_ordinary_memories_need_no_parser(name: str) -> None:
    records = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    assert [plainest(emit(record).decode()) for record in records] == records


def test_lists_dates_and_blocks_need_no_parser() -> None:
    record = {
        "summary": "dns_ttl",
        "content": "It's: # one\n\n  two\nthree",
        "more": "a\n b\n",
        "created": "2026-11-22T03:27:23.081Z",
        "tags": ["dns", "a: b"],
        "empty": "",
        "number": 10**17,
        "metadata": {"ticket": "ABC-1", "count": 0, "said": "no"},
        "done": True,
        "nothing": None,
    }
    assert plainest(emit(record, header="a comment").decode()) == record


def test_a_new_stores_policy_needs_no_parser() -> None:
    assert plainest(NEW_POLICY.decode()) == {"memfs": 1, "distribution": {"enforce": "report"}}


def test_a_policy_with_a_layout_needs_no_parser() -> None:
    assert plainest("memfs: 1\nlayout: {fanout: 2}\n") == {"memfs": 1, "layout": {"fanout": 2}}
    assert plainest("rules: {secret: warn, unique: error}\n") == {"rules": {"secret": "warn", "unique": "error"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: {}\n",
        "a: {b}\n",
        "a: {b: c, b: d}\n",
        "a: {b: yes}\n",
        "a: {no: c}\n",
        "a: {b: c,}\n",
        "a: {b: c, }\n",
        "a: {b: {c: d}}\n",
        "a: {b:c}\n",
        "a: { b: c }\n",
        "a: {b: c} # d\n",
        "{a: b}\n",
        "a: b",
        "a:\n",
        "a: b\na: c\n",
        "a: yes\n",
        "no: a\n",
        "a: |\n  b\n\n",
        "a: |\n  b\n   \n  c\n",
        "a: |\n   b\n",
        "a: |\nb: c\n",
        "a: b\n  c\n",
        "a: b\n- c\n",
        "a: b # c\n",
        "a: b: c\n",
        "a: 'b\n",
        "a: -1\n",
        "a: 01\n",
        "a: 1000000000000000000\n",
        "a: é\n",
        "a: b\n# c\n",
        "a: |\n  b\n# c\n",
        "a:\n  b: c\n  b: d\n",
        "a:\n  b: c\n   d: e\n",
        "a:\n  b:\n    c: d\n",
        "a:\n- b\n  c\n",
        "---\na: b\n",
        "k" * 65 + ": b\n",
        "a:\n" + "- b\n" * 10_000,
    ],
)
def test_everything_else_is_left_to_the_parser(text: str) -> None:
    assert plainest(text) is None


@pytest.mark.parametrize("case", [*ACCEPTED, *REFUSED], ids=str)
def test_the_cases_of_the_profile_are_held(case: Case) -> None:
    try:
        text = decoded(case.data)
    except ProfileError:
        return
    if case.refused:
        assert plainest(text) is None
    assert case.refused or held(text)

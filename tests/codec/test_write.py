"""What the canonical writer writes, letter by letter, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from memfs.codec import emit, read
from tests.codec.oracles import disagreements, same

RECORD = """\
summary: payment_mutex_fix
outcome: success
tool: code_interpreter
task_type: debug
content: |-
  Two workers took the same lock; the second waited for ever.

  Taking it once, at the top of the call, fixed it.
created: '2026-11-22T03:27:23.081Z'
tags:
- locking
- payments
session: week 47
metadata:
  attempts: 3
  ratio: 0.5
  verified: true
  reviewer: null
  steps: []
  links: {}
"""

STYLES: list[tuple[Any, str]] = [
    ("text", "text"),
    ("Hello, world (again); it's [fine] & {good}!", "Hello, world (again); it's [fine] & {good}!"),
    ("a:b http://e/?q#f", "a:b http://e/?q#f"),
    ("naïve 日本語 😀 👨\u200d👩\u200d👧", "naïve 日本語 😀 👨\u200d👩\u200d👧"),
    ("", "''"),
    ("no", "'no'"),
    ("y", "'y'"),
    ("1e3", "'1e3'"),
    ("0o7", "'0o7'"),
    ("1,000", "'1,000'"),
    ("12:30:45", "'12:30:45'"),
    ("2025-01-01", "'2025-01-01'"),
    ("._", "'._'"),
    ("_", "'_'"),
    ("=", "'='"),
    ("<<", "'<<'"),
    ("-", "'-'"),
    ("a: b", "'a: b'"),
    ("a:", "'a:'"),
    ("a #b", "'a #b'"),
    ("#a", "'#a'"),
    (" a", "' a'"),
    ("a ", "'a '"),
    ("\xa0a", "'\xa0a'"),
    ("'a'", "'''a'''"),
    ("--- a", "'--- a'"),
    ("a\tb", '"a\\tb"'),
    ("\n", '"\\n"'),
    ("a\r\nb", '"a\\r\\nb"'),
    ('say "hi" \\ bye\x00', '"say \\"hi\\" \\\\ bye\\x00"'),
    ("a\u2028b", '"a\\u2028b"'),
    ("a\x85b", '"a\\x85b"'),
    ("\u202ea", '"\\u202ea"'),
    ("\U000e0041", '"\\U000e0041"'),
    ("a\u200d", '"a\\u200d"'),
    ("\u3164", '"\\u3164"'),
    ("a\nb", "|-\n  a\n  b"),
    ("a\nb\n", "|\n  a\n  b"),
    ("a\n\n  b\n\n\n", "|+\n  a\n\n    b\n\n"),
    ("# a\n---\n'b': c", "|-\n  # a\n  ---\n  'b': c"),
    (" a\nb", '" a\\nb"'),
    ("a \nb", '"a \\nb"'),
    ("\na", '"\\na"'),
    ("a\n\tb", '"a\\n\\tb"'),
    (None, "null"),
    (True, "true"),
    (False, "false"),
    (0, "0"),
    (-1, "-1"),
    (999_999_999_999_999_999, "999999999999999999"),
    (1.0, "1.0"),
    (-0.0, "-0.0"),
    (0.1, "0.1"),
    (1e16, "1.0e+16"),
    (1.5e300, "1.5e+300"),
    (5e-324, "5.0e-324"),
    ([], "[]"),
    ({}, "{}"),
    ((), "[]"),
    (["a", ["b", []], {"c": "d", "e": ["f"]}], "\n- a\n- - b\n  - []\n- c: d\n  e:\n  - f"),
    (["a\nb"], "\n- |-\n  a\n  b"),
    ({"a": {"b": "c\nd"}}, "\n  a:\n    b: |-\n      c\n      d"),
]


def test_a_record_reads_as_a_person_would_write_it() -> None:
    assert emit(read(RECORD.encode())).decode() == RECORD


@pytest.mark.parametrize(("value", "written"), STYLES, ids=[repr(value) for value, _ in STYLES])
def test_writes(value: object, written: str) -> None:
    data = emit({"key": value})
    assert data.decode() == f"key: {written}\n".replace(": \n", ":\n")
    assert disagreements(data, read(data)) == []


def test_keeps_the_order_of_keys() -> None:
    assert emit({"b": 1, "a": 2}) == b"b: 1\na: 2\n"


def test_an_empty_record_is_a_mapping() -> None:
    assert emit({}) == b"{}\n"


def test_takes_any_mapping_and_sequence() -> None:
    assert emit(MappingProxyType({"a": ({"b": 1},)})) == b"a:\n- b: 1\n"


def test_a_header_is_a_comment_line() -> None:
    header = "# yaml-language-server: $schema=../schema/memory.schema.json"
    assert emit({"a": 1}, header=header) == header.encode() + b"\na: 1\n"
    assert emit({"a": 1}, header="two words") == b"# two words\na: 1\n"
    assert emit({}, header="two words") == b"# two words\n{}\n"


def test_quotes_doubtful_keys() -> None:
    assert emit({"no": 1, "a: b": 2, "": 3, "1": 4, "a,b": 5}) == b"'no': 1\n'a: b': 2\n'': 3\n'1': 4\n'a,b': 5\n"


@pytest.mark.parametrize("value", ["b", "b\nc", [], ["b", {"c": []}], {"b": ["c"]}])
def test_a_key_beyond_a_simple_key_gets_a_question_mark(value: object) -> None:
    record = {"k" * 1_001: value, "a": "after"}
    data = emit(record)
    assert data.startswith(b"? kkk")
    assert same(read(data), record)
    assert disagreements(data, record) == []


REFUSED: list[tuple[dict[Any, Any], str]] = [
    ({"a": float("nan")}, "nan is no JSON number"),
    ({"a": float("-inf")}, "-inf is no JSON number"),
    ({"a": 10**18}, "an integer has at most 18 digits; write it as text"),
    ({"a": -(10**5000)}, "an integer has at most 18 digits; write it as text"),
    ({1: "a"}, "a key is text, not '1'"),
    ({None: "a"}, "a key is text, not 'None'"),
    ({"a": {True: "a"}}, "a key is text, not 'True'"),
    ({"a": "\ud800"}, "U+D800 is half of a surrogate pair and no character"),
    ({"a": "b\udcff\nc"}, "U+DCFF is half of a surrogate pair and no character"),
    ({"\udcff": "a"}, "U+DCFF is half of a surrogate pair and no character"),
    ({"k" * 1_025: 1}, "a key has at most 1,024 characters; this one has 1,025"),
    ({"\xe9": 1, "e\u0301": 2}, "two keys of one mapping differ only in the spelling of their accents"),
    ({"a": [[[[[[[[1]]]]]]]]}, "lists and mappings are nested deeper than 8 levels"),
    ({"a": [[[[[[[[]]]]]]]]}, "lists and mappings are nested deeper than 8 levels"),
    ({"a": ["b"] * 20_000}, "the record has 20,003 keys and values; at most 20,000 are allowed"),
    ({"a": "x" * 262_144}, "the record takes 262,148 bytes; at most 262,144 are allowed"),
    ({"a": b"bytes"}, "a bytes is no JSON value: 'b'bytes''"),
    ({"a": {1, 2}}, "a set is no JSON value: '{1, 2}'"),
    ({"a": Decimal("1.5")}, "a Decimal is no JSON value: '1.5'"),
]


@pytest.mark.parametrize(("record", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_refuses(record: dict[Any, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared whole
        emit(record)
    assert str(caught.value) == message


def test_refuses_what_contains_itself() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(ValueError, match="nested deeper than 8 levels"):
        emit({"a": loop})


@pytest.mark.parametrize("header", ["two\nlines", "# \x1b[31m", "\u202e"])
def test_refuses_a_header_that_is_no_visible_line(header: str) -> None:
    with pytest.raises(ValueError, match="a header is one line of visible text"):
        emit({}, header=header)

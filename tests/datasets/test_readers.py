"""The readers of JSON lines and JSON: what they yield, where it stands, and what they refuse."""

from __future__ import annotations

import json as plain_json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.errors import InvalidError
from memfs.verbs.datasets import Given, detect
from memfs.verbs.datasets import json as json_file
from memfs.verbs.datasets import jsonl as json_lines
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.model import JSON
    from memfs.verbs.datasets import Item

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.lists(st.dictionaries(st.text(), JSONS, max_size=3), max_size=5)


def read_lines(text: str | bytes) -> list[Item]:
    return list(json_lines.items(Given("x", text if isinstance(text, bytes) else text.encode())))


def read_file(text: str | bytes) -> list[Item]:
    return list(json_file.items(Given("x", text if isinstance(text, bytes) else text.encode())))


def faults(items: Sequence[Item]) -> list[tuple[int, str]]:
    return [(item.line, found.message) for item in items for found in item.faults]


def test_lines_are_counted_and_empty_ones_skipped() -> None:
    items = read_lines(b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2}')
    assert [(item.source, item.line, item.data) for item in items] == [("x", 1, {"a": 1}), ("x", 4, {"b": 2})]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"a": NaN}', "NaN is no JSON value; write a number or null"),
        ('{"a": [-Infinity]}', "-Infinity is no JSON value; write a number or null"),
        ('{"a": 1e999}', "1e999 is beyond the largest number"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice in one mapping; keep one"),
        ('{"b": {"a": 1, "a": 1}}', "the key 'a' stands twice in one mapping; keep one"),
        (r'{"a": "\ud800"}', "a text holds half a character (a surrogate without its other half)"),
        (r'{"\udc00": 1}', "a text holds half a character (a surrogate without its other half)"),
        ('{"a": 1} {"b": 2}', "more follows after the JSON value, at character 10"),
        ("{'a': 1}", "not JSON: expecting property name enclosed in double quotes, at character 2"),
        ('{"a": "x', "not JSON: unterminated string starting at, at character 7"),
        ("[1]", "the line holds no object; write {...}"),
        ("3", "the line holds no object; write {...}"),
        ('{"a": ' + "[" * 100_000, "lists and mappings are nested too deeply, at character 1"),
        ('{"a": ' + "1" * 5_000 + "}", "an integer has 5,000 digits; write it as text"),
        ('{"a": "' + "x" * 2**20 + '"}', "the line has 1,048,585 bytes; at most 1,048,576 are allowed"),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_line_is_refused_alone(line: str, message: str) -> None:
    items = read_lines(f'{{"a": 1}}\n{line}\n{{"b": 2}}\n')
    assert [item.data for item in items] == [{"a": 1}, None, {"b": 2}]
    assert faults(items) == [(2, message)]


def test_bytes_that_are_no_text_are_refused_and_kept() -> None:
    items = read_lines(b'{"a": "\xff"}')
    assert faults(items) == [(1, "byte 0xff is not UTF-8; save the file as UTF-8")]
    assert items[0].raw == '{"a": "\ufffd"}'


def test_surrogate_pairs_are_one_character() -> None:
    assert read_lines(r'{"a": "\ud83d\ude00"}')[0].data == {"a": "😀"}


def test_members_of_a_list_know_their_lines() -> None:
    items = read_file('\n[\n {"a": 1},\n {"b": \n NaN}, 3,\n\n {"c": "[,]"}]\n')
    assert [(item.line, item.data) for item in items] == [(3, {"a": 1}), (4, None), (5, None), (7, {"c": "[,]"})]
    assert faults(items) == [(4, "NaN is no JSON value; write a number or null"), (5, "this is no object; write {...}")]


def test_a_single_object_is_one_record() -> None:
    assert [(item.line, item.data) for item in read_file('\n {"a": 1}\n')] == [(2, {"a": 1})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1:1: json: not JSON: expecting value"),
        ('[{"a": 1},\n {"a"]', "x:2:6: json: not JSON: expecting ':' delimiter"),
        ('[{"a": 1}\n {"b": 1}]', "x:2:2: json: not JSON: a comma and a value, or the end of the list, are expected"),
        ('[{"a": 1},]', "x:1:10: json: not JSON: a comma and a value, or the end of the list, are expected"),
        ('[{"a": 1}', "x:1:10: json: not JSON: a comma and a value, or the end of the list, are expected"),
        ("[", "x:1:2: json: not JSON: expecting value"),
        ('{"a": 1}\n{"b": 1}', "x:2:1: json: more follows after the JSON value; JSON lines need --from jsonl"),
        ('[{"a": 1}] x', "x:1:12: json: more follows after the JSON value; JSON lines need --from jsonl"),
        (b"[\n\xff]", "x:2:1: json: byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        read_file(text)
    assert refusal.value.message == message


@given(RECORDS)
@settings(max_examples=size(200, small=60))
def test_what_json_writes_is_read_alike_from_both_forms(records: list[dict[str, JSON]]) -> None:
    lines = "\n".join(map(plain_json.dumps, records))
    for items in (read_lines(lines), read_file(plain_json.dumps(records, indent=1, ensure_ascii=False))):
        assert [item.data for item in items] == records


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.jsonl", b"", "jsonl"),
        ("a.NDJSON", b"", "jsonl"),
        ("a.json", b"{}", "json"),
        ("-", b'\n {"a": 1}\n{"b": 1}\n', "jsonl"),
        ("-", b'{\n"a": 1}', "json"),
        ("-", b" [{}]", "json"),
        ("team.yml", b"# a\nproject_context:\n  objectives: []\n", "btw"),
        ("-", b"version: 2\ndata_sources: []\n", "btw"),
    ],
)
def test_the_format_is_told_by_name_or_content(name: str, data: bytes, form: str) -> None:
    assert detect(Given(name, data)) == form

"""CSV and YAML streams: what a cell and a document mean, and what is refused with its line."""

from __future__ import annotations

import pytest

from memfs.core.errors import InvalidError
from memfs.verbs.datasets import Given, Item, reader
from tests.datasets.stores import law


def read(form: str, text: str | bytes) -> list[Item]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(reader(form)(Given("x", data, kinds=law().kinds)))


def test_cells_are_text_or_json_as_the_schema_says_and_empty_ones_absent() -> None:
    text = (
        '\ufeffsummary,tags,metadata,session,extra\r\na,"[""x""]","{""n"": 1}",007,no\r\n\r\nb,,,,\r\n"c\nd",[],,,\r\n'
    )
    assert [(item.line, item.data) for item in read("csv", text)] == [
        (2, {"summary": "a", "tags": ["x"], "metadata": {"n": 1}, "session": "007", "extra": "no"}),
        (4, {"summary": "b"}),
        (5, {"summary": "c\nd", "tags": []}),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,b,c", "the row has 1 more cells than the header"),
        ("a", "the row has 1 fewer cells than the header"),
        ("a,x y", "'tags': not JSON: expecting value; a list or a mapping is written as JSON"),
        ("a,[NaN]", "'tags': NaN is no JSON value; write a number or null"),
    ],
)
def test_a_bad_row_is_refused_alone(row: str, message: str) -> None:
    items = read("csv", f"summary,tags\n{row}\nb,[]\n")
    assert [found.message for item in items for found in item.faults] == [message]
    assert items[1].data == {"summary": "b", "tags": []}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1:1: csv: the first line holds no field names"),
        ("a,b,a\n", "x:1:1: csv: the column 'a' stands twice; keep one"),
        ('a\n"b"c\n', "x:2:1: csv: not CSV: "),
        ('a\nx\n"b', "x:3:1: csv: not CSV: "),
        ("a\n" + "x" * (1024 * 1024 + 1), "x:2:1: csv: not CSV: field larger than field limit"),
        (b"a\n\xff\n", "x:2:1: csv: byte 0xff is not UTF-8"),
    ],
    ids=["empty", "twice", "quote", "open", "large", "bytes"],
)
def test_a_broken_table_is_refused_whole(text: str | bytes, message: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        read("csv", text)
    assert refusal.value.message.startswith(message)


def test_documents_know_their_lines() -> None:
    items = read("yaml", "---\n# a comment\nsummary: a\ncontent: |\n  ---\n---\r\n\nsummary: b\n---\n")
    assert [(item.line, item.data) for item in items] == [
        (2, {"summary": "a", "content": "---\n"}),
        (8, {"summary": "b"}),
    ]


def test_a_document_outside_the_profile_is_refused_alone() -> None:
    items = read("yaml", "a: 1\n---\nb: no\n---\n\nc: &x 1\n---\nd: [\n")
    assert [item.data for item in items] == [{"a": 1}, None, None, None]
    placed = [(item.line, found.line, found.rule) for item in items for found in item.faults]
    assert placed == [(3, 3, "yaml"), (6, 6, "yaml"), (8, 9, "yaml")]

"""Changed fields as lines of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs.core.review import FieldChange
from memfs.render.field_lines import cut, field_lines, short_list

if TYPE_CHECKING:
    from memfs.core.model import JSON

REGION: JSON = {"name": "region", "notes": ["ISO code"]}


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (None, "words", ["+ f: words"]),
        ("words", None, ["- f: words"]),
        ("old words", "new words", ["~ f: [-old-]{+new+} words"]),
        (["a", "b"], ["b", "c"], ["- f: a", "+ f: c"]),
        (["a", "a"], ["a"], ["- f: a"]),
        (["a", "b"], ["b", "a"], ["~ f: the same items in another order"]),
        ([], ["a"], ["+ f: a"]),
        (None, [], ["+ f: []"]),
        (None, {}, ["+ f: {}"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}, ["- f.b: 2", "+ f.b: 3"]),
        ({"deep": {"er": "x"}}, {"deep": {"er": "y"}}, ["~ f.deep.er: [-x-]{+y+}"]),
        (True, 1, ["- f: true", "+ f: 1"]),
        ("text", ["text"], ["- f: text", "+ f: text"]),
        ([REGION], [{"name": "region", "notes": ["ISO code", "late"]}], ["+ f.region.notes: late"]),
        ([REGION], [REGION, {"name": "age", "notes": []}], ["+ f.name: age", "+ f.notes: []"]),
        ([[1, 2]], [[1, 3]], ["- f: 1", "- f: 2", "+ f: 1", "+ f: 3"]),
    ],
)
def test_field_is_told_leaf_by_leaf(old: JSON, new: JSON, lines: list[str]) -> None:
    found = field_lines([FieldChange("f", old, new)])
    assert [f"{line.sign} {line.place}: {line.text}" for line in found] == lines


def test_long_runs_are_cut_and_say_by_how_much() -> None:
    (line,) = field_lines([FieldChange("f", None, "x" * 100)])
    assert cut(line, limit=10).text == f"{'x' * 9}… (91 more characters)"
    assert cut(line, limit=100) == line


def test_short_lists_stand_on_one_line() -> None:
    assert short_list(["a", "b"])
    assert short_list(["one text, however long it is " * 10])
    assert not short_list(["a, b", "c"])
    assert not short_list(["two\nlines"])
    assert not short_list(["x" * 50, "y" * 50])

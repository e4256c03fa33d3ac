"""Merging records: by field, by item, by name; conflicts only where both sides changed one thing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.codec import emit, read
from memfs.core.kinds import Kind, kind_from
from memfs.core.model import equal
from memfs.core.snapshot import Files
from memfs.rules import Judge, load_law
from memfs.verbs.merging import Merged, merge_records, merged_items, merged_text

if TYPE_CHECKING:
    from memfs.core.model import JSON

SCHEMAS = Path(__file__).parents[2] / "schema"
BASE: dict[str, JSON] = {
    "summary": "x",
    "outcome": "success",
    "tool": "code_interpreter",
    "task_type": "debug",
    "content": "old text",
    "tags": ["a", "b", "c"],
    "metadata": {"k": 1, "l": [1, 2]},
}


def kind(name: str) -> Kind:
    found = kind_from(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))
    assert found is not None
    return found


MEMORY, SOURCE, CONTEXT = kind("memory"), kind("source"), kind("context")


def merge(
    ours: dict[str, JSON], theirs: dict[str, JSON], base: dict[str, JSON] | None = None, *, of: Kind = MEMORY
) -> Merged:
    before = BASE if base is None else base
    merged = merge_records(emit(before) if before else b"", emit(ours), emit(theirs), kind=of)
    assert merged is not None
    return merged


def both(ours: dict[str, JSON], theirs: dict[str, JSON]) -> dict[str, JSON]:
    merged = merge({**BASE, **ours}, {**BASE, **theirs})
    assert merged.conflicts == ()
    return {name: value for name, value in read(merged.data).items() if not equal(value, BASE.get(name))}


@pytest.mark.parametrize(
    ("ours", "theirs", "changed"),
    [
        ({"content": "new"}, {"tags": ["a", "b", "c", "d"]}, {"content": "new", "tags": ["a", "b", "c", "d"]}),
        ({"content": "new"}, {"content": "new"}, {"content": "new"}),
        ({"tags": ["a", "b", "c", "d"]}, {"tags": ["a", "b", "c", "e"]}, {"tags": ["a", "b", "c", "d", "e"]}),
        ({"tags": ["a", "c"]}, {"tags": ["a", "b", "c", "e"]}, {"tags": ["a", "c", "e"]}),
        ({"tags": ["b", "c"]}, {"tags": ["a", "b"]}, {"tags": ["b"]}),
        (
            {"metadata": {"k": 2, "l": [1, 2]}},
            {"metadata": {"k": 1, "l": [1, 2], "m": 3}},
            {"metadata": {"k": 2, "l": [1, 2], "m": 3}},
        ),
        ({"task_type": "refactor"}, {"content": "new"}, {"task_type": "refactor", "content": "new"}),
        ({"session": "s"}, {"tags": []}, {"session": "s", "tags": []}),
    ],
)
def test_changes_of_different_things_meet(
    ours: dict[str, JSON], theirs: dict[str, JSON], changed: dict[str, JSON]
) -> None:
    assert both(ours, theirs) == changed
    assert both(theirs, ours).keys() == changed.keys()


@pytest.mark.parametrize(
    ("ours", "theirs", "fields"),
    [
        ({"content": "left"}, {"content": "right"}, ("content",)),
        ({"tags": ["a", "X", "c"]}, {"tags": ["a", "c"]}, ("tags",)),
        ({"tags": ["a", "X", "c"]}, {"tags": ["a", "Y", "c"]}, ("tags",)),
        ({"metadata": {"k": 2, "l": [1, 2]}}, {"metadata": {"k": 3, "l": [1, 2]}}, ("metadata.k",)),
        ({"task_type": "write"}, {"task_type": "explain"}, ("task_type",)),
        ({"task_type": "write"}, {"tool": "web_search"}, ("tool", "task_type")),
        ({"content": "left", "session": "p"}, {"content": "right", "session": "q"}, ("content", "session")),
    ],
)
def test_changes_of_one_thing_conflict_and_are_named(
    ours: dict[str, JSON], theirs: dict[str, JSON], fields: tuple[str, ...]
) -> None:
    assert merge({**BASE, **ours}, {**BASE, **theirs}).conflicts == fields
    assert sorted(merge({**BASE, **theirs}, {**BASE, **ours}).conflicts) == sorted(fields)


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        ("A\nb\nc\nd", "a\nb\nc\nD", "A\nb\nc\nD"),
        ("a\nb\nc\nd\ne", "A\nb\nc\nd", "A\nb\nc\nd\ne"),
        ("a\nc\nd", "a\nb\nc\nD", "a\nc\nD"),
        ("a\nX\nc\nd", "a\nX\nc\nD", "a\nX\nc\nD"),
        ("a\nX\nc\nd", "a\nY\nc\nd", None),
        ("a\nb\nc\nd\ne", "a\nb\nc\nd\nf", None),
        ("A\nb\nc\nd", "a\nB\nc\nd", None),
    ],
)
def test_a_text_is_merged_by_lines_that_are_apart(ours: str, theirs: str, text: str | None) -> None:
    assert merged_text("a\nb\nc\nd", ours, theirs) == text
    assert merged_text("a\nb\nc\nd", theirs, ours) == text


def test_markers_stand_around_the_conflict_alone() -> None:
    merged = merge({**BASE, "content": "left"}, {**BASE, "content": "right", "tags": ["a", "b", "c", "d"]})
    lines = merged.data.decode().splitlines()
    assert lines[4:9] == ["<<<<<<< ours", "content: left", "=======", "content: right", ">>>>>>> theirs"]
    assert "- d" in lines[9:]


def test_a_field_that_one_side_took_away_goes_where_the_other_left_it() -> None:
    without = {name: value for name, value in BASE.items() if name != "metadata"}
    assert "metadata" not in read(merge(without, {**BASE, "content": "new"}).data)
    assert merge(without, {**BASE, "metadata": {"k": 9}}).conflicts == ("metadata",)


def test_a_record_that_both_sides_added_merges_where_it_is_equal_and_keeps_the_older_time() -> None:
    one = {**BASE, "created": "2026-01-01T00:00:00Z"}
    two = {**BASE, "created": "2026-01-02T00:00:00Z"}
    assert read(merge(two, one, {}).data)["created"] == "2026-01-01T00:00:00Z"
    assert merge({**one, "content": "other"}, two, {}).conflicts == ("content",)


def test_variables_are_merged_by_their_names() -> None:
    source: dict[str, JSON] = {"name": "s", "variables": [{"name": "id", "notes": ["key"]}, {"name": "z", "notes": []}]}
    ours: dict[str, JSON] = {
        "name": "s",
        "variables": [{"name": "id", "notes": ["key", "int"]}, {"name": "z", "notes": []}, {"name": "n"}],
    }
    theirs: dict[str, JSON] = {"name": "s", "variables": [{"name": "id", "notes": ["key", "unique"]}, {"name": "m"}]}
    merged = merge(ours, theirs, source, of=SOURCE)
    assert merged.conflicts == ()
    assert read(merged.data)["variables"] == [
        {"name": "id", "notes": ["key", "int", "unique"]},
        {"name": "m"},
        {"name": "n"},
    ]


def test_a_variable_changed_here_and_removed_there_conflicts() -> None:
    source: dict[str, JSON] = {"name": "s", "variables": [{"name": "id", "notes": ["key"]}]}
    changed: dict[str, JSON] = {"name": "s", "variables": [{"name": "id", "notes": ["key", "int"]}]}
    assert merge(changed, {"name": "s", "variables": []}, source, of=SOURCE).conflicts == ("variables.id",)
    assert merge({"name": "s", "variables": []}, changed, source, of=SOURCE).conflicts == ("variables.id",)


def test_comments_of_our_side_stay() -> None:
    ours = b"# why we keep it\n" + emit({**BASE, "content": "new"})
    merged = merge_records(emit(BASE), ours, emit({**BASE, "session": "s"}), kind=MEMORY)
    assert merged is not None
    assert merged.data.startswith(b"# why we keep it\n")
    assert read(merged.data)["session"] == "s"


def test_a_side_that_alone_changed_the_record_is_taken_to_the_byte() -> None:
    theirs = b"# a comment\n" + emit(BASE).replace(b"old text", b"'new text'  # quoted")
    assert merge_records(emit(BASE), emit(BASE), theirs, kind=MEMORY) == Merged(theirs)
    assert merge_records(emit(BASE), theirs, emit(BASE), kind=MEMORY) == Merged(theirs)


def test_what_cannot_be_read_is_left_to_git() -> None:
    assert merge_records(emit(BASE), b"a: [", emit({**BASE, "content": "new"}), kind=MEMORY) is None


texts = st.text("ab <>=\n#'\"", max_size=8)
records = st.fixed_dictionaries(
    {"summary": st.just("x"), "content": texts},
    optional={
        "tags": st.lists(st.sampled_from("abcde"), max_size=5, unique=True),
        "session": texts,
        "metadata": st.dictionaries(st.sampled_from("kl"), st.integers(0, 2), max_size=2),
    },
)


@given(records, records)
def test_a_side_merged_with_itself_or_with_the_base_changes_nothing(
    base: dict[str, JSON], side: dict[str, JSON]
) -> None:
    assert merge(side, side, base) == Merged(emit(side))
    assert merge(side, base, base) == Merged(emit(side))
    assert merge(base, side, base) == Merged(emit(side))


@given(records, records, records)
def test_both_orders_conflict_in_the_same_fields_and_a_clean_merge_can_be_read(
    base: dict[str, JSON], ours: dict[str, JSON], theirs: dict[str, JSON]
) -> None:
    one, other = merge(ours, theirs, base), merge(theirs, ours, base)
    assert set(one.conflicts) == set(other.conflicts)
    if not one.conflicts:
        left, right = read(one.data), read(other.data)
        assert left.keys() == right.keys()
        assert {name: v for name, v in left.items() if name != "tags"} == {
            n: v for n, v in right.items() if n != "tags"
        }
        assert sorted(left.get("tags", [])) == sorted(right.get("tags", []))


lists = st.lists(st.sampled_from("abcdef"), max_size=6, unique=True)


@given(lists, lists, lists)
def test_no_addition_is_lost_and_no_removal_undone(base: list[JSON], ours: list[JSON], theirs: list[JSON]) -> None:
    merged = merged_items(base, ours, theirs)
    if merged is not None:
        assert {*ours, *theirs} - {*base} <= {*merged}
        assert {*base} & {*ours} & {*theirs} <= {*merged}
        assert len(set(map(str, merged))) == len(merged)


notes = st.lists(st.sampled_from(["key", "int", "unique", "old"]), max_size=3, unique=True)
variables = st.dictionaries(st.sampled_from("pqr"), notes, max_size=3).map(
    lambda found: [{"name": name, "notes": said} for name, said in found.items()]
)
sources = st.fixed_dictionaries(
    {"name": st.just("s")}, optional={"description": texts, "notes": notes, "variables": variables}
)
sections = st.fixed_dictionaries({"section": st.just("objectives"), "items": notes})
LAW = load_law(Files({"memfs.yaml": b"memfs: 1\n"}), "")


@pytest.mark.parametrize(("of", "strategy"), [(SOURCE, sources), (CONTEXT, sections)], ids=["source", "section"])
@given(data=st.data())
def test_sections_and_sources_merge_by_the_same_algebra(
    of: Kind, strategy: st.SearchStrategy[dict[str, JSON]], data: st.DataObject
) -> None:
    base, ours, theirs = (data.draw(strategy) for _ in range(3))
    for side in (ours, theirs):
        assert merge(side, side, base, of=of) == Merged(emit(side))
        assert merge(side, base, base, of=of) == merge(base, side, base, of=of) == Merged(emit(side))
    one, other = merge(ours, theirs, base, of=of), merge(theirs, ours, base, of=of)
    assert set(one.conflicts) == set(other.conflicts)
    if not one.conflicts:
        assert told(read(one.data)) == told(read(other.data))
        judged = Judge(LAW)
        assert judged.accepts(of, read(one.data)) or not (judged.accepts(of, ours) and judged.accepts(of, theirs))


def told(value: JSON) -> str:
    """Write a value so that equal ones are the same text, whatever the order of items."""
    if isinstance(value, (list, tuple)):
        return json.dumps(sorted(map(told, value)))
    if isinstance(value, Mapping):
        return json.dumps({name: told(item) for name, item in sorted(value.items())})
    return json.dumps(value)


def test_a_variable_is_never_there_twice() -> None:
    base: dict[str, JSON] = {"name": "s", "variables": [{"name": "p", "notes": []}]}
    ours: dict[str, JSON] = {"name": "s", "variables": [{"name": "q", "notes": ["key"]}, {"name": "p", "notes": []}]}
    theirs: dict[str, JSON] = {"name": "s", "variables": [{"name": "p", "notes": []}, {"name": "q", "notes": ["int"]}]}
    merged = merge(ours, theirs, base, of=SOURCE)
    names = [item["name"] for item in read(merged.data)["variables"]]
    assert sorted(names) == ["p", "q"]

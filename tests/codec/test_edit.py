"""What the editor does to texts as people write them: each case is a text before and after, and says the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memfs.codec import ProfileError, edit, read

CASES = Path(__file__).parent.parent / "cases" / "yaml" / "edits.txt"
TEAM = (Path(__file__).parent / "team_memory.yaml").read_text(encoding="utf-8")


def cases() -> list[tuple[str, str, str]]:
    """Load the cases: `=== name`, the text before, the first line `---` alone, the text after."""
    found = []
    for case in CASES.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, texts = case.partition("\n")
        before, _, after = texts.partition("\n---\n")
        found.append((name, f"{before}\n", after))
    return found


def added_and_removed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_edits(before: str, after: str) -> None:
    assert edit(before.encode(), read(after.encode())).decode() == after


def test_one_added_note_is_one_added_line() -> None:
    record = read(TEAM.encode())
    record["data_sources"][0]["variables"][1]["notes"].append("Asked sales on 2025-06-03: confirmed")
    after = edit(TEAM.encode(), record).decode()
    assert added_and_removed(TEAM, after) == (["          - 'Asked sales on 2025-06-03: confirmed'"], [])
    assert len(after.splitlines()) == len(TEAM.splitlines()) + 1


def test_all_comments_survive_a_change_in_every_section() -> None:
    record = read(TEAM.encode())
    for section, items in record["project_context"].items():
        record["project_context"][section] = items + (["new"] if isinstance(items, list) else "\n\nNew.")
    for source in record["data_sources"]:
        source["notes"].insert(0, "new")
        source["variables"].append({"name": "no", "notes": ["new"]})
    after = edit(TEAM.encode(), record).decode()
    assert read(after.encode()) == record
    assert [line for line in TEAM.splitlines() if line not in after.splitlines()] == []


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (b"a: b", {"a": "b"}, "a: b\n"),
        (b"a: b", {"a": "b", "c": "d"}, "a: b\nc: d\n"),
        (b"a: b\r\nc:\r\n- d\r\n", {"a": "b", "c": ["d", "e"]}, "a: b\nc:\n- d\n- e\n"),
        (b"\xef\xbb\xbfa: b\n", {"a": "c"}, "a: c\n"),
        (b"a: b\nc: |\n  d", {"a": "e", "c": "d"}, "a: e\nc: |-\n  d\n"),
        (b"a: b\nc: |+\n  d\n\n", {"a": "b", "c": "d\n\n", "e": "f"}, "a: b\nc: |+\n  d\n\ne: f\n"),
        (b"{}\n", {"a": "b"}, "a: b\n"),
        (b"# top\n{}\n", {"a": "b"}, "# top\na: b\n"),
        (b"a: b  # gone\n", {}, "{}\n"),
    ],
    ids=["no line feed", "added to it", "crlf", "bom", "literal at the end", "kept", "empty", "commented", "emptied"],
)
def test_writes_line_feeds_and_a_final_one(before: bytes, new: dict[str, Any], after: str) -> None:
    assert edit(before, new).decode() == after


def test_the_order_of_keys_that_are_there_is_left_alone() -> None:
    assert edit(b"b: 1\na: 2\n", {"a": 2, "b": 1}) == b"b: 1\na: 2\n"
    assert edit(b"b: 1\na: 2\n", {"a": 2, "c": 3, "b": 1}) == b"b: 1\na: 2\nc: 3\n"


def test_types_are_told_apart() -> None:
    assert edit(b"a: 1\nb: true\nc: x\n", {"a": 1.0, "b": 1, "c": "x"}) == b"a: 1.0\nb: 1\nc: x\n"


def test_takes_tuples_and_other_mappings() -> None:
    assert edit(b"a: [b]\n", {"a": ("b", "c")}) == b"a: [b, c]\n"


def test_ten_thousand_items_gain_one_in_a_moment() -> None:
    items = [f"item {number % 100}" for number in range(9_000)]
    before = "a:\n" + "".join(f"  - {item}\n" for item in items)
    after = edit(before.encode(), {"a": [*items[:4_000], "new", *items[4_000:]]}).decode()
    assert len(after.splitlines()) == len(before.splitlines()) + 1


def test_what_our_own_style_would_make_too_large_can_be_edited() -> None:
    before = b"a: |\n" + b" ...\n" * 50_000
    assert edit(before, {**read(before), "b": 1}) == before + b"b: 1\n"
    with pytest.raises(ValueError, match="the record takes 300,00"):
        edit(b"{}\n", read(before))


def test_lists_with_nothing_in_common_are_exchanged_in_a_moment() -> None:
    before = "a:\n" + "".join(f"  - x{number}\n" for number in range(5_000))
    new = {"a": [f"y{number}" for number in range(4_000)]}
    assert read(edit(before.encode(), new)) == new


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ({"a": float("nan")}, "nan is no JSON number"),
        ({1: "a"}, "a key is text, not '1'"),
        ("a", "a record is a mapping, not 'a'"),
    ],
)
def test_refuses_what_the_profile_has_no_words_for(new: Any, message: str) -> None:  # noqa: ANN401 - wrong on purpose
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared whole
        edit(b"a: 1\n", new)
    assert str(caught.value) == message


def test_refuses_an_original_that_cannot_be_read() -> None:
    with pytest.raises(ProfileError):
        edit(b"a: no\n", {"a": "no"})

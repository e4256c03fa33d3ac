"""Laws of the editor, over records as people write them and one change at a time."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from memfs.codec import edit, read
from memfs.codec.tree import Node, parse
from memfs.core.model import JSON, equal
from tests.codec.handwriting import Hand, Path
from tests.codec.oracles import disagreements
from tests.codec.strategies import BOUNDED, NUMBERS, TEXT, depth, mappings

SIMPLE = st.text(alphabet="abc xyz", min_size=1, max_size=8).map(lambda text: text.strip() or "a")
KEYS = st.one_of(SIMPLE, SIMPLE, TEXT)
LEAVES = st.one_of(SIMPLE, SIMPLE, TEXT, NUMBERS, st.booleans(), st.none())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4, unique_by=json.dumps), mappings(inner, keys=KEYS)),
    max_leaves=14,
).filter(lambda value: depth(value) < 7)
RECORDS = mappings(VALUES, keys=KEYS).filter(bool)
SEEDS = st.integers(0, 2**32)


@dataclass(frozen=True)
class Change:
    """A text, what it shall say, what is done at which path, and the comments that must stay."""

    text: str
    new: dict[str, Any]
    kind: str
    path: Path
    stay: frozenset[str]


def at(value: Any, path: Path) -> Any:  # noqa: ANN401 - a value of JSON
    for step in path:
        value = value[step]
    return value


def paths(value: object, path: Path = ()) -> list[Path]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[inner for name, member in members for inner in paths(member, (*path, name))]]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    record = draw(RECORDS)
    hand = Hand(Random(draw(SEEDS)))  # noqa: S311 - habits, not secrets
    text = hand.document(record)
    path = draw(st.sampled_from(paths(record)))
    target = at(record, path)
    kinds = ["add"] if isinstance(target, (dict, list)) else []
    kind = draw(st.sampled_from(kinds + (["set", "remove"] if path else [])))
    new = copy.deepcopy(record)
    if kind == "remove":
        del at(new, path[:-1])[path[-1]]
    else:
        value = draw(VALUES)
        assume(depth(value) + len(path) < 8)
        if kind == "set":
            at(new, path[:-1])[path[-1]] = value
        else:
            add(at(new, path), draw(KEYS), value=value, place=draw(st.integers(0, len(target))))
    return Change(text, new, kind, path, frozenset(staying(hand, record, kind=kind, path=path)))


def add(target: dict[str, Any] | list[Any], key: str, *, value: JSON, place: int) -> None:
    if isinstance(target, list):
        assume(not any(equal(value, member) for member in target))
        target.insert(place, value)
        return
    assume(key not in target and f"{key}{''.join(target)}".isascii())
    members = [*target.items()]
    members.insert(place, (key, value))
    target.clear()
    target.update(members)


def staying(hand: Hand, record: dict[str, Any], *, kind: str, path: Path) -> set[str]:
    """Return the comments that are not about what goes, or what becomes empty by that."""
    emptied = kind == "remove" and len(at(record, path[:-1])) == 1
    gone = path[:-1] if emptied else path
    plain = kind == "set" and not isinstance(at(record, path), (dict, list))
    return {
        comment
        for comment, owner in hand.owners.items()
        if kind == "add" or owner[: len(gone)] != gone or (plain and owner == gone)
    }


@BOUNDED
@given(changes())
def test_an_edit_says_what_is_wanted(change: Change) -> None:
    data = edit(change.text.encode(), change.new)
    assert equal(read(data), change.new)
    assert disagreements(data, read(data)) == []
    assert data.endswith(b"\n")


@BOUNDED
@given(changes())
def test_comments_of_what_stays_survive(change: Change) -> None:
    result = edit(change.text.encode(), change.new).decode()
    assert [comment for comment in change.stay if change.new and comment not in result] == []


@BOUNDED
@given(changes())
def test_lines_outside_the_change_stay(change: Change) -> None:
    assume(change.new and change.text.endswith("\n"))
    lines = change.text.split("\n")
    first, last = touched(change)
    result = iter(edit(change.text.encode(), change.new).decode().split("\n"))
    assert [line for line in lines[:first] + lines[last:] if line not in result] == []


@BOUNDED
@given(RECORDS, SEEDS)
def test_nothing_changes_where_nothing_is_new(record: dict[str, Any], seed: int) -> None:
    text = Hand(Random(seed)).document(record)  # noqa: S311 - habits, not secrets
    assume(text.endswith("\n"))
    assert edit(text.encode(), record).decode() == text


@BOUNDED
@given(RECORDS, SEEDS, st.data())
def test_one_added_item_is_one_added_line(record: dict[str, Any], seed: int, data: st.DataObject) -> None:
    text = Hand(Random(seed)).document(record)  # noqa: S311 - habits, not secrets
    tree = parse(text)
    lists = [path for path in paths(record) if node_at(tree, path).style == "-"]
    assume(lists and text.endswith("\n"))
    target = at(record, data.draw(st.sampled_from(lists)))
    item = data.draw(SIMPLE)
    assume(item not in target)
    target.insert(data.draw(st.integers(0, len(target))), item)
    before, after = text.split("\n"), edit(text.encode(), record).decode().split("\n")
    assert any(after[:index] + after[index + 1 :] == before for index in range(len(after)))


def node_at(tree: Node, path: Path) -> Node:
    for step in path:
        tree = {entry.key.text if entry.key else index: entry.value for index, entry in enumerate(tree.entries)}[step]
    return tree


def touched(change: Change) -> tuple[int, int]:
    """Return the lines that a change may touch, as the first and the one behind the last."""
    tree, path = parse(change.text), change.path
    inside = path if change.kind == "add" else path[:-1]
    in_flow = [inside[:size] for size in range(len(inside) + 1) if node_at(tree, inside[:size]).flow]
    holder = node_at(tree, inside)
    if in_flow or (change.kind == "remove" and len(holder.entries) == 1):
        return lines_of(change.text, tree, in_flow[0] if in_flow else inside)
    head = holder.entries[0].key or holder.entries[0].value
    if change.kind == "add":
        return holder.line, head.line + 1
    first, last = lines_of(change.text, tree, path)
    if change.kind == "remove" and path[-1] in {0, head.text}:  # the next entry may move up to the dash outside
        return first, (holder.entries[1].key or holder.entries[1].value).line + 1
    return first, last


def lines_of(text: str, tree: Node, path: Path) -> tuple[int, int]:
    """Return the lines of an entry, with what stands between it and the entry before."""
    if not path:
        return 0, text.count("\n")
    holder = node_at(tree, path[:-1])
    names = [entry.key.text if entry.key else index for index, entry in enumerate(holder.entries)]
    place = names.index(path[-1])
    first = text.count("\n", 0, holder.entries[place - 1].end) + 1 if place else holder.line
    return first, text.count("\n", 0, holder.entries[place].end) + 1

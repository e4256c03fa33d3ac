"""The text of a record as a tree of places: what `positions` tells a reader and `splice` cuts by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec.events import events, place, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import CollectionStartEvent, ScalarEvent


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value's place: `text[start:end]`, without the line feed behind it; `column` counts from 0.

    `style` is `""`, `'`, `"`, `|` or `>` for a scalar (`text` is what it says), `[` or `{` for a collection in
    brackets or braces, `-` or `:` for one in lines. A collection in lines ends with its last entry.
    """

    start: int
    end: int
    line: int
    column: int
    style: str
    text: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def flow(self) -> bool:
        """Tell whether the value stands in brackets or braces."""
        return self.style in {"[", "{"}

    @property
    def block(self) -> bool:
        """Tell whether the value is a collection that stands in lines of its own."""
        return self.style in {"-", ":"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of a collection, with its key in a mapping."""

    key: Node | None
    value: Node

    @property
    def start(self) -> int:
        """Return where the key begins, or the item behind its dash."""
        return self.key.start if self.key else self.value.start

    @property
    def end(self) -> int:
        """Return where the value ends."""
        return self.value.end


def parse(text: str) -> Node:
    """Return the tree of a text that the reader accepts."""
    from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

    opened: list[tuple[CollectionStartEvent, list[Node]]] = []
    nodes: list[Node] = []
    for event in events(text):
        if isinstance(event, ScalarEvent):
            nodes.append(_scalar(text, event))
        elif isinstance(event, CollectionStartEvent):
            opened.append((event, nodes))
            nodes = []
        elif isinstance(event, CollectionEndEvent):
            start, outer = opened.pop()
            outer.append(_collection(start, span(event)[1], nodes))
            nodes = outer
    return nodes[0]


def places(node: Node, path: Path = ()) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield each path with the line and column of its key or item, both from 1."""
    if not path:
        yield path, (node.line + 1, node.column + 1)
    for index, entry in enumerate(node.entries):
        at = entry.key or entry.value
        inner = (*path, entry.key.text if entry.key else index)
        yield inner, (at.line + 1, at.column + 1)
        yield from places(entry.value, inner)


def _scalar(text: str, event: ScalarEvent) -> Node:
    start, end = span(event)
    if event.style and event.style in "|>":
        end = start + len(_block(text[start:end], event.value))
    return Node(start, end, *place(event), event.style or "", event.value)


def _block(raw: str, value: str) -> str:
    """Cut the blank lines behind a block, which are nobody's, unless its head keeps them."""
    if "+" in raw.partition("\n")[0].partition("#")[0]:
        return raw.removesuffix("\n")
    raw = raw.rstrip("\n")
    return raw if value.rstrip("\n").endswith(" ") else raw.rstrip(" \n")


def _collection(start: CollectionStartEvent, end: int, nodes: list[Node]) -> Node:
    from yaml.events import SequenceStartEvent

    if isinstance(start, SequenceStartEvent):
        entries = tuple(Entry(None, value) for value in nodes)
    else:
        entries = tuple(Entry(key, value) for key, value in zip(nodes[::2], nodes[1::2], strict=True))
    style = ":-{["[2 * bool(start.flow_style) + isinstance(start, SequenceStartEvent)]
    return Node(span(start)[0], end if start.flow_style else entries[-1].end, *place(start), style, entries=entries)

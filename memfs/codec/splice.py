"""Cut only what changed out of a text and lay the new words in: every other line stays as it is, to the byte.

The tree says where each value stands. Values in lines are exchanged by lines, values in brackets or braces by their
commas. What cannot be cut cleanly, such as a comment between members in brackets, is declined and not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from memfs.codec import flow
from memfs.codec.align import Plan, plan
from memfs.codec.cuts import Cuts, DeclinedError
from memfs.codec.strings import fits_literal, is_literal, literal, one_line
from memfs.codec.tree import parse
from memfs.codec.writer import Layout, entry, item, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.codec.tree import Node

_COLON = re.compile(r"\s*:")
_HEAD = re.compile(r"[|>][-+0-9]*")
_INDENT = re.compile(r"\n+( *)\S")
_BLANK = re.compile(r" *\n")
_BLOCK_HEADS = ("|", "|-", "|+")
_BLOCKS = frozenset("|>")
_QUOTES = frozenset("'\"")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: right behind its colon or dash (`after`), which belongs to `column`."""

    after: int
    column: int
    listed: bool


def splice(text: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return the text of `old` changed to say `new`; raise DeclinedError where cutting cannot do that."""
    tree, made = parse(text), plan(old, new)
    if not made:
        raise DeclinedError("no field of the record stays")
    splicer = _Splicer(Cuts(text), layout(tree))
    if tree.flow:
        flow.exchange(splicer.cuts, tree, old=old, new=new)
    else:
        splicer.members(tree, made)
    return splicer.cuts.applied()


def respell(text: str, name: str, value: object) -> str:
    """Return the text with a top-level field in our own words, comments inside it gone; its neighbours stay."""
    tree = parse(text)
    splicer = _Splicer(Cuts(text), layout(tree))
    index = next(at for at, one in enumerate(tree.entries) if one.key and one.key.text == name)
    splicer.exchange(tree.entries[index].value, splicer.spot(tree, index, 0), value)
    return splicer.cuts.applied()


def layout(tree: Node) -> Layout:
    """Return how a text indents, by the first place that shows it."""
    steps, offsets, dashes = list(_steps(tree)), list(_offsets(tree)), list(_dashes(tree))
    return Layout((steps or [2])[0], (offsets or [0])[0], (dashes or [2])[0])


def _nested(node: Node) -> Iterator[tuple[Node, Node]]:
    for one in node.entries:
        yield node, one.value
        yield from _nested(one.value)


def _steps(tree: Node) -> Iterator[int]:
    pairs = _nested(tree)
    return (value.column - node.column for node, value in pairs if node.style == value.style == ":")


def _offsets(tree: Node) -> Iterator[int]:
    pairs = _nested(tree)
    return (value.column - node.column for node, value in pairs if node.style == ":" and value.style == "-")


def _dashes(tree: Node) -> Iterator[int]:
    return (_dash(node) for _, node in _nested(tree) if node.style == "-")


def _dash(node: Node) -> int:
    """Return how far text stands from the dash in the first item of a list."""
    first = node.entries[0].value
    return first.column - node.column if first.line == node.line and first.start < first.end else 2


class _Splicer:
    """The cuts into one text, and how it indents."""

    __slots__ = ("cuts", "layout")

    def __init__(self, cuts: Cuts, layout: Layout) -> None:
        self.cuts = cuts
        self.layout = layout

    def change(self, node: Node, spot: Spot, *, old: object, new: object) -> None:
        """Cut from an old value to a new one, member by member where both are collections of one kind."""
        made = plan(old, new)
        if not made:
            self.exchange(node, spot, new)
        elif node.flow:
            flow.exchange(self.cuts, node, old=old, new=new)
        else:
            self.members(node, made)

    def members(self, node: Node, made: Plan) -> None:
        """Change, remove and add the entries of a collection in lines."""
        begins = self.begins(node)
        for index, old, new in made.changed:
            self.change(node.entries[index].value, self.spot(node, index, begins[index]), old=old, new=new)
        front = self.remove(node, made.kept, begins)
        for slot, members in made.added.items():
            at = self.behind(node, slot - 1) if slot else front
            lines = self.lines(node, members)
            if self.swallows(lines, at, node.column):
                lines = self.lines(node, members, blocks=False)
            if not self.cuts.leads_its_line(at):  # it shares the line with the dash of the list outside
                self.cuts.cut(at, at, "\n".join([*lines, " " * node.column])[node.column :])
            else:
                self.cuts.cut(at, at, "".join(f"{line}\n" for line in lines))

    def remove(self, node: Node, kept: list[bool], begins: list[int]) -> int:
        """Cut the lines of the entries that go; return where an entry that is to come first goes.

        The first entry of an item shares its line with the dash: where it goes, the next one moves up to the dash.
        With a comment between them, the dash stays alone on its line instead.
        """
        cuts, rest = self.cuts, 0
        shared = not cuts.leads_its_line(begins[0])
        front = begins[0] if shared else cuts.line_start(begins[0])
        if shared and not kept[0]:
            first = kept.index(True)
            if "#" in cuts.text[cuts.line_end(node.entries[first - 1].end) : begins[first]]:
                cuts.cut(len(cuts.text[:front].rstrip(" ")), cuts.line_end(node.entries[0].end))
                front, rest = cuts.line_start(begins[first]), 1
            else:
                cuts.cut(front, begins[first])
                rest = first
        for index in range(rest, len(kept)):
            if not kept[index]:
                cuts.cut(cuts.line_start(begins[index]), cuts.line_end(node.entries[index].end) + 1)
        return front

    def lines(self, node: Node, members: list[tuple[str | None, Any]], *, blocks: bool = True) -> list[str]:
        """Write new entries as their neighbours are indented."""
        if node.style == ":":
            beside = replace(self.layout, blocks=blocks)
            written = (entry(str(name), value, node.column, layout=beside) for name, value in members)
        else:
            beside = replace(self.layout, dash=_dash(node), blocks=blocks)
            written = (item(value, node.column, layout=beside) for _, value in members)
        return [line for lines in written for line in lines]

    def swallows(self, lines: list[str], at: int, column: int) -> bool:
        """Tell whether lines end with a block that would take blanks or deeper comments behind it for its own."""
        if not any(line.endswith(_BLOCK_HEADS) for line in lines):
            return False
        kept = lines[-1] == "" and _BLANK.match(self.cuts.text, at)
        return bool(kept or re.compile(rf"(?: *\n)* {{{column + 1},}}#").match(self.cuts.text, at))

    def begins(self, node: Node) -> list[int]:
        """Return where each entry begins, with its dash or question mark."""
        return [node.start, *(self.cuts.past_blanks(one.end) for one in node.entries[:-1])]

    def behind(self, node: Node, index: int) -> int:
        """Return where the line after an entry begins; comments that are indented deeper belong to it."""
        at = self.cuts.line_end(node.entries[index].end) + 1
        deeper = re.compile(rf" {{{node.column + 1},}}#[^\n]*\n")
        while found := deeper.match(self.cuts.text, at):
            at = found.end()
        return at

    def spot(self, node: Node, index: int, begin: int) -> Spot:
        """Return where the value of an entry stands."""
        key = node.entries[index].key
        if key is None:
            return Spot(begin + 1, node.column, listed=True)
        colon = _COLON.match(self.cuts.text, key.end)
        if not colon:
            raise DeclinedError("a key stands without a colon")
        return Spot(colon.end(), node.column, listed=False)

    def exchange(self, node: Node, spot: Spot, new: object) -> None:
        """Cut a value out and write the new one in its place; a comment on its first line stays."""
        cuts = self.cuts
        head, body = self.words(node, spot, new)
        if self.swallows([head, *body], cuts.line_end(node.end) + 1, spot.column):
            head, body = self.words(node, spot, new, blocks=False)
        below = "".join(f"\n{line}" for line in body)
        same_line = "\n" not in cuts.text[spot.after : node.start]
        if node.style in _BLOCKS:
            head_end = _end(_HEAD, cuts.text, node.start)
            cuts.cut(node.start if head else spot.after, head_end, head)
            cuts.cut(cuts.line_end(head_end), max(node.end, cuts.line_end(head_end)), below)
        elif node.block and not same_line:
            first = cuts.line_end(spot.after) if head and body else cuts.line_start(node.start) - 1
            cuts.cut(spot.after, spot.after, f" {head}" if head else "")
            cuts.cut(first, cuts.line_end(node.end), below)
        elif head:
            cuts.cut(node.start, node.end, head if node.start > spot.after else f" {head}")
            cuts.cut(cuts.line_end(node.end), cuts.line_end(node.end), below)
        elif same_line:
            cuts.cut(spot.after, node.end)
            cuts.cut(cuts.line_end(node.end), cuts.line_end(node.end), below)
        else:
            raise DeclinedError("the value stands below its key, perhaps with a comment between")

    def words(self, node: Node, spot: Spot, new: Any, *, blocks: bool = True) -> tuple[str, list[str]]:
        """Write a new value: what stands behind its colon or dash, and the lines below; the old style stays."""
        if isinstance(new, str):
            if blocks and (is_literal(new) or (node.style == "|" and fits_literal(new))):
                head, lines = literal(new)
                pad = self.indent(node) or " " * (spot.column + self.layout.step)
                return head, [pad + line if line else "" for line in lines]
            return one_line(new, style=node.style if node.style in _QUOTES else ""), []
        if node.flow and node.entries and isinstance(new, (dict, list)) and new:
            return flow.words(node, new), []
        if spot.listed:
            beside = node.start < node.end and "\n" not in self.cuts.text[spot.after : node.start]
            dash = node.column - spot.column if beside else 2
            head, *body = item(new, spot.column, layout=replace(self.layout, dash=dash, blocks=blocks))
            return head[spot.column + dash :], body
        return rendered(new, spot.column, layout=replace(self.layout, blocks=blocks))

    def indent(self, node: Node) -> str:
        """Return the indentation of an old literal block, "" where there is none to go by."""
        if node.style not in _BLOCKS or re.match(r".[-+]?[0-9]", self.cuts.text[node.start :]):
            return ""
        found = _INDENT.search(self.cuts.text, node.start, node.end)
        return found.group(1) if found else ""


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at

"""Changes inside brackets and braces, cut by commas, or by lines where each member has one of its own."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from memfs.codec.align import Plan, plan
from memfs.codec.cuts import DeclinedError
from memfs.codec.writer import inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.codec.cuts import Cuts
    from memfs.codec.tree import Node

_QUOTES = frozenset("'\"")
_Member = tuple[str | None, Any]


def exchange(cuts: Cuts, node: Node, *, old: object, new: object) -> None:
    """Cut from an old value to a new one, member by member where both are collections of one kind."""
    made = plan(old, new) if node.flow else None
    if made:
        _exchange_members(cuts, node, made)
        return
    gap = " " if node.start == node.end else ""
    if gap and cuts.text[node.start - 1] != ":":
        raise DeclinedError("a key in braces stands without a colon")
    cuts.cut(node.start, node.end, gap + words(node, new))


def words(node: Node, value: Any) -> str:
    """Write a value in the place of a node: quotes stay, and JSON stays JSON."""
    return inline(value, style=node.style if node.style in _QUOTES else _quote(node))


def _exchange_members(cuts: Cuts, node: Node, made: Plan) -> None:
    for index, old, new in made.changed:
        exchange(cuts, node.entries[index].value, old=old, new=new)
    if all(made.kept) and not made.added:
        return
    if any("?" in cuts.bare(start, end) for start, end in _gaps(node)):
        raise DeclinedError("a key in braces stands behind a question mark")
    if _in_lines(cuts, node):
        _by_lines(cuts, node, made)
    else:
        _by_commas(cuts, node, made)


def _gaps(node: Node) -> Iterator[tuple[int, int]]:
    """Yield the spans between the members, brackets included; colons are left to the members."""
    edges = [node.start, *(edge for entry in node.entries for edge in (entry.start, entry.end)), node.end]
    return zip(edges[::2], edges[1::2], strict=True)


def _in_lines(cuts: Cuts, node: Node) -> bool:
    """Tell whether each member, and what closes the collection, begins a line."""
    starts = [*(entry.start for entry in node.entries), node.end - 1]
    return all(map(cuts.leads_its_line, starts))


def _by_commas(cuts: Cuts, node: Node, made: Plan) -> None:
    entries = node.entries
    for first, last in _dropped(made.kept):
        at_end = last + 1 == len(entries)
        between = [(entries[k].end, entries[k + 1].start) for k in range(first - at_end, last + 1 - at_end)]
        if not any("#" in cuts.text[start:end] for start, end in between):
            start, end = (between[0][0], entries[last].end) if at_end else (entries[first].start, between[-1][1])
            cuts.cut(start, end)
            continue
        for entry in entries[first : last + 1]:
            cuts.cut(entry.start, entry.end)
        for start, _ in between:
            comma = cuts.past_blanks(start)
            cuts.cut(comma, comma + 1)
    for slot, members in made.added.items():
        texts, beside = _texts(node, members), entries[max(slot - 1, 0)]
        if slot:
            cuts.cut(beside.end, beside.end, "".join(f", {text}" for text in texts))
        else:
            cuts.cut(beside.start, beside.start, "".join(f"{text}, " for text in texts))


def _dropped(kept: list[bool]) -> list[tuple[int, int]]:
    """Return the runs of members that go, as first and last index."""
    edges = [index for index, (left, right) in enumerate(pairwise([True, *kept, True])) if left != right]
    return [(start, end - 1) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _by_lines(cuts: Cuts, node: Node, made: Plan) -> None:
    """Cut whole lines, and mend the comma of the member that comes to stand last."""
    commas = [_comma(cuts, entry.end) for entry in node.entries]
    ends_with_comma = commas[-1] is not None
    last = max(index for index, kept in enumerate(made.kept) if kept)
    indent = " " * (node.entries[0].start - cuts.line_start(node.entries[0].start))
    for index, entry in enumerate(node.entries):
        follows = index < last or ends_with_comma or bool(made.added.get(last + 1))
        comma = commas[index]
        if not made.kept[index]:
            cuts.cut(cuts.line_start(entry.start), cuts.line_end(entry.end) + 1)
        elif follows and comma is None:
            cuts.cut(entry.end, entry.end, ",")
        elif comma is not None and not follows:
            cuts.cut(comma, comma + 1)
    for slot, members in made.added.items():
        at = cuts.line_end(node.entries[slot - 1].end) + 1 if slot else cuts.line_start(node.entries[0].start)
        lines = [f"{indent}{text},\n" for text in _texts(node, members)]
        if slot == last + 1 and not ends_with_comma:
            lines[-1] = lines[-1].removesuffix(",\n") + "\n"
        cuts.cut(at, at, "".join(lines))


def _comma(cuts: Cuts, end: int) -> int | None:
    at = cuts.past_blanks(end)
    return at if cuts.text[at] == "," else None


def _texts(node: Node, members: list[_Member]) -> list[str]:
    quote = _quote(node)
    return [inline(value, style=quote) if name is None else _pair(name, value, quote) for name, value in members]


def _pair(name: str, value: Any, quote: str) -> str:
    return inline({name: value}, style=quote)[1:-1]


def _quote(node: Node) -> str:
    """Return the double quote that every key has, or the text in a list, as in JSON."""
    styles = {(entry.key or entry.value).style for entry in node.entries}
    return '"' if '"' in styles and (node.style == "[" or len(styles) == 1) else ""

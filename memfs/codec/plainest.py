"""The plainest records, read without a YAML parser: most memories are a few lines of text, and this is their grammar.

A line is a comment, `key: text`, `key: 'text'`, `key: 7`, `key: {key: 7}`, `key:` before a list of these or a mapping
of them, or `key: |` before an indented block; all in printable ASCII. Whatever is not exactly so is left to the
parser, refusals too. A test holds the two to one reading. What it saves is measured: two thirds of reading a record,
and a quarter of a staged check, which has no parser to load where nothing needs one.
"""

from __future__ import annotations

import re

from memfs.codec.limits import MAX_NODES
from memfs.codec.scalars import resolve

_KEY = r"[a-z_]{1,64}"
_WORD = r"""[A-Za-z](?:[ !"$-9;-~]*[!"$-9;-~])?|0|[1-9][0-9]{0,17}"""  # no colon, no number sign, no space at the end
_QUOTED = r"(?:[ -&(-~]|'')*"
_SHORT = r"(?:[a-z][a-z0-9_]*|0|[1-9][0-9]{0,17})"
_FLOW = rf"{_KEY}: {_SHORT}(?:, {_KEY}: {_SHORT})*"
_ENTRY = re.compile(rf"(?:#[ -~]*\n)*({_KEY}):(?: (?:({_WORD})|'({_QUOTED})'|\|(-?)|{{({_FLOW})}}))?\n")
_PAIRS = re.compile(rf"({_KEY}): ({_SHORT})")
_ITEM = re.compile(rf"- (?:({_WORD})|'({_QUOTED})')\n")
_INNER = re.compile(rf"  ({_KEY}): (?:({_WORD})|'({_QUOTED})')\n")
_BLOCK = re.compile(r"  [!-~][ -~]*\n(?:  [ -~]+\n|\n)*")
Scalar = bool | float | str | None
Value = Scalar | list[Scalar] | dict[str, Scalar]


def plainest(text: str) -> dict[str, Value] | None:
    """Read a text where every line is of the plainest kinds; None where the parser has to say what it is."""
    found: dict[str, Value] = {}
    at, end = 0, len(text)
    try:
        while at < end:
            entry = _ENTRY.match(text, at)
            if entry is None:
                return None
            key, word, quoted, chomp, flow = entry.groups()
            at = entry.end()
            _demand_new(key, found)
            if word is not None or quoted is not None:
                found[key] = _scalar(word, quoted)
            elif flow is not None:
                found[key] = _flow(flow)
            elif chomp is None:
                found[key], at = _items(text, at) if text.startswith("-", at) else _mapping(text, at)
            else:
                found[key], at = _block(text, at, chomp)
    except ValueError:  # not the plainest, or one of the words that need quotes: the parser knows what to say
        return None
    return found if found and text.count("\n") * 2 < MAX_NODES else None


def _demand_new(key: str, mapping: dict[str, Value] | dict[str, Scalar]) -> None:
    if key in mapping or resolve(key) != key:
        raise ValueError


def _scalar(word: str | None, quoted: str | None) -> Scalar:
    return resolve(word) if word is not None else (quoted or "").replace("''", "'")


def _items(text: str, at: int) -> tuple[list[Scalar], int]:
    items: list[Scalar] = []
    while item := _ITEM.match(text, at):
        items.append(_scalar(item[1], item[2]))
        at = item.end()
    if not items:
        raise ValueError
    return items, at


def _mapping(text: str, at: int) -> tuple[dict[str, Scalar], int]:
    mapping: dict[str, Scalar] = {}
    while inner := _INNER.match(text, at):
        _demand_new(inner[1], mapping)
        mapping[inner[1]] = _scalar(inner[2], inner[3])
        at = inner.end()
    if not mapping:
        raise ValueError
    return mapping, at


def _flow(text: str) -> dict[str, Scalar]:
    mapping: dict[str, Scalar] = {}
    for key, word in _PAIRS.findall(text):
        _demand_new(key, mapping)
        mapping[key] = resolve(word)
    return mapping


def _block(text: str, at: int, chomp: str) -> tuple[str, int]:
    block = _BLOCK.match(text, at)
    if block is None or block[0].endswith("\n\n") or "  \n" in block[0]:
        raise ValueError
    content = block[0][2:].replace("\n  ", "\n")
    return content[:-1] if chomp else content, block.end()

"""Why `edit` cuts before it asks ruamel.yaml: what a round trip does to lines that nobody touched."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from memfs.codec import edit, read

if TYPE_CHECKING:
    from collections.abc import Callable


def round_trip(text: str, change: Callable[[Any], object]) -> str:
    """Load, change and dump, with every setting that keeps a person's style."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1 << 30
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree, out = yaml.load(text), StringIO()
    change(tree)
    yaml.dump(tree, out)
    return out.getvalue()


UNTOUCHED = [
    ("null goes", "a: null\n", "a:\n"),
    ("commas and colons are spaced anew", "a: [b,c]\nd:   e\n", "a: [b, c]\nd: e\n"),
    ("quoted text is joined", 'a: "b\n  c"\n', 'a: "b c"\n'),
    ("plain text is joined", "a: b\n  c\n", "a: b c\n"),
    ("escapes are undone", 'a: "\\u00e9"\n', 'a: "é"\n'),
    ("escapes are spelled anew", 'a: "\\x1b"\n', 'a: "\\e"\n'),
    ("lists get one indentation", "a:\n- b\nc:\n  - d\n", "a:\n  - b\nc:\n  - d\n"),
    ("a float changes its last digit", "a: -1.4451799732486546e-61\n", "a: -1.4451799732486545e-61\n"),
    ("the mark of the document goes", "---\na: b\n", "a: b\n"),
    ("a comment in brackets goes", "a: [\n  b,  # first\n  c  # last\n]\n", "a: [b, c # last\n]\n"),
]


@pytest.mark.parametrize(("text", "made"), [row[1:] for row in UNTOUCHED], ids=[row[0] for row in UNTOUCHED])
def test_a_round_trip_touches_what_nobody_changed(text: str, made: str) -> None:
    assert round_trip(text, lambda tree: tree.update(z=1)) == f"{made}z: 1\n"
    assert edit(text.encode(), {**read(text.encode()), "z": 1}).decode() == f"{text}z: 1\n"


CHANGED: list[tuple[str, str, Callable[[Any], object], str, str]] = [
    (
        "an appended item lands behind the comment that ends the list",
        "a:\n  - b\n  # ends the list\nc: d\n",
        lambda tree: tree["a"].append("new"),
        "a:\n  - b\n  # ends the list\n  - new\nc: d\n",
        "a:\n  - b\n  - new\n  # ends the list\nc: d\n",
    ),
    (
        "a removed item takes the comment about the next one with it",
        "a:\n  - b\n  # about c\n  - c\n",
        lambda tree: tree["a"].pop(0),
        "a:\n  - c\n",
        "a:\n  # about c\n  - c\n",
    ),
    (
        "a removed key takes the comment about the next one with it",
        "a:\n  b: 1\n  # about c\n  c: 2\n",
        lambda tree: tree["a"].pop("b"),
        "a:\n  c: 2\n",
        "a:\n  # about c\n  c: 2\n",
    ),
    (
        "text that YAML 1.1 takes for something else goes out plain",
        "a:\n  - b\n",
        lambda tree: tree["a"].extend(["no", "2025-01-01", "12:30:45"]),
        "a:\n  - b\n  - no\n  - '2025-01-01'\n  - 12:30:45\n",
        "a:\n  - b\n  - 'no'\n  - '2025-01-01'\n  - '12:30:45'\n",
    ),
]


@pytest.mark.parametrize(
    ("text", "change", "made", "wanted"), [row[1:] for row in CHANGED], ids=[row[0] for row in CHANGED]
)
def test_a_round_trip_moves_or_loses(text: str, change: Callable[[Any], object], made: str, wanted: str) -> None:
    assert round_trip(text, change) == made
    record = read(text.encode())
    change(record)
    assert edit(text.encode(), record).decode() == wanted


# A key in braces that has no colon cannot be cut; what ruamel makes of it is taken where it says what is wanted.
DECLINED: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "ruamel changes the field and sees no other",
        "# top\na: {b, c: d}  # in braces\ne: [f,g]   # not its business\n",
        {"a": {"b": "no", "c": "d"}, "e": ["f", "g"]},
        "# top\na: {b: 'no', c: d} # in braces\ne: [f,g]   # not its business\n",
    ),
    (
        "members come and go",
        "a: {b, c: d, e: [f, g], h: i}\n",
        {"a": {"b": {"l": [1, None]}, "c": "d", "e": ["m", "g", "x\ny", "z\tz"], "k": None}, "p": 1},
        'a: {b: {l: [1, null]}, c: d, e: [m, g, "x\\ny", "z\\tz"], k: null}\np: 1\n',
    ),
    (
        "what it writes is not in the profile, so the value is written anew",
        "a: {b, c: d}  # in braces\n",
        {"a": {"b": 1e16, "c": "d"}},
        "a: {b: 1.0e+16, c: d}  # in braces\n",
    ),
    (
        "it cannot see a field, so the record is written anew",
        "# top\n{b, c: d}\n",
        {"b": 1, "c": "d"},
        "# top\nb: 1\nc: d\n",
    ),
]


@pytest.mark.parametrize(("text", "new", "wanted"), [row[1:] for row in DECLINED], ids=[row[0] for row in DECLINED])
def test_what_cannot_be_cut_is_changed_otherwise(text: str, new: dict[str, Any], wanted: str) -> None:
    assert edit(text.encode(), new).decode() == wanted

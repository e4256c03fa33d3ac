"""Change a record's text as little as possible: what a person wrote around the change stays as it is.

Why cutting comes first and ruamel.yaml second. ruamel's round trip writes the whole document anew: it turns `null`
into nothing, re-spaces `[a,b]` and `key:   value`, joins quoted and plain text into one line, has one indentation for
all lists, forgets comments in brackets and those between a removed member and the next, puts an appended item behind
the comment that ends the list, and writes new text such as `no` plain; `tests/codec/test_ruamel.py` shows each.
`splice` cuts by libyaml's marks, leaves every other byte alone and takes a fifth of the time. Where it declines, ruamel
changes the one field and sees no other; where that does not say the new value, the field is written anew in our own
style, and in the end the record is. Whatever way was taken, the result is read back by the strict reader and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memfs.codec.cuts import Cuts, DeclinedError
from memfs.codec.reader import read
from memfs.codec.roundtrip import round_trip
from memfs.codec.source import ProfileError, normalized
from memfs.codec.splice import layout, respell, splice
from memfs.codec.tree import parse
from memfs.codec.writer import canonical, sized
from memfs.core.model import equal

if TYPE_CHECKING:
    from collections.abc import Callable

    Way = Callable[[str, str, Any], str]


def edit(original: bytes, new: Mapping[str, Any]) -> bytes:
    """Return the original with the least change that makes it say `new`, with line feeds and a final one.

    Comments, quotes, order, blank lines, indentation and style stay; one added item is one added line. A new key stands
    where `new` has it; the order of keys that are there is left alone. Raise ProfileError where the original is not
    readable and ValueError, as `emit` does, for values the profile has no words for.
    """
    fresh, wanted = canonical(new), {name: _plain(value) for name, value in new.items()}
    text, old = _settled(original)
    try:
        return _checked(splice(text, old, wanted), wanted)
    except DeclinedError:
        pass
    try:
        return _by_field(text, old, wanted)
    except DeclinedError:
        return sized(_head(text) + fresh)


def _plain(value: Any) -> Any:
    """Copy a value that `canonical` took, in the types that reading gives."""
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    kinds = (kind for kind in (str, bool, int, float) if isinstance(value, kind))
    return next(kinds, lambda _: None)(value)


def _settled(original: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text with its final line feed, and what it says then: a block that ended the file may gain one."""
    data, text = read(original), normalized(original)
    return (text, data) if text.endswith("\n") else (f"{text}\n", read(f"{text}\n".encode()))


def _checked(text: str, wanted: Mapping[str, Any]) -> bytes:
    """Return the text as bytes if it says what is wanted."""
    data = text.encode()
    try:
        found = read(data)
    except ProfileError as error:
        raise DeclinedError(f"the result cannot be read: {error}") from None
    if not equal(found, wanted):
        raise DeclinedError("the result says something else")
    return data


def _by_field(text: str, old: Mapping[str, Any], wanted: Mapping[str, Any]) -> bytes:
    """Add and remove fields first, then change one after the other, each in the best way that holds."""
    said = {name: old.get(name, value) for name, value in wanted.items()}
    data = _checked(splice(text, old, said), said)
    for name, value in wanted.items():
        if not equal(said[name], value):
            said[name] = value
            data = _first(data.decode(), name, said)
    return data


def _first(text: str, name: str, said: Mapping[str, Any]) -> bytes:
    ways: tuple[Way, ...] = (_splice_field, _round_trip_field, respell)
    for way in ways:
        try:
            return _checked(way(text, name, said[name]), said)
        except DeclinedError:
            continue
    raise DeclinedError(f"no way to change {name}")


def _splice_field(text: str, name: str, value: object) -> str:
    old = read(text.encode())
    return splice(text, old, {**old, name: value})


def _round_trip_field(text: str, name: str, value: object) -> str:
    """Let ruamel.yaml see the lines of one field and no others."""
    tree, cuts = parse(text), Cuts(text)
    found = next(entry for entry in tree.entries if entry.key and entry.key.text == name)
    if tree.flow or tree.column or found.key is None or not cuts.leads_its_line(found.start):
        raise DeclinedError("the field has no lines of its own")
    start, end = found.start, cuts.line_end(found.end) + 1
    return text[:start] + round_trip(text[start:end], {name: value}, layout=layout(tree)) + text[end:]


def _head(text: str) -> str:
    """Return the comment lines that open a text."""
    lines = text.splitlines(keepends=True)
    ends = next((index for index, line in enumerate(lines) if not line.startswith(("#", "\n"))), len(lines))
    return "".join(lines[:ends])

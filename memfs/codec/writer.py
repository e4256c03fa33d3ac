"""The canonical writer: four scalar styles, no folding, no wrapping, everything doubtful in quotes.

libyaml's own emitter is not used: it writes `1e3`, `y` and U+2028 as they are, folds at 80 columns and turns text
of several lines into quoted text. What stands here is held to one contract, the differential test: our reader,
PyYAML (YAML 1.1) and ruamel.yaml (1.2) read the same values from everything this module writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from memfs.codec.limits import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY, MAX_NODES
from memfs.codec.strings import is_literal, literal, one_line
from memfs.core.escape import printable, quoted

if TYPE_CHECKING:
    from memfs.core.model import JSON

_TOO_DEEP = f"lists and mappings are nested deeper than {MAX_DEPTH} levels"
_SIMPLE_KEY = 1_000  # every reader looks for the colon within 1,024 characters; a longer key needs a question mark


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file indents: a nested mapping by `step`, a list by `offset` from its key, text by `dash` from its dash."""

    step: int = 2
    offset: int = 0
    dash: int = 2
    blocks: bool = True  # whether text may stand in literal blocks


CANONICAL = Layout()


def emit(record: Mapping[str, Any], *, header: str = "") -> bytes:
    """Write a record as canonical YAML in the order of its keys; `header` is a comment line before it.

    Raise ValueError for what the profile has no words for: NaN, infinities, integers over 18 digits, keys that are
    no text, lone surrogates, and anything too deep, too large or too many.
    """
    return sized("".join(f"{line}\n" for line in _comment(header)) + canonical(record))


def canonical(record: Mapping[str, Any]) -> str:
    """Write a record as text of any size; raise ValueError for what the profile has no words for."""
    if not isinstance(record, Mapping):
        raise ValueError(f"a record is a mapping, not {quoted(record)}")  # noqa: TRY004 - one error for what is refused
    lines = block(record, 0) or ["{}"]
    if len(lines) * (MAX_DEPTH + 1) > MAX_NODES and (count := _nodes(record)) > MAX_NODES:
        raise ValueError(f"the record has {count:,} keys and values; at most {MAX_NODES:,} are allowed")
    return "".join(f"{line}\n" for line in lines)


def sized(text: str) -> bytes:
    """Return a record's text as bytes; raise ValueError where they are too many."""
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise ValueError(f"the record takes {len(data):,} bytes; at most {MAX_BYTES:,} are allowed")
    return data


def block(
    value: Mapping[str, JSON] | Sequence[JSON], column: int, *, layout: Layout = CANONICAL, level: int = 1
) -> list[str]:
    """Write a mapping or a list as lines whose keys or dashes stand at `column`; nothing where it is empty."""
    if level > MAX_DEPTH:
        raise ValueError(_TOO_DEEP)
    lines: list[str] = []
    if isinstance(value, Mapping):
        _refuse_twins(value)
        for name, member in value.items():
            lines += entry(name, member, column, layout=layout, level=level)
    else:
        for member in value:
            lines += item(member, column, layout=layout, level=level)
    return lines


def entry(name: str, value: JSON, column: int, *, layout: Layout = CANONICAL, level: int = 1) -> list[str]:
    """Write one key with its value."""
    shown, pad = key(name), " " * column
    if len(shown) > _SIMPLE_KEY:
        head, *body = item(value, column, layout=layout, level=level)
        return [f"{pad}? {shown}", f"{pad}:{head[column + 1 :]}", *body]
    head, body = rendered(value, column, layout=layout, level=level)
    return [f"{pad}{shown}: {head}" if head else f"{pad}{shown}:", *body]


def item(value: JSON, column: int, *, layout: Layout = CANONICAL, level: int = 1) -> list[str]:
    """Write one member of a list."""
    dash = "-".ljust(layout.dash)
    if isinstance(value, (Mapping, list, tuple)) and value:
        head, *body = block(value, column + layout.dash, layout=layout, level=level + 1)
        return [f"{' ' * column}{dash}{head[column + layout.dash :]}", *body]
    head, body = rendered(value, column, layout=layout, level=level)
    return [f"{' ' * column}{dash}{head}", *body]


def rendered(value: JSON, column: int, *, layout: Layout = CANONICAL, level: int = 1) -> tuple[str, list[str]]:
    """Return what follows a key at `column` on its line, and the lines below it."""
    if isinstance(value, str):
        if not (layout.blocks and is_literal(value)):
            return one_line(value), []
        head, lines = literal(value)
        pad = " " * (column + layout.step)
        return head, [pad + line if line else "" for line in lines]
    if not value or not isinstance(value, (Mapping, list, tuple)):
        return bare(value, level=level), []
    inner = column + (layout.step if isinstance(value, Mapping) else layout.offset)
    return "", block(value, inner, layout=layout, level=level + 1)


def inline(value: JSON, *, style: str = "") -> str:
    """Write a value as it stands in brackets and braces; `style` asks for a quote around text and keys."""
    if isinstance(value, str):
        return one_line(value, flow=True, style=style)
    if isinstance(value, Mapping) and value:
        members = (f"{one_line(name, flow=True, style=style)}: {inline(value[name], style=style)}" for name in value)
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)) and value:
        return "[" + ", ".join(inline(member, style=style) for member in value) + "]"
    return bare(value)


def key(name: object) -> str:
    """Write a key on one line, without its colon."""
    if not isinstance(name, str):
        raise ValueError(f"a key is text, not {quoted(name)}")  # noqa: TRY004 - one error for every refused value
    if len(name) > MAX_KEY:
        raise ValueError(f"a key has at most {MAX_KEY:,} characters; this one has {len(name):,}")
    return one_line(name, flow=True)


def bare(value: object, *, level: int = 1) -> str:
    """Write a number, a boolean, null or an empty collection."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if not isinstance(value, (Mapping, list, tuple)):
        raise ValueError(f"a {type(value).__name__} is no JSON value: {quoted(value)}")  # noqa: TRY004 - as above
    if level == MAX_DEPTH:
        raise ValueError(_TOO_DEEP)
    return "{}" if isinstance(value, Mapping) else "[]"


_WORDS = {None: "null", True: "true", False: "false"}


def _integer(value: int) -> str:
    if abs(value) >= 10**MAX_DIGITS:
        raise ValueError(f"an integer has at most {MAX_DIGITS} digits; write it as text")
    return str(int(value))


def _float(value: float) -> str:
    """Write a dot and a signed exponent always: YAML 1.1 knows no other float."""
    if not isfinite(value):
        raise ValueError(f"{value} is no JSON number")
    mantissa, mark, exponent = repr(float(value)).partition("e")
    return mantissa + ("" if "." in mantissa else ".0") + mark + exponent


def _comment(header: str) -> list[str]:
    text = header.strip()
    if printable(text) != text:
        raise ValueError(f"a header is one line of visible text, not {quoted(header)}")
    return [text if text.startswith("#") else f"# {text}"] if text else []


def _refuse_twins(mapping: Mapping[str, JSON]) -> None:
    if "".join(map(str, mapping)).isascii():
        return
    if len({normalize("NFC", str(name)) for name in mapping}) < len(mapping):
        raise ValueError("two keys of one mapping differ only in the spelling of their accents")


def _nodes(value: JSON) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(1 + _nodes(member) for member in value.values())
    return 1 + sum(map(_nodes, value)) if isinstance(value, (list, tuple)) else 1

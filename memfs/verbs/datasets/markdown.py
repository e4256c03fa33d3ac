"""Markdown notes with a front matter, as agents keep them: its fields as text, and the text below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.model import JSON

FENCE = "---"
_FIELD = re.compile(r"(?P<indent> *)(?P<name>[A-Za-z_][\w-]*): *(?P<value>.*)")
_HEADING = re.compile(r"#{1,2}[ \t]+(.*)")
_CODE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: the fields of its front matter, its text, and comments that no field holds, with their lines."""

    fields: Mapping[str, JSON]
    text: str
    comments: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text below a heading of the first or second level; the lines count from 1."""

    heading: str
    lines: tuple[str, ...]
    line: int


def note(text: str) -> Note:
    """Take a note apart; raises ProfileError where its front matter is neither YAML nor a field a line."""
    lines = text.split("\n")
    try:
        end = lines.index(FENCE, 1) if lines[0].rstrip() == FENCE else 0
    except ValueError:
        end = 0
    if not end:
        return Note({}, text.strip("\n"))
    fields, comments = _fields("\n".join(lines[1:end]))
    return Note(fields, "\n".join(lines[end + 1 :]).strip("\n"), comments)


def _fields(front: str) -> tuple[Mapping[str, JSON], tuple[tuple[int, str], ...]]:
    """Read a front matter as YAML, but line by line where YAML cannot, or would drop what follows a `#`.

    These systems write `description: a # b: c` and read it back by its lines.
    """
    if not front.strip():
        return {}, ()
    by_line = _by_line(front)
    try:
        said, comments = foreign(front.encode())
    except ProfileError as error:
        if by_line is None:
            raise ProfileError(error.message, error.line + 1, error.column) from None
        return by_line, ()
    if comments and by_line is not None:
        return by_line, ()
    value = said.bare()
    if not isinstance(value, dict):
        raise ProfileError("the front matter is no mapping", 2, 1)
    return value, tuple((line + 1, words) for line, words in comments)


def _by_line(front: str) -> Mapping[str, JSON] | None:
    """Read a field a line, one level of fields below an empty one; None where a line is anything else."""
    found: dict[str, JSON] = {}
    last = ""
    for line in filter(str.strip, front.split("\n")):
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        holder = _below(found, last) if field["indent"] else found
        if holder is None or field["name"] in holder:
            return None
        holder[field["name"]] = _unquoted(field["value"].rstrip())
        last = last if field["indent"] else field["name"]
    return found


def _below(found: dict[str, JSON], name: str) -> dict[str, JSON] | None:
    """Return the fields below an empty one; None where a field has a text of its own."""
    if found.get(name) == "":
        found[name] = {}
    inner = found.get(name)
    return inner if isinstance(inner, dict) else None


def _unquoted(value: str) -> str:
    """Return what stands between quotes that enclose a whole value and are not needed inside."""
    quote = value[:1]
    inside = value[1:-1]
    is_quoted = len(value) > 1 and quote in {"'", '"'} and value.endswith(quote)
    return inside if is_quoted and quote not in inside and "\\" not in inside else value


def sections(text: str) -> Iterator[Section]:
    """Yield the parts of a text, each from its heading to the next; the first may have none.

    Deeper headings stay in their part, and lines of fenced code are no headings.
    """
    heading, start, held, is_code = "", 1, list[str](), False
    for number, line in enumerate(text.split("\n"), 1):
        is_code ^= bool(_CODE.match(line))
        found = None if is_code else _HEADING.fullmatch(line)
        if found is not None:
            yield Section(heading, tuple(held), start)
            heading, start, held = _without_closing(found[1].strip()), number, []
        held.append(line)
    yield Section(heading, tuple(held), start)


def _without_closing(text: str) -> str:
    """Return a heading's text without the `##` that may close it."""
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else text

"""`json`: a list of objects, or one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.render import encoded
from memfs.verbs.datasets.items import Item, record, refuse, text_of, unread
from memfs.verbs.datasets.strict_json import RULE, NotJsonError, Parsed, parse_at, skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.errors import InvalidError
    from memfs.verbs.datasets.items import Given, Rows


def items(given: Given) -> Iterator[Item]:
    """Yield each record of the list; raises InvalidError where the file as a whole is no JSON."""
    text = text_of(given, rule=RULE)
    try:
        yield from _items(given, text)
    except NotJsonError as error:
        raise _refused(given, text, error) from None


def begins(data: bytes) -> bool:
    """Tell whether a text that begins with a bracket is JSON, as far as its first member."""
    text = data.decode("utf-8", "replace")
    at = skip(text, 1)
    try:
        return text[at : at + 1] == "]" or bool(parse_at(text, at))
    except NotJsonError:
        return False


def _items(given: Given, text: str) -> Iterator[Item]:
    start = skip(text, 0)
    if text[start : start + 1] != "[":
        found = parse_at(text, start)
        _demand_end(text, found.end)
        yield _item(given, text.count("\n", 0, start) + 1, found)
        return
    line, seen = 1, 0
    for at, found in _members(text, start + 1):
        line, seen = line + text.count("\n", seen, at), at
        yield _item(given, line, found)


def _members(text: str, start: int) -> Iterator[tuple[int, Parsed]]:
    """Yield each member with where it starts, parsing one at a time."""
    at = skip(text, start)
    while text[at : at + 1] != "]":
        found = parse_at(text, at)
        yield at, found
        at = _after_comma(text, skip(text, found.end))
    _demand_end(text, at + 1)


def _after_comma(text: str, at: int) -> int:
    """Return where the next member or the end of the list stands."""
    follower = skip(text, at + 1)
    if text[at : at + 1] == "," and text[follower : follower + 1] != "]":
        return follower
    if text[at : at + 1] == "]":
        return at
    raise NotJsonError("not JSON: a comma and a value, or the end of the list, are expected", at=at)


def _demand_end(text: str, end: int) -> None:
    end = skip(text, end)
    if end < len(text):
        raise NotJsonError("more follows after the JSON value; JSON lines need --from jsonl", at=end)


def _refused(given: Given, text: str, error: NotJsonError) -> InvalidError:
    line, column = text.count("\n", 0, error.at) + 1, error.at - text.rfind("\n", 0, error.at)
    return refuse(given, line, str(error), rule=RULE, column=column)


def _item(given: Given, line: int, found: Parsed) -> Item:
    if found.fault or not isinstance(found.value, dict):
        message = found.fault or "this is no object; write {...}"
        return unread(given, line, found.value, rule=RULE, message=message)
    return record(given, line, found.value)


def texts(rows: Rows) -> Iterator[str]:
    """Write one list with a record a line."""
    start = "[\n"
    for record_ in rows.ordered():
        yield start + encoded(record_)
        start = ",\n"
    yield "[]\n" if start == "[\n" else "\n]\n"

"""`jsonl`: one JSON object a line; empty lines are skipped."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING

from memfs.render import encoded
from memfs.verbs.datasets.items import Item, record, unread
from memfs.verbs.datasets.strict_json import RULE, NotJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.verbs.datasets.items import Given, Rows

LINE_BYTES = 1024 * 1024
"""Four times what a record may take as YAML, for what JSON writes with more characters."""


def items(given: Given) -> Iterator[Item]:
    """Yield each line's record."""
    for number, line in enumerate(io.BytesIO(given.data), 1):
        text = line.strip() if number > 1 else line.removeprefix(codecs.BOM_UTF8).strip()
        if text:
            yield _item(given, number, text)


def _item(given: Given, number: int, line: bytes) -> Item:
    if len(line) > LINE_BYTES:
        message = f"the line has {len(line):,} bytes; at most {LINE_BYTES:,} are allowed"
        return unread(given, number, line.decode("utf-8", "replace"), rule=RULE, message=message)
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{line[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return unread(given, number, line.decode("utf-8", "replace"), rule=RULE, message=message)
    try:
        found = parse(text)
    except NotJsonError as error:
        message = f"{error}, at character {error.at + 1}"
        return unread(given, number, text, rule=RULE, message=message)
    if found.fault or not isinstance(found.value, dict):
        message = found.fault or "the line holds no object; write {...}"
        return unread(given, number, found.value, rule=RULE, message=message)
    return record(given, number, found.value)


def texts(rows: Rows) -> Iterator[str]:
    """Write a record a line."""
    return (f"{encoded(record)}\n" for record in rows.ordered())

"""`yaml`: a stream of records as YAML documents, each begun by a line `---`, as `export --to yaml` writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, emit, read
from memfs.verbs.datasets.items import Item, fault, record, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.verbs.datasets.items import Given, Rows

RULE = "yaml"
BEGIN = "---\n"
_BEGIN = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


def items(given: Given) -> Iterator[Item]:
    """Yield each document's record; raises InvalidError where the file is not UTF-8."""
    text = text_of(given, rule=RULE)
    starts = [found.end() for found in _BEGIN.finditer(text)]
    ends = [found.start() for found in _BEGIN.finditer(text)]
    line, seen = 1, 0
    for start, end in zip([0, *starts], [*ends, len(text)], strict=True):
        line, seen = line + text.count("\n", seen, start), start
        if text[start:end].strip():
            yield _item(given, line, text[start:end])


def _item(given: Given, line: int, document: str) -> Item:
    """Read one document by the rules of a record's file."""
    blank = len(document) - len(document.lstrip("\r\n"))
    first = line + document.count("\n", 0, blank)
    try:
        return record(given, first, read(document.encode()))
    except ProfileError as error:
        found = fault(given.name, line + error.line - 1, error.message, rule=RULE, column=error.column)
        return Item(given.name, first, document, faults=(found,))


def texts(rows: Rows) -> Iterator[str]:
    """Write each record as its file would be, a `---` before it."""
    return (BEGIN + emit(record_).decode() for record_ in rows.ordered())

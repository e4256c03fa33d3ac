"""`csv`: a header of field names, then one record a row; an empty cell is an absent field.

A field that the schema knows as text is the cell as it stands; any other, as `tags` or `metadata`, is JSON in the cell.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.escape import quoted
from memfs.verbs.datasets.items import Item, record, refuse, text_of, unread
from memfs.verbs.datasets.strict_json import NotJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given, Rows

RULE = "csv"
CELL = 1024 * 1024


def items(given: Given) -> Iterator[Item]:
    """Yield each row's record; raises InvalidError where the header or the quoting is broken."""
    csv.field_size_limit(CELL)
    rows = csv.reader(io.StringIO(text_of(given, rule=RULE), newline=""), strict=True)
    line = 1
    try:
        header = _header(given, next(rows, []))
        line = rows.line_num + 1
        for row in rows:
            if row:
                yield _item(given, line, dict(zip(header, row, strict=False)), surplus=len(row) - len(header))
            line = rows.line_num + 1
    except csv.Error as error:
        raise refuse(given, line, f"not CSV: {error}", rule=RULE) from None


def _header(given: Given, names: Sequence[str]) -> Sequence[str]:
    if not any(names):
        raise refuse(given, 1, "the first line holds no field names", rule=RULE)
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise refuse(given, 1, f"the column {quoted(twice)} stands twice; keep one", rule=RULE)
    return names


def _item(given: Given, line: int, row: Mapping[str, str], *, surplus: int) -> Item:
    raw = dict(row)
    if surplus:
        words = f"the row has {abs(surplus)} {'more' if surplus > 0 else 'fewer'} cells than the header"
        return unread(given, line, raw, rule=RULE, message=words)
    data: dict[str, JSON] = {}
    kinds = given.kinds.values()
    for name, cell in row.items():
        try:
            data.update({name: _value(name, cell, kinds)} if cell else {})
        except ValueError as error:
            return unread(given, line, raw, rule=RULE, message=f"{quoted(name)}: {error}")
    return record(given, line, data)


def _value(name: str, cell: str, kinds: Iterable[Kind]) -> JSON:
    if all(is_text(kind, name) for kind in kinds):
        return cell
    try:
        found = parse(cell)
    except NotJsonError as error:
        raise ValueError(f"{error}; a list or a mapping is written as JSON") from None
    if found.fault:
        raise ValueError(found.fault)
    return found.value


def is_text(kind: Kind, name: str) -> bool:
    """Tell whether a field's cell is the text itself: strings, enumerations, and what the kind does not know."""
    properties = kind.schema.get("properties")
    part = properties.get(name) if isinstance(properties, dict) else None
    return not isinstance(part, dict) or part.get("type", "string") == "string"


def texts(rows: Rows) -> Iterator[str]:
    """Write a header with every field of the kinds, then the records.

    Raises InvalidError for an empty text, which a cell cannot tell from an absent field.
    """
    header = list(dict.fromkeys(field for kind in rows.kinds for field in kind.fields))
    yield _line(header)
    for kind, data in rows.records:
        yield _line([_cell(kind, name, data[name]) if name in data else "" for name in header])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().removesuffix("\r\n") + "\n"


def _cell(kind: Kind, name: str, value: JSON) -> str:
    if not is_text(kind, name):
        return json.dumps(value)
    if not value:
        raise InvalidError(f"CSV cannot hold the empty {quoted(name)} of a {kind.name}; choose another format")
    return str(value)

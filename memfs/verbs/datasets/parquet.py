"""`parquet`: a directory with a table a kind in Hive layout, for DuckDB, Spark and pandas.

A kind is parted by its first facets, as far as every record has them, so `memories/outcome=failure/part-0.parquet`;
the other fields are columns, then the record's path and blob. Lists of text are lists, `date-time` is a time, whatever
else holds lists or mappings is JSON as text.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.escape import quoted
from memfs.core.names import is_facet_value
from memfs.parquet import Column, Partitions, demand_pyarrow
from memfs.verbs.datasets.columns import inside, meanings, own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.view import Found

    Value = None | bool | int | float | str | Sequence[str]

JSON_TEXT = "json"
PLAIN = {"string": "text", "integer": "integer", "number": "number", "boolean": "flag"}
BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:)(\d{2})(?:\.(\d+))?[Zz]", re.ASCII)


def write(
    home: Path, kinds: Sequence[Kind], records: Callable[[Kind], Iterable[Found]], *, about: Mapping[str, str]
) -> None:
    """Write the records of some kinds below a directory; `about` says what they are.

    Raises MemfsError `environment` where pyarrow is not installed, InvalidError for a value that its column cannot
    hold, and whatever reading a record raises.
    """
    demand_pyarrow()
    for kind in kinds:
        parting = _parting(kind)
        types = {field: _type(kind, field) for field in kind.fields if field not in parting}
        meant = meanings(kind)
        columns = [
            Column(field, "text" if type_ == JSON_TEXT else type_, meant[field]) for field, type_ in types.items()
        ]
        columns += [Column(name, meaning=meant[name]) for name in own(kind)]
        with Partitions(home / kind.directory, columns, about=about) as partitions:
            for found in records(kind):
                row = [_value(found, field, type_) for field, type_ in types.items()]
                partitions.add({facet: _part(found, facet) for facet in parting}, [*row, found.path, found.blob])


def _parting(kind: Kind) -> tuple[str, ...]:
    """Return the first facets that every legal record has: more would be a deep tree of tiny files."""
    cells = kind.cells() if kind.facets else ()
    return tuple(takewhile(lambda facet: all(facet in cell for cell in cells), kind.facets))


def _type(kind: Kind, field: str) -> str:
    part = inside(kind.schema, "properties", field)
    named = inside(part, "type")
    if inside(part, "format") == "date-time":
        return "time"
    if named == "array":
        return "texts" if inside(part, "items", "type") == "string" else JSON_TEXT
    values = inside(part, "enum")
    if isinstance(values, (list, tuple)) and all(isinstance(value, str) for value in values):
        return "text"
    return PLAIN.get(str(named), JSON_TEXT)


def _part(found: Found, facet: str) -> str | None:
    value = found.data.get(facet)
    if value is not None and not (isinstance(value, str) and is_facet_value(value)):
        raise _unfit(found, facet)
    return value


def _value(found: Found, field: str, type_: str) -> Value:
    value = found.data.get(field)
    if value is None:
        return None
    if type_ == JSON_TEXT:
        return json.dumps(value, ensure_ascii=False)
    taken = _TAKE[type_](value)
    if taken is None:
        raise _unfit(found, field)
    return taken


def _unfit(found: Found, field: str) -> InvalidError:
    what = f"the {quoted(field)} of {quoted(found.path, limit=200)} does not fit its column"
    return InvalidError(what, hint="memfs check")


def _text(value: JSON) -> Value:
    return value if isinstance(value, str) else None


def _texts(value: JSON) -> Value:
    texts = [one for one in value if isinstance(one, str)] if isinstance(value, (list, tuple)) else None
    return texts if texts is not None and isinstance(value, (list, tuple)) and len(texts) == len(value) else None


def _integer(value: JSON) -> Value:
    return value if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63 else None


def _number(value: JSON) -> Value:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _flag(value: JSON) -> Value:
    return value if isinstance(value, bool) else None


def _time(value: JSON) -> Value:
    """Return microseconds since 1970, without what is finer; None where it is no time. A leap second is the next."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    is_leap = found[2] == "60"
    try:
        second = datetime.fromisoformat(found[1] + ("59" if is_leap else found[2])).replace(tzinfo=UTC)
    except ValueError:
        return None  # year 0, which RFC 3339 has
    whole = (second - BEGAN) // timedelta(seconds=1) + is_leap
    return whole * 1_000_000 + int((found[3] or "")[:6].ljust(6, "0"))


_TAKE: Mapping[str, Callable[[JSON], Value]] = {
    "text": _text,
    "texts": _texts,
    "integer": _integer,
    "number": _number,
    "flag": _flag,
    "time": _time,
}

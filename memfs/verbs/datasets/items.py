"""What the readers of datasets yield: records as they stand in their source, each with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.escape import printable
from memfs.core.report import MESSAGE_LIMIT, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """What a user handed over: a file by its name, with its path (None for standard input) and bytes, or a directory.

    `kinds` are those of the law that will judge the records.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    path: Path | None = None
    directory: Path | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a dataset.

    `raw` is what stands in the source, for the quarantine; `data` are the fields to judge, None where `faults` say
    that there are none. `kind` None leaves it to the fields which kind it is.
    """

    source: str
    line: int
    raw: JSON = field(repr=False)
    data: Mapping[str, JSON] | None = None
    kind: str | None = None
    faults: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Records to write out: their kinds, and each record with its kind, in order."""

    kinds: tuple[Kind, ...]
    records: Iterable[tuple[Kind, Mapping[str, JSON]]]

    def ordered(self) -> Iterator[dict[str, JSON]]:
        """Yield each record's fields in file order."""
        return (kind.ordered(data) for kind, data in self.records)


def record(given: Given, line: int, data: Mapping[str, JSON]) -> Item:
    """Return an item whose fields are what stands there."""
    return Item(given.name, line, data, data)


def unread(given: Given, line: int, raw: JSON, *, rule: str, message: str) -> Item:
    """Return an item that cannot be judged, and why."""
    return Item(given.name, line, raw, faults=(fault(given.name, line, message, rule=rule),))


def fault(source: str, line: int, message: str, *, rule: str, column: int = 1) -> Violation:
    """Say what is wrong at a place of the source."""
    return Violation(source, rule, printable(message)[:MESSAGE_LIMIT], line, column)


def refuse(given: Given, line: int, message: str, *, rule: str, column: int = 1) -> InvalidError:
    """Return the refusal of a whole dataset."""
    found = fault(given.name, line, message, rule=rule, column=column)
    return InvalidError(f"{printable(given.name)}:{line}:{column}: {rule}: {found.message}", violations=(found,))


def text_of(given: Given, *, rule: str) -> str:
    """Decode a dataset's bytes as UTF-8 without a byte order mark; raises InvalidError."""
    try:
        return given.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = given.data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{given.data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise refuse(given, line, message, rule=rule) from None

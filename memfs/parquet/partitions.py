"""Write rows into a file for each partition, a group of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    Value = None | bool | int | float | str | Sequence[str]

EXTRA = "parquet"
NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""Hive's name for the partition of rows without a value."""
FILE = "part-0.parquet"
GROUP = 10_000
"""How many rows wait in memory for each partition."""
COMPRESSION = "zstd"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it means, and its type, one of text, texts, integer, number, flag and time.

    A time is given in microseconds since 1970, in UTC.
    """

    name: str
    type: str = "text"
    meaning: str = ""


def demand_pyarrow() -> None:
    """Raise MemfsError `environment` where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401 - asked for, not used here
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "pyarrow":
            raise
        raise MemfsError(
            "Parquet needs packages that are not installed",
            code="environment",
            hint=f"pip install 'memfs-git[{EXTRA}]'",
        ) from None


class Partitions:
    """The files of one table below a directory; leaving the context writes what waits and closes them."""

    def __init__(self, home: Path, columns: Sequence[Column], *, about: Mapping[str, str]) -> None:
        """Remember the shape; `about` goes into each file's own metadata. Nothing is written yet."""
        self._home = home
        self._schema = _schema(columns, about)
        self._waiting: dict[str, list[Sequence[Value]]] = {}
        self._writers: dict[str, ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for name in self._waiting if error is None else ():
                self._flush(name)
        finally:
            for writer in self._writers.values():
                writer.close()

    def add(self, partition: Mapping[str, str | None], row: Sequence[Value]) -> None:
        """Take a row in the order of the columns; the partition's names and values must be fit for a path."""
        name = "/".join(f"{field}={NOTHING if value is None else value}" for field, value in partition.items())
        waiting = self._waiting.setdefault(name, [])
        waiting.append(row)
        if len(waiting) == GROUP:
            self._flush(name)

    def _flush(self, name: str) -> None:
        import pyarrow as pa

        waiting = self._waiting[name]
        if waiting:
            columns = zip(*waiting, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
            self._writer(name).write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._waiting[name] = []

    def _writer(self, name: str) -> ParquetWriter:
        from pyarrow.parquet import ParquetWriter

        if name not in self._writers:
            home = self._home / name
            home.mkdir(parents=True, exist_ok=True)
            self._writers[name] = ParquetWriter(home / FILE, self._schema, compression=COMPRESSION)
        return self._writers[name]


def _schema(columns: Sequence[Column], about: Mapping[str, str]) -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(column.name, types[column.type], metadata={"description": column.meaning} if column.meaning else None)
        for column in columns
    ]
    return pa.schema(fields, metadata={f"memfs.{name}": value for name, value in about.items()})

"""The door to Parquet (extra `[parquet]`): tables in Hive layout for DuckDB, Spark and pandas to read.

memfs never reads them. The same rows written by the same version of pyarrow are the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.parquet.partitions import Column, Partitions, demand_pyarrow

__all__ = ["Column", "Partitions", "demand_pyarrow"]

_HOMES = {
    "Column": "memfs.parquet.partitions:Column",
    "Partitions": "memfs.parquet.partitions:Partitions",
    "demand_pyarrow": "memfs.parquet.partitions:demand_pyarrow",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

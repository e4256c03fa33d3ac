"""The state of a catalog: one row that says what it holds, sealed with the counts of its cells."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

    from memfs.core.law import Law

Cell = tuple[str, tuple[tuple[str, str], ...]]
"""A kind's name and the facets of one directory of its records."""

READ = "select store, program, law, tree, words, seal from state"
COUNTED = "select kind, facets, count from cell where count order by kind, facets"


def written_law(law: Law) -> str:
    """Write what the judgement of a single file depends on: laws are compared as they are, not by a hash."""
    return repr((law.policy.fanout, sorted(law.policy.levels.items()), sorted(law.schemas.items())))


class UntrustedError(Exception):
    """A catalog contradicts itself or git; whoever asked goes on without it."""


@dataclass(frozen=True, slots=True)
class State:
    """What a catalog holds.

    `law` is the law by which it was read and judged, written out; `tree` is the id of the store's tree, "" for none;
    `words` tells that the full text was asked for before.
    """

    store: str
    program: str
    law: str
    tree: str = ""
    words: int = 0


def load(connection: Connection) -> tuple[State, Counter[Cell]]:
    """Read state and counts; raise UntrustedError where they are not as they were written."""
    row = connection.execute(READ).fetchone()
    counted = connection.execute(COUNTED).fetchall()
    if row is None or row[-1] != _seal(row[:-1], counted):
        raise UntrustedError
    return State(*row[:-1]), Counter({(kind, read_facets(facets)): count for kind, facets, count in counted})


def save(connection: Connection, state: State) -> None:
    """Write the state, sealed with the counts that stand in the tables."""
    values = (state.store, state.program, state.law, state.tree, state.words)
    connection.execute("delete from state")
    connection.execute(
        "insert into state (store, program, law, tree, words, seal) values (?, ?, ?, ?, ?, ?)",
        (*values, _seal(values, connection.execute(COUNTED).fetchall())),
    )


def written_facets(facets: Iterable[tuple[str, str]]) -> str:
    """Write the facets of a cell as text."""
    return json.dumps(list(facets))


def read_facets(text: str) -> tuple[tuple[str, str], ...]:
    """Read what `written_facets` wrote."""
    return tuple((name, value) for name, value in json.loads(text))


def _seal(values: tuple[object, ...], counted: Iterable[tuple[object, ...]]) -> int:
    return zlib.crc32(repr((values, list(counted))).encode("utf-8", "surrogatepass"))

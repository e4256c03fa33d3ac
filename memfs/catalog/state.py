"""The state of a catalog: one row that says what it holds, sealed with the counts of its cells."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from memfs.catalog.seals import COUNTED, READ, state_seal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

    from memfs.core.law import Law

Cell = tuple[str, tuple[tuple[str, str], ...]]
"""A kind's name and the facets of one directory of its records."""

INSERT = """
insert into state (store, program, law, tree, words, passages, length, clean, seal)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def written_law(law: Law) -> str:
    """Write what the judgement of a single file depends on: laws are compared as they are, not by a hash."""
    schemas = {name: data.decode("utf-8", "surrogateescape") for name, data in law.schemas.items()}
    judged = {"fanout": law.policy.fanout, "levels": dict(law.policy.levels), "schemas": schemas}
    return json.dumps(judged, sort_keys=True)


class UntrustedError(Exception):
    """A catalog contradicts itself or git; whoever asked goes on without it."""


class State(NamedTuple):
    """What a catalog holds.

    `law` is the law by which it was read and judged, written out; `tree` is the id of the store's tree, "" for none.
    `words` seals the full text, 0 where nobody asked for it yet; it has so many passages, of this length in all.
    `clean` is the id of the last tree known to hold no violation but of shares: law, files and keys are in order.
    """

    store: str
    program: str
    law: str
    tree: str = ""
    words: int = 0
    passages: int = 0
    length: int = 0
    clean: str = ""


def load(connection: Connection) -> tuple[State, Counter[Cell]]:
    """Read state and counts; raise UntrustedError where they are not as they were written."""
    row = connection.execute(READ).fetchone()
    counted = connection.execute(COUNTED).fetchall()
    if row is None or row[-1] != state_seal(row[:-1], counted):
        raise UntrustedError
    return State(*row[:-1]), Counter({(kind, read_facets(facets)): count for kind, facets, count in counted})


def save(connection: Connection, state: State) -> None:
    """Write the state, sealed with the counts that stand in the tables."""
    values = tuple(state)  # a seal is that of the plain row, as it is read back
    connection.execute("delete from state")
    connection.execute(INSERT, (*values, state_seal(values, connection.execute(COUNTED).fetchall())))


def written_facets(facets: Iterable[tuple[str, str]]) -> str:
    """Write the facets of a cell as text."""
    return json.dumps(list(facets))


def read_facets(text: str) -> tuple[tuple[str, str], ...]:
    """Read what `written_facets` wrote."""
    return tuple((name, value) for name, value in json.loads(text))

"""Subjects: one file under judgement, and the words a rule says about it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from memfs.codec import ProfileError, positions
from memfs.core.escape import shortened
from memfs.core.layout import below
from memfs.core.report import MESSAGE_LIMIT, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.snapshot import Entry
    from memfs.schemas import Problem

Location = tuple[str | int, ...]
"""The way to a value or a key inside a record: names and numbers; () is the whole file."""


class Finding(NamedTuple):
    """What a rule says about a place of a file, before the place becomes a line and a column."""

    rule: str
    path: str
    message: str
    at: Location = ()
    level: str = "error"

    def violation(self, data: bytes, store: str) -> Violation:
        """Place it in the file's bytes."""
        line, column = position(data, self.at)
        message = shortened(self.message, limit=MESSAGE_LIMIT)
        return Violation(self.path, self.rule, message, line, column, level=self.level, store=store)


class Subject(NamedTuple):
    """One file under judgement.

    `kind` is None for files that are no records; `record` is None there and where the file cannot be read, and then
    `fault` says why. `problems` tells why the kind's schema refuses the record. `values` is what the file says when it
    is decoded: the record, or what a file of the law holds.
    """

    entry: Entry
    data: bytes
    law: Law
    kind: Kind | None = None
    record: Mapping[str, JSON] | None = None
    fault: ProfileError | None = None
    problems: tuple[Problem, ...] = ()
    values: JSON = None

    @property
    def below(self) -> str:
        """Return the path relative to the store."""
        return below(self.entry.path, self.law.store)

    def at(self, rule: str, message: str, where: Location, *, level: str = "error", evidence: str = "") -> Violation:
        """Say something about a place in what the file says; () is the whole file."""
        line, column = position(self.data, where)
        return self.on(rule, message, (line, column), level=level, evidence=evidence)

    def on(
        self, rule: str, message: str, spot: tuple[int, int], *, level: str = "error", evidence: str = ""
    ) -> Violation:
        """Say something about a line and column of the file."""
        return Violation(
            path=self.entry.path,
            rule=rule,
            message=shortened(message, limit=MESSAGE_LIMIT),
            line=spot[0],
            column=spot[1],
            level=level,
            store=self.law.store,
            evidence=evidence,
        )


def position(data: bytes, at: Location) -> tuple[int, int]:
    """Return the line and column of a place in a file, or of the nearest one around it."""
    if not at:
        return (1, 1)
    found = _places(data)
    while at not in found:  # () always is
        at = at[:-1]
    return found[at]


@lru_cache(maxsize=1)
def _places(data: bytes) -> Mapping[Location, tuple[int, int]]:
    """Keep the places of the file in hand: one with 9,000 violations was read 9,000 times, for many minutes."""
    try:
        return positions(data)
    except ProfileError:  # a schema is JSON, and may be more than the profile of records allows
        return {(): (1, 1)}

"""Subjects: one file under judgement, and the set it belongs to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from memfs.codec import ProfileError, positions
from memfs.core.layout import below
from memfs.core.names import Place, place
from memfs.core.report import MESSAGE_LIMIT, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.snapshot import Change, Entry
    from memfs.schemas import Problem

Location = tuple[str | int, ...]
Identity = tuple[str, str]
Cell = tuple[str, tuple[tuple[str, str], ...]]
"""A kind's name and the facets of one directory of its records."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One file under judgement.

    `kind` is None for the law's and our own files; `record` is None there and where the file cannot be read, and
    then `fault` says why. `problems` tells why the kind's schema refuses the record.
    """

    entry: Entry
    data: bytes
    law: Law
    kind: Kind | None = None
    record: Mapping[str, JSON] | None = None
    fault: ProfileError | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def below(self) -> str:
        """Return the path relative to the store."""
        return below(self.entry.path, self.law.store)

    def violation(self, rule: str, message: str, *, at: Location = (), level: str = "error") -> Violation:
        """Say something about a place in the record, or about the whole file."""
        line, column = self._position(at)
        return Violation(
            path=self.entry.path,
            rule=rule,
            message=message[:MESSAGE_LIMIT],
            line=line,
            column=column,
            level=level,
            store=self.law.store,
        )

    def _position(self, at: Location) -> tuple[int, int]:
        if not at or self.record is None:
            return (1, 1)
        found = positions(self.data)
        while at and at not in found:
            at = at[:-1]
        return found.get(at, (1, 1))


class Census(Protocol):
    """What set rules ask of a store: where an identity lies, and how many records each cell holds."""

    def paths(self, identities: Collection[Identity]) -> Mapping[Identity, list[str]]:
        """Find every path of each identity, in order."""
        ...

    def duplicates(self) -> Mapping[Identity, list[str]]:
        """Find the identities that have more than one path."""
        ...

    def counts(self) -> Counter[Cell]:
        """Count the records of each cell."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A store under judgement: its census, and what changed since the base (None where there is no base)."""

    law: Law
    census: Census
    changes: tuple[Change, ...] | None
    policy_data: bytes = b""

    def places(self) -> Iterator[tuple[Place | None, Place | None, Change]]:
        """Pair each change with what its path says before and after."""
        kinds = tuple(self.law.kinds.values())
        for change in self.changes or ():
            found = place(change.path, self.law.store, kinds)
            yield (found if change.old else None, found if change.new else None, change)

    def counts_before(self) -> Counter[Cell]:
        """Count the records of each cell as the base had them."""
        counts = Counter(self.census.counts())
        for old, new, _ in self.places():
            counts.update([cell_of(old)] if old else [])
            counts.subtract([cell_of(new)] if new else [])
        return +counts


def cell_of(found: Place) -> Cell:
    """Return the cell that a path says."""
    return (found.kind, tuple(found.facets.items()))


@dataclass(frozen=True, slots=True)
class Rule:
    """One judgement: of a single file, of the whole store, or both; `page` is its documentation."""

    id: str
    page: str
    file: Callable[[Subject], Iterable[Violation]] | None = None
    whole: Callable[[Whole], Iterable[Violation]] | None = None

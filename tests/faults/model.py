"""A plain model of a repository of memories: what commits hold, and what a merge by keys would give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Held:
    """What a memory says: its cell, named by its directory, and its text."""

    cell: str
    text: str


Records = dict[str, Held]


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """The memories of a commit, and where it came from."""

    records: Mapping[str, Held]
    parents: tuple[Commit, ...] = ()

    def ancestors(self) -> dict[Commit, int]:
        """Return this commit and all before it, each with how many it has before itself."""
        found: dict[Commit, int] = {}
        for parent in self.parents:
            found |= parent.ancestors()
        return {**found, self: len(found)}


@dataclass(slots=True)
class Model:
    """Branches, one of them checked out."""

    branches: dict[str, Commit] = field(default_factory=lambda: {MAIN: Commit({})})
    current: str = MAIN

    @property
    def head(self) -> Commit:
        return self.branches[self.current]

    @property
    def records(self) -> Records:
        return dict(self.head.records)

    def commit(self, records: Mapping[str, Held], *others: Commit) -> None:
        """Put a commit on the branch that is checked out."""
        self.branches[self.current] = Commit(records, (self.head, *others))

    def merged(self, branch: str) -> Records | None:
        """Return what a merge of a branch into this one holds; None where both changed a memory, each its own way."""
        ours, theirs = self.head, self.branches[branch]
        shared = ours.ancestors().keys() & theirs.ancestors().keys()
        base = max(shared, key=lambda commit: len(commit.ancestors())).records
        result: Records = {}
        for key in ours.records.keys() | theirs.records.keys():
            was, mine, other = base.get(key), ours.records.get(key), theirs.records.get(key)
            if mine != other and was not in (mine, other):
                return None
            kept = other if mine == was else mine
            if kept is not None:
                result[key] = kept
        return result

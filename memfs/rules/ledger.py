"""Ledgers: what somebody knows of a snapshot before its files are read and its names are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Mapping, Sequence

    from memfs.core.report import Violation
    from memfs.core.snapshot import Entry
    from memfs.rules.subject import Subject

Identity = tuple[str, str]
"""A kind's name and a file's stem, which stands for the key."""

Cell = tuple[str, tuple[tuple[str, str], ...]]
"""A kind's name and the facets of one directory of its records."""


class Ledger(Protocol):
    """What is known of one snapshot under one law; None means not known, and then the engine works it out."""

    def unsettled(self) -> Sequence[Entry] | None:
        """List the files of the store that have to be judged; all others are known to pass."""
        ...

    def settled(self, entries: Sequence[Entry]) -> Collection[str]:
        """Return the paths of files that are known to pass; of these files at least."""
        ...

    def counts(self) -> Counter[Cell] | None:
        """Count the records of each cell."""
        ...

    def duplicates(self) -> Mapping[Identity, list[str]] | None:
        """Find the identities that have more than one path."""
        ...

    def learn(self, subject: Subject, found: Sequence[Violation]) -> None:
        """Take note of a file that every rule has judged."""
        ...


class Blank:
    """A ledger that knows nothing, but for the paths of some files that pass."""

    __slots__ = ("passing",)

    def __init__(self, passing: Collection[str] = ()) -> None:
        self.passing = passing

    def unsettled(self) -> Sequence[Entry] | None:
        """Know nothing."""

    def settled(self, entries: Sequence[Entry]) -> Collection[str]:  # noqa: ARG002 - the protocol's signature
        """Return what was known from the start."""
        return self.passing

    def counts(self) -> Counter[Cell] | None:
        """Know nothing."""

    def duplicates(self) -> Mapping[Identity, list[str]] | None:
        """Know nothing."""

    def learn(self, subject: Subject, found: Sequence[Violation]) -> None:
        """Forget it at once."""

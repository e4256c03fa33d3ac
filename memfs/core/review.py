"""What a review found: the changes between two snapshots as a person would tell them, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.report import Distribution, Violation

ACTIONS = ("added", "changed", "moved", "removed")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where the record does not have it."""

    name: str
    old: JSON = None
    new: JSON = None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that was added, changed, moved (its file or its key) or removed.

    `kind` is `file` for what is no record, `key` then the file's name, as it is for a file that cannot be read.
    `old_path` is set where the file lay elsewhere. `facets` are those after the change, before it where the record
    is gone. `author` is None where nobody committed the change yet. `tokens` is what the change adds to a prompt,
    negative where it takes away. `notes` are sentences a reader should see, such as why a file cannot be read.
    """

    action: str
    kind: str
    key: str
    path: str
    old_path: str | None = None
    fields: tuple[FieldChange, ...] = ()
    facets: Mapping[str, str] = field(default_factory=dict)
    author: str | None = None
    tokens: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawChange:
    """One file of the law that changed; `kind` is `policy` or `schema`, a field's name its dotted place.

    `breaks` are violations of records that the change itself does not touch, `allows` what only the changed law
    lets pass.
    """

    action: str
    kind: str
    path: str
    fields: tuple[FieldChange, ...] = ()
    author: str | None = None
    breaks: tuple[Violation, ...] = ()
    allows: tuple[Violation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """An added memory that reads like another one; `score` is 0 to 1."""

    path: str
    like: str
    score: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The distributions of one store before and after a change, and how many records it held."""

    store: str
    before: tuple[Distribution, ...]
    after: tuple[Distribution, ...]
    records_before: int = 0
    records_after: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """Everything to say about a change.

    `base` and `head` are commit ids, or `index`, `worktree` and `empty`. `violations` are all new ones and no old one,
    what a changed law breaks among them.
    `compared` and `comparable` tell how many memories the added ones were compared with, of how many there are.
    """

    base: str
    head: str
    changes: tuple[RecordChange, ...] = ()
    law: tuple[LawChange, ...] = ()
    shares: tuple[Shares, ...] = ()
    violations: tuple[Violation, ...] = ()
    duplicates: tuple[Likeness, ...] = ()
    compared: int = 0
    comparable: int = 0

    @property
    def ok(self) -> bool:
        """Tell whether the change brings no violation that refuses it."""
        return not self.errors

    @property
    def errors(self) -> tuple[Violation, ...]:
        """Return the violations that refuse the change."""
        return tuple(violation for violation in self.violations if violation.level == "error")

    @property
    def own(self) -> tuple[Violation, ...]:
        """Return the new violations but for those that a changed law breaks."""
        of_law = {violation for change in self.law for violation in change.breaks}
        return tuple(violation for violation in self.violations if violation not in of_law)

    @property
    def nothing(self) -> bool:
        """Tell whether nothing changed in any store."""
        return not self.changes and not self.law

    @property
    def tokens(self) -> int:
        """Return what the whole change adds to a prompt that loads all of it."""
        return sum(change.tokens for change in self.changes)

    def of(self, action: str) -> tuple[RecordChange, ...]:
        """Return the changes of one sort."""
        return tuple(change for change in self.changes if change.action == action)


@dataclass(frozen=True, slots=True)
class Growth:
    """How many records a store held at a moment in its history."""

    day: str
    records: int

"""What a write did, as a value for every front door."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """One record that a write touched; `blob` is the id of its new bytes, None where it was removed."""

    kind: str
    key: str
    path: str
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write did.

    `action` is one of initialized, added, unchanged, replaced, removed, restored, imported. `commit` is None where
    nothing was committed. `notes` are sentences a person should read: a move, a dropped facet, an item that was
    there. `diff` is what a dry run would have changed.
    """

    action: str
    changes: tuple[Written, ...] = ()
    commit: str | None = None
    notes: tuple[str, ...] = ()
    diff: str = ""

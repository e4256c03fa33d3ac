"""Gates: which snapshot is judged, and against which base, where a person or git asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.repository import (
    head_snapshot,
    index_snapshot,
    tree_snapshot,
    worktree_snapshot,
)

if TYPE_CHECKING:
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository

NONE = "none"
"""The base of a check that judges every record."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What is judged, what it is compared with, and the name of the ref that is pushed, if one is."""

    snapshot: Snapshot
    base: Snapshot | None = None
    name: str = ""


def asked_gate(repository: Repository, *, staged: bool, rev: str | None, base: str | None) -> Gate:
    """Return what a person asks to judge: the index, a revision, or the working tree where neither is named.

    The index is compared with HEAD unless another base is named; `none` is no base. Raises MemfsError `state` for the
    working tree of a bare repository, and as `resolve` does.
    """
    former = tree_snapshot(repository, base) if base not in {None, NONE} else None
    if staged:
        return Gate(index_snapshot(repository), head_snapshot(repository) if base is None else former)
    if rev is not None:
        return Gate(tree_snapshot(repository, rev), former)
    if repository.top is None:
        raise MemfsError("a bare repository has no working tree", code="state", hint="memfs check --rev HEAD")
    return Gate(worktree_snapshot(repository), former)

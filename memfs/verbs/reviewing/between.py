"""What a review compares: two commits, HEAD and the index, or HEAD and the working tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted
from memfs.repository import (
    head,
    head_snapshot,
    index_snapshot,
    is_shallow,
    merge_base,
    resolve,
    tree_snapshot,
    upstream_default,
    worktree_snapshot,
)
from memfs.verbs.places import named_store

if TYPE_CHECKING:
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository


@dataclass(frozen=True, slots=True)
class Between:
    """Two snapshots of one repository; `committed` tells whether the newer one is a commit."""

    repository: Repository
    base: Snapshot
    head: Snapshot

    @property
    def committed(self) -> bool:
        """Tell whether every change was committed by somebody."""
        return self.head.name not in {"index", "worktree"}


def commits(repository: Repository, text: str | None = None) -> Between:
    """Compare what `BASE...HEAD` names: a commit with its merge base with another.

    Without a HEAD it is the one checked out, without a BASE the upstream's default branch. Raises MemfsError `usage`
    where nothing can be compared, `environment` where a shallow clone lacks the merge base, and as `resolve` does.
    """
    theirs, ours = _named(text or "")
    if head(repository) is None and ours == "HEAD":
        raise MemfsError("there is no commit to review yet", code="usage", hint="memfs review --staged")
    theirs = theirs or _default(repository)
    tip = resolve(repository, ours)
    found = merge_base(repository, resolve(repository, theirs), tip)
    if found is None:
        raise _unrelated(repository, theirs, ours)
    return Between(repository, tree_snapshot(repository, found), tree_snapshot(repository, tip))


def staged(repository: Repository) -> Between:
    """Compare the index with HEAD; raises MemfsError `usage` in a bare repository."""
    _demand_files(repository)
    return Between(repository, head_snapshot(repository), index_snapshot(repository))


def unstaged(repository: Repository) -> Between:
    """Compare the working tree with HEAD; raises MemfsError `usage` in a bare repository."""
    _demand_files(repository)
    return Between(repository, head_snapshot(repository), worktree_snapshot(repository))


def store_named(repository: Repository, directory: str, name: str) -> str:
    """Return the path of a store named relative to a directory; raises MemfsError `usage` outside the repository."""
    return named_store(repository, Path(directory), name)


def _named(text: str) -> tuple[str, str]:
    base, dots, tip = text.partition("...")
    if not dots and ".." in text:
        start, _, end = text.partition("..")
        hint = f"memfs review {printable(start)}...{printable(end)}"
        raise MemfsError(f"{quoted(text)} is no range of a review; it takes three dots", code="usage", hint=hint)
    return base, tip or "HEAD"


def _default(repository: Repository) -> str:
    found = upstream_default(repository)
    if found is None:
        message = "there is no upstream and no branch main or master to compare with; name a base"
        raise MemfsError(message, code="usage", hint="memfs review HEAD~1")
    return found


def _unrelated(repository: Repository, theirs: str, ours: str) -> MemfsError:
    names = f"{quoted(theirs)} and {quoted(ours)}"
    if is_shallow(repository):
        message = f"this shallow clone does not reach the commit that {names} share; fetch the rest of the history"
        return MemfsError(message, code="environment", hint="git fetch --unshallow")
    return MemfsError(f"{names} share no commit, so there is no change to review", code="usage")


def _demand_files(repository: Repository) -> None:
    if repository.top is None:
        raise MemfsError("a bare repository has neither an index nor files to review", code="usage")

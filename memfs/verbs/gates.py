"""Gates: which snapshot is judged, and against which base, where a person or git asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from memfs.core.errors import MemfsError
from memfs.repository import TreeSnapshot, boundary, head_snapshot, index_snapshot, merge_base, tree_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.snapshot import Snapshot
    from memfs.repository import Objects, Repository, StagedChange

NONE = "none"
"""The base of a check that judges every record."""

BOUNDARIES = 100


class Gate(NamedTuple):
    """What is judged, what it is compared with (None: every record is judged), and the ref that is pushed, if any."""

    snapshot: Snapshot
    base: Snapshot | None = None
    ref: str = ""


class Push(NamedTuple):
    """One ref that is pushed: its name where it goes, the id it had there and its new one; zeros stand for none."""

    ref: str
    old: str
    new: str

    @property
    def deletes(self) -> bool:
        """Tell whether the ref goes away."""
        return not self.new.strip("0")


def asked_gate(objects: Objects, *, staged: bool, rev: str | None, base: str | None) -> Gate:
    """Return what a person asks to judge: the index, a revision, or the working tree where neither is named.

    The index is compared with HEAD unless another base is named; `none` is no base. The snapshots read through
    `objects`. Raises MemfsError `state` for the working tree of a bare repository, and as `resolve` does.
    """
    repository = objects.repository
    former = None if base in {None, NONE} else tree_snapshot(repository, str(base), objects=objects)
    if staged:
        compared = head_snapshot(repository, objects=objects) if base is None else former
        return Gate(index_snapshot(repository, base=compared, objects=objects), compared)
    if rev is not None:
        return Gate(tree_snapshot(repository, rev, objects=objects), former)
    from memfs.repository import worktree_snapshot

    if repository.top is None:
        raise MemfsError("a bare repository has no working tree", code="state", hint="memfs check --rev HEAD")
    return Gate(worktree_snapshot(repository, objects=objects), former)


def committing_gate(objects: Objects, staged: StagedChange | None) -> Gate:
    """Return the gate of a commit or merge: the index against HEAD, or against nothing before the first commit."""
    if staged is None:
        return asked_gate(objects, staged=True, rev=None, base=None)
    commit = TreeSnapshot(objects.repository, staged.commit, objects=objects)
    return Gate(index_snapshot(objects.repository, base=commit, objects=objects, staged=staged), commit)


def range_gate(objects: Objects, theirs: str, ours: str) -> Gate:
    """Return the gate of a range: the newer revision against what both share, or against the older one."""
    tip = tree_snapshot(objects.repository, ours, objects=objects)
    shared = merge_base(objects.repository, tip.name, theirs)
    return Gate(tip, tree_snapshot(objects.repository, shared or theirs, objects=objects))


def pushed_gates(objects: Objects, pushes: Iterable[Push], *, known: str) -> Iterator[Gate]:
    """Yield a gate for each ref that brings commits.

    A new tip is judged against what it shares with the ref's old one; that of a new ref against what it shares with
    the refs under `known` (`refs/`, `refs/remotes/origin/`), and every record where they share nothing.
    """
    seen: set[tuple[str, str]] = set()
    for push in pushes:
        gate = None if push.deletes else _pushed_gate(objects, push, known=known)
        names = ("", "") if gate is None else (gate.snapshot.name, gate.base.name if gate.base else "")
        if gate is not None and names not in seen:
            seen.add(names)
            yield gate


def _pushed_gate(objects: Objects, push: Push, *, known: str) -> Gate | None:
    repository = objects.repository
    try:
        tip = tree_snapshot(repository, push.new, objects=objects)
    except MemfsError:  # a tag of a blob or tree
        return None
    old = _commit(repository, push.old)
    if old is not None:
        shared = merge_base(repository, tip.name, old)
    else:
        edges = boundary(repository, tip.name, under=known)
        if edges is None:
            return None
        shared = _shared(repository, tip.name, edges)
    return Gate(tip, tree_snapshot(repository, shared, objects=objects) if shared else None, push.ref)


def _shared(repository: Repository, tip: str, boundaries: list[str]) -> str | None:
    """Return the best common ancestor of a commit and of all those where its new history begins."""
    if not boundaries:
        return None
    found = repository.git("merge-base", tip, *boundaries[:BOUNDARIES], accept=(0, 1)).decode().split()
    return found[0] if found else None


def _commit(repository: Repository, name: str) -> str | None:
    """Return a commit's id where it is there: what somebody else pushed may not have been fetched."""
    if not name.strip("0"):
        return None
    try:
        return tree_snapshot(repository, name).name
    except MemfsError:
        return None

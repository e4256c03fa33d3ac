"""What a write is: edits planned on one snapshot, how to carry them out, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.errors import ExistsError, MemfsError
from memfs.core.escape import quoted
from memfs.core.snapshot import REGULAR, Change, Entry, blob_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.core.snapshot import Snapshot

WRITABLE_MODES = (REGULAR, "100755")


@dataclass(frozen=True, slots=True)
class Edit:
    """One file of a write.

    `path` is relative to the repository's top. `old` is the blob id that must stand there in the snapshot, None
    where nothing may stand. `new` are the bytes that will stand there, with LF line ends; None removes the file.
    """

    path: str
    old: str | None
    new: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits of one commit, all or none, and the commit's message."""

    edits: tuple[Edit, ...]
    message: str


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write.

    `stage` stages instead of committing. `author` (`Name <email>`) writes the commit in somebody's name.
    `allow_detached` writes on a detached HEAD, which is refused otherwise. `hooks` runs the repository's pre-commit and
    commit-msg hooks before the branch moves, and refuses where tracked files have changes.
    """

    stage: bool = False
    author: str | None = None
    allow_detached: bool = False
    hooks: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left: the commit that holds it (None when only staged) and the blob of each path written.

    `trees` maps the directories above what was written to the ids of the trees that the commit has there; it is empty
    where somebody else made the commit.
    """

    commit: str | None
    blobs: Mapping[str, str]
    trees: Mapping[str, str] = field(default_factory=dict)


def planned_changes(edits: Iterable[Edit], snapshot: Snapshot, *, object_format: str) -> tuple[Change, ...]:
    """Compare the edits with the snapshot they were planned on; those that change nothing are left out.

    Raises MemfsError where a path is not one git can hold, ExistsError or `changed` where something else stands
    there than the edit says.
    """
    wanted = {edit.path: edit for edit in edits}
    for edit in wanted.values():
        _require_writable(edit)
        if not wanted.keys().isdisjoint(parents(edit.path)):
            raise MemfsError(f"{quoted(edit.path)} would lie below a file of the same write", code="invalid")
    found = snapshot.locate(wanted)
    changes = (_change(edit, found.get(path), object_format) for path, edit in wanted.items())
    return tuple(sorted((c for c in changes if c.old != c.new), key=lambda change: change.path))


def parents(path: str) -> Iterator[str]:
    """Yield the directories above a path, nearest first, "" for the top last."""
    directory = path
    while directory:
        directory = directory.rpartition("/")[0]
        yield directory


def _change(edit: Edit, old: Entry | None, object_format: str) -> Change:
    mode = REGULAR if old is None else old.mode
    blob = None if edit.new is None else blob_id(edit.new, object_format=object_format)
    new = None if blob is None else Entry(edit.path, mode, blob)
    if mode not in WRITABLE_MODES:
        raise MemfsError(f"{quoted(edit.path, limit=200)} is a symbolic link or a submodule, not a file", code="state")
    if edit.old is None and old is not None:
        raise ExistsError(f"{quoted(edit.path, limit=200)} exists", same=blob == old.blob)
    if edit.old != (old.blob if old else None):
        raise MemfsError(f"{quoted(edit.path, limit=200)} changed since it was read", code="changed")
    return Change(edit.path, old, new)


def _require_writable(edit: Edit) -> None:
    names = edit.path.split("/")
    if any(name in ("", ".", "..") or name.lower() == ".git" for name in names) or "\0" in edit.path:
        raise MemfsError(f"{quoted(edit.path, limit=200)} is not a path a file can have", code="invalid")
    if edit.new is not None and b"\r" in edit.new:
        raise MemfsError(f"{quoted(edit.path, limit=200)} has a carriage return; lines end with LF", code="invalid")

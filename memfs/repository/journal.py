"""What a write is about to make visible, noted where whoever comes next can undo it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.core.snapshot import Change, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memfs.repository.run import Repository

FORMAT = 1
PREFIX = "write-"  # of everything in the state directory that belongs to one write


@dataclass(frozen=True, slots=True)
class Journal:
    """The visible steps of one write.

    `files` has the id of the bytes that stood at each path before, None where there was no file. `directories` are
    those the write makes, parents first. `near` tells that its files wait in the git directory and not beside their
    places. `stage` tells that the index, and not HEAD, shows whether the write is done.
    """

    changes: tuple[Change, ...]
    files: Mapping[str, str | None]
    directories: tuple[str, ...]
    near: bool
    stage: bool
    token: str = field(default_factory=lambda: os.urandom(6).hex())

    @property
    def placed(self) -> tuple[int, ...]:
        """Return the numbers of the changes that leave a file."""
        return tuple(number for number, change in enumerate(self.changes) if change.new)

    @property
    def removed(self) -> tuple[int, ...]:
        """Return the numbers of the changes that take a file away."""
        return tuple(number for number, change in enumerate(self.changes) if not change.new)

    def place(self, repository: Repository, name: str) -> Path:
        """Name a file of this write in the state directory."""
        return repository.state_dir / f"{PREFIX}{self.token}-{name}"


def save(repository: Repository, journal: Journal) -> None:
    """Write the journal so that it is there whole, or not at all, after a kill and after a power cut."""
    rows = [_row(change, journal.files.get(change.path)) for change in journal.changes]
    note = {
        "memfs": FORMAT,
        "token": journal.token,
        "stage": journal.stage,
        "near": journal.near,
        "directories": journal.directories,
        "changes": rows,
    }
    fresh = journal.place(repository, "journal")
    write_new(fresh, json.dumps(note).encode())
    fresh.rename(_path(repository))
    sync_directory(repository.state_dir)


def load(repository: Repository) -> Journal | None:
    """Read the journal a dead writer left, None where there is none.

    One that does not parse was never finished, so nothing of its write had become visible.
    """
    try:
        note = json.loads(_path(repository).read_bytes())
        return Journal(
            changes=tuple(_change(row) for row in note["changes"]),
            files={row[0]: row[5] for row in note["changes"]},
            directories=tuple(note["directories"]),
            near=bool(note["near"]),
            stage=bool(note["stage"]),
            token=str(note["token"]),
        )
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return None


def erase(repository: Repository) -> None:
    """Remove the journal: its write is done or undone."""
    _path(repository).unlink(missing_ok=True)


def sweep(repository: Repository) -> None:
    """Remove what writes left in the state directory; the caller holds the lock, so all of it is dead."""
    for path in repository.state_dir.iterdir():
        if path.name.startswith(PREFIX):
            path.unlink(missing_ok=True)


def files(repository: Repository) -> tuple[Path, ...]:
    """List what a write, under way or dead, has in the state directory."""
    directory = repository.state_dir
    found = directory.iterdir() if directory.is_dir() else ()
    return tuple(path for path in found if path.name.startswith(PREFIX) or path == _path(repository))


def write_new(path: Path, data: bytes, *, mode: int = 0o666, synced: bool = True) -> None:
    """Write a new file, where `synced` holds waiting until the disk has it; the umask counts."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if synced:
            os.fsync(descriptor)


def sync_directory(path: Path) -> None:
    """Wait until the disk has the names in a directory; some file systems cannot be asked."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)


Row = tuple[str, str, str, str, str, str | None]


def _row(change: Change, seen: str | None) -> Row:
    old, new = change.old or Entry("", "", ""), change.new or Entry("", "", "")
    return change.path, old.mode, old.blob, new.mode, new.blob, seen


def _change(row: Row) -> Change:
    path, old_mode, old_blob, new_mode, new_blob, _ = row
    return Change(
        path,
        Entry(path, old_mode, old_blob) if old_mode else None,
        Entry(path, new_mode, new_blob) if new_mode else None,
    )


def _path(repository: Repository) -> Path:
    return repository.state_dir / "journal"

"""The files of one write: prepared aside, put in their places, and taken back."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.repository.drafts import draft, exists, file_id
from memfs.repository.journal import sync_directory, write_new
from memfs.repository.plan import parents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.snapshot import Change
    from memfs.repository.journal import Journal
    from memfs.repository.run import Repository


class Shelf:
    """Where the new files of a write wait, and the old ones stay until it is done.

    That is the git directory, where no `git status` sees them; hidden names beside their places where the git
    directory lies on another device, so that links and renames stay possible.
    """

    def __init__(self, repository: Repository, journal: Journal) -> None:
        """Take the names from the journal, so that a later process finds the same."""
        self.journal = journal
        self._repository = repository
        self._top = Path(str(repository.top))
        self._near = str(journal.place(repository, ""))

    def fill(self, number: int, data: bytes, *, synced: bool = True) -> None:
        """Prepare the new file of a change."""
        change = self.journal.changes[number]
        fresh = self._fresh(number)
        fresh.parent.mkdir(parents=True, exist_ok=True)
        write_new(fresh, data, mode=_mode(change), synced=synced)
        if self.journal.files[change.path]:
            fresh.chmod(self._target(change).stat().st_mode & 0o777)

    def add(self, number: int, data: bytes) -> bool:
        """Prepare and place the file of a change that adds one, not synced; False where it needs `fill` and `place`.

        A batch does little else: objects of pathlib would cost twice the system calls (47 us a file against 17).
        """
        change = self.journal.changes[number]
        if not self.journal.near or self.journal.files[change.path] is not None or change.new is None:
            return False
        fresh, mode = f"{self._near}{number}.new", _mode(change)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            if os.write(descriptor, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), fresh)
        finally:
            os.close(descriptor)
        _link(fresh, f"{self._top}/{change.path}", path=change.path)
        return True

    def make_directories(self) -> None:
        """Make the missing directories."""
        for directory in self.journal.directories:
            (self._top / directory).mkdir(exist_ok=True)

    def place(self, number: int) -> None:
        """Put a new file in its place, never over anything but the very bytes that were looked at before.

        Raises MemfsError `draft-in-the-way` where something else turned up since.
        """
        change = self.journal.changes[number]
        target, fresh, aside = self._target(change), self._fresh(number), self._aside(number)
        if self.journal.files[change.path] is None:
            _link(str(fresh), str(target), path=change.path)
            return
        aside.hardlink_to(target)
        self._require_seen(number)
        fresh.rename(target)

    def remove(self, number: int) -> None:
        """Put a file aside that is to go; a sparse checkout has none. Raises MemfsError as `place` does."""
        change = self.journal.changes[number]
        if self.journal.files[change.path] is not None:
            self._target(change).rename(self._aside(number))
            self._require_seen(number)

    def sync_places(self, numbers: Iterable[int]) -> None:
        """Wait until the disk has the names that changes of these numbers made or took away."""
        changes = [self.journal.changes[number] for number in numbers]
        places = {change.path.rpartition("/")[0] for change in changes}
        made = self.journal.directories if any(change.new for change in changes) else ()
        for directory in places | {parent for path in made for parent in parents(path)}:
            sync_directory(self._top / directory)

    def sync_everything(self) -> None:
        """Wait until the disk has all that was written: one call for any number of files."""
        for directory in (self._repository.state_dir, self._top):
            _sync_filesystem(directory)

    def restore(self, numbers: Iterable[int]) -> None:
        """Put removed files back where nothing else stands by now."""
        for number in numbers:
            change, aside = self.journal.changes[number], self._aside(number)
            target = self._target(change)
            if change.new is None and exists(aside):
                if not exists(target):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.hardlink_to(aside)
                aside.unlink()

    def take_back(self, numbers: Iterable[int]) -> None:
        """Undo changes that were placed, last first. What a person changed since is left alone."""
        for number in sorted(numbers, reverse=True):
            self._undo(number)
        for directory in reversed(self.journal.directories):
            with suppress(OSError):
                (self._top / directory).rmdir()

    def stands(self, number: int) -> bool:
        """Tell whether a file that is to go is still there, as it was looked at before."""
        change = self.journal.changes[number]
        seen, target = self.journal.files[change.path], self._target(change)
        return seen is not None and file_id(target, object_format=self._repository.object_format) == seen

    def finish(self, number: int) -> None:
        """Remove a file that history has let go of."""
        self._target(self.journal.changes[number]).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove what waits beside its place; what waits in the git directory is swept by name."""
        for number in () if self.journal.near else range(len(self.journal.changes)):
            with suppress(FileNotFoundError, NotADirectoryError):
                self._fresh(number).unlink(missing_ok=True)
                self._aside(number).unlink(missing_ok=True)

    def prune(self) -> None:
        """Remove the directories that removals left empty."""
        for change in self.journal.changes:
            if change.new is None:
                with suppress(OSError):
                    for parent in parents(change.path):
                        if parent:
                            (self._top / parent).rmdir()

    def _require_seen(self, number: int) -> None:
        path = self.journal.changes[number].path
        if file_id(self._aside(number), object_format=self._repository.object_format) != self.journal.files[path]:
            raise draft(path, "was changed a moment ago")

    def _undo(self, number: int) -> None:
        change = self.journal.changes[number]
        target, aside = self._target(change), self._aside(number)
        ours = (
            change.new is not None and file_id(target, object_format=self._repository.object_format) == change.new.blob
        )
        if exists(aside):
            if ours:
                aside.rename(target)
            aside.unlink(missing_ok=True)
        elif ours and self.journal.files[change.path] is None:
            target.unlink()

    def _target(self, change: Change) -> Path:
        return self._top / change.path

    def _fresh(self, number: int) -> Path:
        return self._waiting(number, "new")

    def _aside(self, number: int) -> Path:
        return self._waiting(number, "old")

    def _waiting(self, number: int, kind: str) -> Path:
        if self.journal.near:
            return self.journal.place(self._repository, f"{number}.{kind}")
        return self._target(self.journal.changes[number]).with_name(f".memfs-{self.journal.token}-{number}.{kind}")


def _mode(change: Change) -> int:
    return 0o777 if change.new and change.new.mode == "100755" else 0o666


def _link(fresh: str, target: str, *, path: str) -> None:
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise draft(path, "turned up a moment ago and is not committed") from None
    os.unlink(fresh)  # noqa: PTH108 - as above; a link that goes later would change the file's ctime under the index


def _sync_filesystem(directory: Path) -> None:
    """Call syncfs(2), which Python lacks; elsewhere than on Linux sync everything."""
    import ctypes

    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError, TypeError):
        os.sync()
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        if call(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(directory))
    finally:
        os.close(descriptor)

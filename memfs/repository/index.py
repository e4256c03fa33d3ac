"""The user's index, rewritten aside and put in its place by one rename, under a lock that is provably ours."""

from __future__ import annotations

import mmap
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository import listing
from memfs.repository.listing import chunks, lines
from memfs.repository.patience import busy, tries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from memfs.core.snapshot import Change, Entry
    from memfs.repository.run import Repository

MARKER = b"memfs "
FEW = 20  # git compares every entry with every path it is given; beyond this many a listing is cheaper

Stamp = tuple[int, int, int] | None
"""What tells one version of an index file from the next: inode, time, size; None where there is no index."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What the index holds for a path.

    `skipped` means that a sparse checkout leaves the file out, `assumed` that the user told git not to look at it.
    """

    mode: str
    blob: str
    merged: bool
    skipped: bool
    assumed: bool

    def matches(self, entry: Entry) -> bool:
        """Tell whether this is exactly that entry."""
        return self.merged and (self.mode, self.blob) == (entry.mode, entry.blob)


def staged(repository: Repository, paths: Sequence[str], *, index: Path | None = None) -> dict[str, Staged]:
    """Find the paths in the index, or in another index file; unlike a snapshot with those `git add -N` announced."""
    found: dict[str, Staged] = {}
    for chunk in chunks(paths) if len(paths) <= FEW else ([],):
        extra = {"GIT_INDEX_FILE": str(index or repository.index)}
        for line in lines(repository, "ls-files", "-s", "-v", "-z", *(["--", *chunk] if chunk else []), extra=extra):
            fields, _, path = line.partition("\t")
            tag, mode, blob, stage = fields.split(" ")
            found[path] = Staged(mode, blob, merged=stage == "0", skipped=tag in "Ss", assumed=tag.islower())
    return {path: found[path] for path in paths if path in found}


def index_stamp(repository: Repository) -> Stamp:
    """Return what changes when anybody rewrites the index."""
    try:
        found = Path(repository.index).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def count_entries(index: Path) -> int:
    """Read the number of entries, bytes 8 to 11 of an index's header; 0 where there is no index."""
    try:
        with index.open("rb") as file:
            return int.from_bytes(file.read(12)[8:], "big")
    except FileNotFoundError:
        return 0


class IndexLock:
    """Git's own `index.lock`, let go at the end of a `with` block if `take` took it.

    It is taken by linking a finished file to that name, never by opening and writing: a kill in between would leave an
    empty lock that nobody can tell from another program's.
    """

    def __init__(self, repository: Repository, *, marker: Path, seconds: float) -> None:
        """Remember where to put the marker; nothing is taken yet."""
        self.path = Path(f"{repository.index}.lock")
        self._marker = marker
        self._seconds = seconds
        self._taken: os.stat_result | None = None

    def __enter__(self) -> Self:
        return self

    def take(self) -> None:
        """Wait for the lock; raises MemfsError `busy` when the time is up."""
        self._marker.write_bytes(MARKER + b"%d\n" % os.getpid())
        for _ in tries(self._seconds):
            with suppress(FileExistsError):
                self.path.hardlink_to(self._marker)
                self._taken = self._marker.stat()
                return
        raise busy(str(self.path), "another git process")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let git at the index again; a lock that somebody else put there meanwhile stays."""
        with suppress(FileNotFoundError):
            if self._taken and os.path.samestat(self._taken, self.path.lstat()):
                self.path.unlink()


def is_ours(lock: Path) -> bool:
    """Tell whether a lock carries our marker; whoever holds our own lock then knows that its maker is dead."""
    try:
        return lock.read_bytes().startswith(MARKER)
    except OSError:
        return False


class PrivateIndex:
    """A copy of the index that git rewrites while nobody sees it. The caller holds `index.lock`.

    Being a link the copy costs nothing, and git's own way of writing (a new file, renamed) leaves the original alone.
    """

    def __init__(
        self, repository: Repository, *, path: Path, holding: int, unfiltered: Mapping[str, str] | None = None
    ) -> None:
        """Name the copy; `published` tells whether it stands in the index's place. Children inherit `holding`.

        `unfiltered` is the environment in which no filter runs, asked for where it is not given.
        """
        self._extra = listing.unfiltered(repository) if unfiltered is None else unfiltered
        self._repository = repository
        self._index = Path(repository.index)
        self._path = path
        self._before = path.with_name(f"{path.name}.before")
        self._holding = holding
        self.published = False

    def begin(self) -> None:
        """Start from the index as it is now; there may be none yet."""
        self._path.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            _link(self._index, self._path)

    def drop(self, paths: Sequence[str]) -> None:
        """Let go of paths whose files are still there."""
        if paths:
            self._rewrite("--force-remove", "-z", "--stdin", rows=paths)

    def take_from_files(self, paths: Sequence[str], *, assumed: Sequence[str] = ()) -> None:
        """Let the entries follow the files that were added or changed; with stat data, so that all is clean.

        Where the user told git not to look at a path, it would not: that is lifted for a moment.
        """
        followed = set(assumed).intersection(paths)
        if followed:
            self._rewrite("--no-assume-unchanged", "-z", "--stdin", rows=followed)
        if paths:
            self._rewrite("--add", "--remove", "-z", "--stdin", rows=paths)

    def assume_unchanged(self, paths: Iterable[str]) -> None:
        """Tell git again not to look at files."""
        self._rewrite("--assume-unchanged", "-z", "--stdin", rows=paths)

    def put_entries(self, entries: Mapping[str, Entry | None]) -> None:
        """Set entries whatever the files are; None takes a path out."""
        nothing = "0" * (64 if self._repository.object_format == "sha256" else 40)
        rows = (f"{e.mode} {e.blob} 0\t{path}" if e else f"0 {nothing}\t{path}" for path, e in entries.items())
        self._rewrite("-z", "--index-info", rows=rows)

    def skip(self, paths: Iterable[str]) -> None:
        """Mark paths that a sparse checkout leaves out of the working tree."""
        self._rewrite("--skip-worktree", "-z", "--stdin", rows=paths)

    def refresh(self) -> None:
        """Take stat data from files that are as their entries say."""
        self._rewrite("-q", "--unmerged", "--refresh")

    def require(self, changes: Sequence[Change]) -> None:
        """Refuse where the copy does not hold exactly these changes more than the index.

        Usually the number of entries and the ids in the file say so, which costs no process. Raises MemfsError
        `draft-in-the-way` where a path to be added was staged before.
        """
        if len(changes) <= FEW and self._looks_right(changes):
            return
        paths = [change.path for change in changes]
        before, after = staged(self._repository, paths), staged(self._repository, paths, index=self._path)
        for change in changes:
            _require(change, before.get(change.path), after.get(change.path))

    def publish(self) -> None:
        """Put the copy in the index's place, keeping what stood there."""
        self._before.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            _link(self._index, self._before)
        self._path.rename(self._index)
        self.published = True

    def revert(self) -> None:
        """Put back what stood there; one rename, which needs no room on the disk."""
        if not self.published:
            return
        if self._before.exists():
            self._before.rename(self._index)
        else:
            self._index.unlink()
        self.published = False

    def _looks_right(self, changes: Sequence[Change]) -> bool:
        grown = sum((change.new is not None) - (change.old is not None) for change in changes)
        if count_entries(self._path) - count_entries(self._index) != grown:
            return False
        with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return all(data.find(bytes.fromhex(change.new.blob)) > 0 for change in changes if change.new)

    def _rewrite(self, *arguments: str, rows: Iterable[str] = ()) -> None:
        stdin = b"".join(row.encode("utf-8", "surrogateescape") + b"\0" for row in rows)
        command = ("update-index", *arguments)
        index = str(self._path)
        self._repository.shielded(*command, stdin=stdin, index=index, holding=self._holding, extra=self._extra)


def _require(change: Change, before: Staged | None, after: Staged | None) -> None:
    path = quoted(change.path, limit=200)
    if change.old is None and before and change.new and not before.matches(change.new):
        raise MemfsError(f"{path} is staged already", code="draft-in-the-way", hint="git status")
    if after is not None if change.new is None else after is None or not after.matches(change.new):
        raise MemfsError(f"the index does not hold {path} as it was written", code="environment")


def _link(source: Path, target: Path) -> None:
    """Link, or copy where the system forbids links to files of another owner."""
    try:
        target.hardlink_to(source)
    except PermissionError:
        shutil.copy2(source, target)

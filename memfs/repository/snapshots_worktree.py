"""A snapshot of the working tree: what git tracks or would add, as it lies on the disk."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.snapshot import Change, Entry, blob_id
from memfs.repository import listing
from memfs.repository.objects import Objects
from memfs.repository.snapshots import LIMIT, comparable, differences, missing
from memfs.repository.snapshots_index import IndexSnapshot
from memfs.repository.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from memfs.core.snapshot import Snapshot
    from memfs.repository.run import Repository

ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
SYMLINK, EXECUTABLE, REGULAR = "120000", "100755", "100644"

# git looks at a big index with twenty threads; on two processors they are in the way of the other walk (20 %)
ALONE = (("core.preloadIndex", "false"),) if (os.cpu_count() or 1) < 4 else ()

# a name that turned into a symlink is not followed, a fifo is not waited for
OPENING = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class _Drift(NamedTuple):
    """How the disk differs from the index: files to look at, files that are gone, files the index does not hold."""

    touched: frozenset[str]
    gone: frozenset[str]
    added: Mapping[str, Entry]


class WorktreeSnapshot:
    """The working tree. An entry's blob is the index's where git takes the file for unchanged, else not known ("").

    Fifos, sockets and devices have mode `000000`; an untracked repository is a submodule, as `git add` would make it.
    """

    __slots__ = ("_trust", "objects", "repository", "top")

    name = "worktree"

    def __init__(self, repository: Repository, top: str, *, objects: Objects | None = None) -> None:
        self.repository, self.top, self.objects = repository, top, objects
        self._trust: dict[str, bool] = {}

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory, in path order; of one that is not there git is not asked."""
        if under and not self._is_reachable(f"{under}/.", {}) and not self._is_sparse():
            return
        drift = self._drift(under)
        drifted = drift.touched | drift.gone
        added = sorted(drift.added.values(), key=lambda entry: entry.path, reverse=True)
        for entry in listing.indexed(self.repository, under=under):
            while added and added[-1].path < entry.path:
                yield added.pop()
            if entry.path not in drifted and entry.mode != listing.UNMERGED:
                yield entry
            elif current := self._current(entry, drift):
                yield current
        yield from reversed(added)

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that lie on the disk, in no directory that is a symlink; git is not asked.

        So an ignored file is found as well. What a sparse checkout left out is looked up in the index.
        """
        wanted = {path for path in paths if listing.storable(path)}
        directories: dict[str, bool] = {}
        reachable = (path for path in sorted(wanted) if self._is_reachable(path, directories))
        found = {entry.path: entry for entry in map(self._look, reachable) if entry is not None}
        if len(found) < len(wanted) and self._is_sparse():
            found.update(self._left_out(wanted - found.keys()))
        return found

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the marked directories on the disk; those that a sparse checkout left out in the index."""
        found: set[str] = set()
        level = [under] if self._is_reachable(f"{under}/." if under else "", {}) else []
        while level:
            level = [path for directory in level for path in self._marked(directory, marked)]
            found.update(level)
        if self._is_sparse():
            found.update(IndexSnapshot(self.repository).directories(under, marked=marked))
        return found

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Stream contents, at most 256 KiB and a byte of each; a file that is not there is read from git.

        Raises MemfsError `environment` where a file cannot be read.
        """
        with Objects(self.repository, limit=LIMIT) if self.objects is None else nullcontext(self.objects) as objects:
            for entry in entries:
                yield entry, self._content(entry, objects)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the paths that differ; git compares the disk, and what it takes for changed is hashed."""
        if not comparable(base, self.repository):
            yield from differences(base, self, under=under)
            return
        differing, names = self._walk("diff-index", base.name, under=under)
        found = {change.path: change.new for change in differing}
        added = self._added(names)
        before = base.locate(found)
        for path in sorted(found.keys() | added.keys()):
            old, recorded = before.get(path), found.get(path)
            new = added.get(path) or (recorded and (recorded if recorded.blob else self._look(path, recorded.mode)))
            if old is not None and new is not None and not new.blob:
                new = self._hashed(new)
            if old != new:
                yield Change(path, old, new)

    def holding(self, name: str, *, outside: Iterable[str] = ()) -> list[str]:
        """Return the paths on the disk whose last name is this one, tracked or not, but for those that are ignored.

        The directories `outside` are not searched.
        """
        pruned = [f"--exclude=/{directory}/" for directory in outside]
        command = ("ls-files", "-z", "--others", "--exclude-standard", *pruned)  # without an index everything is other
        return listing.holding(self.repository, *command, name=name, extra=listing.without_index(self.repository))

    def _walk(self, *comparison: str, under: str) -> tuple[list[Change], set[str]]:
        """Compare the disk with what git holds, and name the files that git does not track."""
        others = ("ls-files", "-z", "--others", "--exclude-standard", *listing.below(under))
        settings = listing.unfiltered(self.repository, *ALONE)
        with Stream(self.repository, *others) as untracked:  # both walk the disk: let them do so at once
            differing = list(listing.changed(self.repository, *comparison, under=under, extra=settings))
            return differing, {name for block in untracked.texts() for name in block if name.rstrip("/") != under}

    def _drift(self, under: str) -> _Drift:
        differing, names = self._walk("diff-files", under=under)
        sides = [(change.path, change.old, change.new) for change in differing]
        names.update(path for path, old, new in sides if old is None and new and new.mode != listing.UNMERGED)
        return _Drift(
            touched=frozenset(path for path, old, new in sides if old and new),
            gone=frozenset(path for path, _, new in sides if new is None),
            added=self._added(names),
        )

    def _added(self, names: Iterable[str]) -> dict[str, Entry]:
        """Look at files that the index does not hold; a name that ends with a slash is a repository's."""
        found = (_repository(name) if name.endswith("/") else self._look(name) for name in names)
        return {entry.path: entry for entry in found if entry is not None}

    def _current(self, entry: Entry, drift: _Drift) -> Entry | None:
        if entry.path in drift.gone:
            return None
        if entry.path in drift.touched or entry.mode == listing.UNMERGED:
            return self._look(entry.path, entry.mode)
        return entry

    def _look(self, path: str, recorded: str = "") -> Entry | None:
        """Return what lies at a path, None where it is nothing that could be a file."""
        mode = self._status(path)
        if stat.S_ISDIR(mode):
            return Entry(path, listing.GITLINK, "") if recorded == listing.GITLINK else None
        if stat.S_ISLNK(mode):
            return Entry(path, SYMLINK, "")
        if not stat.S_ISREG(mode):
            return Entry(path, listing.UNMERGED, "") if mode else None
        if mode & stat.S_IXUSR and (recorded == EXECUTABLE or self._trusts_modes()):
            return Entry(path, EXECUTABLE, "")
        return Entry(path, REGULAR, "")

    def _status(self, path: str) -> int:
        """Return the mode of what lies at a path, 0 where there is nothing."""
        try:
            return os.lstat(f"{self.top}/{path}").st_mode
        except OSError as error:
            if error.errno in ABSENT:
                return 0
            raise _unreadable(path, error) from None

    def _trusts_modes(self) -> bool:
        """Tell whether the file system keeps the executable bit; on some every file has it."""
        if "modes" not in self._trust:
            answer = self.repository.git("config", "--type=bool", "--get", "core.fileMode", accept=(0, 1))
            self._trust["modes"] = answer.strip() != b"false"
        return self._trust["modes"]

    def _is_reachable(self, path: str, directories: dict[str, bool]) -> bool:
        """Tell whether every directory above a path is one; `directories` keeps the answers."""
        end = path.find("/")
        while end >= 0:
            directory = path[:end]
            if directory not in directories:
                directories[directory] = stat.S_ISDIR(self._status(directory))
            if not directories[directory]:
                return False
            end = path.find("/", end + 1)
        return True

    def _marked(self, directory: str, mark: str) -> list[str]:
        try:
            with os.scandir(os.path.join(self.top, directory)) as names:  # noqa: PTH118 - Path would cost more than the scan
                found = [name.name for name in names if mark in name.name and name.is_dir(follow_symlinks=False)]
        except OSError as error:
            if error.errno in ABSENT:  # gone since it was listed
                return []
            raise _unreadable(directory, error) from None
        return [f"{directory}/{name}" if directory else name for name in found]

    def _is_sparse(self) -> bool:
        return os.path.exists(f"{self.repository.git_dir}/info/sparse-checkout")  # noqa: PTH110 - Path would have to be loaded

    def _left_out(self, paths: Iterable[str]) -> dict[str, Entry]:
        skipped = [
            line[2:]
            for chunk in listing.chunks(sorted(paths))
            for line in listing.lines(self.repository, "ls-files", "-z", "-t", "--", *chunk)
            if line.startswith("S ")
        ]
        return IndexSnapshot(self.repository).locate(skipped)

    def _content(self, entry: Entry, objects: Objects) -> bytes:
        if entry.mode in listing.WITHOUT_CONTENT:
            return b""
        try:
            return _file_content(f"{self.top}/{entry.path}", entry.mode)
        except OSError as error:
            if not entry.blob or error.errno not in ABSENT:
                raise _unreadable(entry.path, error) from None
        found = objects.read(entry.blob)
        if found is None:
            raise missing(entry)
        return found.data

    def _hashed(self, entry: Entry) -> Entry:
        if entry.mode in listing.WITHOUT_CONTENT:
            return entry
        ((_, data),) = self.read([entry])
        if len(data) == LIMIT:
            return entry
        return entry._replace(blob=blob_id(data, object_format=self.repository.object_format))


def worktree_snapshot(repository: Repository, *, objects: Objects | None = None) -> WorktreeSnapshot:
    """Open the working tree; `objects` is as in `tree_snapshot`.

    Raises MemfsError `state` in a bare repository, which has none.
    """
    if repository.top is None:
        raise MemfsError("a bare repository has no working tree", code="state")
    return WorktreeSnapshot(repository, repository.top, objects=objects)


def _repository(name: str) -> Entry:
    return Entry(name.rstrip("/"), listing.GITLINK, "")


def _file_content(path: str, mode: str) -> bytes:
    if mode == SYMLINK:
        return os.readlink(os.fsencode(path))  # noqa: PTH115 - a Path would tidy the target
    descriptor = os.open(path, OPENING)
    try:
        return _start_of(descriptor)
    finally:
        os.close(descriptor)


def _start_of(descriptor: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):  # it was a file when it was listed
        raise OSError(errno.EINVAL, "no longer a regular file")
    data = os.read(descriptor, min(status.st_size + 1, LIMIT))
    while data and len(data) < LIMIT and (more := os.read(descriptor, LIMIT - len(data))):
        data += more
    return data


def _unreadable(path: str, error: OSError) -> MemfsError:
    return MemfsError(f"cannot read {quoted(path)}: {error.strerror}", code="environment")

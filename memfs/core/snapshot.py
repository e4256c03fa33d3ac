"""Snapshots: a store's files as of one place, and what changed between two of them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

REGULAR = "100644"


class Entry(NamedTuple):
    """One file of a snapshot.

    `path` is relative to the repository's top with `/` between names (undecodable bytes as surrogate escapes),
    `mode` is git's (`100644`, `100755`, `120000`, `160000`), `blob` the object id or `""` where none is known yet.
    """

    path: str
    mode: str
    blob: str


class Change(NamedTuple):
    """One path that differs between a base (`old`) and a snapshot (`new`); None where there is no file."""

    path: str
    old: Entry | None
    new: Entry | None


class Snapshot(Protocol):
    """What the engine needs to know of a place; directories are named without a trailing slash, "" is the top."""

    @property
    def name(self) -> str:
        """Name the place: `index`, `worktree`, `planned`, `empty` or a full commit id."""
        ...

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory, in path order."""
        ...

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that are files, without a listing."""
        ...

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the directories below one whose names hold the mark, at any depth, and look into no others."""
        ...

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Stream contents in the order asked for; a symlink's content is its target."""
        ...

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the paths whose mode or blob differs from the base, in path order, renames as two changes."""
        ...


def within(path: str, under: str) -> bool:
    """Tell whether a path lies below a directory."""
    return not under or path.startswith(under + "/")


def marked_directories(paths: Iterable[str], under: str, *, marked: str) -> set[str]:
    """Return the directories that a listing's paths name below one, as long as their names hold the mark."""
    start = f"{under}/" if under else ""
    found: set[str] = set()
    for home in {path.rpartition("/")[0] for path in paths if within(path, under)} - {under}:
        names = list(takewhile(lambda name: marked in name, home.removeprefix(start).split("/")))
        found.update(start + "/".join(names[: depth + 1]) for depth in range(len(names)))
    return found


def compare(base: Iterable[Entry], head: Iterable[Entry]) -> Iterator[Change]:
    """Compare two listings path by path."""
    before = {entry.path: entry for entry in base}
    after = {entry.path: entry for entry in head}
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old is None or new is None or (old.mode, old.blob) != (new.mode, new.blob):
            yield Change(path, old, new)


def blob_id(data: bytes, *, object_format: str = "sha1") -> str:
    """Return the id git gives these bytes: the hash of the header `blob <size>`, a NUL and the bytes."""
    import hashlib  # loads OpenSSL, which a check of what git has hashed can do without

    return hashlib.new(object_format, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Files(NamedTuple):
    """A snapshot held in memory: path to bytes, all of them regular files."""

    files: Mapping[str, bytes]
    name: str = "planned"

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory."""
        return (self._entry(path) for path in sorted(self.files) if within(path, under))

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that are files."""
        return {path: self._entry(path) for path in paths if path in self.files}

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the directories that hold files."""
        return marked_directories(self.files, under, marked=marked)

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Yield the bytes of each entry."""
        return ((entry, self.files[entry.path]) for entry in entries)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """Compare the listings."""
        return compare(base.entries(under), self.entries(under))

    def _entry(self, path: str) -> Entry:
        return Entry(path, REGULAR, blob_id(self.files[path]))


class Overlay:
    """A snapshot with a planned write laid over it: path to new bytes, None for a removed file."""

    __slots__ = ("_hashed", "base", "edits", "name", "object_format")

    def __init__(
        self, base: Snapshot, edits: Mapping[str, bytes | None], object_format: str = "sha1", *, name: str = "planned"
    ) -> None:
        self.base, self.edits, self.object_format, self.name = base, edits, object_format, name
        self._hashed: dict[str, Entry] = {}

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List the base's files with the planned ones in their places."""
        kept = (entry for entry in self.base.entries(under) if entry.path not in self.edits)
        written = self.locate(path for path in self.edits if within(path, under))
        yield from sorted([*kept, *written.values()], key=lambda entry: entry.path)

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find planned files first, the others in the base."""
        wanted = list(paths)
        found = self.base.locate(path for path in wanted if path not in self.edits)
        planned = ((path, self.edits.get(path)) for path in wanted)
        found.update({path: self._entry(path, data) for path, data in planned if data is not None})
        return found

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the base's directories and those that a planned file makes; one that the plan empties may remain."""
        made = (path for path, data in self.edits.items() if data is not None)
        return {*self.base.directories(under, marked=marked), *marked_directories(made, under, marked=marked)}

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Read planned files from the plan and the others from the base."""
        for entry in entries:
            data = self.edits.get(entry.path)
            yield from [(entry, data)] if data is not None else self.base.read([entry])

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the planned changes alone where the base is ours; compare listings otherwise."""
        if base is not self.base:
            yield from compare(base.entries(under), self.entries(under))
            return
        paths = sorted(path for path in self.edits if within(path, under))
        before, after = base.locate(paths), self.locate(paths)
        for path in paths:
            if before.get(path) != after.get(path):
                yield Change(path, before.get(path), after.get(path))

    def _entry(self, path: str, data: bytes) -> Entry:
        """Hash a planned file once: a judgement looks at each of them several times."""
        if path not in self._hashed:
            self._hashed[path] = Entry(path, REGULAR, blob_id(data, object_format=self.object_format))
        return self._hashed[path]

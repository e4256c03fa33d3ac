"""Snapshots of an index: as git lists it, and as a commit with the staged changes laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.snapshot import marked_directories, within
from memfs.repository import listing
from memfs.repository.snapshots import TreeSnapshot, comparable, contents, differences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from memfs.core.snapshot import Change, Entry, Snapshot
    from memfs.repository.objects import Objects
    from memfs.repository.run import Repository
    from memfs.repository.staged import StagedChange

# git compares every entry with every path it is given; beyond this many a listing is cheaper (measured at 100,000)
FEW = 150


class IndexSnapshot:
    """The files of an index, as the next commit would hold them."""

    __slots__ = ("objects", "repository")

    name = "index"

    def __init__(self, repository: Repository, *, objects: Objects | None = None) -> None:
        self.repository, self.objects = repository, objects

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory; an unmerged one has mode `000000` and no blob."""
        return listing.indexed(self.repository, under=under)

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that are files; many are looked up in a listing."""
        wanted = {path for path in paths if listing.storable(path)}
        if len(wanted) > FEW:
            found = listing.indexed(self.repository, under=_shared_directory(wanted))
        else:
            found = (
                entry
                for chunk in listing.chunks(sorted(wanted))
                for entry in listing.indexed(self.repository, paths=chunk)
            )
        return {entry.path: entry for entry in found if entry.path in wanted}

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the marked directories in a listing: an index has no others."""
        listed = listing.lines(self.repository, "ls-files", "-z", *listing.below(under))
        return marked_directories(listed, under, marked=marked)

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Stream contents, at most 256 KiB and a byte of each."""
        return contents(self.repository, entries, objects=self.objects)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the paths that differ; a commit is compared by git, in one call."""
        if not comparable(base, self.repository):
            return differences(base, self, under=under)
        return listing.changed(self.repository, "diff-index", "--cached", base.name, under=under)

    def holding(self, name: str, *, outside: Iterable[str] = ()) -> list[str]:
        """Return the paths whose last name is this one; the directories `outside` are not searched."""
        return listing.holding(self.repository, "ls-files", "-z", name=name, outside=outside)


class StagedSnapshot:
    """An index that is compared with a commit: git reads it once, for the changes, and the rest is the commit's.

    Each call of git that reads an index of 100,000 entries takes 14 to 24 ms; a lookup in trees takes 3 to 10. All
    answers also speak of the index as it was at one moment.
    """

    __slots__ = ("_staged", "commit", "index")

    name = "index"

    def __init__(self, index: IndexSnapshot, commit: TreeSnapshot, staged: StagedChange | None = None) -> None:
        """Lay an index over a commit; `staged` is their comparison, where somebody made it."""
        self.index, self.commit = index, commit
        changes = None if staged is None else (listing.change_of(*pair) for pair in staged.pairs())
        self._staged = None if changes is None else {change.path: change for change in changes}

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory; an unmerged one has mode `000000` and no blob."""
        staged = self._read_changes()
        new = [change.new for path, change in staged.items() if change.new and within(path, under)]
        new.sort(key=lambda entry: entry.path, reverse=True)
        for entry in self.commit.entries(under):
            while new and new[-1].path < entry.path:
                yield new.pop()
            if entry.path not in staged:
                yield entry
        yield from reversed(new)

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that are files."""
        staged, wanted = self._read_changes(), set(paths)
        found = self.commit.locate(wanted - staged.keys())
        for path in wanted & staged.keys():
            new = staged[path].new
            if new is not None:
                found[path] = new
        return found

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the commit's directories and those that are staged; one that was emptied may remain."""
        made = (path for path, change in self._read_changes().items() if change.new)
        return {*self.commit.directories(under, marked=marked), *marked_directories(made, under, marked=marked)}

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Stream contents, at most 256 KiB and a byte of each."""
        return self.index.read(entries)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the paths that differ; those from the commit are known."""
        if base.name != self.commit.name or not comparable(base, self.commit.repository):
            return self.index.changes(base, under)
        return (change for path, change in self._read_changes().items() if within(path, under))

    def holding(self, name: str) -> list[str]:
        """Return the paths whose last name is this one."""
        return self.index.holding(name)

    def keeps(self, name: str) -> bool:
        """Tell whether no file of this name was added or removed."""
        return not any(path.rpartition("/")[2] == name for path in self._read_changes())

    def _read_changes(self) -> Mapping[str, Change]:
        if self._staged is None:
            self._staged = {change.path: change for change in self.index.changes(self.commit)}
        return self._staged


def index_snapshot(
    repository: Repository,
    *,
    index: str | None = None,
    base: Snapshot | None = None,
    objects: Objects | None = None,
    staged: StagedChange | None = None,
) -> IndexSnapshot | StagedSnapshot:
    """Open the index, which inside a hook is the one that git is committing; `index` names another index file.

    `base` is what it will be compared with: where that is a commit, git reads the index but once. `staged` is that
    comparison where it was made. `objects` is as in `tree_snapshot`.
    """
    found = IndexSnapshot(repository if index is None else repository.with_index(index), objects=objects)
    return StagedSnapshot(found, base, staged) if base is not None and comparable(base, repository) else found


def _shared_directory(paths: Iterable[str]) -> str:
    ordered = sorted(paths)
    first, last = ordered[0].split("/")[:-1], ordered[-1].split("/")
    shared = 0
    while shared < len(first) and first[shared] == last[shared]:
        shared += 1
    return "/".join(first[:shared])

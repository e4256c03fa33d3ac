"""Snapshots of what git stores: a commit's tree and an index."""

from __future__ import annotations

from collections import defaultdict, deque
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeGuard

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.snapshot import Change, Entry, Files, compare
from memfs.repository import listing, revisions
from memfs.repository.objects import TREE, Objects, find_nodes, marked_trees

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from memfs.core.snapshot import Snapshot
    from memfs.repository.objects import Node
    from memfs.repository.run import Repository

# one byte more than a record may have: enough for the reader to refuse it
LIMIT = 256 * 1024 + 1


class TreeSnapshot:
    """A commit's files; `name` is its full id. Trees that were read once are kept."""

    __slots__ = ("_trees", "name", "objects", "repository")

    def __init__(self, repository: Repository, name: str, *, objects: Objects | None = None) -> None:
        self.repository, self.name, self.objects = repository, name, objects
        self._trees: dict[str, bytes] = {}

    def entries(self, under: str = "") -> Iterator[Entry]:
        """List every file below a directory, in path order; of one that is known to be absent git is not asked."""
        above, _, name = under.rpartition("/")
        tree = self._known(above)
        if tree is not None and name and not find_nodes(tree, [name], object_format=self.repository.object_format):
            return iter(())
        return listing.committed(self.repository, self.name, under=under)

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Find those of the paths that are files by reading the trees on the way to them, each once."""
        wanted = {path for path in paths if listing.storable(path)}
        names = _by_directory(wanted)
        found: dict[str, Entry] = {}
        level = {"": f"{self.name}^{{tree}}"} if wanted else {}
        with self._reader() as objects:
            while level:
                nodes = self._nodes(level, names, objects)
                level = {path: node.id for path, node in nodes.items() if node.mode == TREE and path in names}
                files = (path for path, node in nodes.items() if node.mode != TREE and path in wanted)
                found.update({path: Entry(path, nodes[path].mode, nodes[path].id) for path in files})
        return found

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        """Find the marked directories below one by reading the trees on the way, each once."""
        found: set[str] = set()
        with self._reader() as objects:
            level = self._directory(under, objects)
            while level:
                level = self._marked(level, marked, objects)
                found.update(level)
        return found

    def tree(self, under: str) -> str | None:
        """Return the id of a directory's tree, None where there is no such directory."""
        with self._reader() as objects:
            tree = self._directory(under, objects).get(under)
            found = None if tree is None or under else objects.read(tree)
            return found.id if found else tree

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Stream contents, at most 256 KiB and a byte of each."""
        return contents(self.repository, entries, objects=self.objects)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        """List the paths that differ; two commits of one repository are compared by git."""
        if not comparable(base, self.repository):
            return differences(base, self, under=under)
        if base.name == self.name:
            return iter(())
        extra = listing.without_index(self.repository)
        return listing.changed(self.repository, "diff-tree", "-r", base.name, self.name, under=under, extra=extra)

    def holding(self, name: str, *, outside: Iterable[str] = ()) -> list[str]:
        """Return the paths whose last name is this one; the directories `outside` are not searched."""
        empty = listing.EMPTY_TREES[self.repository.object_format]
        command = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", empty, self.name)
        extra = listing.without_index(self.repository)
        return listing.holding(self.repository, *command, name=name, outside=outside, extra=extra)

    def _reader(self) -> AbstractContextManager[Objects]:
        return Objects(self.repository) if self.objects is None else nullcontext(self.objects)

    def _known(self, directory: str) -> bytes | None:
        """Return a directory's tree where every tree on the way was read before."""
        tree = self._trees.get(f"{self.name}^{{tree}}")
        for name in directory.split("/") if directory else ():
            if tree is None:
                return None
            nodes = find_nodes(tree, [name], object_format=self.repository.object_format)
            tree = self._trees.get(nodes[name].id) if name in nodes else None
        return tree

    def _directory(self, under: str, objects: Objects) -> dict[str, str]:
        """Map a directory to its tree; the top's is named by an expression."""
        level = {"": f"{self.name}^{{tree}}"}
        for name in under.split("/") if under else ():
            nodes = self._nodes(level, {path: {name} for path in level}, objects)
            level = {path: node.id for path, node in nodes.items() if node.mode == TREE}
        return level

    def _nodes(self, level: Mapping[str, str], names: Mapping[str, set[str]], objects: Objects) -> dict[str, Node]:
        self._load({tree for tree in level.values() if tree not in self._trees}, objects)
        return {
            _join(directory, name): node
            for directory, tree in level.items()
            for name, node in find_nodes(
                self._trees[tree], names[directory], object_format=self.repository.object_format
            ).items()
        }

    def _marked(self, level: Mapping[str, str], mark: str, objects: Objects) -> dict[str, str]:
        self._load({tree for tree in level.values() if tree not in self._trees}, objects)
        return {
            _join(directory, name): tree_id
            for directory, tree in level.items()
            for name, tree_id in marked_trees(
                self._trees[tree], mark, object_format=self.repository.object_format
            ).items()
        }

    def _load(self, trees: Iterable[str], objects: Objects) -> None:
        wanted = list(trees)
        for tree, found in zip(wanted, objects.stream(wanted), strict=True):
            if found is None:
                raise MemfsError(f"the tree {tree} is missing from the repository", code="environment", hint="git fsck")
            self._trees[tree] = found.data


def tree_snapshot(repository: Repository, revision: str, *, objects: Objects | None = None) -> TreeSnapshot:
    """Open a commit, resolving the revision once.

    `objects` is a `reader` to look paths up and to read with; it stays the caller's to close. Without one each lookup
    that meets an unknown tree starts its own. Raises MemfsError `not-found` or `usage` as `resolve` does.
    """
    return TreeSnapshot(repository, revisions.resolve(repository, revision), objects=objects)


def empty_snapshot() -> Snapshot:
    """Stand in for the commit before the first one."""
    return Files({}, name="empty")


def head_snapshot(repository: Repository, *, objects: Objects | None = None) -> Snapshot:
    """Open what HEAD names, or nothing where there is no commit yet; `objects` is as in `tree_snapshot`."""
    commit = revisions.head(repository) if objects is None else head_by(objects)
    return empty_snapshot() if commit is None else TreeSnapshot(repository, commit, objects=objects)


def head_by(objects: Objects) -> str | None:
    """Return the commit HEAD names through a reader that runs anyway; where that finds nothing, ask why as `head`."""
    found = objects.read("HEAD^{commit}")
    return found.id if found else revisions.head(objects.repository)


def reader(repository: Repository) -> Objects:
    """Return one reader for all the snapshots of a check: it cuts contents where the YAML profile ends."""
    return Objects(repository, limit=LIMIT)


def comparable(base: Snapshot, repository: Repository) -> TypeGuard[TreeSnapshot]:
    """Tell whether a base is a commit of the same repository, which git can compare with."""
    return isinstance(base, TreeSnapshot) and base.repository.common_dir == repository.common_dir


def differences(base: Snapshot, snapshot: Snapshot, *, under: str) -> Iterator[Change]:
    """Compare two snapshots by their listings, where git cannot do it for us."""
    if base.name == "empty":
        return (Change(entry.path, None, entry) for entry in snapshot.entries(under))
    return compare(base.entries(under), snapshot.entries(under))


def contents(
    repository: Repository, entries: Iterable[Entry], *, objects: Objects | None = None
) -> Iterator[tuple[Entry, bytes]]:
    """Stream blobs; a submodule or an unmerged path has no content and reads as nothing.

    `objects` is a `reader`, which stays the caller's. Raises MemfsError `environment` where a blob is missing.
    """
    asked: deque[Entry] = deque()
    nothing = listing.EMPTY_TREES[repository.object_format]  # the one empty object every git knows

    def names() -> Iterator[str]:
        for entry in entries:
            asked.append(entry)
            yield entry.blob if entry.mode not in listing.WITHOUT_CONTENT else nothing

    with Objects(repository, limit=LIMIT) if objects is None else nullcontext(objects) as reader:
        for found in reader.stream(names()):
            entry = asked.popleft()
            if found is None:
                raise missing(entry)
            yield entry, found.data


def missing(entry: Entry) -> MemfsError:
    """Say that the object store lacks a file's content."""
    what = f"the object {entry.blob} of {quoted(entry.path)} is missing from the repository"
    return MemfsError(what, code="environment", hint="git fsck")


def _by_directory(paths: Iterable[str]) -> dict[str, set[str]]:
    """Map each directory on the way to the paths to the names that are wanted in it."""
    names: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        directory, _, name = path.rpartition("/")
        while name not in names[directory]:
            names[directory].add(name)
            directory, _, name = directory.rpartition("/")
            if not name:
                break
    return names


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name

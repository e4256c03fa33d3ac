"""The line of one record through history: the commits that made it what it is, across moves, renames and merges.

A record is followed by its kind and key, wherever its file lies. In a commit where it comes and another one of its
kind goes, it may be the other one renamed; it is then followed under the key that it had. Merges that took the record
as one side had it are no versions of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.history import Version
from memfs.core.names import join, place, stem
from memfs.repository import graph, tree_snapshot
from memfs.verbs.reviewing import changed_fields, paired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.snapshot import Change, Entry
    from memfs.repository import Node, Repository

Data = Mapping[str, "JSON"]
Name = tuple[str, str]
"""A record at a commit: its key there, and the commit's id."""


@dataclass(frozen=True, slots=True)
class Line:
    """The versions of a record, newest first, and what each came from; `shown` are those that say something new."""

    versions: dict[Name, Version]
    sources: dict[Name, tuple[Name, ...]]
    shown: tuple[Name, ...]


@dataclass(slots=True)
class _Point:
    """A record at one commit, as far as a listing tells."""

    node: Node
    entry: Entry | None
    sources: list[Name] = field(default_factory=list)
    became: tuple[str, Entry] | None = None


def line(repository: Repository, law: Law, kind: Kind, *, key: str, start: str) -> Line:
    """Follow a record back from a commit; there are no versions where history knows no such record."""
    walk = _Walk(repository, law, kind)
    tip = walk.followed(key, start)
    reached = list(walk.newest_first(tip)) if tip is not None else []
    data = walk.contents(reached)
    versions = {name: walk.version(name, data) for name in reached}
    shown = tuple(name for name in reached if walk.says_something(name))
    return Line(versions, {name: tuple(walk.points[name].sources) for name in reached}, shown)


@dataclass(frozen=True, slots=True)
class _Errand:
    """A key to walk from a revision, and the list that waits for where that begins: its first item or its last."""

    key: str
    revision: str
    into: list[Name]
    ahead: bool = False


class _Walk:
    """What is known of the line so far; a key that a rename leads to is walked when it is met."""

    def __init__(self, repository: Repository, law: Law, kind: Kind) -> None:
        self.repository, self.law, self.kind = repository, law, kind
        self.points: dict[Name, _Point] = {}
        self.home = join(law.store, kind.directory)

    def followed(self, key: str, start: str) -> Name | None:
        """Walk the commits up to one that touched a key, and from there to the keys it had before."""
        first: list[Name] = []
        waiting = [_Errand(key, start, first)]
        while waiting:
            errand = waiting.pop()
            nodes = graph(self.repository, errand.revision, [f"{self.home}/**/{stem(errand.key)}.yaml"])
            for node in reversed(nodes):
                if (errand.key, node.commit.id) not in self.points:
                    waiting.extend(self._met(errand.key, node))
            tip = [(errand.key, node.commit.id) for node in nodes[:1]]
            errand.into[:] = [*tip, *errand.into] if errand.ahead else [*errand.into, *tip]
        return next(iter(first), None)

    def _met(self, key: str, node: Node) -> list[_Errand]:
        """Keep a record at one commit; return where it had another key before."""
        older = [(key, parent) for parent in node.parents if (key, parent) in self.points]
        point = self.points[key, node.commit.id] = _Point(node, self._entry(node, older))
        merges = len(node.against) > 1
        errands = []
        for parent, changes in node.against if node.against[0][0] else ():
            mine = self._mine(changes)
            old, new = _side(mine, "old"), _side(mine, "new")
            former = self._former(node, parent, new) if new is not None and old is None else None
            if former is not None:
                errands.append(_Errand(former, parent, point.sources, ahead=parent == node.against[0][0]))
            elif old is not None and new is None and not merges:
                point.became = self._successor(node, parent, old)
        if merges or not errands:
            point.sources.extend(older)
        return errands

    def _mine(self, changes: Iterable[Change]) -> list[Change]:
        return [change for change in changes if place(change.path, self.law.store, (self.kind,))]

    def _entry(self, node: Node, older: Iterable[Name]) -> Entry | None:
        gone: set[str] = set()
        for _, changes in node.against:
            mine = self._mine(changes)
            found = _side(mine, "new")
            if found is not None:
                return found
            gone.update(change.path for change in mine)
        kept = (self.points[name].entry for name in older)
        return next((entry for entry in kept if entry is not None and entry.path not in gone), None)

    def _former(self, node: Node, parent: str, new: Entry) -> str | None:
        """Return the key that a record had in a parent, where it was renamed since."""
        changes = self._all(node, parent)
        gone = [change.old for change in changes if change.old is not None and change.new is None]
        if not gone:
            return None
        for before, after in self._pairs(node, parent, changes):
            if after.path == new.path:
                return self._key(parent, before)
        # a replace of ours changes one record: what it removed is what it renamed, whatever else it changed
        if node.commit.trailers.get("Memfs-Op") == ("replace",) and len(gone) == len(node.against) == 1:
            return self._key(parent, gone[0])
        return None

    def _successor(self, node: Node, parent: str, old: Entry) -> tuple[str, Entry] | None:
        changes = self._all(node, parent)
        come = [change.new for change in changes if change.new is not None and change.old is None]
        found = next((after for before, after in self._pairs(node, parent, changes) if before.path == old.path), None)
        if found is None and node.commit.trailers.get("Memfs-Op") == ("replace",) and len(come) == 1:
            found = come[0]
        key = None if found is None else self._key(node.commit.id, found)
        return None if found is None or key is None else (key, found)

    def _all(self, node: Node, parent: str) -> list[Change]:
        commits = (tree_snapshot(self.repository, revision) for revision in (node.commit.id, parent))
        here, before = commits
        return self._mine(here.changes(before, self.home))

    def _pairs(self, node: Node, parent: str, changes: list[Change]) -> list[tuple[Entry, Entry]]:
        if not any(change.old is None for change in changes):
            return []
        before, after = (tree_snapshot(self.repository, revision) for revision in (parent, node.commit.id))
        return paired(before, after, changes, law=self.law)

    def _key(self, revision: str, entry: Entry) -> str | None:
        data = _read(next(source for _, source in tree_snapshot(self.repository, revision).read([entry])))
        key = (data or {}).get(self.kind.key)
        return key if isinstance(key, str) else None

    def newest_first(self, tip: Name) -> Iterator[Name]:
        """Yield what a record came from, each after everything that came from it, else by time."""
        heirs = self._heirs(tip)
        waiting = [(-self.points[tip].node.when, 0, tip)]
        number = 0
        while waiting:
            _, _, name = heappop(waiting)
            yield name
            for source in dict.fromkeys(self.points[name].sources):
                heirs[source] -= 1
                if not heirs[source]:
                    number += 1
                    heappush(waiting, (-self.points[source].node.when, number, source))

    def _heirs(self, tip: Name) -> dict[Name, int]:
        """Count how many points came from each that can be reached."""
        heirs: dict[Name, int] = {tip: 0}
        waiting = [tip]
        while waiting:
            for source in dict.fromkeys(self.points[waiting.pop()].sources):
                if source not in heirs:
                    waiting.append(source)
                heirs[source] = heirs.get(source, 0) + 1
        return heirs

    def contents(self, names: Iterable[Name]) -> dict[str, Data | None]:
        """Read the records of points, by the ids of their blobs."""
        wanted = {entry.blob: entry for name in names if (entry := self.points[name].entry) is not None}
        if not wanted:
            return {}
        some = next(iter(self.points.values())).node.commit.id
        found = tree_snapshot(self.repository, some).read(wanted.values())
        return {entry.blob: _read(source) for entry, source in found}

    def says_something(self, name: Name) -> bool:
        """Tell whether a point is more than a merge that took the record as one side had it."""
        point = self.points[name]
        if len(point.node.against) < 2:
            return True
        here = point.entry and (point.entry.path, point.entry.blob)
        sides = [self.points[source].entry for source in point.sources]
        return here not in [entry and (entry.path, entry.blob) for entry in sides]

    def version(self, name: Name, data: Mapping[str, Data | None]) -> Version:
        """Tell what a commit did to the record, against what it was in the first of its sources that had it."""
        point = self.points[name]
        sides = [self.points[source].entry for source in point.sources]
        old, new = next((entry for entry in sides if entry is not None), None), point.entry
        before, after = (None if entry is None else data.get(entry.blob) for entry in (old, new))
        key, last = point.became or (name[0], new or old)
        path = last.path if last is not None else ""
        moved = old is not None and (path != old.path)
        return Version(
            commit=point.node.commit,
            action="moved" if moved else "added" if old is None else "removed" if new is None else "changed",
            key=key,
            path=path,
            blob=None if new is None else new.blob,
            data=after,
            fields=() if point.became is not None else changed_fields(before, after, self.kind),
            old_path=old.path if moved and old is not None else None,
        )


def _side(changes: Iterable[Change], side: str) -> Entry | None:
    found = (entry for change in changes if (entry := getattr(change, side)) is not None)
    return next(found, None)


def _read(source: bytes) -> Data | None:
    try:
        return read(source)
    except ProfileError:
        return None

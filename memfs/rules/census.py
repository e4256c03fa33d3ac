"""A census from names alone: paths say kind, facets and key, so no file is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from memfs.core.names import directory, path_in, place
from memfs.rules.subject import Cell, Identity, cell_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.snapshot import Snapshot


class NameCensus:
    """Answer from a listing of a store's paths."""

    __slots__ = ("_kinds", "_paths", "_store")

    def __init__(self, paths: Iterable[str], law: Law) -> None:
        """Keep the listing; only paths that can be records count."""
        self._store = law.store
        self._kinds = tuple(law.kinds.values())
        prefixes = tuple(f"{law.store}/{kind.directory}/".removeprefix("/") for kind in self._kinds)
        self._paths = [path for path in paths if path.startswith(prefixes) and path.endswith(".yaml")]

    def __len__(self) -> int:
        """Count the records."""
        return len(self._paths)

    def paths(self, identities: Collection[Identity]) -> Mapping[Identity, list[str]]:
        """Find every path of each identity, in order."""
        return self._grouped({stem for _, stem in identities}, set(identities))

    def duplicates(self) -> Mapping[Identity, list[str]]:
        """Find the identities that have more than one path."""
        stems = Counter(_stem(path) for path in self._paths)
        repeated = {name for name, count in stems.items() if count > 1}
        groups = self._grouped(repeated) if repeated else {}
        return {identity: paths for identity, paths in groups.items() if len(paths) > 1}

    def counts(self) -> Counter[Cell]:
        """Count the records of each cell: one look at each directory, not at each file."""
        counts: Counter[Cell] = Counter()
        for home, count in Counter(path.rpartition("/")[0] for path in self._paths).items():
            found = place(f"{home}/x.yaml", self._store, self._kinds)
            if found is not None:
                counts[cell_of(found)] += count
        return counts

    def _grouped(self, stems: set[str], wanted: set[Identity] | None = None) -> dict[Identity, list[str]]:
        groups: dict[Identity, list[str]] = defaultdict(list)
        for path in self._paths:
            if _stem(path) in stems:
                found = place(path, self._store, self._kinds)
                if found is not None and (wanted is None or found.identity in wanted):
                    groups[found.identity].append(path)
        return groups


def _stem(path: str) -> str:
    return path[path.rfind("/") + 1 : -5]


class ProbeCensus:
    """Answer for a few identities by looking at the legal places of each; list the store only to count."""

    __slots__ = ("_law", "_snapshot")

    def __init__(self, snapshot: Snapshot, law: Law) -> None:
        """Keep the snapshot, whose `locate` must cost nothing that grows with the store."""
        self._snapshot, self._law = snapshot, law

    def paths(self, identities: Collection[Identity]) -> Mapping[Identity, list[str]]:
        """Find the paths of each identity among the cells of its kind."""
        wanted = {identity: self._candidates(*identity) for identity in identities}
        found = self._snapshot.locate(path for paths in wanted.values() for path in paths)
        return {identity: [path for path in paths if path in found] for identity, paths in wanted.items()}

    def duplicates(self) -> Mapping[Identity, list[str]]:
        """List the store: there is no other way to find them all."""
        return self._listed().duplicates()

    def counts(self) -> Counter[Cell]:
        """List the store and count."""
        return self._listed().counts()

    def _listed(self) -> NameCensus:
        return NameCensus((entry.path for entry in self._snapshot.entries(self._law.store)), self._law)

    def _candidates(self, kind: str, stem: str) -> list[str]:
        return sorted(places(self._law, self._law.kinds[kind], stem))


def places(law: Law, kind: Kind, name: str) -> list[str]:
    """Return every path where the file of this stem may lie under the law: one in each cell of its kind."""
    digits = law.policy.fanout
    homes = [directory(kind, cell) for cell in kind.cells()]
    return [path_in(law.store, kind, name, below=home, digits=digits) for home in homes]

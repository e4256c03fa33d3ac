"""A census from names alone: paths say kind, facets and key, so no file is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from memfs.core.names import LAYOUTS, fan, join, place
from memfs.rules.ledger import Blank, Cell, Identity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.names import Place
    from memfs.core.snapshot import Snapshot
    from memfs.rules.ledger import Ledger


PROBED = 20
"""Up to this many identities, a look at each place of one is quicker than a listing of the store."""


def cell_of(found: Place) -> Cell:
    """Return the cell that a path says."""
    return (found.kind, tuple(found.facets.items()))


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


class Census:
    """Answer from a listing, made when it is first needed; for a few identities from a look where records lie.

    That look does not find a record in a directory that is named after no facet. Such a record is refused for its
    path, and a full check, which lists, also says whose name it takes.
    """

    __slots__ = ("_counted", "_homes", "_law", "_ledger", "_listed", "_snapshot")

    def __init__(
        self, snapshot: Snapshot, law: Law, listed: NameCensus | None = None, *, ledger: Ledger | None = None
    ) -> None:
        """Remember where to look; `listed` is the listing where somebody has made it."""
        self._snapshot, self._law, self._listed = snapshot, law, listed
        self._ledger = ledger or Blank()
        self._counted: Counter[Cell] | None = None
        self._homes: dict[str, list[str]] = {}

    def paths(self, identities: Collection[Identity]) -> Mapping[Identity, list[str]]:
        """Find every path of each identity, in order."""
        if self._listed is not None or len(identities) > PROBED:
            return self._names().paths(identities)
        wanted = {identity: self._candidates(*identity) for identity in identities}
        found = self._snapshot.locate(path for paths in wanted.values() for path in paths)
        return {identity: [path for path in paths if path in found] for identity, paths in wanted.items()}

    def duplicates(self) -> Mapping[Identity, list[str]]:
        """Find the identities that have more than one path."""
        known = None if self._listed is not None else self._ledger.duplicates()
        return self._names().duplicates() if known is None else known

    def counts(self) -> Counter[Cell]:
        """Count the records of each cell."""
        if self._counted is None:
            known = None if self._listed is not None else self._ledger.counts()
            self._counted = self._names().counts() if known is None else known
        return self._counted

    def _names(self) -> NameCensus:
        if self._listed is None:
            listing = self._snapshot.entries(self._law.store)
            self._listed = NameCensus((entry.path for entry in listing), self._law)
        return self._listed

    def _candidates(self, kind: str, stem: str) -> list[str]:
        known = self._law.kinds[kind]
        if kind not in self._homes:
            self._homes[kind] = _homes(self._snapshot, self._law.store, known)
        return _in_homes(known, stem, homes=self._homes[kind])


def places(snapshot: Snapshot, store: str, kind: Kind, *, stem: str) -> list[str]:
    """Return every path where the file of this stem may lie: in each directory of its kind, in any layout."""
    return _in_homes(kind, stem, homes=_homes(snapshot, store, kind))


def _homes(snapshot: Snapshot, store: str, kind: Kind) -> list[str]:
    """Return the directories where records of a kind lie: those of its facets that are there, legal or outdated.

    A directory of a law that was changed since may be illegal now, and a legal one that is not there holds nothing.
    """
    top = join(store, kind.directory)
    return sorted([top, *snapshot.directories(top, marked="=")])


def _in_homes(kind: Kind, stem: str, *, homes: Iterable[str]) -> list[str]:
    fans = dict.fromkeys(fan(stem, digits=digits) for digits in LAYOUTS) if kind.has_summary else [""]
    return sorted(join(home, between, f"{stem}.yaml") for home in homes for between in fans)

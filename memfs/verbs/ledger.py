"""The ledger that a catalog keeps for the engine: what it knows of a snapshot, and how it learns.

A snapshot is a tree that the catalog holds, and what changed since. Where the catalog does not hold one, is of another
law, or contradicts itself, the ledger knows nothing, and the engine works it out from git.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.catalog import Facts, Home, Making, consult, exists, remove, revise
from memfs.core.layout import below, is_law
from memfs.core.snapshot import Change, blob_id
from memfs.repository import changes_since, ground_of, head
from memfs.rules import Blank
from memfs.verbs.standing import counted, distance, listed, placed, stand

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from memfs.catalog import Writer
    from memfs.core.law import Law
    from memfs.core.report import Violation
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.repository import TreeSnapshot
    from memfs.rules import Cell, Identity, Ledger, Subject
    from memfs.verbs.standing import Distance, Standing

LEARNED = 1_000
"""Facts that are kept before they are written."""


@contextmanager
def ledger_of(snapshot: Snapshot, law: Law, *, keep: bool = False, passing: Collection[str] = ()) -> Iterator[Ledger]:
    """Open the ledger of a snapshot under a law; `passing` are paths that are known to pass.

    With `keep`, what was learned is written to the catalog when the block ends well, and a whole check makes one where
    there is none. Hooks never write.
    """
    ground = None if law.violations else ground_of(snapshot)
    if ground is None:
        yield Blank(passing)
        return
    ledger = CatalogLedger(snapshot, law, ground, keep=keep and not ground.repository.inside_hook, passing=passing)
    try:
        yield ledger
        ledger.close()
    finally:
        ledger.forget()


class CatalogLedger:
    """Answer from the catalog of the store's home, and keep what is learned there."""

    def __init__(
        self, snapshot: Snapshot, law: Law, ground: TreeSnapshot, *, keep: bool, passing: Collection[str]
    ) -> None:
        """Remember whom to ask; nothing is asked yet."""
        repository = ground.repository
        self._snapshot, self._law, self._ground = snapshot, law, ground
        self._keep, self._passing = keep, passing
        self._home = Home(str(repository.state_dir), repository.object_format, law)
        self._distance: Distance | None = None
        self._standing: Standing | None = None
        self._begun: _Begun | None = None
        self._learned: list[Facts] = []

    def unsettled(self) -> Sequence[Entry] | None:
        """List the files that have to be judged; where there is no catalog and one is to be kept, begin it."""
        away = self._away()
        if away is not None:
            self._standing = consult(self._home, lambda reader: stand(reader, self._law, away))
        if self._standing is None and self._keep:
            self._standing = self._begin()
        return None if self._standing is None else self._standing.unsettled

    def settled(self, entries: Sequence[Entry]) -> Collection[str]:
        """Return the paths of files that are known to pass."""
        asked = list(placed((entry for entry in entries if entry.path not in self._passing), self._law))
        found = consult(self._home, lambda reader: reader.passed(asked)) if asked else None
        return {*self._passing, *found} if found else self._passing

    def counts(self) -> Counter[Cell] | None:
        """Count the records of each cell."""
        if self._standing is not None:
            return self._standing.counts
        away = self._away()
        return None if away is None else consult(self._home, lambda reader: counted(reader, self._law, away))

    def duplicates(self) -> Mapping[Identity, list[str]] | None:
        """Find the identities that have more than one path, each seen in git before it is said."""
        if self._standing is None:
            return None
        repeated = self._standing.repeated
        paths = {path for paths in repeated.values() for path in paths}
        if self._begun is None and paths - self._snapshot.locate(paths).keys():
            remove(self._home)
            return None
        return repeated

    def learn(self, subject: Subject, found: Sequence[Violation]) -> None:
        """Take note of a file that every rule has judged, if its content is what git knows it to be."""
        entry, kind = subject.entry, subject.kind
        if not self._keep or kind is None or not entry.blob:
            return
        if blob_id(subject.data, object_format=self._home.object_format) != entry.blob:
            return
        self._learned.append(Facts(entry.blob, kind.name, subject.record, place=None if found else entry.path))
        if len(self._learned) >= LEARNED:
            self._revise(self._remember)

    def close(self) -> None:
        """Write what was learned, and let the catalog follow the tree."""
        if self._begun is not None:
            self._revise(self._remember)
            self._begun.publish()
        elif self._keep and (self._learned or self._is_behind()):
            self._revise(self._follow)

    def forget(self) -> None:
        """Leave nothing behind of a catalog that was begun and not finished."""
        if self._begun is not None:
            self._begun.making.clear()

    def _away(self) -> Distance | None:
        if self._distance is None and exists(self._home):
            self._distance = distance(self._home, self._snapshot, self._ground)
        return self._distance

    def _begin(self) -> Standing | None:
        """Begin a catalog of the ground's tree; not where the snapshot has another law than that."""
        since = changes_since(self._snapshot, self._ground, under=self._law.store)
        tree = self._ground.tree(self._law.store)
        if tree is None or any(is_law(below(change.path, self._law.store)) for change in since):
            return None
        entries = list(self._ground.entries(self._law.store))
        self._begun = _Begun(Making(self._home), entries, tree)
        return listed(_applied(entries, since), self._law)

    def _is_behind(self) -> bool:
        """Tell whether the catalog is to follow: it goes where HEAD goes."""
        away = self._distance
        if away is None or away.held == away.tree:
            return False
        return self._snapshot is not self._ground or head(self._ground.repository) == self._ground.name

    def _revise(self, revision: Callable[[Writer], None]) -> None:
        if self._begun is not None:
            self._begun.making.revise(revision)
        else:
            revise(self._home, revision)
        self._learned.clear()

    def _remember(self, writer: Writer) -> None:
        writer.remember(self._learned)

    def _follow(self, writer: Writer) -> None:
        writer.remember(self._learned)
        if self._distance is not None and self._is_behind():
            writer.move(self._distance.behind, old=self._distance.held, new=self._distance.tree)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A catalog that was begun, and the tree it will hold."""

    making: Making
    entries: Sequence[Entry]
    tree: str

    def publish(self) -> None:
        changes = (Change(entry.path, None, entry) for entry in self.entries)
        self.making.revise(lambda writer: writer.move(changes, old="", new=self.tree))
        self.making.publish()


def _applied(entries: Sequence[Entry], changes: Sequence[Change]) -> Sequence[Entry]:
    """Return the files that changes leave, in order."""
    if not changes:
        return entries
    changed = {change.path for change in changes}
    kept = [entry for entry in entries if entry.path not in changed]
    return sorted([*kept, *(change.new for change in changes if change.new)], key=lambda entry: entry.path)

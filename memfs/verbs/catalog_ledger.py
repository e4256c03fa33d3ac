"""The ledger that a catalog keeps for the engine: what it knows of a snapshot, and how it learns.

A snapshot is a tree that the catalog holds, and what changed since. Where the catalog does not hold one, is of another
law, or contradicts itself, the ledger knows nothing, and the engine works it out from git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from memfs.catalog import Facts, Making, consult, exists, remove, revise
from memfs.core.layout import below, is_law
from memfs.core.snapshot import Change, blob_id
from memfs.repository import TreeSnapshot, changes_since, ground_of, head
from memfs.verbs.standing import counted, distance, listed, placed, stand

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Mapping, Sequence

    from memfs.catalog import Home, Writer
    from memfs.core.report import Violation
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.rules import Cell, Identity, Subject
    from memfs.verbs.standing import Distance, Standing

LEARNED = 1_000
"""Facts that are kept before they are written."""


def follows(snapshot: Snapshot, ground: TreeSnapshot) -> bool:
    """Tell whether a catalog goes where a snapshot's ground is: it goes where HEAD goes."""
    return snapshot is not ground or head(ground.repository) == ground.name


class CatalogLedger:
    """Answer from the catalog of the store's home, and keep what is learned there."""

    def __init__(
        self,
        snapshot: Snapshot,
        home: Home,
        *,
        keep: bool,
        away: Distance | None = None,
        passing: Collection[str] = (),
    ) -> None:
        """Remember whom to ask; nothing is asked yet. `passing` are paths that are known to pass.

        `away` says how the snapshot stands to the catalog, where that is known.
        """
        self._snapshot, self._home, self._law = snapshot, home, home.law
        self._keep, self._passing = keep, passing
        self.store = home.law.store
        self._distance = away
        self._ground = away.ground if away else None
        self._standing: Standing | None = None
        self._begun: _Begun | None = None
        self._learned: list[Facts] = []
        self._fine = 0

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
        """Take note of a file that every rule has judged, if its content is what git knows it to be.

        A working file need not be: a filter may have made it, or somebody told git not to look, or edits it now.
        """
        entry, kind = subject.entry, subject.kind
        if not self._keep or not entry.blob:
            return
        if blob_id(subject.data, object_format=self._home.object_format) != entry.blob:
            return
        self._fine += not found
        if kind is None:
            return
        self._learned.append(Facts(entry.blob, kind.name, subject.record, place=None if found else entry.path))
        if len(self._learned) >= LEARNED:
            self._revise(self._remember)

    def close(self) -> None:
        """Write what was learned, and let the catalog follow the tree."""
        if self._begun is not None:
            self._revise(self._remember)
            self._begun.publish(clean=self._is_clean())
        elif self._keep:
            step = self._step()
            if step is not None or self._learned or self._is_clean():
                self._revise(lambda writer: self._follow(writer, step))

    def wrote(self, step: Step | None) -> None:
        """Keep what a write taught, and take its step."""
        if exists(self._home):
            self._revise(lambda writer: self._follow(writer, step))

    def forget(self) -> None:
        """Leave nothing behind of a catalog that was begun and not finished."""
        if self._begun is not None:
            self._begun.making.clear()

    def _away(self) -> Distance | None:
        if self._distance is None and exists(self._home) and (ground := self._resting()):
            self._distance = distance(self._home, self._snapshot, ground)
        return self._distance

    def _resting(self) -> TreeSnapshot | None:
        if self._ground is None:
            self._ground = ground_of(self._snapshot)
        return self._ground

    def _begin(self) -> Standing | None:
        """Begin a catalog of the ground's tree; not where the snapshot has another law than that."""
        ground, store = self._resting(), self._law.store
        tree = ground.tree(store) if ground else None
        if ground is None or tree is None:
            return None
        since = changes_since(self._snapshot, ground, under=store)
        if any(is_law(below(change.path, store)) for change in since):
            return None
        entries = list(ground.entries(store))
        self._begun = _Begun(Making(self._home), entries, tree, rests=not since)
        return listed(_applied(entries, since), self._law)

    def _step(self) -> Step | None:
        """Return the step to the snapshot's ground: the catalog goes where HEAD goes."""
        away, ground = self._distance, self._resting()
        if away is None or ground is None or away.held == away.tree:
            return None
        if not follows(self._snapshot, ground):
            return None
        return Step(away.behind, away.held, away.tree)

    def _is_clean(self) -> bool:
        """Tell whether the ground's tree was found clean now: it is what was judged, and each of its files passed."""
        standing, away = self._standing, self._distance
        rests = self._begun.rests if self._begun else away is not None and not (away.own or away.clean)
        return standing is not None and rests and not standing.repeated and self._fine == len(standing.unsettled)

    def _revise(self, revision: Callable[[Writer], None]) -> None:
        if self._begun is not None:
            self._begun.making.revise(revision)
        else:
            revise(self._home, revision)
        self._learned.clear()

    def _remember(self, writer: Writer) -> None:
        writer.remember(self._learned)

    def _follow(self, writer: Writer, step: Step | None) -> None:
        writer.remember(self._learned)
        if step is not None:
            writer.move(step.changes, old=step.old, new=step.new, judged=step.judged)
        if self._distance is not None and self._is_clean():
            writer.acquit(self._distance.tree)


class Step(NamedTuple):
    """From one tree of the store to the next: what changed, the ids of both, and whether somebody judged it."""

    changes: Sequence[Change]
    old: str
    new: str
    judged: bool = False


class _Begun(NamedTuple):
    """A catalog that was begun, and the tree it will hold."""

    making: Making
    entries: Sequence[Entry]
    tree: str
    rests: bool

    def publish(self, *, clean: bool) -> None:
        changes = (Change(entry.path, None, entry) for entry in self.entries)
        self.making.revise(lambda writer: writer.move(changes, old="", new=self.tree))
        if clean:
            self.making.revise(lambda writer: writer.acquit(self.tree))
        self.making.publish()


def _applied(entries: Sequence[Entry], changes: Sequence[Change]) -> Sequence[Entry]:
    """Return the files that changes leave, in order."""
    if not changes:
        return entries
    changed = {change.path for change in changes}
    kept = [entry for entry in entries if entry.path not in changed]
    return sorted([*kept, *(change.new for change in changes if change.new)], key=lambda entry: entry.path)

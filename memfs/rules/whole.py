"""The whole: a store under judgement, and what it was before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from memfs.core.names import join, place
from memfs.core.snapshot import within
from memfs.rules.census import cell_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.names import Place
    from memfs.core.snapshot import Change, Entry
    from memfs.rules.ledger import Cell, Identity
    from memfs.rules.side import Side


class Former(NamedTuple):
    """What the store was: that side, what changed since, and which old file each added one continues (`moves`)."""

    side: Side
    changes: tuple[Change, ...]
    moves: Mapping[str, Entry]


class Whole(NamedTuple):
    """A store under judgement; without `former` every record is judged. `warns` is False where only errors count."""

    now: Side
    former: Former | None = None
    warns: bool = True

    @property
    def law(self) -> Law:
        """Return the law that judges."""
        return self.now.law

    @property
    def same_kinds(self) -> bool:
        """Tell whether paths meant before what they mean now."""
        return self.former is None or self.former.side.law.kinds == self.law.kinds

    def places(self) -> Iterator[tuple[Place | None, Place | None, Change]]:
        """Pair each change with what its path says before and after."""
        kinds = tuple(self.law.kinds.values())
        for change in self.former.changes if self.former else ():
            found = place(change.path, self.law.store, kinds)
            yield (found if change.old else None, found if change.new else None, change)

    def counts_before(self) -> Counter[Cell]:
        """Count the records of each cell as they were; none where there is no former state."""
        if self.former is None or not self.same_kinds:
            return Counter() if self.former is None else self.former.side.census.counts()
        counts = Counter(self.now.census.counts())
        for old, new, _ in self.places():
            counts.update([cell_of(old)] if old else [])
            counts.subtract([cell_of(new)] if new else [])
        return +counts

    def gathered(self) -> Iterator[tuple[Identity, list[str], list[str]]]:
        """Yield identities that have several paths, with these and the former ones; of all, those that a change adds.

        Where the kinds changed too, every identity with several paths is looked at.
        """
        if self.former is None:
            yield from ((identity, paths, []) for identity, paths in self.now.census.duplicates().items())
        elif self.same_kinds:
            yield from self._touched()
        else:
            after = self.now.census.duplicates()
            before = self.former.side.census.paths(after.keys())
            yield from ((identity, paths, before.get(identity, [])) for identity, paths in after.items())

    def _touched(self) -> Iterator[tuple[Identity, list[str], list[str]]]:
        added: dict[Identity, set[str]] = {}
        removed: dict[Identity, set[str]] = {}
        for old, new, change in self.places():
            if new is not None and old is None:
                added.setdefault(new.identity, set()).add(change.path)
            if old is not None and new is None:
                removed.setdefault(old.identity, set()).add(change.path)
        for identity, paths in self.now.census.paths(added.keys()).items():
            # a path that the change adds is there, also where no look at legal places finds it
            after = sorted({*paths, *added[identity]})
            if len(after) > 1:
                yield identity, after, sorted(set(after) - added[identity] | removed.get(identity, set()))

    def touches(self, kind: Kind) -> bool:
        """Tell whether a kind's records are to be looked at: the change touches one, or there is no former state."""
        if self.former is None or not self.same_kinds:
            return True
        home = join(self.law.store, kind.directory)
        return any(within(change.path, home) for change in self.former.changes)

    def newcomers(self, after: list[str], before: list[str]) -> Iterator[tuple[str, str]]:
        """Of paths that share what must be unique, yield each that made the group grow, with one that was first."""
        moves = self.former.moves if self.former else {}
        gone = set(before) - set(after)
        kept = [path for path in after if path in before]
        new = [path for path in after if path not in before]
        new.sort(key=lambda path: not (path in moves and moves[path].path in gone))
        settled = [*kept, *new[: len(gone)]] or new[:1]
        yield from ((path, settled[0]) for path in new if path not in settled)

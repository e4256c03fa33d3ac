"""What a write teaches the catalog, which follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from memfs.catalog import Home
from memfs.repository import TreeSnapshot
from memfs.verbs.catalog_ledger import CatalogLedger, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Overlay
    from memfs.repository import Repository, Written

FOLLOWED = 1_000
"""A write of more files leaves the catalog behind, to follow when somebody reads all of them anyway."""


class WriteNotes(NamedTuple):
    """What a write taught before it was done.

    `old` is the store's tree that it changes, None where it only stages; `quiet` tells that nothing was to be said of
    it, not even a warning.
    """

    ledger: CatalogLedger
    law: Law
    changes: Sequence[Change]
    old: str | None
    quiet: bool = False

    @classmethod
    def of(
        cls,
        overlay: Overlay,
        law: Law,
        repository: Repository,
        *,
        changes: Sequence[Change],
        passing: Collection[str] = (),
    ) -> WriteNotes:
        """Begin the notes on a planned write; `passing` are the paths of files that pass."""
        old = overlay.base.tree(law.store) if isinstance(overlay.base, TreeSnapshot) else None
        home = Home(str(repository.state_dir), repository.object_format, law)
        return cls(CatalogLedger(overlay, home, keep=True, passing=passing), law, changes, old)

    def keep(self, done: Written) -> None:
        """Tell the catalog what the write taught, and where it went."""
        self.ledger.wrote(self._step(done.trees.get(self.law.store)))

    def _step(self, new: str | None) -> Step | None:
        if not self.old or not new or len(self.changes) > FOLLOWED:
            return None
        return Step(self.changes, self.old, new, judged=self.quiet)

"""The ledger of a snapshot: what the catalog knows of it, where there is one to ask.

Most hooks find none, and what asks one is loaded only where one is found or made: imports are most of a hook's time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from memfs.core.law import Law
from memfs.repository import TreeSnapshot, repository_of
from memfs.rules import Blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.snapshot import Snapshot
    from memfs.rules import Ledger


@contextmanager
def ledger_of(snapshot: Snapshot, law: Law, *, keep: bool = False) -> Iterator[Ledger]:
    """Open the ledger of a snapshot under a law.

    With `keep`, what was learned is written to the catalog when the block ends well, and a whole check makes one where
    there is none. Hooks never write.
    """
    from memfs.catalog import Home, exists

    repository = None if law.violations else repository_of(snapshot)
    keeps = keep and repository is not None and not repository.inside_hook
    home = None if repository is None else Home(str(repository.state_dir), repository.object_format, law)
    if repository is None or home is None or not (keeps or exists(home)):
        yield Blank()
        return
    from memfs.verbs.catalog_ledger import CatalogLedger

    ledger = CatalogLedger(snapshot, home, keep=keeps)
    try:
        yield ledger
        ledger.close()
    finally:
        ledger.forget()


def is_clean(snapshot: Snapshot, store: str) -> bool:
    """Tell whether the catalog knows a commit's store to be clean, its law included."""
    from memfs.catalog import Home, clean_tree, exists

    if not isinstance(snapshot, TreeSnapshot):
        return False
    repository = snapshot.repository
    home = Home(str(repository.state_dir), repository.object_format, Law(store))
    return exists(home) and clean_tree(home) == snapshot.tree(store)

"""The ledger of a snapshot: what the catalog knows of it, where there is one to ask.

Most hooks find none, and what asks one is loaded only where one is found or made: imports are most of a hook's time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from memfs.core.law import Law
from memfs.repository import ground_of, repository_of
from memfs.rules import Blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.catalog import Home
    from memfs.core.snapshot import Snapshot
    from memfs.rules import Ledger
    from memfs.verbs.standing import Distance


@contextmanager
def ledger_of(snapshot: Snapshot, law: Law, *, away: Distance | None = None, keep: bool = False) -> Iterator[Ledger]:
    """Open the ledger of a snapshot under a law; `away` is what `approached` said, where somebody asked.

    With `keep`, what was learned is written to the catalog when the block ends well, and a whole check makes one where
    there is none. Hooks never write.
    """
    from memfs.catalog import exists

    home = None if law.violations else _home(snapshot, law)
    repository = repository_of(snapshot)
    keeps = keep and repository is not None and not repository.inside_hook
    if home is None or not (keeps or exists(home)):
        yield Blank()
        return
    from memfs.verbs.catalog_ledger import CatalogLedger

    ledger = CatalogLedger(snapshot, home, away=away, keep=keeps)
    try:
        yield ledger
        ledger.close()
    finally:
        ledger.forget()


def approached(snapshot: Snapshot, store: str) -> Distance | None:
    """Say how a snapshot of a store stands to the tree that its catalog holds; None where there is none to ask.

    That can be known before the law is, and may tell that nobody need judge it.
    """
    from memfs.catalog import exists

    home = _home(snapshot, Law(store))
    ground = ground_of(snapshot) if home is not None and exists(home) else None
    if home is None or ground is None:
        return None
    from memfs.verbs.standing import distance

    return distance(home, snapshot, ground)


def _home(snapshot: Snapshot, law: Law) -> Home | None:
    from memfs.catalog import Home

    repository = repository_of(snapshot)
    return None if repository is None else Home(str(repository.state_dir), repository.object_format, law)

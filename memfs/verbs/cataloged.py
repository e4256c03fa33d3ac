"""Ask the catalog about records, brought up to date first where that is allowed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from memfs.catalog import Home, consult, revise
from memfs.repository import ground_of, repository_of
from memfs.verbs.catalog_ledger import follows
from memfs.verbs.ledger import ledger_of
from memfs.verbs.standing import distance

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.catalog import Reader
    from memfs.repository import Repository, TreeSnapshot
    from memfs.verbs.standing import Distance
    from memfs.verbs.view import View

Answer = TypeVar("Answer")


def cataloged(view: View, question: Callable[[Reader, Distance], Answer]) -> Answer | None:
    """Ask a catalog that has read every record of the tree it holds; None where there is none.

    The question is told how the view differs from that tree. Where the catalog is absent or behind HEAD, every record
    that it does not know is read and judged, and that is kept.
    """
    repository = repository_of(view.snapshot)
    ground = None if repository is None else ground_of(view.snapshot)
    if repository is None or ground is None:
        return None
    home = Home(str(repository.state_dir), repository.object_format, view.law)
    away = distance(home, view.snapshot, ground)
    if _lags(home, view, ground=ground, away=away) and _may_write(repository):
        _learn(view)
        away = distance(home, view.snapshot, ground)
    if away is None:
        return None
    known = away
    return consult(home, lambda reader: question(reader, known) if _answers(reader, known) else None)


def fill_text(view: View) -> bool:
    """Bring the full text to what the catalog's tree holds; tell whether that was done.

    A full text that is not as it was written goes, and the catalog with it.
    """
    repository = repository_of(view.snapshot)
    if repository is None or not _may_write(repository):
        return False
    home = Home(str(repository.state_dir), repository.object_format, view.law)
    return revise(home, lambda writer: writer.fill())


def _lags(home: Home, view: View, *, ground: TreeSnapshot, away: Distance | None) -> bool:
    if away is None:
        return True
    if away.behind and follows(view.snapshot, ground):
        return True
    return consult(home, lambda reader: reader.unread()) is not False


def _may_write(repository: Repository) -> bool:
    directory = repository.state_dir if repository.state_dir.exists() else repository.git_dir
    return not repository.inside_hook and os.access(directory, os.W_OK)


def _learn(view: View) -> None:
    """Read and judge what the catalog does not know: a check whose verdict nobody asked for."""
    from memfs.rules import check

    with ledger_of(view.snapshot, view.law, keep=True) as ledger:
        check(view.snapshot, view.law, ledger=ledger, detail="errors")


def _answers(reader: Reader, away: Distance) -> bool:
    return reader.state.tree == away.held and not reader.unread()

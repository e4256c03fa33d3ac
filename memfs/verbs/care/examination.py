"""An examination: everything that is looked at, in the order in which it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.repository import store_roots
from memfs.rules import load_law
from memfs.verbs.care import gates, growth, remains
from memfs.verbs.places import current_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.repository import Repository
    from memfs.verbs.care.finding import Finding


def examine(repository: Repository, *, store: str | None = None, fix: bool = False) -> tuple[Finding, ...]:
    """Say what needs care, and with `fix` put right what can be; `store` leaves out the other stores.

    Nothing of a person's own is ever changed. Raises MemfsError `busy` where `fix` waited in vain for a writer, `state`
    where it is asked for in a hook: what it would put right is the index that git is committing.
    """
    if fix and repository.inside_hook:
        raise MemfsError("git is committing (GIT_INDEX_FILE is set), and a hook can put nothing right", code="state")
    return tuple(_findings(repository, store, fix=fix))


def _findings(repository: Repository, store: str | None, *, fix: bool) -> Iterator[Finding]:
    yield from remains.of_writes(repository, fix=fix)
    yield from remains.of_git(repository, fix=fix)
    snapshot = current_snapshot(repository)
    roots = [root for root in store_roots(snapshot) if store in {None, root}]
    laws = tuple(law for law in (load_law(snapshot, root) for root in roots) if not law.violations)
    if roots:
        yield from gates.findings(repository, laws)
    for law in laws:
        yield from growth.of_layout(snapshot, law)
    yield from growth.of_index(repository, fix=fix)

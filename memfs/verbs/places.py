"""Which store: the one named, the nearest one upward, or the only one of the repository."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.repository import empty_snapshot, head, index_snapshot, store_roots, tree_snapshot

if TYPE_CHECKING:
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository

DEFAULT_STORE = "memory"


@dataclass(frozen=True, slots=True)
class StorePlace:
    """A store's directory in a repository, whether it is made yet or not; "" is the repository's top."""

    repository: Repository
    path: str

    @property
    def directory(self) -> Path:
        """Return the directory on disk."""
        return Path(self.repository.top or self.repository.git_dir) / self.path


def named_store(repository: Repository, directory: Path, name: str) -> str:
    """Return a store named relative to a directory, relative to the repository's top.

    Raises MemfsError `usage` where it lies outside the repository.
    """
    top = Path(repository.top or repository.git_dir)
    wanted = Path(os.path.abspath(directory / name))  # noqa: PTH100 - resolve() would follow a symlinked store
    real = Path(os.path.realpath(wanted.parent)) / wanted.name
    for candidate in (wanted, real):
        if candidate == top or top in candidate.parents:
            return "/".join(candidate.relative_to(top).parts)
    raise MemfsError(f"the store {quoted(name, limit=200)} lies outside the repository", code="usage")


def nearest_store(repository: Repository, directory: Path) -> str | None:
    """Return the store of the first directory upward that holds memfs.yaml or memory/memfs.yaml."""
    if repository.top is None:
        return None
    top = Path(repository.top)
    here = Path(os.path.realpath(directory))
    for place in (here, *here.parents):
        for candidate in (place, place / DEFAULT_STORE):
            if (candidate / POLICY_FILE).is_file():
                return "/".join(candidate.relative_to(top).parts)
        if place == top:
            break
    return None


def current_snapshot(repository: Repository) -> Snapshot:
    """Return what listings speak of: the index, or HEAD in a bare repository."""
    if repository.top is not None:
        return index_snapshot(repository)
    commit = head(repository)
    return tree_snapshot(repository, commit) if commit else empty_snapshot()


def find_store(repository: Repository, directory: Path, *, name: str | None = None) -> str | None:
    """Return the store to work on, None where the repository has none yet.

    Raises MemfsError `usage` where the repository has several and none is nearer than the others.
    """
    if name is not None:
        return named_store(repository, directory, name)
    nearest = nearest_store(repository, directory)
    if nearest is not None:
        return nearest
    stores = store_roots(current_snapshot(repository))
    if len(stores) > 1:
        names = ", ".join(printable(store or ".") for store in stores)
        raise MemfsError(f"the repository holds several stores: {names}", code="usage", hint="memfs --store DIR ...")
    return stores[0] if stores else None


def demand_outermost(snapshot: Snapshot, store: str) -> None:
    """Refuse a store that lies in another one: its files are strays of that, and every other gate says so."""
    names = store.split("/") if store else []
    outer = sorted(snapshot.locate(join(*names[:depth], POLICY_FILE) for depth in range(len(names))))
    if outer:
        around = printable(outer[0].rpartition("/")[0] or ".")
        message = f"the store '{printable(store)}' lies in the store '{around}', whose stray files it holds"
        raise MemfsError(message, code="state", hint="keep stores beside one another")


def has_store(snapshot: Snapshot, store: str) -> bool:
    """Tell whether a snapshot holds the store's policy."""
    return bool(snapshot.locate([join(store, POLICY_FILE)]))

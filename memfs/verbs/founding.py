"""Make a store, and a repository around it where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.names import join
from memfs.core.policy import DATASET
from memfs.core.policy import FILE as POLICY_FILE
from memfs.repository import Repository
from memfs.verbs.outcome import Written
from memfs.verbs.places import DEFAULT_STORE, StorePlace, current_snapshot, named_store
from memfs.verbs.writing import NEW_POLICY, Draft, Wishes, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.verbs.outcome import Outcome
    from memfs.verbs.view import View


def found(place: StorePlace, *, dataset: bool = False, wishes: Wishes | None = None) -> Outcome:
    """Write and commit a store's own files; `unchanged` where they are there. The policy stands for the store."""
    policy = dataset_policy() if dataset else NEW_POLICY
    outcome = write(place, _made, wishes=wishes or Wishes(via="python"), policy=policy)
    path = join(place.path, POLICY_FILE)
    entry = current_snapshot(place.repository).locate([path]).get(path)
    return replace(outcome, changes=(Written("store", place.path or ".", path, entry.blob if entry else None),))


def _made(_: View) -> Draft:
    return Draft("initialized", "init")


def dataset_policy() -> bytes:
    """Return a policy with the dataset cheatsheet's targets."""
    head, _, _ = NEW_POLICY.decode().partition("memfs:")
    policy: Mapping[str, JSON] = {"memfs": 1, "distribution": DATASET}
    return head.encode() + emit(policy)


def found_in(directory: Path, *, dataset: bool = False) -> StorePlace:
    """Make a store in a directory, of the repository that holds it or of a new one in it."""
    directory.mkdir(parents=True, exist_ok=True)
    repository = _discovered(directory) or Repository.create(directory)
    place = StorePlace(repository, repository.prefix)
    found(place, dataset=dataset)
    return place


def establish(
    directory: str | Path, name: str | None = None, *, dataset: bool = False, wishes: Wishes | None = None
) -> Outcome:
    """Make the store `name` (default `memory`) of the repository at a directory, which becomes one where it is in none.

    A repository made for it does not stay where the store is refused or only tried.
    """
    start, store, asked = Path(directory), name or DEFAULT_STORE, wishes or Wishes()
    repository = _discovered(start) or _discovered(_nearest(start / store))
    if repository is not None:
        return found(StorePlace(repository, named_store(repository, start, store)), dataset=dataset, wishes=asked)
    created = Repository.create(start)
    kept = False
    try:
        outcome = found(StorePlace(created, named_store(created, start, store)), dataset=dataset, wishes=asked)
        kept = not asked.dry_run
    finally:
        if not kept:
            _forget(created)
    return outcome


def _discovered(directory: Path) -> Repository | None:
    """Return the repository that holds a directory, None outside of any; a broken one is not to be made anew."""
    try:
        return Repository.discover(directory)
    except MemfsError as error:
        if error.code != "not-a-repository":
            raise
    if (directory / ".git").exists():
        message = f"{quoted(directory / '.git', limit=200)} is no repository that git can read"
        raise MemfsError(message, code="not-a-repository", hint="git status")
    return None


def _nearest(place: Path) -> Path:
    return next(directory for directory in (place, *place.parents) if directory.is_dir())


def _forget(repository: Repository) -> None:
    """Take away a repository that was made a moment ago and holds nothing."""
    import shutil

    shutil.rmtree(repository.git_dir)

"""History of records: every version across moves and renames, who set what, and back to an older one.

A record's identity is its kind and key: it is followed wherever its file lies, whatever git's similarity says, and
across renames, which are known as a review knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted
from memfs.core.history import Blamed
from memfs.core.model import equal
from memfs.core.names import join
from memfs.repository import head, resolve_at, steps
from memfs.verbs.lineage import line
from memfs.verbs.outcome import Written
from memfs.verbs.recalling import instant
from memfs.verbs.records import redrafted, subject
from memfs.verbs.writing import Draft, added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from memfs.core.history import Commit, Version
    from memfs.core.model import JSON
    from memfs.core.moments import Instant
    from memfs.repository import Step
    from memfs.verbs.lineage import Line, Name
    from memfs.verbs.store import Store
    from memfs.verbs.view import View

Data = Mapping[str, "JSON"]


def record_log(store: Store, kind: str, key: str, *, at: str | None = None) -> tuple[Version, ...]:
    """Return every version of a record, newest first, up to a revision or date.

    A merge is one where it made of two sides what neither was. Raises MemfsError `not-found` where history knows no
    such record.
    """
    found = _line(store, kind, key, at=at)
    return tuple(found.versions[name] for name in found.shown)


def _line(store: Store, kind: str, key: str, *, at: str | None) -> Line:
    repository, start = store.place.repository, _start(store, at)
    view = store.view(at=at) if at else store.view()
    found = line(repository, view.law, view.kind(kind), key=key, start=start)
    if not found.shown:
        raise view.missing(kind, key)
    return found


def _start(store: Store, at: str | None) -> str:
    repository = store.place.repository
    start = resolve_at(repository, at) if at else head(repository)
    if start is None:
        raise MemfsError("there is no commit yet, and so no history", code="not-found")
    return start


def blame(store: Store, kind: str, key: str, *, at: str | None = None) -> tuple[Blamed, ...]:
    """Return for each field, and each item of a list, the commit that last set it.

    What a merge took from a side was set by whoever set it there. Raises MemfsError `not-found` where the record is
    not there.
    """
    found = _line(store, kind, key, at=at)
    tip, newest = next(iter(found.versions.items()))
    if newest.data is None:
        last = next((found.versions[name] for name in found.shown if found.versions[name].data is None), newest)
        raise _gone(kind, key, last)
    blamed: dict[Name, dict[str, tuple[JSON, Commit]]] = {}
    for name, version in reversed(found.versions.items()):
        before = [blamed[source] for source in found.sources[name]]
        leaves = {leaf: value for leaf, (value, _) in _leaves(version.data or {})}
        blamed[name] = {leaf: _set(leaf, value, before) or (value, version.commit) for leaf, value in leaves.items()}
    return tuple(Blamed(spot, value, blamed[tip][leaf][1]) for leaf, (value, spot) in _leaves(newest.data))


def _set(leaf: str, value: JSON, before: Iterable[Mapping[str, tuple[JSON, Commit]]]) -> tuple[JSON, Commit] | None:
    """Find who set a leaf to what it is, in the first of the versions before that had it so."""
    return next((side[leaf] for side in before if leaf in side and equal(side[leaf][0], value)), None)


def _gone(kind: str, key: str, last: Version) -> MemfsError:
    if last.action == "moved":
        message = f"{kind} {quoted(key)} was renamed to {quoted(last.key)} in {last.commit.id[:7]}"
        return MemfsError(message, code="not-found", hint=f"memfs blame {kind} {printable(last.key)}")
    if last.action == "removed":
        message = f"{kind} {quoted(key)} was removed in {last.commit.id[:7]}"
        return MemfsError(message, code="not-found", hint=f"memfs log {kind} {printable(key)}")
    message = f"{kind} {quoted(key)} cannot be read as {last.commit.id[:7]} left it"
    return MemfsError(message, code="invalid", hint="memfs check")


def _leaves(data: Data, *, at: str = "") -> Iterator[tuple[str, tuple[JSON, str]]]:
    """Yield each leaf by what stays the same when items move: an item of a list by its own text."""
    for name, value in data.items():
        spot = f"{at}.{name}" if at else name
        if isinstance(value, list):
            yield from _item_leaves(value, spot)
        elif isinstance(value, Mapping) and value:
            yield from _leaves(value, at=spot)
        else:
            yield spot, (value, spot)


def _item_leaves(items: list[JSON], spot: str) -> Iterator[tuple[str, tuple[JSON, str]]]:
    for number, item in enumerate(items):
        if isinstance(item, Mapping) and isinstance(item.get("name"), str):
            yield from _leaves(
                {name: v for name, v in item.items() if name != "name"} or item, at=f"{spot}.{item['name']}"
            )
        else:
            yield f"{spot}={item!r}", (item, f"{spot}[{number}]")


def restore(kind: str, key: str, old: Data, *, source: bytes) -> Callable[[View], Draft]:
    """Plan a record as it once was: a new commit, judged like any write."""

    def plan(view: View) -> Draft:
        known = view.kind(kind)
        found = view.find(kind, key)
        name = f"restore {subject(known, key)}"
        if found is not None:
            draft = redrafted(view, found, old)
            return draft if draft.action == "unchanged" else _as_restored(draft, name)
        path, _ = added(view, kind, old)
        return Draft("restored", name, {path: source}, (Written(kind, key, path),))

    return plan


def _as_restored(draft: Draft, name: str) -> Draft:
    from dataclasses import replace

    return replace(draft, action="restored", subject=name)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which commits of a log are wanted: of whom (a part of the name), and from when until when, both included.

    Raises MemfsError `usage` for what is neither a date nor a time.
    """

    author: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        """Refuse a date that is none before anything is read."""
        self._bounds()

    def lets(self, commit: Commit) -> bool:
        """Tell whether a commit is wanted."""
        moment = instant(commit.date, last=False)
        first, last = self._bounds()
        of_them = self.author is None or self.author.casefold() in commit.author.casefold()
        return of_them and (first is None or first <= moment) and (last is None or moment <= last)

    def _bounds(self) -> tuple[Instant | None, Instant | None]:
        first = None if self.since is None else instant(self.since, last=False)
        return first, None if self.until is None else instant(self.until, last=True)


def store_log(
    store: Store, *, at: str | None = None, kind: str | None = None, sieve: Sieve | None = None
) -> Iterator[Step]:
    """Walk the commits that touched a store's files, newest first, or those of one kind.

    Raises MemfsError `not-found` where there is no commit yet.
    """
    start = _start(store, at)
    directory = store.view(at=at).kind(kind).directory if kind else ""
    for step in steps(store.place.repository, start, [f"{join(store.place.path, directory)}/**".removeprefix("/")]):
        if sieve is None or sieve.lets(step.commit):
            yield step

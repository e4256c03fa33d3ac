"""History of records: every version across moves and renames, who set what, and back to an older one.

A record's identity is its kind and key: it is followed wherever its file lies, whatever git's similarity says. A
rename is a commit that removed one record and added another with the same fields but the key, or a `replace` of ours
that removed one and added one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.history import Blamed, Version
from memfs.core.model import equal
from memfs.core.names import join, place, stem
from memfs.repository import head, resolve_at, steps, tree_snapshot
from memfs.verbs.outcome import Written
from memfs.verbs.records import redrafted, subject
from memfs.verbs.reviewing import changed_fields
from memfs.verbs.writing import Draft, added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memfs.core.history import Commit
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.snapshot import Change, Entry
    from memfs.repository import Repository, Step
    from memfs.verbs.store import Store
    from memfs.verbs.view import View

Data = Mapping[str, "JSON"]


def record_log(store: Store, kind: str, key: str, *, at: str | None = None) -> tuple[Version, ...]:
    """Return every version of a record, newest first, up to a revision or date.

    Raises MemfsError `not-found` where history knows no such record.
    """
    history = _History(store, kind, at=at)
    found = tuple(history.versions(key, history.start))
    if not found:
        raise history.view.missing(kind, key)
    return found


class _History:
    """The history of one kind of record in one store."""

    def __init__(self, store: Store, kind: str, *, at: str | None) -> None:
        self.repository: Repository = store.place.repository
        start = resolve_at(self.repository, at) if at else head(self.repository)
        if start is None:
            raise MemfsError("there is no commit yet, and so no history", code="not-found")
        self.start = start
        self.view: View = store.view(at=at) if at else store.view()
        self.kind: Kind = self.view.kind(kind)
        self._home = join(store.place.path, self.kind.directory)

    def versions(self, key: str, revision: str) -> Iterator[Version]:
        """Walk back from a revision; where the record was renamed, go on with the key it had before."""
        name = stem(key)
        for step in steps(self.repository, revision, [f"{self._home}/**/{name}.yaml"]):
            found = self._version(step, key)
            if found is None:
                continue
            renamed = self._renamed_from(step, found) if found.action == "added" else None
            if renamed is None:
                yield found
                continue
            yield renamed[0]
            yield from self.versions(renamed[1], f"{step.commit.id}^1")
            return

    def _version(self, step: Step, key: str) -> Version | None:
        mine = [change for change in step.changes if place(change.path, self.view.law.store, (self.kind,))]
        old, new = (self._side(mine, side) for side in ("old", "new"))
        if old is None and new is None:
            return None
        before, after = (None if entry is None else self._data(entry) for entry in (old, new))
        moved = old is not None and new is not None and old.path != new.path
        action = "added" if old is None else "removed" if new is None else "moved" if moved else "changed"
        entry = new or old
        return Version(
            commit=step.commit,
            action=action,
            key=key,
            path="" if entry is None else entry.path,
            blob=None if new is None else new.blob,
            data=after,
            fields=changed_fields(before, after, self.kind),
            old_path=old.path if moved and old is not None else None,
        )

    def _side(self, changes: list[Change], side: str) -> Entry | None:
        found = [entry for change in changes if (entry := getattr(change, side)) is not None]
        return found[0] if found else None

    def _data(self, entry: Entry) -> Data | None:
        snapshot = tree_snapshot(self.repository, self.start)
        data = next((source for _, source in snapshot.read([entry])), b"")
        try:
            return read(data)
        except ProfileError:
            return None

    def _renamed_from(self, step: Step, found: Version) -> tuple[Version, str] | None:
        """Find the record that the same commit removed and that this one was before."""
        if found.data is None:
            return None
        wanted = {name: value for name, value in found.data.items() if name != self.kind.key}
        whole = next(iter(steps(self.repository, step.commit.id, [f"{self._home}/**"])), None)
        gone = [c.old for c in whole.changes if c.new is None and c.old] if whole else []
        # a replace of ours changes one record: what it removed is what it renamed, whatever else it changed
        sure = step.commit.trailers.get("Memfs-Op") == ("replace",) and len(gone) == 1
        for entry in gone:
            data = self._data(entry)
            if data is None:
                continue
            if sure or equal({n: v for n, v in data.items() if n != self.kind.key}, wanted):
                fields = changed_fields(data, found.data, self.kind)
                renamed = Version(
                    found.commit, "moved", found.key, found.path, found.blob, found.data, fields, entry.path
                )
                return renamed, str(data.get(self.kind.key))
        return None


def blame(store: Store, kind: str, key: str, *, at: str | None = None) -> tuple[Blamed, ...]:
    """Return for each field, and each item of a list, the commit that last set it.

    Raises MemfsError `not-found` where the record is not there.
    """
    versions = list(record_log(store, kind, key, at=at))
    if versions[0].data is None:
        raise MemfsError(f"{kind} {quoted(key)} was removed in {versions[0].commit.id[:7]}", code="not-found")
    blamed: dict[str, tuple[JSON, Commit]] = {}
    for version in reversed(versions):
        leaves = dict(_leaves(version.data or {}))
        kept = {name: blamed[name] for name in leaves if name in blamed and equal(blamed[name][0], leaves[name][0])}
        blamed = {name: kept.get(name, (value[0], version.commit)) for name, value in leaves.items()}
    order = dict(_leaves(versions[0].data))
    return tuple(Blamed(order[name][1], value, commit) for name, (value, commit) in blamed.items() if name in order)


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


def store_log(
    store: Store, *, at: str | None = None, kind: str | None = None, author: str | None = None
) -> Iterator[Step]:
    """Walk the commits that touched a store's files, newest first; `kind` and `author` (a part of the name) narrow."""
    view = store.view(at=at)
    start = resolve_at(store.place.repository, at) if at else head(store.place.repository)
    pattern = f"{join(store.place.path, view.kind(kind).directory if kind else '')}/**".removeprefix("/")
    for step in steps(store.place.repository, start, [pattern]) if start else ():
        if author is None or author.casefold() in step.commit.author.casefold():
            yield step

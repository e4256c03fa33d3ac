"""A batch: records gathered for one commit, each with its name and place from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.model import Record
from memfs.core.names import path_of, stem
from memfs.verbs.outcome import Written
from memfs.verbs.records import exists, key_of, named, stamped

if TYPE_CHECKING:
    from memfs.verbs.view import View


class Batch:
    """Records to add as one commit; a key that the store or the batch has already is refused at once."""

    __slots__ = ("_names", "records", "view")

    def __init__(self, view: View) -> None:
        """Begin with what the view holds; each kind is listed when its first record comes."""
        self.view = view
        self.records: list[Record] = []
        self._names: dict[str, set[str]] = {}

    def add(self, record: Record) -> Written:
        """Take a record and tell where it will lie. Raises ExistsError; the rest is judged when the batch ends."""
        kind = self.view.kind(record.kind)
        names = self._names.setdefault(kind.name, set()) or self._listed(kind.name)
        data = named(self.view, stamped(self.view, record), taken=names.__contains__)
        key = key_of(kind, data)
        if stem(key) in names:
            raise exists(kind.name, key, same=False)
        names.add(stem(key))
        self.records.append(Record(kind.name, data))
        return Written(kind.name, key, path_of(self.view.law.store, kind, data, digits=self.view.law.policy.fanout))

    def _listed(self, kind: str) -> set[str]:
        self._names[kind] = {found.stem for found, _ in self.view.listing(kind)}
        return self._names[kind]

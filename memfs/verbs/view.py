"""A view: a store's records as a snapshot holds them, found by kind and key."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.core.model import Record
from memfs.core.names import is_summary, place, stem
from memfs.core.report import Violation
from memfs.core.snapshot import blob_id
from memfs.rules import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.names import Place
    from memfs.core.snapshot import Entry, Snapshot

NAMES_COMPARED = 10_000
"""Names that are looked at to find those near a misspelled one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stored record: its identity, where it lies, the id of its bytes, the bytes and what they say."""

    kind: str
    key: str
    path: str
    blob: str
    source: bytes
    data: Mapping[str, JSON]

    @property
    def record(self) -> Record:
        """Return the record alone."""
        return Record(self.kind, self.data)


@dataclass(frozen=True, slots=True)
class View:
    """A store under its law, as of one snapshot."""

    snapshot: Snapshot
    law: Law
    object_format: str = "sha1"

    def kind(self, name: str) -> Kind:
        """Return a kind by name; raises MemfsError `usage` naming the known ones."""
        if name not in self.law.kinds:
            known = ", ".join(self.law.kinds)
            raise MemfsError(f"{quoted(name)} is no kind of record; this store has {known}", code="usage")
        return self.law.kinds[name]

    def find(self, kind: str, key: str) -> Found | None:
        """Find one record by its key: a look into each directory of its kind, no listing.

        Raises InvalidError where the file is there but cannot be read.
        """
        found = self.snapshot.locate(places(self.snapshot, self.law.store, self.kind(kind), stem=stem(key)))
        entries = sorted(found.values(), key=lambda entry: entry.path)[:1]
        return next((self._found(kind, entry, data) for entry, data in self.snapshot.read(entries)), None)

    def demand(self, kind: str, key: str) -> Found:
        """Find one record or raise MemfsError `not-found` with the nearest names as the hint."""
        found = self.find(kind, key)
        if found is None:
            raise self.missing(kind, key)
        return found

    def missing(self, kind: str, key: str) -> MemfsError:
        """Say that there is no such record, and which keys are near."""
        import difflib

        known = list(islice(self.names(kind), NAMES_COMPARED))
        begun = [name for name in known if key and name.startswith(key)]
        near = difflib.get_close_matches(key, known, n=3, cutoff=0.6) or begun[:3]
        hint = f"did you mean {', '.join(near)}?" if near else None
        return MemfsError(f"there is no {kind} {quoted(key)}", code="not-found", hint=hint)

    def listing(self, kind: str) -> Iterator[tuple[Place, Entry]]:
        """List the files of one kind with what their paths say, reading none."""
        wanted = (self.kind(kind),)
        for entry in self.snapshot.entries("/".join(filter(None, (self.law.store, wanted[0].directory)))):
            found = place(entry.path, self.law.store, wanted)
            if found is not None:
                yield found, entry

    def records(self, kind: str, entries: Iterable[Entry] | None = None) -> Iterator[Found]:
        """Read every record of one kind in path order, or those of some entries.

        Raises InvalidError at the first unreadable file.
        """
        listed = (entry for _, entry in self.listing(kind)) if entries is None else entries
        for entry, data in self.snapshot.read(listed):
            yield self._found(kind, entry, data)

    def names(self, kind: str) -> Iterator[str]:
        """List the keys of one kind; a file is read only where its stem is no key."""
        for found, entry in self.listing(kind):
            yield found.stem if is_summary(found.stem) else self._key(found, entry)

    def _key(self, found: Place, entry: Entry) -> str:
        try:
            return next(self._found(found.kind, entry, data).key for _, data in self.snapshot.read([entry]))
        except InvalidError:
            return found.stem

    def _found(self, kind: str, entry: Entry, source: bytes) -> Found:
        try:
            data = read(source)
        except ProfileError as error:
            violation = Violation(entry.path, "yaml", error.message, error.line, error.column, store=self.law.store)
            message = f"{quoted(entry.path, limit=200)} cannot be read: {error.message}"
            raise InvalidError(message, violations=(violation,), hint="memfs check") from None
        key = data.get(self.law.kinds[kind].key)
        blob = entry.blob or blob_id(source, object_format=self.object_format)
        return Found(kind, str(key), entry.path, blob, source, data)

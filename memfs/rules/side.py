"""A side: one snapshot under one law, its files judged one by one and its names counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.layout import below, is_law
from memfs.core.names import join, place
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.snapshot import REGULAR
from memfs.rules import secret
from memfs.rules.census import Census
from memfs.rules.file import stray
from memfs.rules.law import compiled, schema_file
from memfs.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.rules.subject import Finding
    from memfs.schemas import Schemas

    Judge = Callable[[Subject], Iterable[Violation]]


class Side:
    """One snapshot under one law. What is compiled and listed is kept as long as the check runs."""

    __slots__ = ("_accepts", "_homes", "_judges", "_kinds", "_learn", "_schemas", "_start", "census", "law", "snapshot")

    def __init__(
        self,
        snapshot: Snapshot,
        law: Law,
        judges: Iterable[Judge],
        *,
        census: Census | None = None,
        learn: Callable[[Subject, list[Violation]], None] | None = None,
    ) -> None:
        """Take the judgements that each file has to pass, a census where somebody has made it, and who is told."""
        self.snapshot, self.law = snapshot, law
        self.census = census or Census(snapshot, law)
        self._learn = learn
        self._judges = tuple(judges)
        self._schemas: Schemas | None = None
        self._kinds = tuple(law.kinds.values())
        self._homes = {kind.directory: kind for kind in self._kinds}
        self._start = len(law.store) + 1 if law.store else 0
        self._accepts: dict[str, Callable[[JSON], bool]] = {}

    def under(self, law: Law) -> Side:
        """Return the same snapshot under another law."""
        return Side(self.snapshot, law, self._judges)

    def judged(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, list[Violation]]]:
        """Judge files one by one; those whose name or mode is refused are not read."""
        readable = []
        for entry in entries:
            if self._is_plain(entry) or stray(Subject(entry, b"", self.law, self._kind(entry))) is None:
                readable.append(entry)
            else:
                yield entry, self._judge(Subject(entry, b"", self.law, self._kind(entry)))
        for entry, data in self.snapshot.read(readable):
            subject = self._subject(entry, data)
            found = self._judge(subject)
            if self._learn:
                self._learn(subject, found)
            yield entry, found

    def counted(self, entries: Iterable[Entry]) -> int:
        """Count the files that lie where records lie."""
        return sum(1 for entry in entries if place(entry.path, self.law.store, self._kinds))

    def records(self, kind: Kind) -> Iterator[tuple[str, Mapping[str, JSON]]]:
        """Read path and fields of every record of a kind; a file that cannot be read is left out."""
        listed = self.snapshot.entries(join(self.law.store, kind.directory))
        for entry, data in self.snapshot.read(entry for entry in listed if self._is_plain(entry)):
            try:
                yield entry.path, read(data)
            except ProfileError:
                continue

    def placed(self, findings: Iterable[Finding]) -> Iterator[Violation]:
        """Turn what set rules found into violations with lines and columns."""
        found = list(findings)
        entries = self.snapshot.locate(sorted({finding.path for finding in found if finding.at}))
        contents = {entry.path: data for entry, data in self.snapshot.read(entries.values())}
        yield from (finding.violation(contents.get(finding.path, b""), self.law.store) for finding in found)

    def _judge(self, subject: Subject) -> list[Violation]:
        return secret.masked(subject, [violation for judge in self._judges for violation in judge(subject)])

    def _is_plain(self, entry: Entry) -> bool:
        """Tell quickly that a file may be a record; for most files that is the answer."""
        path = entry.path
        return (
            entry.mode == REGULAR
            and path.endswith(".yaml")
            and self._kind(entry) is not None
            and not path.endswith("/" + POLICY_FILE)
        )

    def _kind(self, entry: Entry) -> Kind | None:
        end = entry.path.find("/", self._start)
        return self._homes.get(entry.path[self._start : end]) if end > 0 else None

    def _subject(self, entry: Entry, data: bytes) -> Subject:
        kind = self._kind(entry)
        if kind is None:
            return Subject(entry, data, self.law, values=self._law_values(entry, data))
        try:
            record = read(data)
        except ProfileError as fault:
            return Subject(entry, data, self.law, kind, fault=fault)
        name = schema_file(kind)
        if name not in self._accepts:
            self._accepts[name] = self._compiled().accepts(name)
        problems = () if self._accepts[name](record) else self._compiled().explain(name, record, kind=kind)
        return Subject(entry, data, self.law, kind, record, problems=problems, values=record)

    def _compiled(self) -> Schemas:
        """Return the law's schemas, parsed when the first file is judged: before a change there may be none."""
        if self._schemas is None:
            self._schemas = compiled(self.law)
        return self._schemas

    def _law_values(self, entry: Entry, data: bytes) -> JSON:
        """Decode a file of the law, which was found to be in order before."""
        path = below(entry.path, self.law.store)
        if not is_law(path):
            return None
        values: JSON = read(data) if path == POLICY_FILE else json.loads(data)
        return values

"""Gather records for one big write: each is named, judged and written out once, and what is refused is kept aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.errors import InvalidError
from memfs.core.escape import printable, quoted
from memfs.core.names import is_summary, join, numbered, stem, summary_of
from memfs.rules import Judge
from memfs.verbs.datasets.items import fault
from memfs.verbs.outcome import Written
from memfs.verbs.writing import added

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.verbs.datasets.items import Item
    from memfs.verbs.view import View

REFUSE, SKIP, RENAME = "refuse", "skip", "rename"
TAKEN = "unique"
UNWRITABLE = "yaml"


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was refused: where it stands, why, and what stands there."""

    source: str
    line: int
    violations: tuple[Violation, ...]
    raw: JSON


@dataclass(frozen=True, slots=True)
class Renamed:
    """A record whose key was taken, and the key it got."""

    old: str
    new: str


class Names:
    """Which names of a kind are taken, and by what."""

    __slots__ = ("_holders", "_last")

    def __init__(self, view: View, kind: Kind) -> None:
        """List the store's names; no file is read."""
        self._holders = {found.stem: entry.path for found, entry in view.listing(kind.name)}
        self._last: dict[str, int] = {}

    def holder(self, key: str) -> str | None:
        """Return what has a key already, None where it is free."""
        return self._holders.get(stem(key))

    def take(self, key: str, holder: str) -> None:
        """Let a key be taken."""
        self._holders[stem(key)] = holder

    def free(self, wanted: str, kind: Kind) -> str:
        """Return a key that nothing has: the wanted one, or it with the first free number behind it."""
        number = self._last.get(wanted, 1)
        while self.holder(_candidate(wanted, number, kind)) is not None:
            number += 1
        self._last[wanted] = number
        return _candidate(wanted, number, kind)


def _candidate(wanted: str, number: int, kind: Kind) -> str:
    if number == 1:
        return wanted
    return numbered(wanted, number) if kind.has_summary else f"{wanted}_{number}"


class Gathering:
    """What an import has found so far: the files to write, and what was refused, skipped and renamed."""

    def __init__(self, view: View, *, on_conflict: str = REFUSE, names_given: bool = False) -> None:
        """Start with nothing; `names_given` refuses a record without a name instead of making one."""
        self.view = view
        self.edits: dict[str, bytes | None] = {}
        self.written: list[Written] = []
        self.refused: list[Refused] = []
        self.renamed: list[Renamed] = []
        self.skipped = 0
        self.seen = 0
        self._on_conflict, self._names_given = on_conflict, names_given
        self._judge = Judge(view.law)
        self._kinds = [(kind, frozenset(kind.fields)) for kind in view.law.kinds.values()]
        self._names: dict[str, Names] = {}

    def take(self, item: Item) -> None:
        """Plan one record's file, or keep what refuses it."""
        self.seen += 1
        if item.data is None:
            self._refuse(item, item.faults)
            return
        kind = self.view.law.kinds[item.kind] if item.kind else self._kind_of(item.data)
        data = self._named(kind, dict(item.data))
        if not self._judge.accepts(kind, data) or (kind.has_summary and not is_summary(str(data[kind.key]))):
            nowhere = join(self.view.law.store, kind.directory, "x.yaml")
            self._refuse(item, self._faults(kind, data, at=nowhere))
        elif self._is_free(kind, data, item):
            self._plan(kind, data, item)

    @property
    def required(self) -> tuple[str, ...]:
        """Return the fields that every record of the first kind must have."""
        needed = self._kinds[0][0].schema.get("required")
        return tuple(map(str, needed)) if isinstance(needed, (list, tuple)) else ()

    def counted(self) -> str:
        """Say how many records of which kinds are planned."""
        return counted(self.view, Counter(written.kind for written in self.written))

    def _kind_of(self, data: Mapping[str, JSON]) -> Kind:
        """Tell which kind a plain record is: the one whose key and fields it has, else the first."""
        for kind, fields in self._kinds:
            if kind.key in data and data.keys() <= fields:
                return kind
        return self._kinds[0][0]

    def _named(self, kind: Kind, data: dict[str, JSON]) -> dict[str, JSON]:
        content = data.get("content")
        if self._names_given or not kind.has_summary or kind.key in data or not isinstance(content, str):
            return data
        return {kind.key: self._of(kind).free(summary_of(content), kind), **data}

    def _faults(self, kind: Kind, data: dict[str, JSON], *, at: str) -> tuple[Violation, ...]:
        """Say what is wrong with a record; a name that better content would have made is not what it lacks."""
        if self._names_given or not kind.has_summary or kind.key in data:
            return self._judge.violations(kind, data, at=at, source=_bytes(data))
        named = self._judge.violations(kind, {kind.key: "unnamed", **data}, at=at, source=_bytes(data))
        return named or self._judge.violations(kind, data, at=at, source=_bytes(data))

    def _of(self, kind: Kind) -> Names:
        if kind.name not in self._names:
            self._names[kind.name] = Names(self.view, kind)
        return self._names[kind.name]

    def _is_free(self, kind: Kind, data: dict[str, JSON], item: Item) -> bool:
        """Tell whether the record may be written; renames it where that is wanted."""
        names, key = self._of(kind), str(data[kind.key])
        holder = names.holder(key)
        if holder is None:
            return True
        if self._on_conflict == SKIP:
            self.skipped += 1
            return False
        if self._on_conflict == RENAME and not kind.keys():
            data[kind.key] = names.free(key, kind)
            self.renamed.append(Renamed(key, str(data[kind.key])))
            return True
        message = f"{kind.name} {quoted(key)} is taken by {printable(holder)}"
        self._refuse(item, (fault(item.source, item.line, message, rule=TAKEN),))
        return False

    def _plan(self, kind: Kind, data: dict[str, JSON], item: Item) -> None:
        try:
            path, source = added(self.view, kind.name, data)
        except InvalidError as error:
            self._refuse(item, (fault(item.source, item.line, error.message, rule=UNWRITABLE),))
            return
        violations = self._judge.violations(kind, data, at=path, source=source)
        if violations:
            self._refuse(item, violations)
            return
        key = str(data[kind.key])
        self._of(kind).take(key, f"{item.source}:{item.line}")
        self.edits[path] = source
        self.written.append(Written(kind.name, key, path))

    def _refuse(self, item: Item, violations: tuple[Violation, ...]) -> None:
        placed = tuple(found._replace(path=item.source, line=item.line, column=1) for found in violations)
        self.refused.append(Refused(item.source, item.line, placed, item.raw))


def _bytes(data: dict[str, JSON]) -> bytes:
    """Write a refused record out, so that its text is judged as well; nothing where YAML cannot hold it."""
    try:
        return emit(data)
    except ValueError:
        return b""


def counted(view: View, counts: Mapping[str, int]) -> str:
    """Say how many records of which kinds there are, as `1000 memories and 2 sources`."""
    words = [_number(view.kind(name), count) for name, count in counts.items() if count]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:]))) or "nothing"


def _number(kind: Kind, count: int) -> str:
    if count == 1:
        return f"1 {kind.name}"
    return f"{count} {kind.directory if kind.directory != kind.name else f'{kind.name} records'}"

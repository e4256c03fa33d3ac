"""One file on one side of a change, read as the law of that side reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.layout import below
from memfs.core.snapshot import REGULAR
from memfs.core.tokens import tokens
from memfs.rules import concealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.snapshot import Entry, Snapshot

FILE = "file"
"""The kind of what is no record."""

READABLE = frozenset({REGULAR, "100755"})
MODES = {"120000": "a symlink", "160000": "a submodule", "000000": "unmerged"}


@dataclass(frozen=True, slots=True)
class Side:
    """A file before or after a change.

    `record` is None where the file holds none that can be read; `fault` then says why, and `key` is its name.
    """

    entry: Entry
    kind: str
    key: str
    record: Mapping[str, JSON] | None = None
    fault: str | None = None
    tokens: int = 0
    facets: Mapping[str, str] = field(default_factory=dict)
    key_field: str = ""

    @property
    def identity(self) -> tuple[str, str, bool]:
        """Return what a record is known by; no record is known by a file's name."""
        return (self.kind, self.key, self.record is not None)


def sides(snapshot: Snapshot, entries: Iterable[Entry], law: Law) -> dict[str, Side]:
    """Read files of one store by path; what is no file is not read."""
    wanted = list(entries)
    found = {entry.path: _unread(entry, law) for entry in wanted if entry.mode not in READABLE}
    readable = (entry for entry in wanted if entry.mode in READABLE)
    found.update({entry.path: _side(entry, data, law) for entry, data in snapshot.read(readable)})
    return found


def _name(entry: Entry) -> str:
    return entry.path.rpartition("/")[2]


def _kind(entry: Entry, law: Law) -> str:
    kind = law.kind_in(below(entry.path, law.store).partition("/")[0])
    return FILE if kind is None else kind.name


def _unread(entry: Entry, law: Law) -> Side:
    what = MODES.get(entry.mode, f"a file of mode {entry.mode}")
    return Side(entry, _kind(entry, law), _name(entry), fault=f"is {what}")


def _side(entry: Entry, data: bytes, law: Law) -> Side:
    kind = law.kinds.get(_kind(entry, law))
    if kind is None or not entry.path.endswith(".yaml"):
        return Side(entry, FILE if kind is None else kind.name, _name(entry))  # no prompt loads it
    try:
        record = read(data)
    except ProfileError as error:
        fault = concealed(f"cannot be read: line {error.line}: {error.message}", data)
        return Side(entry, kind.name, _name(entry), fault=fault, tokens=tokens(data))
    key = record.get(kind.key)
    return Side(
        entry=entry,
        kind=kind.name,
        key=key if isinstance(key, str) and key else _name(entry),
        record=record,
        tokens=tokens(data),
        facets={name: value for name in kind.facets if isinstance(value := record.get(name), str)},
        key_field=kind.key,
    )

"""What git's drivers run: merge one record's three versions, and show a record as text for a diff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.errors import MemfsError
from memfs.core.escape import block
from memfs.core.layout import below
from memfs.repository import configure, merge_text, unconfigure
from memfs.rules import Judge, load_law
from memfs.verbs.checking import stores_of
from memfs.verbs.merging import Merged, marked, merge_records
from memfs.verbs.places import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.repository import Repository

SETTINGS = {
    "merge.memfs.name": "memfs: merge records field by field",
    "merge.memfs.driver": "memfs merge-driver -- %O %A %B %P",
    "diff.memfs.textconv": "memfs textconv",
}
"""What the names in a store's .gitattributes mean to git."""

SIZE_LIMIT = 1024 * 1024
"""Larger versions are no records: they are left to git's own merge without being read."""


def set_drivers(repository: Repository, *, everywhere: bool = False) -> tuple[str, ...]:
    """Tell git about the drivers, in this clone or for all of the user's; return the settings that changed."""
    return configure(repository, SETTINGS, everywhere=everywhere)


def unset_drivers(repository: Repository, *, everywhere: bool = False) -> tuple[str, ...]:
    """Take the drivers' settings away; return those that were there."""
    return unconfigure(repository, SETTINGS, everywhere=everywhere)


@dataclass(frozen=True, slots=True)
class Versions:
    """The files that git hands to a merge driver: `%O %A %B`; the result goes into `ours`."""

    base: Path
    ours: Path
    theirs: Path


def merge_files(repository: Repository, versions: Versions, path: str) -> tuple[str, ...]:
    """Merge three versions of the record at a path into `ours`; return the fields in conflict, `text` for git's own.

    What is no record that can be read is merged as text, as git would do it.
    """
    files = (versions.base, versions.ours, versions.theirs)
    if any(file.stat().st_size > SIZE_LIMIT for file in files):
        return _as_text(repository, versions)
    base, ours, theirs = (file.read_bytes() for file in files)
    law, kind = _law_of(repository, path)
    merged = merge_records(base, ours, theirs, kind=kind)
    if merged is None:
        return _as_text(repository, versions)
    if law is not None and kind is not None and not merged.conflicts:
        merged = _legal(law, kind, merged, ours=ours, theirs=theirs)
    versions.ours.write_bytes(merged.data)
    return merged.conflicts


def _legal(law: Law, kind: Kind, merged: Merged, *, ours: bytes, theirs: bytes) -> Merged:
    """Return the merge, or the two sides with markers where together they are no legal record and each alone is."""
    judge = Judge(law)
    mine, other, both = (_accepted(judge, kind, data) for data in (ours, theirs, merged.data))
    if both or not (mine and other):
        return merged
    return Merged(marked(ours, theirs), ("the record",))


def _accepted(judge: Judge, kind: Kind, data: bytes) -> bool:
    try:
        return judge.accepts(kind, read(data))
    except ProfileError:
        return False


def _as_text(repository: Repository, versions: Versions) -> tuple[str, ...]:
    data, conflicts = merge_text(repository, versions.ours, versions.base, theirs=versions.theirs)
    versions.ours.write_bytes(data)
    return ("text",) if conflicts else ()


def _law_of(repository: Repository, path: str) -> tuple[Law | None, Kind | None]:
    """Return the law and the kind of what lies at a path; None for what lies in no store or has no sound law."""
    try:
        snapshot = current_snapshot(repository)
        inside = [store for store in stores_of(snapshot) if not store or path.startswith(store + "/")]
        law = load_law(snapshot, inside[0]) if inside else None
    except MemfsError:
        return None, None
    if law is None or law.violations:
        return None, None
    return law, law.kind_in(below(path, law.store).partition("/")[0])


def readable(data: bytes) -> str:
    """Show a record's bytes as `field:` lines and plain text, one item or paragraph a line, for a diff to compare."""
    try:
        record = read(data)
    except ProfileError:
        return block(data.decode("utf-8", "backslashreplace"))
    return block("\n".join(_shown(name, value) for name, value in record.items()))


def _shown(name: str, value: JSON) -> str:
    if isinstance(value, str) and "\n" not in value:
        return f"{name}: {value}"
    lines = [_line(item) for item in value] if isinstance(value, list) else str(_line(value)).split("\n")
    return "\n".join([f"{name}:", *(f"  {line}" for line in lines)])


def _line(value: JSON) -> str:
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False)

"""Mend: put right in working files what has one right answer, and leave the rest to a person.

Only files of the working tree are written, as a formatter does: what is staged stays staged as it was, and git sees a
move as soon as the person adds it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, mend, read
from memfs.core.model import equal
from memfs.core.names import is_summary, join, path_of
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.snapshot import REGULAR
from memfs.repository import worktree_snapshot
from memfs.rules import Judge, load_law, schema_file
from memfs.verbs.checking import stores_of
from memfs.verbs.mending_files import move, rewrite
from memfs.verbs.writing import readdressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.repository import Repository

BOM = b"\xef\xbb\xbf"
ENDINGS = frozenset({"yaml", "yml"})


@dataclass(frozen=True, slots=True)
class Mended:
    """One file that was mended: what was put right in its text, and where it lies now if it was moved."""

    path: str
    what: tuple[str, ...] = ()
    moved_to: str | None = None


def mend_stores(repository: Repository, store: str | None = None) -> tuple[Mended, ...]:
    """Mend the working files of every store, or of one, and say which; a second run finds nothing to do.

    Raises MemfsError `state` in a bare repository, `environment` where a file cannot be read.
    """
    snapshot = worktree_snapshot(repository)
    roots = [root for root in stores_of(snapshot) if store in {None, root}]
    return tuple(mended for root in roots for mended in _mend_store(snapshot, Path(str(repository.top)), root))


def _mend_store(snapshot: Snapshot, top: Path, store: str) -> Iterator[Mended]:
    for entry, data in snapshot.read(list(snapshot.locate([join(store, POLICY_FILE)]).values())):
        yield from _mend_text(top, entry, data)
    law = load_law(snapshot, store)
    if law.violations:  # nobody can say what a record is
        return
    judge = Judge(law)
    for kind in law.kinds.values():
        listed = [entry for entry in snapshot.entries(join(store, kind.directory)) if _may_be_record(entry)]
        for entry, data in snapshot.read(listed):
            yield from _mend_record(top, entry, data, bench=_Bench(law, kind, judge))


def _may_be_record(entry: Entry) -> bool:
    return entry.mode == REGULAR and entry.path.rpartition(".")[2].lower() in ENDINGS


@dataclass(frozen=True, slots=True)
class _Bench:
    """What it takes to say where a record belongs."""

    law: Law
    kind: Kind
    judge: Judge

    def place_of(self, path: str, text: bytes) -> str:
        """Return where a file belongs: as its content says, or where it lies but for its ending."""
        here = f"{path[: path.rindex('.')]}.yaml"
        try:
            record = read(text)
        except ProfileError:
            return here
        key = record.get(self.kind.key)
        if not isinstance(key, str) or (self.kind.has_summary and not is_summary(key)):
            return here
        if not self.judge.accepts(self.kind, record):
            return here
        return path_of(self.law.store, self.kind, record, digits=self.law.policy.fanout)


def _mend_text(top: Path, entry: Entry, data: bytes) -> Iterator[Mended]:
    text = _mended(data)
    if entry.mode == REGULAR and text != data and rewrite(top / entry.path, data, text):
        yield Mended(entry.path, _words(data, text))


def _mend_record(top: Path, entry: Entry, data: bytes, *, bench: _Bench) -> Iterator[Mended]:
    text = _mended(data)
    place = bench.place_of(entry.path, text)
    if place == entry.path:
        yield from _mend_text(top, entry, data)
        return
    moved = readdressed(text, bench.law.store, schema_file(bench.kind), paths=(entry.path, place))
    home = join(bench.law.store, bench.kind.directory)
    if move(top, (entry.path, place), data, new=moved, home=home):
        yield Mended(entry.path, _words(data, text), place)
    else:  # something else lies there, and which of the two is right only a person can say
        yield from _mend_text(top, entry, data)


def _mended(data: bytes) -> bytes:
    """Return a text with what has one right answer mended; it says the same, where it said anything before."""
    if not _is_suspect(data):
        return data
    try:
        text = mend(data)
    except ProfileError:
        return data
    before = _said(data)
    return text if before is None or equal(before, _said(text)) else data


def _is_suspect(data: bytes) -> bool:
    return data.startswith(BOM) or b"\r" in data or not data.endswith(b"\n") or _said(data) is None


def _said(data: bytes) -> Mapping[str, JSON] | None:
    with suppress(ProfileError):
        return read(data)
    return None


def _words(data: bytes, text: bytes) -> tuple[str, ...]:
    """Name what was put right in a text."""
    plain = data.removeprefix(BOM).replace(b"\r\n", b"\n")
    found = {
        "byte order mark": data.startswith(BOM),
        "line ends": b"\r\n" in data,
        "final newline": not data.endswith(b"\n"),
        "quotes": plain.rstrip(b"\n") != text.rstrip(b"\n") and _said(data) is None,
    }
    return tuple(words for words, holds in found.items() if holds) if data != text else ()

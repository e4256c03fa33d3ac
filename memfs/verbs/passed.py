"""What passed last: the staged changes that a gate judged and had nothing to say of, so that no hook judges them again.

The same program gives the same index on the same commit the same verdict. It is kept in one small file beside git's
own, which may be deleted at any time. A hook reads it before it loads anything that judges.
"""

from __future__ import annotations

import os
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository, StagedChange

FILE = "passed"

MOST = 1_000
"""Of more changes nothing is kept."""

PLAIN = frozenset("AMD")
"""Git's letters of changes that may pass; a path that a merge left open, or that changed its type, has another."""


def has_passed(repository: Repository, staged: StagedChange) -> bool:
    """Tell whether what is staged is nothing at all, or what this program judged and had nothing to say of."""
    if not staged.raw:
        return True
    if len(staged) > MOST:
        return False
    kept = _kept(repository)
    if staged.commit not in kept:
        return False
    lines = []
    for fields, path in staged.pairs():
        _, mode, _, blob, letter = fields.split(" ")
        if letter not in PLAIN:
            return False
        lines.append(_line(mode, blob, path))
    return kept == _text(staged.commit, lines)


def keep_passed(snapshot: Snapshot, base: Snapshot) -> None:
    """Keep that a gate had nothing to say of an index against the commit under it; of any other place, nothing.

    Hooks keep nothing, and where nothing can be kept nothing is.
    """
    from memfs.repository import StagedSnapshot

    if not isinstance(snapshot, StagedSnapshot) or base is not snapshot.commit or snapshot.index.repository.inside_hook:
        return
    changes = list(snapshot.changes(base))
    if 0 < len(changes) <= MOST:
        gone = "0" * len(base.name)
        new = ((change.new, change.path) for change in changes)
        lines = (_line(entry.mode, entry.blob, path) if entry else _line("000000", gone, path) for entry, path in new)
        _keep(snapshot.index.repository, _text(base.name, lines))


def _line(mode: str, blob: str, path: str) -> str:
    return f"{mode} {blob} {path}"


def _text(commit: str, lines: Iterable[str]) -> str:
    """Write a verdict out, with a checksum: a file that was cut short could read like one of other changes."""
    from zlib import crc32

    from memfs.catalog import judged_by

    text = "\0".join([judged_by(), commit, *sorted(lines)])
    return f"{text}\0{crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def _file(repository: Repository) -> str:
    return os.path.join(repository.git_dir, "memfs", FILE)


def _kept(repository: Repository) -> str:
    try:
        with open(_file(repository), "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _keep(repository: Repository, text: str) -> None:
    """Put the file in its place in one step; where another one is being written, or was left by a dead process, not."""
    path = _file(repository)
    fresh = f"{path}.part"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(fresh, "xb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.replace(fresh, path)
    except FileExistsError:
        with suppress(OSError):
            os.unlink(fresh)
    except OSError:
        return

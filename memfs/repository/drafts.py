"""What a person left where a write wants to go: nothing uncommitted is ever overwritten."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.snapshot import blob_id
from memfs.repository.index import index_stamp, staged
from memfs.repository.plan import parents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from memfs.core.snapshot import Change, Entry
    from memfs.repository.index import Staged, Stamp
    from memfs.repository.run import Repository

# each would make git store other bytes than stand in the file, and a filter's program would have to run for it
CONVERSIONS = ("filter", "ident", "working-tree-encoding")
OFF = ("unspecified", "unset")


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look found.

    `files` has the blob id of the bytes standing at each path, None where there is no file. `missing` are directories
    to be made, parents first. `near` tells that the git directory lies on the same device as all the others. `assumed`
    are the paths that the user told git not to look at. `stamp` is the index this was read from.
    """

    files: Mapping[str, str | None]
    missing: tuple[str, ...]
    near: bool
    assumed: tuple[str, ...]
    stamp: Stamp


def look(repository: Repository, changes: Sequence[Change]) -> Look:
    """Look at the working tree and the index where the changes will go.

    Raises MemfsError `draft-in-the-way` where they hold something else than the snapshot, `state` where a symbolic
    link or another repository lies on the way, `environment` where an attribute would change the bytes.
    """
    stamp = index_stamp(repository)
    missing, devices = _directories(Path(str(repository.top)), [change.path for change in changes])
    entries = require_staged(repository, changes)
    refuse_conversions(repository, [change.path for change in changes if change.new])
    return Look(
        files={change.path: _file(repository, change, entries.get(change.path)) for change in changes},
        missing=tuple(missing),
        near=devices == {repository.state_dir.stat().st_dev},
        assumed=tuple(path for path, entry in entries.items() if entry.assumed),
        stamp=stamp,
    )


def require_staged(repository: Repository, changes: Iterable[Change]) -> dict[str, Staged]:
    """Refuse where the index holds something else than what a change replaces or removes; return what it holds."""
    old = [change.old for change in changes if change.old]
    found = staged(repository, [entry.path for entry in old])
    for entry in old:
        if entry.path not in found or not found[entry.path].matches(entry):
            raise draft(entry.path, "is staged with changes that are not committed")
    return found


def refuse_conversions(repository: Repository, paths: Sequence[str]) -> None:
    """Refuse where an attribute makes git store other bytes; asking for it runs nothing of the repository."""
    if not paths:
        return
    asked = b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
    answer = repository.git("check-attr", "--stdin", "-z", *CONVERSIONS, stdin=asked)
    words = answer.decode("utf-8", "surrogateescape").split("\0")
    for path, name, value in zip(words[:-1:3], words[1::3], words[2::3], strict=True):
        if value not in OFF:
            what = f"the attribute '{name}' is set for {quoted(path, limit=200)}"
            raise MemfsError(f"{what}, and git would not store its bytes as they are", code="environment")


def draft(path: str, what: str) -> MemfsError:
    """Return the refusal that names a draft."""
    return MemfsError(f"{quoted(path, limit=200)} {what}", code="draft-in-the-way", hint="git status")


def file_bytes(path: Path) -> bytes | None:
    """Return a file's bytes, None where there is no file; a link is not followed and a pipe not opened."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def file_id(path: Path, *, object_format: str) -> str | None:
    """Return the blob id of a file's bytes, None where there is no file."""
    data = file_bytes(path)
    return None if data is None else blob_id(data, object_format=object_format)


def exists(path: Path) -> bool:
    """Tell whether anything stands at a path, be it a dangling link."""
    return path.exists() or path.is_symlink()


def _directories(top: Path, paths: Iterable[str]) -> tuple[list[str], set[int]]:
    """List the missing directories, parents first, and the devices that the others lie on."""
    missing, devices = list[str](), set[int]()
    homes = {path.rpartition("/")[0] for path in paths}
    for directory in sorted(homes.union(*map(parents, homes))):
        device = _device(top, directory)
        if device is None:
            missing.append(directory)
        else:
            devices.add(device)
    return missing, devices


def _device(top: Path, directory: str) -> int | None:
    place = top / directory
    try:
        found = place.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        what = "is a symbolic link, and a store cannot lie behind one"
        raise MemfsError(f"{quoted(directory, limit=200)} {what}", code="state")
    if not stat.S_ISDIR(found.st_mode):
        raise draft(directory, "is a file where a directory is needed")
    if directory and exists(place / ".git"):
        raise MemfsError(f"{quoted(directory, limit=200)} is a repository of its own", code="state")
    return found.st_dev


def _file(repository: Repository, change: Change, entry: Staged | None) -> str | None:
    if change.old is not None and entry is not None:
        path = Path(str(repository.top), change.path)
        return _standing(path, change.old, entry, object_format=repository.object_format)
    if os.path.lexists(f"{repository.top}/{change.path}"):
        raise draft(change.path, "is in the way: it is there already, but not committed")
    return None


def _standing(path: Path, old: Entry, entry: Staged, *, object_format: str) -> str | None:
    data = file_bytes(path)
    if data is None:
        if entry.skipped and not exists(path):  # a sparse checkout leaves the file out
            return None
        raise draft(old.path, "was deleted or replaced, which is not committed")
    raw = blob_id(data, object_format=object_format)
    # a checkout may have given the file CRLF line ends
    if old.blob not in (raw, blob_id(data.replace(b"\r\n", b"\n"), object_format=object_format)):
        raise draft(old.path, "has changes that are not committed")
    return raw

"""Write and move working files so that at every moment one of the two versions is there, whole."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def rewrite(path: Path, old: bytes, new: bytes) -> bool:
    """Let a file hold other bytes; False, with nothing done, where it is no longer what was read."""
    with _draft(path.parent, new, like=path) as draft:
        if not _holds(path, old):
            return False
        draft.replace(path)
    return True


def move(top: Path, paths: tuple[str, str], old: bytes, *, new: bytes, home: str) -> bool:
    """Move a file and let it hold other bytes; False, with nothing done, where anything else lies in its new place.

    `paths` are the old and the new one, relative to `top`; directories that the move leaves empty go, up to `home`.
    """
    source, target = top / paths[0], top / paths[1]
    if not _holds(source, old) or not _is_real(top, paths[1]):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with _draft(target.parent, new, like=source) as draft:
        placed = _place(draft, target) or _holds(target, new)  # a run that was stopped here left both
    if placed:
        source.unlink()
    _prune(source.parent if placed else target.parent, top / home)
    return placed


def _place(draft: Path, target: Path) -> bool:
    """Put a draft in its place without ever replacing a file."""
    try:
        os.link(draft, target)
    except FileExistsError:
        return False
    except OSError:  # no links on this file system
        if target.exists() or target.is_symlink():
            return False
        draft.rename(target)
    return True


@contextmanager
def _draft(directory: Path, data: bytes, *, like: Path) -> Iterator[Path]:
    """Write bytes to a file beside their place, with the rights of another; what is left of it goes in the end."""
    descriptor, name = tempfile.mkstemp(dir=directory, prefix=".memfs-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        Path(name).chmod(stat.S_IMODE(like.lstat().st_mode))
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode) and path.read_bytes() == data
    except OSError:
        return False


def _is_real(top: Path, path: str) -> bool:
    """Tell whether every directory above a path is one, or is not there yet; none may lead elsewhere."""
    parents = [top / parent for parent in Path(path).parents]
    return not any(parent.is_symlink() or (parent.exists() and not parent.is_dir()) for parent in parents)


def _prune(directory: Path, home: Path) -> None:
    with suppress(OSError):
        while home in directory.parents:
            directory.rmdir()
            directory = directory.parent

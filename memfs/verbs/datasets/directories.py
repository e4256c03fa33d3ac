"""Directories of other systems: what lies in them, in path order. Symlinks and hidden directories are not followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.verbs.datasets.items import Given

FILE_BYTES = 1024 * 1024


def walk(given: Given, form: str) -> Iterator[Path]:
    """List every file below a directory in path order, and the directories that are not entered.

    Raises MemfsError `usage` where a file was given, `environment` where a directory cannot be read.
    """
    if given.directory is None:
        raise MemfsError(f"{quoted(given.name, limit=200)} is no directory; {form} reads one", code="usage")
    for home, directories, names in os.walk(given.directory, onerror=_raise):
        closed = [name for name in directories if name.startswith(".") or (Path(home) / name).is_symlink()]
        directories[:] = sorted(set(directories) - set(closed))
        yield from (Path(home) / name for name in sorted([*names, *closed]))


def _raise(error: OSError) -> None:
    raise error


def why_skipped(path: Path, ending: str) -> str | None:
    """Say why a file is not read; None where it is."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "symlinks are not followed"
    if stat.S_ISDIR(mode):
        return "hidden directories are not read"
    if not stat.S_ISREG(mode):
        return "it is no regular file"
    return None if path.name.endswith(ending) else f"it is no {ending} file"


def skipped(path: Path, why: str) -> str:
    """Say in words that a file is skipped."""
    return f"skipped {quoted(path, limit=200)}: {why}"


def content_of(path: Path) -> bytes:
    """Read a file that is still no symlink, a byte more than it may have at most."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(FILE_BYTES + 1)

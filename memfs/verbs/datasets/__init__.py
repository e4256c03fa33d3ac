"""Datasets: records in other forms, one file a form; each yields what stands there, for the import to judge."""

from __future__ import annotations

import errno
from importlib import import_module
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.verbs.datasets.detection import FORMATS, detect
from memfs.verbs.datasets.items import STDIN, Given, Item, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

__all__ = ["FORMATS", "STDIN", "Given", "Item", "Rows", "detect", "given_at", "notes_of", "reader", "writer"]


def _module(form: str) -> ModuleType:
    return import_module(f"{__name__}.{form}")


def reader(form: str) -> Callable[[Given], Iterator[Item]]:
    """Return the reader of a format by name."""
    found: Callable[[Given], Iterator[Item]] = _module(form).items
    return found


def writer(form: str) -> Callable[[Rows], Iterator[str]]:
    """Return the writer of a format that is one file."""
    found: Callable[[Rows], Iterator[str]] = _module(form).texts
    return found


def notes_of(form: str, given: Given) -> tuple[str, ...]:
    """Say what a format leaves behind: comments, skipped files, a file beside this one."""
    say: Callable[[Given], tuple[str, ...]] | None = getattr(_module(form), "notes", None)
    return () if say is None else say(given)


def given_at(name: str, directory: Path) -> Given:
    """Read a file named relative to a directory; a directory is walked later.

    Raises MemfsError `usage` where it is not there, `environment` where it cannot be read.
    """
    path = directory / name
    try:
        return Given(name, directory=path) if path.is_dir() else Given(name, path.read_bytes(), path)
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno in {errno.ENOENT, errno.ENOTDIR}:
            raise MemfsError(f"there is no file {quoted(name, limit=200)}", code="usage") from None
        what = f"{quoted(name, limit=200)} cannot be read: {(error.strerror or str(error)).lower()}"
        raise MemfsError(what, code="environment") from None

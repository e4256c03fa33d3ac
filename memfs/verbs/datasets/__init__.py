"""Datasets: records in other forms, one file a form; each yields what stands there, for the import to judge."""

from __future__ import annotations

import errno
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.verbs.datasets.items import STDIN, Given, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["FORMATS", "OWN", "STDIN", "Given", "Item", "detect", "given_at", "notes_of", "reader"]

FORMATS: Final[Mapping[str, str]] = {name: f"{__name__}.{name}" for name in ("jsonl", "json", "btw", "btb")}
OWN: Final = frozenset({"jsonl", "json"})
"""Our own formats, judged exactly as `add` does; the others are those of other systems."""

_ENDINGS: Final = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}


def reader(form: str) -> Callable[[Given], Iterator[Item]]:
    """Return the reader of a format by name."""
    found: Callable[[Given], Iterator[Item]] = import_module(FORMATS[form]).items
    return found


def notes_of(form: str, given: Given) -> tuple[str, ...]:
    """Say what a format leaves behind: comments, skipped files, a file beside this one."""
    say: Callable[[Given], tuple[str, ...]] | None = getattr(import_module(FORMATS[form]), "notes", None)
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


def detect(given: Given) -> str:
    """Tell the format of what was given, by its name's ending, else by how it begins.

    Raises MemfsError `usage` where neither says.
    """
    if given.directory is not None:
        return "btb"
    form = _ENDINGS.get(Path(given.name).suffix.lower()) or _by_content(given.data)
    if form is None:
        forms = ", ".join(FORMATS)
        raise MemfsError(f"{quoted(given.name, limit=200)} does not say its format; give --from {forms}", code="usage")
    return form


def _by_content(data: bytes) -> str | None:
    from memfs.verbs.datasets import btw

    start = data.lstrip()
    if start.startswith(b"{"):
        return "jsonl" if start.partition(b"\n")[0].rstrip().endswith(b"}") else "json"
    if start.startswith(b"["):
        return "json"
    lines = (line for line in data.decode("utf-8", "replace").splitlines() if not line.startswith((" ", "#")))
    return "btw" if any(line.startswith(btw.OPENING) for line in lines) else None

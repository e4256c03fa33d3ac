"""The paths of the memory tool: `/memories` is the store's directory, and what is below it lies there.

Paths are names and nothing else: they are looked up in a snapshot, and no link is ever followed.
"""

from __future__ import annotations

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, shortened
from memfs.core.layout import below
from memfs.core.names import join

ROOT = "/memories"
SHOWN = 400
"""Characters of a path that an answer repeats."""


def inside(path: str) -> str:
    """Return what a path names below the store, "" for the store itself; raises MemfsError for any other place."""
    if path != ROOT and not path.startswith(ROOT + "/"):
        raise MemfsError(f"Path must start with /memories, got: {told(path)}", code="usage")
    names: list[str] = []
    for name in path.removeprefix(ROOT).split("/"):
        if name == "..":
            if not names:
                raise MemfsError(f"Path {told(path)} would escape /memories directory", code="usage")
            names.pop()
        elif name not in {"", "."}:
            names.append(name)
    return "/".join(names)


def outside(path: str, store: str) -> str:
    """Return how the tool names a path of the repository that lies in the store."""
    return told(join(ROOT, below(path, store)))


def told(path: str) -> str:
    """Return a path to repeat in an answer."""
    return shortened(printable(path), limit=SHOWN)

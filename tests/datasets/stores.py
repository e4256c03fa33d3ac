"""Stores in memory: no git, no disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.names import path_of
from memfs.core.snapshot import Files
from memfs.rules import load_law
from memfs.verbs import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON

POLICY = {"memory/memfs.yaml": b"memfs: 1\n"}


def law() -> Law:
    """Return the packaged law."""
    return load_law(Files(POLICY), "memory")


def view_of(memories: Iterable[Mapping[str, JSON]]) -> View:
    """Return a store that holds these memories."""
    kind = law().kinds["memory"]
    files = {path_of("memory", kind, memory, digits=0): emit(kind.ordered(memory)) for memory in memories}
    return View(Files({**POLICY, **files}), law())

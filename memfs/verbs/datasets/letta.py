"""`letta`: the memory directory of a Letta agent, Markdown files with a front matter.

In its first form the files below `system/` are always in the agent's prompt, in its second those at the top, with a
`MEMORY.md` as index in each directory. Either way they are tagged as pinned. A file's path is its label, and so the
memory's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.verbs.datasets import notebook
from memfs.verbs.datasets.notebook import ENDING, FACT, INDEX, Habits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given, Item

FORM = "letta"
SYSTEM = "system"
MARKS = frozenset({SYSTEM, ".memfs.config.json", ".sync-state.json"})
"""What lies in such a directory and in no other."""


def items(given: Given) -> Iterator[Item]:
    """Yield each file's memory in path order; raises MemfsError `environment` where a file cannot be read."""
    return notebook.items(given, HABITS)


def notes(given: Given) -> tuple[str, ...]:
    """Say what is not carried."""
    return notebook.remarks(given, HABITS)


def _fields(name: str, front: Mapping[str, JSON]) -> dict[str, JSON]:
    return {**FACT, "summary": name.removeprefix(f"{SYSTEM}/").removesuffix(ENDING), "metadata": dict(front)}


def _pins(name: str, names: Collection[str]) -> bool:
    if any(other.startswith(f"{SYSTEM}/") for other in names):
        return name.startswith(f"{SYSTEM}/")
    return INDEX in names and "/" not in name


HABITS = Habits(FORM, _fields, _pins, made=frozenset({"memory_filesystem.md"}))

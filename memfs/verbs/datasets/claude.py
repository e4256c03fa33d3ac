"""`claude`: the memory directory of Claude Code, Markdown notes with a front matter and `MEMORY.md` as their index.

A note's `type` says what was learned: `feedback` is a preference, everything else a fact. The index is always in the
prompt, so what stands in it itself, as its older form has it, is tagged as pinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.verbs import lenient
from memfs.verbs.datasets import notebook
from memfs.verbs.datasets.notebook import ENDING, FACT, INDEX, Habits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given, Item

FORM = "claude"
NAME, TYPE, SESSION = "name", "type", "originSessionId"
INSIGHTS: Mapping[str, Mapping[str, JSON]] = {"feedback": {**FACT, "insight_type": "preference"}}


def items(given: Given) -> Iterator[Item]:
    """Yield each note's memory in path order; raises MemfsError `environment` where a file cannot be read."""
    return notebook.items(given, HABITS)


def notes(given: Given) -> tuple[str, ...]:
    """Say what is not carried."""
    return notebook.remarks(given, HABITS)


def _fields(name: str, front: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a note's fields: its name names it, its session is one here, the rest is metadata."""
    rest = {field: value for field, value in front.items() if field != "metadata"}
    inner = front.get("metadata")
    for field, value in inner.items() if isinstance(inner, Mapping) else ():
        lenient.keep(rest, field, value)
    if inner and not isinstance(inner, Mapping):
        lenient.keep(rest, "metadata", inner)
    summary = rest.pop(NAME) if _is_text(rest.get(NAME)) else name.removesuffix(ENDING)
    session: dict[str, JSON] = {"session": rest.pop(SESSION)} if _is_text(rest.get(SESSION)) else {}
    return {**INSIGHTS.get(str(rest.get(TYPE)), FACT), "summary": summary, **session, "metadata": rest}


def _is_text(value: JSON) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _pins(name: str, _names: Collection[str]) -> bool:
    return name.rpartition("/")[2] == INDEX


HABITS = Habits(FORM, _fields, _pins)

"""A tool: its name, what it takes and answers, and what it does; `descriptions` says what a model is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.agents.arguments import Given, Parameter, read_arguments
from memfs.agents.door import Call
from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.agents.door import Door
    from memfs.core.model import JSON

    Answer = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    `reads` says that it changes nothing, `destroys` that it may overwrite or remove what is there, `repeats` that
    calling it again with the same arguments changes nothing more.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    answer: Mapping[str, JSON]
    run: Callable[[Call], Answer]
    reads: bool = False
    destroys: bool = False
    repeats: bool = False

    def call(self, door: Door, sent: Mapping[str, JSON], *, agent: str | None = None) -> Answer:
        """Read the arguments and do it; raises MemfsError for what it refuses."""
        return self.run(Call(door, read_arguments(self.parameters, sent, of=self.name), agent))


def one(given: Given, name: str) -> str:
    """Return the one text of a parameter that takes several elsewhere; raises MemfsError `usage` for another number."""
    found = given.texts(name)
    if len(found) != 1:
        raise MemfsError(f"'{name}' names {len(found)} records; name one", code="usage")
    return found[0]

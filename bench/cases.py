"""What a case of the measurement is, and where it finds its corpora."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import SCHEMA, STORE, Shape, memory_kind
from bench.ratio import Command
from memfs.codec import emit
from memfs.core.names import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.core.model import JSON

PROGRAMS = Path(sys.executable).parent
SMALL, MIDDLE, LARGE = Shape(1_000), Shape(10_000), Shape(100_000, fanout=2)
CHECK_JSONSCHEMA = (str(PROGRAMS / "check-jsonschema"), "--schemafile", str(SCHEMA))


@dataclass(frozen=True, slots=True)
class Place:
    """Where corpora are kept, and the environment that keeps the user's configuration out."""

    cache: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        own["PYTHONDONTWRITEBYTECODE"] = ""  # else each run would compile us anew, and not what was installed with pip
        return {**own, "PRE_COMMIT_HOME": str(self.cache / "pre-commit")}

    def command(self, name: str, arguments: tuple[str, ...], directory: Path, *, says: str = "") -> Command:
        return Command(name, lambda _: arguments, directory, environment=self.environment, says=says)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: what is done, the ratio it must keep, and the two commands.

    With `over`, the bound is the seconds that ours may take longer; `runs` limits those of long work.
    """

    work: str
    bound: float
    commands: Callable[[Place], tuple[Command, Command]]
    over: bool = False
    runs: int = 99


def write(directory: Path, data: Mapping[str, JSON], shape: Shape) -> str:
    """Write a memory where it belongs and return its path."""
    path = path_of(STORE, memory_kind(), data, digits=shape.fanout)
    (directory / path).parent.mkdir(parents=True, exist_ok=True)
    (directory / path).write_bytes(emit(data))
    return path


def forget(directory: Path) -> None:
    """Remove what memfs keeps beside the repository's own files."""
    for path in (directory / ".git" / "memfs").glob("*.sqlite*"):
        path.unlink()

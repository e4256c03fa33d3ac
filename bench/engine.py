"""Store the same memories in five ways, as programs to be measured: `python -m bench.engine WAY COUNT DIRECTORY`.

The ways are `MemoryEngine` in one batch and with a commit for each memory; the same two written on plain git, with
nothing judged; and `json`, a stand-in for BTB's engine (github.com/templetwo/back-to-the-basics), which is not here.
The stand-in does for each memory what that engine does, as its source of January 2026 says: it walks a nested mapping
of facets to a directory, makes the directory (twice, as there), and writes a JSON file named after the second and the
summary. It leaves out what BTB does not need for legal memories; nothing is judged and nothing is committed. Memories
have summaries of their own here, for in BTB those that share a second and a summary overwrite one another.
"""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import STORE, git, memory_kind, record
from memfs import MemoryEngine
from memfs.codec import emit
from memfs.core.names import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from memfs.core.model import JSON

    Leaf = dict[str, "Leaf"]

UNSAFE = r"[^\w\-.]"
KIND = memory_kind()
WHO = ("-c", "user.name=Bench", "-c", "user.email=bench@example.invalid")


def memories(count: int) -> Iterator[dict[str, JSON]]:
    """Make the memories; `created` is left to the engines."""
    cells = KIND.cells()
    for number in range(count):
        yield {name: value for name, value in record(number, cells).items() if name != "created"}


def engine_batch(count: int, directory: Path) -> None:
    """Remember all in one commit."""
    engine = MemoryEngine(directory / STORE)
    with engine.batch("bench"):
        for memory in memories(count):
            engine.remember(**memory)  # type: ignore[arg-type]  # what a memory holds is any JSON


def engine_each(count: int, directory: Path) -> None:
    """Remember each in a commit of its own."""
    engine = MemoryEngine(directory / STORE)
    for memory in memories(count):
        engine.remember(**memory)  # type: ignore[arg-type]  # what a memory holds is any JSON


def git_batch(count: int, directory: Path) -> None:
    """Write all files, then add and commit them."""
    for memory in memories(count):
        _write(directory, memory)
    git(directory, "add", "--", STORE)
    git(directory, *WHO, "commit", "-q", "-m", "bench")


def git_each(count: int, directory: Path) -> None:
    """Write, add and commit one file after the other."""
    for memory in memories(count):
        git(directory, "add", "--", _write(directory, memory))
        git(directory, *WHO, "commit", "-q", "-m", f"memory: add {memory['summary']}")


def json_files(count: int, directory: Path) -> None:
    """Write a JSON file for each, where a mapping of facets says, as BTB does."""
    root, schema = str(directory / "brain"), _routes()
    os.makedirs(root, exist_ok=True)  # noqa: PTH103 - as BTB does it
    for memory in memories(count):
        _remember(root, schema, memory)


def _remember(root: str, schema: Leaf, memory: Mapping[str, JSON]) -> None:
    timestamp = datetime.now().strftime("%Y%m%d_%H%M%S")  # noqa: DTZ005 - BTB's times are naive
    summary = re.sub(UNSAFE, "_", str(memory["summary"]))[:50]
    segments, node = [root], schema
    while node:
        name, branches = next(iter(node.items()))
        value = str(memory[name])
        segments.append(f"{name}={re.sub(UNSAFE, '', value)}")
        node = branches[value]
    path = os.path.join(*segments, f"{timestamp}_{summary}.json")  # noqa: PTH118 - as BTB does it
    for _ in range(2):
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as BTB does it
    document = {
        "timestamp": datetime.now().isoformat(),  # noqa: DTZ005 - BTB's times are naive
        "outcome": memory["outcome"],
        "tool": memory.get("tool"),
        "summary": summary,
        "content": memory["content"],
        "metadata": {name: memory[name] for name in memory if name not in {"outcome", "tool", "summary", "content"}},
        "_path": path,
    }
    with open(path, "w") as file:  # noqa: PTH123 - as BTB does it
        json.dump(document, file, indent=2, default=str)


def _routes() -> Leaf:
    """Return the legal cells as nested mappings, facet and value by turns."""
    routes: Leaf = {}
    for cell in KIND.cells():
        node = routes
        for name, value in cell.items():
            node = node.setdefault(name, {}).setdefault(value, {})
    return routes


def _write(directory: Path, memory: Mapping[str, JSON]) -> str:
    path = path_of(STORE, KIND, memory, digits=0)
    (directory / path).parent.mkdir(parents=True, exist_ok=True)
    (directory / path).write_bytes(emit(memory))
    return path


WAYS: Mapping[str, Callable[[int, Path], None]] = {
    "engine-batch": engine_batch,
    "engine-each": engine_each,
    "git-batch": git_batch,
    "git-each": git_each,
    "json": json_files,
}


def main() -> None:
    """Do what the command line says."""
    way, count, place = sys.argv[1:]
    directory = Path(place)
    WAYS[way](int(count), directory)
    stored = sum(1 for path in directory.rglob("outcome=*/**/*.*") if path.suffix in {".json", ".yaml"})
    print(f"stored {stored} memories")


if __name__ == "__main__":
    main()

"""A made history: 1,000 memories, then 60 mixed changes of which every one is known."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from bench.corpus import STORE, WORDS, memory_kind, record
from memfs.codec import emit
from memfs.core.layout import OWN_FILES
from memfs.core.names import path_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

MEMORY = memory_kind()
CELLS = MEMORY.cells()
POLICY = b"memfs: 1\ndistribution:\n  enforce: report\n  targets:\n    - {facet: outcome, shares: {success: 36}}\n"

Told = tuple[str, str, str, str, str | None, tuple[str, ...]]
"""What a review must say of a change: action, kind, key, path, old path, names of fields."""


def memory(number: int) -> dict[str, JSON]:
    """Return one memory of the base; no two are alike."""
    words = Random(number).choices(WORDS, k=30)  # noqa: S311 - always the same for the same number
    return {**record(number, CELLS), "content": " ".join(words)}


def placed(data: Mapping[str, JSON]) -> str:
    """Return where a memory belongs."""
    return path_of(STORE, MEMORY, data, digits=0)


def in_cell(data: Mapping[str, JSON], number: int) -> dict[str, JSON]:
    """Return a memory with the facets of another cell."""
    return MEMORY.ordered({**{k: v for k, v in data.items() if k not in MEMORY.facets}, **CELLS[number % len(CELLS)]})


def begin(repository: GitRepository, files: Mapping[str, bytes]) -> str:
    """Commit files as one commit of main, quickly."""
    blobs = [b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data) for path, data in files.items()]
    commit = b"commit refs/heads/main\ncommitter Ada <ada@example.invalid> 1767225600 +0000\ndata 5\nbegin\n"
    command = ["git", "-C", str(repository.path), "fast-import", "--quiet"]
    subprocess.run(command, input=commit + b"".join(blobs), check=True)
    repository.git("reset", "-q", "--hard", "main")
    return repository.git("rev-parse", "HEAD").strip()


def store_files(memories: int) -> dict[str, bytes]:
    """Return a store of so many memories, a section, a source, and one memory that breaks the law."""
    files = {f"{STORE}/memfs.yaml": POLICY, **{f"{STORE}/{name}": data for name, data in OWN_FILES.items()}}
    files.update({placed(memory(number)): emit(memory(number)) for number in range(memories)})
    files[f"{STORE}/context/objectives.yaml"] = emit({"section": "objectives", "items": ["find churn", "explain it"]})
    variables: JSON = [{"name": "region", "notes": ["ISO code"]}, {"name": "age", "notes": []}]
    source: dict[str, JSON] = {"name": "customers", "description": "All customers", "variables": variables}
    files[f"{STORE}/sources/customers.yaml"] = emit(source)
    files[placed(memory(999))] += b"unheard_of: true\n"
    return files


@dataclass(slots=True)
class Changes:
    """Changes on their way into a working tree, with what a review must say of each."""

    repository: GitRepository
    told: list[Told] = field(default_factory=list)

    def add(self, data: Mapping[str, JSON]) -> None:
        where = placed(data)
        self.repository.write(where, emit(data))
        names = tuple(MEMORY.ordered(data))
        self.told.append(("added", "memory", str(data["summary"]), where, None, names))

    def edit(self, number: int, **fields: JSON) -> None:
        """Set fields of a memory; None takes one away."""
        before = memory(number)
        after = {name: value for name, value in {**before, **fields}.items() if value is not None}
        self._write(before, MEMORY.ordered(after))

    def move(self, number: int, cell: int) -> None:
        self._write(memory(number), in_cell(memory(number), cell))

    def rename(self, number: int, summary: str) -> None:
        self._write(memory(number), {**memory(number), "summary": summary})

    def remove(self, number: int) -> None:
        data = memory(number)
        (self.repository.path / placed(data)).unlink()
        self.told.append(("removed", "memory", str(data["summary"]), placed(data), None, tuple(MEMORY.ordered(data))))

    def write(self, kind: str, key: str, *, path: str, content: bytes, names: tuple[str, ...]) -> None:
        self.repository.write(path, content)
        self.told.append(("changed", kind, key, path, None, names))

    def _write(self, before: Mapping[str, JSON], after: Mapping[str, JSON]) -> None:
        old, new = placed(before), placed(after)
        (self.repository.path / old).unlink()
        self.repository.write(new, emit(after))
        names = MEMORY.ordered({**before, **after})
        differing = tuple(name for name in names if before.get(name) != after.get(name))
        action = "changed" if old == new else "moved"
        told: Told = (action, "memory", str(after["summary"]), new, None if old == new else old, differing)
        self.told.append(told)


def mixed(repository: GitRepository) -> Changes:
    """Make 60 changes: one of the law, 59 of records, with two duplicates and two new violations among them."""
    changes = Changes(repository)
    for number in range(9):
        changes.add(
            {**memory(2000 + number), "content": f"Learned number {number} from nobody but the {number * 7}th."}
        )
    for number in (100, 101):
        changes.add({**memory(number), "summary": f"again_{number}", "content": f"{memory(number)['content']} Again."})
    broken = {**memory(2100), "summary": "without_content", "content": "  "}
    changes.add(broken)
    changes.add({**in_cell(memory(200), 3), "content": "Another."})
    for number in range(300, 308):
        changes.edit(number, content=f"{memory(number)['content']} And a little more.")
    for number in range(310, 314):
        changes.edit(number, tags=["new", "words"])
    for number in range(320, 323):
        changes.edit(number, created="2026-05-05T05:05:05.000Z", session="spring")
    changes.edit(330, metadata={"ticket": 7, "links": ["a", "b"]})
    changes.edit(331, created=None)
    changes.edit(998, content="Its neighbour is the one with the old violation.")
    for number in range(400, 408):
        changes.move(number, number + 3)
    for number in range(500, 508):
        changes.remove(number)
    for number in range(600, 608):
        changes.rename(number, f"renamed_{number}")
    objectives = emit({"section": "objectives", "items": ["find churn", "stop it"]})
    path = f"{STORE}/context/objectives.yaml"
    changes.write("context", "objectives", path=path, content=objectives, names=("items",))
    _edit_files(changes)
    return changes


def _edit_files(changes: Changes) -> None:
    variables: JSON = [{"name": "region", "notes": ["ISO code", "empty before 2019"]}, {"name": "age", "notes": []}]
    source: dict[str, JSON] = {"name": "customers", "description": "All customers", "variables": variables}
    path = f"{STORE}/sources/customers.yaml"
    changes.write("source", "customers", path=path, content=emit(source), names=("variables",))
    commented = memory(700)
    content = b"# looked at by hand\n" + emit(commented)
    changes.write("memory", str(commented["summary"]), path=placed(commented), content=content, names=())
    old = memory(999)  # the one that broke the law before the change
    content = emit({**old, "content": "Edited, and as wrong as before."}) + b"unheard_of: true\n"
    changes.write("memory", str(old["summary"]), path=placed(old), content=content, names=("content",))
    changes.repository.write(f"{STORE}/memfs.yaml", POLICY.replace(b"36", b"[30, 34]"))

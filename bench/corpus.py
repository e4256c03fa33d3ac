"""Make git repositories with a store of many memories, always the same for the same numbers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.kinds import Kind, kind_from
from memfs.core.layout import OWN_FILES
from memfs.core.names import path_of
from memfs.core.policy import FILE as POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.cells import Cell
    from memfs.core.model import JSON

SCHEMA = Path(__file__).parent.parent / "schema" / "memory.schema.json"
STORE = "memory"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
REVISION = 1  # part of a corpus' name: raise it when the records change

TEXT = (
    "the pool gave back a connection after the worker held its lock for longer than the gateway waits and so every"
    " retry made another request while the ledger still counted the first one as open which the nightly report then"
    " showed as a double charge until someone compared both tables by hand and found that one index was missing on"
    " customer region month because the migration had failed quietly under load with no line in any log we keep here"
)
WORDS = TEXT.split()


@dataclass(frozen=True, slots=True)
class Shape:
    """How a corpus looks: the number of memories and of hex digits before each file."""

    records: int
    fanout: int = 0

    @property
    def name(self) -> str:
        return f"{self.records}-fanout{self.fanout}-r{REVISION}"


def memory_kind() -> Kind:
    """Read the packaged kind of memories."""
    kind = kind_from(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert kind
    return kind


def record(number: int, cells: tuple[Cell, ...]) -> dict[str, JSON]:
    """Make one memory of about 366 bytes in its file: a quarter with several lines, half with tags."""
    words = [WORDS[(number * 7 + place * (3 + number % 11)) % len(WORDS)] for place in range(34 + number % 13)]
    text = " ".join(words).capitalize() + "."
    created = FIRST + timedelta(seconds=number * 37, milliseconds=number % 1000)
    return {
        "summary": f"{words[0]}_{words[1]}_{number:06d}",
        **cells[number % len(cells)],
        "content": text if number % 4 else text.replace(" and ", "\n") + "\n",
        "created": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({"tags": [words[2], words[5]]} if number % 2 else {}),
    }


def files(shape: Shape) -> Iterator[tuple[str, bytes]]:
    """List path and content of a store's files."""
    kind = memory_kind()
    cells = kind.cells()
    yield f"{STORE}/{POLICY_FILE}", b"memfs: 1\nlayout: {fanout: %d}\n" % shape.fanout
    yield from ((f"{STORE}/{name}", data) for name, data in OWN_FILES.items())
    for number in range(shape.records):
        data = record(number, cells)
        yield path_of(STORE, kind, data, digits=shape.fanout), emit(data)


def corpus(cache: Path, shape: Shape) -> Path:
    """Return a repository with this corpus committed and checked out, made once in the cache; not to be changed."""
    finished = cache / shape.name
    if not finished.exists():
        unfinished = cache / f"{shape.name}.{os.getpid()}"
        _make(unfinished, shape)
        unfinished.rename(finished)
    return finished


def copy(cache: Path, shape: Shape, name: str) -> Path:
    """Return a copy of a corpus to change at will, as if it had just been made."""
    source, target = corpus(cache, shape), cache / "copies" / f"{shape.name}-{name}"
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(source, unfinished, symlinks=True)
        unfinished.rename(target)
    shutil.rmtree(target / ".git" / "memfs", ignore_errors=True)
    git(target, "reset", "-q", "--hard", git(source, "rev-parse", "HEAD").decode().strip())
    git(target, "clean", "-fdqx")
    return target


def git(directory: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git and return its output."""
    return subprocess.run(
        ["git", "-C", str(directory), *arguments], input=stdin, capture_output=True, check=True
    ).stdout


def _make(directory: Path, shape: Shape) -> None:
    directory.mkdir(parents=True)
    git(directory, "init", "-q", "-b", "main")
    settings = {
        "user.name": "Bench",
        "user.email": "bench@example.invalid",
        "gc.auto": "0",
        "maintenance.auto": "false",
    }
    for name, value in settings.items():
        git(directory, "config", name, value)
    importer = subprocess.Popen(["git", "-C", str(directory), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin
    with importer.stdin as stream:
        for chunk in _commit(files(shape)):
            stream.write(chunk)
    assert importer.wait() == 0
    git(directory, "reset", "-q", "--hard")


def _commit(contents: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    who = b"Bench <bench@example.invalid> %d +0000" % FIRST.timestamp()
    yield b"commit refs/heads/main\ncommitter %s\ndata 6\ncorpus\n" % who
    for path, data in contents:
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)

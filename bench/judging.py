"""Cases of judging and reading: staged checks, whole checks, reviews, single records."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.cases import CHECK_JSONSCHEMA, LARGE, PROGRAMS, SMALL, Place, forget, write
from bench.corpus import STORE, Shape, copy, files, git, memory_kind, record
from bench.ratio import measure
from bench.writing import add_arguments
from memfs.core.names import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from bench.ratio import Command


def staged(place: Place, shape: Shape, *program: str, known: bool = False) -> tuple[Command, Command]:
    """Compare the check of one changed record in the index with check-jsonschema on that file.

    The store is `known` where it has a catalog.
    """
    directory = learned(place, shape, "staged") if known else copy(place.cache, shape, "staged")
    changed = {**record(1, memory_kind().cells()), "content": "Somebody changed this by hand."}
    path = write(directory, changed, shape)
    git(directory, "add", "--", path)
    ours = place.command(program[0], (str(PROGRAMS / program[0]), *program[1:]), directory)
    hooked = replace(ours, environment={**place.environment, "GIT_INDEX_FILE": ".git/index"})
    theirs = place.command("check-jsonschema on that file", (*CHECK_JSONSCHEMA, path), directory, says="ok")
    return (hooked if program[0] == "memfs-hook" else ours), theirs


def staged_growth(place: Place) -> tuple[Command, Command]:
    """Compare the staged check at 100,000 with itself at 1,000."""
    small, _ = staged(place, SMALL, "memfs", "check", "--staged")
    large, _ = staged(place, LARGE, "memfs", "check", "--staged")
    return large, replace(small, name="itself at 1,000")


def full(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the check of the working tree, nothing cached, with check-jsonschema on the same files."""
    directory = copy(place.cache, shape, "full")
    paths = git(directory, "ls-files", "-z", f"{STORE}/memories").decode().split("\0")[:-1]
    assert len(paths) == shape.records
    says = f"{shape.records} records, 0 violations"
    ours = place.command("memfs check", (str(PROGRAMS / "memfs"), "check"), directory, says=says)
    theirs = place.command("check-jsonschema", (*CHECK_JSONSCHEMA, *paths), directory, says="ok")
    return replace(ours, prepare=lambda _: forget(directory)), theirs


def reviewed(place: Place, shape: Shape, *, changes: int = 1_000) -> tuple[Command, Command]:
    """Compare the review of many changes with `git diff --stat` of them and the check of the changed records."""
    directory = copy(place.cache, shape, "review")
    base = git(directory, "rev-parse", "HEAD").decode().strip()
    for turn in range(changes):
        change(directory, turn * shape.records // changes, shape, sort=turn % 10)
    git(directory, "add", "--all")
    git(directory, "commit", "-q", "-m", f"{changes:,} changes")
    memfs = str(PROGRAMS / "memfs")
    ours = place.command("memfs review", (memfs, "review", base), directory, says=f"in {changes:,} changes")
    script = 'git diff --stat "$1" HEAD >/dev/null && exec "$2" check --rev HEAD --base "$1"'
    theirs = ("sh", "-c", script, "sh", base, memfs)
    both = place.command("git diff --stat + memfs check of them", theirs, directory, says="0 violations")
    return replace(ours, prepare=lambda _: forget(directory)), replace(both, prepare=lambda _: forget(directory))


def change(directory: Path, number: int, shape: Shape, *, sort: int) -> None:
    """Edit a memory of the corpus, move it, remove it or add one like it; of ten sorts of change five edit."""
    cells = memory_kind().cells()
    data = record(number, cells)
    if sort < 5:
        write(directory, {**data, "content": f"{data['content']} And somebody added this."}, shape)
    elif sort < 7:
        write(directory, {**data, "summary": f"new_{number:06d}", "content": f"Something new: {number}."}, shape)
    else:
        (directory / path_of(STORE, memory_kind(), data, digits=shape.fanout)).unlink()
    if sort == 9:
        rest = {name: value for name, value in data.items() if name not in memory_kind().facets}
        write(directory, memory_kind().ordered({**rest, **cells[(number + 1) % len(cells)]}), shape)


def idle(place: Place) -> tuple[Command, Command]:
    """Compare the hook in a repository without a store with starting Python and importing click."""
    directory = copy(place.cache, Shape(0), "idle")
    git(directory, "rm", "-rqf", STORE)
    ours = place.command("memfs-hook", (str(PROGRAMS / "memfs-hook"),), directory)
    return ours, place.command("python -c 'import click'", (sys.executable, "-c", "import click"), directory)


def staged_after_add(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the hook right after `memfs add --no-commit`, a catalog at hand, with check-jsonschema on that file."""
    directory = learned(place, shape, "after")
    memfs = str(PROGRAMS / "memfs")

    def prepare(turn: int) -> None:
        git(directory, "commit", "-q", "--allow-empty", "-m", "the turn before")
        measure(place.command("memfs check", (memfs, "check", "--rev", "HEAD"), directory), turn)
        verb, rest = add_arguments(turn)[:3], add_arguments(turn)[3:]
        measure(place.command("memfs add", (*verb, "--no-commit", *rest), directory, says="staged"), turn)

    ours = place.command("memfs-hook", (str(PROGRAMS / "memfs-hook"),), directory)
    ours = replace(ours, environment={**place.environment, "GIT_INDEX_FILE": ".git/index"}, prepare=prepare)
    first = next(path for path, _ in files(shape) if "/memories/" in path)
    return ours, place.command("check-jsonschema on one file", (*CHECK_JSONSCHEMA, first), directory, says="ok")


def warm(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the whole check with what the last one kept, and without."""
    memfs, says = (str(PROGRAMS / "memfs"), "check"), f"{shape.records} records, 0 violations"
    ours = place.command("memfs check", memfs, learned(place, shape, "warm"), says=says)
    directory = copy(place.cache, shape, "cold")
    theirs = place.command("itself, nothing cached", memfs, directory, says=says)
    return ours, replace(theirs, prepare=lambda _: forget(directory))


def unchanged(place: Place, shape: Shape, *snapshot: str) -> tuple[Command, Command]:
    """Compare the check of a tree that was checked before with starting memfs."""
    memfs = str(PROGRAMS / "memfs")
    directory = learned(place, shape, "warm")
    ours = place.command("memfs check", (memfs, "check", *snapshot), directory, says=" 0 violations")
    return ours, place.command("memfs --version", (memfs, "--version"), directory)


def working(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the check of a working tree that was checked before with `git status`."""
    directory = learned(place, shape, "warm")
    ours = place.command("memfs check", (str(PROGRAMS / "memfs"), "check"), directory, says=" 0 violations")
    return ours, place.command("git status", ("git", "status", "--porcelain"), directory)


def read_growth(place: Place) -> tuple[Command, Command]:
    """Compare reading one memory by its key among 100,000 with reading one among 1,000."""
    large, small = (_read(place, shape) for shape in (LARGE, SMALL))
    return large, replace(small, name="itself at 1,000")


def _read(place: Place, shape: Shape) -> Command:
    key = str(record(shape.records // 2, memory_kind().cells())["summary"])
    arguments = (str(PROGRAMS / "memfs"), "read", "memory", key)
    return place.command("memfs read memory", arguments, copy(place.cache, shape, "read"), says=key)


def learned(place: Place, shape: Shape, name: str) -> Path:
    """Return a copy of a corpus that was checked once."""
    directory = copy(place.cache, shape, name)
    measure(place.command("memfs check", (str(PROGRAMS / "memfs"), "check"), directory, says=" 0 violations"), 0)
    return directory

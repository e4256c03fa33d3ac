"""Cases of writing: one memory, many of them, and a loop in Python."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cases import CHECK_JSONSCHEMA, PROGRAMS, Place, write
from bench.corpus import STORE, Shape, copy, files, git, memory_kind, record
from bench.ratio import Command, measure
from memfs.core.names import path_of

if TYPE_CHECKING:
    from memfs.core.model import JSON

PRE_COMMIT = f"""repos:
  - repo: local
    hooks:
      - id: check-jsonschema
        name: check-jsonschema
        language: system
        entry: {shlex.join(CHECK_JSONSCHEMA)}
        files: ^{STORE}/memories/.*[.]yaml$
"""


WAYS = {
    "engine-batch": "MemoryEngine, one batch",
    "engine-each": "MemoryEngine, a commit each",
    "git-batch": "writing the files + git add + git commit",
    "git-each": "the same loop on git add + git commit",
    "json": "a stand-in for BTB: JSON files, no git, nothing judged",
}


def add(place: Place, shape: Shape, *, hook: bool) -> tuple[Command, Command]:
    """Compare `memfs add` with writing the file, `git add` and `git commit`, with or without a pre-commit hook."""
    directory, other = copy(place.cache, shape, "ours"), copy(place.cache, shape, "theirs")
    if hook:
        install_pre_commit(place, other)
    ours = Command("memfs add", add_arguments, directory, environment=place.environment, says="added memory bench_")
    theirs = Command(
        f"git add + git commit{' + pre-commit + check-jsonschema' if hook else ''}",
        lambda turn: ("sh", "-c", 'git add -- "$1" && git commit -q -m add', "sh", added_path(shape, turn)),
        other,
        prepare=lambda turn: write(other, added(turn), shape),
        environment=place.environment,
    )
    return ours, theirs


def added(turn: int) -> dict[str, JSON]:
    """Return the memory that is added in a turn: one of those without tags."""
    return {**record(2 * turn, memory_kind().cells()), "summary": f"bench_{turn:04d}"}


def add_arguments(turn: int) -> tuple[str, ...]:
    """Return the command line that adds the memory of a turn."""
    data = added(turn)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in data.items() if name != "content"]
    return (str(PROGRAMS / "memfs"), "add", "memory", *options, "--", str(data["content"]))


def added_path(shape: Shape, turn: int) -> str:
    """Return where the memory of a turn belongs."""
    return path_of(STORE, memory_kind(), added(turn), digits=shape.fanout)


def install_pre_commit(place: Place, directory: Path) -> None:
    """Let pre-commit run check-jsonschema on each commit."""
    (directory / ".pre-commit-config.yaml").write_text(PRE_COMMIT, encoding="utf-8")
    git(directory, "add", ".pre-commit-config.yaml")
    git(directory, "commit", "-q", "--no-verify", "-m", "hooks")
    measure(place.command("pre-commit", (str(PROGRAMS / "pre-commit"), "install"), directory), 0)


def remembered(place: Place, ways: tuple[str, str], count: int) -> tuple[Command, Command]:
    """Compare two ways of storing the same memories, each in a new repository; see `bench.engine`."""
    ours, theirs = (_way(place, way, count) for way in ways)
    return ours, theirs


def _way(place: Place, way: str, count: int) -> Command:
    directory = place.cache / "engine" / f"{way}-{count}"
    program = (sys.executable, "-m", "bench.engine", way, str(count), str(directory))
    who = {
        f"GIT_{role}_{part}": "bench@example.invalid" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    return Command(
        WAYS[way],
        lambda _: program,
        Path(__file__).parent.parent,
        prepare=lambda _: anew(directory),
        environment={**place.environment, **who},
        says=f"stored {count} memories",
    )


def anew(directory: Path) -> None:
    """Make an empty repository where another may have been."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    git(directory, "init", "-q", "-b", "main")


def imported(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the import of JSON lines with writing the same files, `git add` and `git commit`."""
    ours, theirs = (
        copy(place.cache, Shape(0, shape.fanout), "import"),
        copy(place.cache, Shape(0, shape.fanout), "files"),
    )
    lines, tree = place.cache / f"{shape.name}.jsonl", place.cache / f"{shape.name}-files"
    cells = memory_kind().cells()
    memories = (record(number, cells) for number in range(shape.records))
    lines.write_text("".join(json.dumps(memory) + "\n" for memory in memories), encoding="utf-8")
    for path, data in files(shape) if not tree.exists() else ():
        if "/memories/" in path:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(data)
    start = {directory: git(directory, "rev-parse", "HEAD").decode().strip() for directory in (ours, theirs)}

    def empty(directory: Path) -> None:
        git(directory, "reset", "-q", "--hard", start[directory])
        git(directory, "clean", "-fdqx")

    memfs = place.command("memfs import", (str(PROGRAMS / "memfs"), "import", str(lines)), ours, says="imported")
    script = ("sh", "-c", 'cp -R "$1"/. . && git add -A && git commit -q -m import', "sh", str(tree))
    plain = place.command("writing the files + git add + git commit", script, theirs)
    return replace(memfs, prepare=lambda _: empty(ours)), replace(plain, prepare=lambda _: empty(theirs))

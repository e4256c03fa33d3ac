"""Measure memfs: `make bench`, or `BENCH_ONLY=add-1000,full-10000 BENCH_RUNS=9 make bench`.

Prints a Markdown table of ratios and the machine they were measured on. Corpora are made once and kept in
`MEMFS_BENCH_DIR` (default: a directory of the system's for temporary files).
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import SCHEMA, STORE, Shape, copy, git, memory_kind, record
from bench.ratio import HEADER, Command, Comparison, measure, medians, row
from memfs.codec import emit
from memfs.core.names import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.core.model import JSON

PROGRAMS = Path(sys.executable).parent
SMALL, MIDDLE, LARGE = Shape(1_000), Shape(10_000), Shape(100_000, fanout=2)
CHECK_JSONSCHEMA = (str(PROGRAMS / "check-jsonschema"), "--schemafile", str(SCHEMA))

PRE_COMMIT = f"""repos:
  - repo: local
    hooks:
      - id: check-jsonschema
        name: check-jsonschema
        language: system
        entry: {shlex.join(CHECK_JSONSCHEMA)}
        files: ^{STORE}/memories/.*[.]yaml$
"""


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
    """One row of the table: what is done, the ratio it must keep, and the two commands."""

    work: str
    bound: float
    commands: Callable[[Place], tuple[Command, Command]]


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


def staged(place: Place, shape: Shape, *program: str) -> tuple[Command, Command]:
    """Compare the check of one changed record in the index with check-jsonschema on that file."""
    directory = copy(place.cache, shape, "staged")
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


def reviewed(place: Place, shape: Shape) -> tuple[Command, Command]:
    """Compare the review of 1,000 changes with `git diff --stat` of them and the check of the changed records."""
    directory = copy(place.cache, shape, "review")
    base = git(directory, "rev-parse", "HEAD").decode().strip()
    for number in range(1_000):
        change(directory, number * shape.records // 1_000, shape)
    git(directory, "add", "--all")
    git(directory, "commit", "-q", "-m", "1,000 changes")
    memfs = str(PROGRAMS / "memfs")
    ours = place.command("memfs review", (memfs, "review", base), directory, says="in 1,000 changes")
    script = 'git diff --stat "$1" HEAD >/dev/null && exec "$2" check --rev HEAD --base "$1"'
    theirs = ("sh", "-c", script, "sh", base, memfs)
    both = place.command("git diff --stat + memfs check of them", theirs, directory, says="0 violations")
    return replace(ours, prepare=lambda _: forget(directory)), replace(both, prepare=lambda _: forget(directory))


def change(directory: Path, number: int, shape: Shape) -> None:
    """Edit a memory of the corpus, move it, remove it or add one like it; half of all numbers edit."""
    cells = memory_kind().cells()
    data = record(number, cells)
    sort = number * 1_000 // shape.records % 10
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


def install_pre_commit(place: Place, directory: Path) -> None:
    """Let pre-commit run check-jsonschema on each commit."""
    (directory / ".pre-commit-config.yaml").write_text(PRE_COMMIT, encoding="utf-8")
    git(directory, "add", ".pre-commit-config.yaml")
    git(directory, "commit", "-q", "--no-verify", "-m", "hooks")
    measure(place.command("pre-commit", (str(PROGRAMS / "pre-commit"), "install"), directory), 0)


WAYS = {
    "engine-batch": "MemoryEngine, one batch",
    "engine-each": "MemoryEngine, a commit each",
    "git-batch": "writing the files + git add + git commit",
    "git-each": "the same loop on git add + git commit",
    "json": "a stand-in for BTB: JSON files, no git, nothing judged",
}

CASES = {
    "engine-batch-json": Case(
        "remember 10,000 in one batch", 1.5, lambda place: remembered(place, ("engine-batch", "json"), 10_000)
    ),
    "engine-batch-git": Case(
        "remember 10,000 in one batch", 1.5, lambda place: remembered(place, ("engine-batch", "git-batch"), 10_000)
    ),
    "engine-each": Case(
        "remember 1,000, a commit each", 3.0, lambda place: remembered(place, ("engine-each", "git-each"), 1_000)
    ),
    "add-1000": Case("add one memory, 1,000", 0.5, lambda place: add(place, SMALL, hook=True)),
    "add-100000": Case("add one memory, 100,000", 1.0, lambda place: add(place, LARGE, hook=False)),
    "staged-1000": Case(
        "staged check, one of 1,000", 0.4, lambda place: staged(place, SMALL, "memfs", "check", "--staged")
    ),
    "staged-100000": Case(
        "staged check, one of 100,000", 0.8, lambda place: staged(place, LARGE, "memfs", "check", "--staged")
    ),
    "staged-growth": Case("staged check, one of 100,000", 1.3, staged_growth),
    "hook-1000": Case("hook, one of 1,000", 0.4, lambda place: staged(place, SMALL, "memfs-hook")),
    "hook-100000": Case("hook, one of 100,000", 0.8, lambda place: staged(place, LARGE, "memfs-hook")),
    "hook-idle": Case("hook, no store", 2.0, idle),
    "review-10000": Case("review of 1,000 changes, 10,000", 3.0, lambda place: reviewed(place, MIDDLE)),
    "full-10000": Case("full check, cold, 10,000", 0.1, lambda place: full(place, MIDDLE)),
}


def compare(case: Case, place: Place, runs: int) -> Comparison:
    """Measure one case."""
    ours, theirs = case.commands(place)
    usages = medians((ours, theirs), runs)
    return Comparison(case.work, usages[0], usages[1], theirs.name, case.bound)


def machine() -> str:
    """Say in one line what was measured on."""
    here = Path()
    versions = f"Python {platform.python_version()}, {git(here, '--version').decode().strip()}"
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}, {versions}"


def main() -> None:
    """Run the chosen cases and print the table."""
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    chosen = [name for name in os.environ.get("BENCH_ONLY", "").split(",") if name] or list(CASES)
    if unknown := [name for name in chosen if name not in CASES]:
        sys.exit(f"bench: no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    place = Place(Path(os.environ.get("MEMFS_BENCH_DIR") or Path(tempfile.gettempdir()) / f"memfs-bench-{os.getuid()}"))
    place.cache.mkdir(parents=True, exist_ok=True)
    print(HEADER, flush=True)
    for name in chosen:
        print(row(compare(CASES[name], place, runs)), flush=True)
    print(f"\nMedians of {runs} runs in turn, whole processes, CPU with children. {machine()}.")


if __name__ == "__main__":
    main()

"""What is true of a repository, asked from outside with plain git alone: the fault programs believe nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MEMFS = (sys.executable, "-m", "memfs")
STORE = "memory"
FILLER = "words that make a torn file show " * 600
"""20,000 bytes: more than one write(2) of any of the programs in between carries."""

MARK = re.compile(rb"(BEGIN|END)-([a-z0-9_]+)-MARK")
STAGED, DIRTY, UNTRACKED = "user_staged.txt", "README.txt", "user_untracked.txt"
GIT_LOCKS = ("index.lock", "HEAD.lock", "packed-refs.lock", "config.lock")


def content(token: str, *, filler: str = FILLER) -> str:
    """Return a memory's text that begins and ends with a mark: whoever has one of them alone has a torn memory."""
    return f"BEGIN-{token}-MARK {filler}END-{token}-MARK"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to, and how long that took."""

    status: int
    words: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Place:
    """A repository with work of a person's own in it, and the program under test."""

    path: Path
    home: Path
    command: Sequence[str] = MEMFS
    before: list[object] = field(default_factory=list)

    @classmethod
    def make(cls, directory: Path, *, command: Sequence[str] = MEMFS, work: bool = True) -> Place:
        """Make a repository with a commit and a store; `work` leaves staged, edited and untracked files about."""
        place = cls(directory / "repository", directory / "home", command)
        place.home.mkdir(parents=True)
        place.git("init", "-q", "-b", "main", str(place.path), at=directory)
        (place.path / DIRTY).write_text("host project\n")
        place.git("add", DIRTY)
        place.git("commit", "-q", "-m", "base")
        place.run("init")
        if work:
            place.work()
        return place

    @property
    def environment(self) -> dict[str, str]:
        """An environment in which neither the machine's configuration nor its variables count."""
        ours = {name: words for name, words in os.environ.items() if not name.startswith(("GIT_", "MEMFS_"))}
        return {**ours, **IDENTITY, "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}

    def git(self, *words: str, at: Path | None = None, ok: bool = True) -> str:
        """Run git and return what it printed."""
        command = ["git", "-C", str(at or self.path), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        if ok and done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="replace")

    def start(
        self, *words: str, before: Sequence[str] = (), at: Path | None = None, said: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start the program under test in a session of its own; `before` is a program that runs it."""
        return subprocess.Popen(
            [*before, *self.command, *words],
            cwd=at or self.path,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def work(self) -> None:
        """Leave staged, edited and untracked work about, and remember how it was."""
        (self.path / STAGED).write_text("staged\n")
        self.git("add", STAGED)
        (self.path / STAGED).write_text("staged\nand edited since\n")
        (self.path / DIRTY).write_text("host project\nedited\n")
        (self.path / UNTRACKED).write_text("untracked\n")
        self.before[:] = self._work()

    def _work(self) -> list[object]:
        files = [self.path / name for name in (STAGED, DIRTY, UNTRACKED)]
        return [
            self.git("ls-files", "-s", "--", STAGED, DIRTY, UNTRACKED),
            self.git("ls-tree", "HEAD", "--", STAGED, DIRTY, UNTRACKED),
            [file.read_text() if file.exists() else None for file in files],
        ]

    def run(self, *words: str, at: Path | None = None, seconds: float = 300) -> Done:
        """Run the program under test to its end."""
        began = time.monotonic()
        process = self.start(*words, at=at, said=subprocess.PIPE)
        said, _ = process.communicate(timeout=seconds)
        return Done(process.returncode, said.decode(errors="replace").strip(), time.monotonic() - began)

    def add(self, key: str, token: str, *, at: Path | None = None, filler: str = FILLER) -> Done:
        """Add a memory."""
        return self.run(*adding(key, token, filler=filler), at=at)

    def present(self, *, at: Path | None = None, rev: str = "HEAD") -> tuple[Counter[str], list[str]]:
        """Count each token in a commit's records, and name those that are not whole."""
        commit = self.git("rev-parse", "--verify", f"{rev}^{{commit}}", at=at).strip()  # once: it may move meanwhile
        found = self.git("grep", "-ohE", r"(BEGIN|END)-[a-z0-9_]+-MARK", commit, "--", STORE, at=at, ok=False)
        begun, ended = _marks(found.encode())
        return begun, sorted(token for token in begun.keys() | ended.keys() if begun[token] != ended[token])

    def troubles(self, *, at: Path | None = None) -> list[str]:
        """Say what no moment after a kill or a refusal may show."""
        place = at or self.path
        status = self.git("status", "--porcelain", "--untracked-files=no", at=place)
        found = [f"pending deletion: {line}" for line in status.splitlines() if "D" in line[:2]]
        found += [f"torn file: {name}" for name in _torn(place / STORE)]
        if self.before and place == self.path and self._work() != self.before:
            found.append("the user's own work was touched")
        return found

    def disorder(self, *, at: Path | None = None) -> list[str]:
        """Say what must not be left when all is over: locks, damage, a branch in history, files nobody knows."""
        git_dir = Path(self.git("rev-parse", "--absolute-git-dir", at=at).strip())
        found = [f"lock left: {lock.name}" for lock in git_dir.rglob("*.lock") if _is_of_git(lock, git_dir)]
        found += [f"left over: {file.name}" for file in (git_dir / "memfs").glob("write-*")]
        if self.git("rev-list", "--merges", "HEAD", at=at):
            found.append("history is not linear")
        untracked = self.git("status", "--porcelain", "-uall", "--", STORE, at=at).splitlines()
        return found + [f"not committed: {line}" for line in untracked] + self.damage(at=at)

    def damage(self, *, at: Path | None = None) -> list[str]:
        """Say what `git fsck` finds wrong."""
        command = ["git", "-C", str(at or self.path), "fsck", "--full", "--strict", "--no-dangling", "--no-progress"]
        done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return [f"fsck: {done.stderr.decode(errors='replace').strip()}"] if done.returncode else []


def adding(key: str, token: str, *, filler: str = FILLER) -> tuple[str, ...]:
    """Return the words that add a memory."""
    fields = ("--outcome", "success", "--tool", "conversation", "--summary", key)
    return ("add", "memory", *fields, "--", content(token, filler=filler))


def percentiles(seconds: Iterable[float]) -> str:
    """Say the middle, the 99th percentile and the worst of waits."""
    waits: Mapping[int, float] = dict(enumerate(sorted(seconds)))
    count = len(waits)
    middle, late, worst = (waits[min(count - 1, int(count * part))] for part in (0.5, 0.99, 1.0))
    return f"wait p50 {middle:.1f} s, p99 {late:.1f} s, worst {worst:.1f} s"


def _marks(text: bytes) -> tuple[Counter[str], Counter[str]]:
    found = [(kind, token.decode()) for kind, token in MARK.findall(text)]
    begun, ended = (Counter(token for kind, token in found if kind == wanted) for wanted in (b"BEGIN", b"END"))
    return begun, ended


def _torn(store: Path) -> Iterator[str]:
    for file in store.rglob("*.yaml"):
        with suppress(FileNotFoundError):  # a child that outlived its leader may still be at work
            data = file.read_bytes()
            begun, ended = _marks(data)
            if begun != ended or not data:
                yield file.name


def _is_of_git(lock: Path, git_dir: Path) -> bool:
    return lock.name in GIT_LOCKS or (git_dir / "refs") in lock.parents

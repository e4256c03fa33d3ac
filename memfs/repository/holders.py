"""Who is at a lock: what the system's table of processes says, where there is one to ask."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.repository.patience import age, tries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.repository.run import Repository

PROCESSES = Path("/proc")
OLD = 60.0
"""Seconds after which a lock counts as forgotten where nobody can say who holds it."""

INIT = "1"
"""The first process, which a container may hide even from root; it starts others and takes no locks of git's."""

# these run for hours beside people's work, and none of them ever takes a lock
READERS = frozenset({"cat-file", "credential-cache--daemon", "daemon", "fsmonitor--daemon"})


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is at a lock: `name` where somebody is; `known` tells whether everybody could be asked."""

    name: str | None
    known: bool

    def forgot(self, seconds: float) -> bool:
        """Tell whether a lock of that age is nobody's: nobody is at it, or, where that cannot be known, it is old."""
        return self.name is None and (self.known or seconds > OLD)


def holder(repository: Repository, lock: Path, *, processes: Path = PROCESSES) -> Holder | None:
    """Look for a process that has a lock of git's open, or for a git at work in the repository; None where it is gone.

    The latter because git closes some locks long before it lets go of them: `git commit -a` while the editor is open.
    Only processes of the lock's owner count, as nobody else can have made it.
    """
    try:
        wanted = lock.lstat()
    except FileNotFoundError:
        return None
    try:
        numbers = [entry for entry in processes.iterdir() if entry.name.isdecimal()]
    except OSError:
        return Holder(None, known=False)
    known = bool(numbers)
    for process in numbers:
        try:
            if process.stat().st_uid == wanted.st_uid and (
                _has_open(process, wanted) or _works_in(process, repository)
            ):
                return Holder(f"{_name(process)} (process {process.name})", known=True)
        except PermissionError:
            known = known and process.name == INIT
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
    return Holder(None, known=known)


def clear(repository: Repository, lock: Path, *, seconds: float) -> bool:
    """Remove a lock that is nobody's, after waiting for whoever is at it; tell whether that was done.

    The caller holds memfs's own lock.
    """
    for _ in tries(seconds):
        with suppress(FileNotFoundError):
            before = lock.lstat()
            found = holder(repository, lock)
            if found is None:
                return False
            if found.forgot(age(str(lock))) and os.path.samestat(before, lock.lstat()):
                lock.unlink()
                return True
            if found.name is None:
                return False
    return False


def _has_open(process: Path, wanted: os.stat_result) -> bool:
    for descriptor in (process / "fd").iterdir():
        with suppress(FileNotFoundError):
            if os.path.samestat(descriptor.stat(), wanted):
                return True
    return False


def _works_in(process: Path, repository: Repository) -> bool:
    words = (process / "cmdline").read_bytes().split(b"\0")[:-1]
    program = Path(os.fsdecode(words[0])).name if words else ""
    if not (program == "git" or program.startswith("git-")) or _verb(program, words[1:]) in READERS:
        return False
    place = (process / "cwd").readlink()
    homes = [
        Path(os.path.realpath(home)) for home in (repository.top, repository.git_dir, repository.common_dir) if home
    ]
    return any(place == home or home in place.parents for home in homes)


def _verb(program: str, words: list[bytes]) -> str:
    """Return the command among git's words: the first that is neither an option nor an option's value."""
    if program != "git":
        return program.removeprefix("git-")
    rest: Iterator[bytes] = iter(words)
    for word in rest:
        if word in {b"-c", b"-C"}:
            next(rest, None)
        elif not word.startswith(b"-"):
            return os.fsdecode(word)
    return ""


def _name(process: Path) -> str:
    return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()

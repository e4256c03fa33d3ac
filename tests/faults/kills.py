"""kill -9 while a record is added, replaced or removed: it is as before or as after, and the next write works.

`by_time` spreads the moments over a write and kills the program with its git children, or the program alone.
`by_call` lets strace kill whichever process makes its n-th call that could change a disk.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.faults.outside import MEMFS, Place, adding, content
from tests.faults.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from subprocess import Popen

CALLS = (
    "rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,symlink,write,pwrite64,writev,"
    "ftruncate,fsync,fdatasync,fchmod,chmod,utimensat"
)
START = 0.3  # before that share of a write the interpreter is still reading its own modules
LATEST = 1.1
ALLOWED = 0.05
"""The share of kills, or one of a few, after which the doctor may be needed: a write deletes no lock of git's own."""


@dataclass(frozen=True, slots=True)
class Write:
    """A write that may be killed: the words, and the tokens it takes away and brings."""

    words: tuple[str, ...]
    gone: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tally:
    """What is acknowledged, and what the kills so far came to."""

    place: Place
    acknowledged: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    killed: int = 0
    committed: int = 0
    blocked: int = 0

    def judge(self, write: Write, *, number: int, status: int) -> None:
        """Look right after a kill, before anybody wrote again; then let somebody write."""
        self.killed += status != 0
        after = (self.acknowledged - write.gone) | write.new
        present, torn = self.place.present()
        found = [f"torn: {token}" for token in torn] + self.place.troubles()
        if set(present) not in ([after] if status == 0 else [self.acknowledged, after]):
            missing, extra = sorted(self.acknowledged - set(present)), sorted(set(present) - after)
            found.append(f"neither before nor after: missing {missing[:3]}, unknown {extra[:3]}, status {status}")
        self.troubles += [f"point {number}: {trouble}" for trouble in found]
        self.committed += status != 0 and set(present) == after
        undone = set(present) == self.acknowledged and self.acknowledged != after
        # where nothing came of it the very same write must work now: no staged surprise may stand in its way
        self._go_on(write if undone else _note(number), after, number=number)
        present, _ = self.place.present()
        if set(present) != after:
            self.troubles.append(f"point {number}: the write that went on is not there")
        self.acknowledged = set(present)

    def _go_on(self, write: Write, after: set[str], *, number: int) -> None:
        """Write again; where that is refused, with the help of the doctor."""
        done = self.place.run(*write.words)
        if done.status and set(self.place.present()[0]) == after:  # a child that outlived its leader did it
            self.committed += write.words[1] == "memory"
            done = self.place.run(*_note(number).words)
        if done.status:
            self.blocked += 1
            self.place.run("doctor", "--fix")
            done = self.place.run(*write.words)
        if done.status:
            self.troubles.append(f"point {number}: the next write is refused: {done.words[:200]}")

    def verdict(self, name: str, *, points: int, unit: str = "points") -> Verdict:
        """Sum up."""
        if not self.killed:
            self.troubles.append("nothing was killed: this tested nothing")
        if self.blocked > max(1, points * ALLOWED):
            self.troubles.append(f"the doctor was needed {self.blocked} times, more than once and than {ALLOWED:.0%}")
        self.troubles += self.place.disorder()
        figures = f"{points} {unit}: {self.killed} killed, {self.committed} of them committed all the same"
        return Verdict(name, f"{figures}; doctor needed {self.blocked} times", self.troubles)


def by_time(directory: Path, *, points: int, leader: bool, command: Sequence[str] = MEMFS) -> Verdict:
    """Kill at moments that are spread over the length of a write; `leader` spares the children."""
    tally = Tally(Place.make(directory, command=command))
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    length = _length(tally)
    for number in range(points):
        if number % 9 == 8:  # the machine's speed drifts
            length = (length + _length(tally)) / 2
        write = _writes(number)
        process = tally.place.start(*write.words)
        time.sleep(length * (START + (LATEST - START) * (number * 7 % points + chance.random()) / points))
        status = _killed(process, leader=leader)
        tally.judge(write, number=number, status=status)
        if leader:
            _end(process)
    return tally.verdict("kill -9 of the leader" if leader else "kill -9 by time", points=points)


def by_call(directory: Path, *, points: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Kill at a system call: the n-th of each process that could change a disk, up to the last of any."""
    name = "kill -9 by system call"
    if shutil.which("strace") is None:
        return Verdict(name, "strace is not installed (apt-get install strace)", skipped=True)
    tally = Tally(Place.make(directory, command=command))
    most = max(_calls(tally, number, directory / "trace") for number in range(3))
    for number in range(points):
        write, at = _writes(3 + number), 1 + number * most // points
        options = ["-f", "-qqq", "-o", os.devnull, "-e", f"trace={CALLS}"]
        strace = ["strace", *options, "-e", f"inject={CALLS}:signal=KILL:when={at}"]
        process = tally.place.start(*write.words, before=strace)
        process.communicate(timeout=300)
        tally.judge(write, number=number, status=process.returncode)
    return tally.verdict(name, points=points, unit=f"points over {most} calls")


def _calls(tally: Tally, number: int, trace: Path) -> int:
    """Let a write through and count the calls of the process that makes most."""
    write = _writes(number)
    strace = ["strace", "-f", "-qqq", "-o", str(trace), "-e", f"trace={CALLS}"]
    tally.place.start(*write.words, before=strace).communicate(timeout=300)
    tally.acknowledged = (tally.acknowledged - write.gone) | write.new
    processes = [line.split()[0] for line in trace.read_text(errors="replace").splitlines() if "(" in line]
    return max(processes.count(process) for process in set(processes))


def _writes(number: int) -> Write:
    """Return the writes of a memory's life in turn: it is added, replaced and moved, and removed."""
    life, turn = divmod(number, 3)
    key, first, second = f"kill_{life}", f"k{life}_first", f"k{life}_second"
    if turn == 0:
        return Write(adding(key, first), new=frozenset({first}))
    if turn == 1:
        words = ("replace", "memory", key, "--outcome", "failure", "--tool", "unknown", "--", content(second))
        return Write(words, gone=frozenset({first}), new=frozenset({second}))
    return Write(("remove", "memory", key), gone=frozenset({second}))


def _note(number: int) -> Write:
    return Write(("add", "context", "objectives", f"after point {number}"))


def _length(tally: Tally) -> float:
    """Measure a plain write."""
    return tally.place.run("add", "context", "constraints", f"measured at {time.time_ns()}").seconds


def _killed(process: Popen[bytes], *, leader: bool) -> int:
    """Kill a program, with its children but where only the leader is meant; return its status."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            (os.kill if leader else os.killpg)(process.pid, signal.SIGKILL)
    return process.wait()


def _end(process: Popen[bytes]) -> None:
    """End children that are still there."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)

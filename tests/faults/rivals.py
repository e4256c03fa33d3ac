"""Rival writers: everyone who was told `added` is in history exactly once, on one line, and nobody is turned away."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs import Memory, Store
from tests.faults.outside import MEMFS, Place, percentiles
from tests.faults.verdict import Verdict
from tests.repository.forking import child, ended

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence
    from pathlib import Path

EXISTS = 1
THREADS = 4


@dataclass(slots=True)
class Told:
    """What the writers were told, gathered from their threads."""

    added: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def add(self, place: Place, key: str, token: str, *, at: Path | None = None) -> int:
        """Add a memory and note the answer; return its status."""
        done = place.add(key, token, at=at, filler="")
        with self.guard:
            self.waits.append(done.seconds)
            if done.status:
                self.refused[token] = done.words.splitlines()[0] if done.words else f"status {done.status}"
            else:
                self.added.append(token)
        return done.status

    def lost(self, present: Counter[str]) -> list[str]:
        """Compare what was said with what is there."""
        found = [f"lost: {token} was acknowledged" for token in self.added if token not in present]
        found += [f"phantom: {token} was refused" for token in self.refused if token in present]
        return found + [f"there {count} times: {token}" for token, count in present.items() if count > 1]


def one_clone(directory: Path, *, processes: int, adds: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Let all write into one working tree in which a person works too."""
    place, told = Place.make(directory, command=command), Told()
    commits = _commits(place)
    _all(processes, lambda writer: [told.add(place, *_names(writer, number)) for number in range(adds)])
    present, torn = place.present()
    troubles = told.lost(present) + [f"torn: {token}" for token in torn] + place.troubles() + place.disorder()
    troubles += [f"refused: {words}" for words in told.refused.values()]
    if _commits(place) - commits != len(told.added):
        troubles.append(f"{_commits(place) - commits} commits for {len(told.added)} that were acknowledged")
    asked = f"{processes} processes x {adds}, beside a user's work"
    return Verdict("rivals", f"{asked}: {_sum(told, present, processes * adds)}", troubles)


def one_key(directory: Path, *, processes: int, rounds: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Let all want the same key, again and again: one wins, and the others are told that it exists."""
    place, told, troubles = Place.make(directory, command=command), Told(), list[str]()
    statuses: list[list[int]] = [[] for _ in range(rounds)]
    gate = threading.Barrier(processes)

    def race(writer: int) -> None:
        for number in range(rounds):
            gate.wait()
            statuses[number].append(told.add(place, f"same_{number}", f"w{writer}_n{number}"))

    _all(processes, race)
    for number, answers in enumerate(statuses):
        if sorted(answers) != [0] + [EXISTS] * (processes - 1):
            troubles.append(f"round {number}: exit codes {sorted(answers)}")
    present, torn = place.present()
    troubles += told.lost(present) + [f"torn: {token}" for token in torn] + place.troubles() + place.disorder()
    troubles += [f"not told that it exists: {words}" for words in told.refused.values() if " exists" not in words]
    asked = f"{processes} processes x {rounds} keys, all wanting the same"
    return Verdict("one key", f"{asked}: {len(told.added)} winners, {len(told.refused)} told `exists`", troubles)


def worktrees(directory: Path, *, processes: int, adds: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Let each write in a worktree and on a branch of its own, into one object store."""
    place, told = Place.make(directory, command=command), Told()
    trees = [directory / f"tree{number}" for number in range(processes)]
    for tree in trees:
        place.git("worktree", "add", "-q", "-b", tree.name, str(tree))
    _all(processes, lambda w: [told.add(place, *_names(w, number), at=trees[w]) for number in range(adds)])
    present, torn = place.present()
    troubles = [f"refused: {words}" for words in told.refused.values()] + place.troubles()
    for tree in trees:
        there, broken = place.present(at=tree)
        present, torn = present + there, torn + broken
        troubles += place.troubles(at=tree) + place.disorder(at=tree)
    troubles += told.lost(present) + [f"torn: {token}" for token in torn]
    return Verdict("worktrees", f"{processes} worktrees x {adds}: {_sum(told, present, processes * adds)}", troubles)


def threads(directory: Path, *, processes: int, adds: int) -> Verdict:
    """Let the threads of some programs write through the Python interface."""
    place = Place.make(directory)
    pipes = [os.pipe() for _ in range(processes)]
    writers = [child(_program(place, number, adds, pipes)) for number in range(processes)]
    for _, end in pipes:
        os.close(end)
    told = Told()
    for start, _ in pipes:
        with os.fdopen(start) as answers:
            told.added += answers.read().split()
    troubles = [f"a program ended with {status}" for status in map(ended, writers) if status]
    present, torn = place.present()
    troubles += told.lost(present) + [f"torn: {token}" for token in torn] + place.troubles() + place.disorder()
    asked = f"{processes} programs x {THREADS} threads x {adds}"
    return Verdict("threads", f"{asked}: {_sum(told, present, processes * THREADS * adds)}", troubles)


def _program(place: Place, number: int, adds: int, pipes: list[tuple[int, int]]) -> Callable[[], None]:
    def write() -> None:
        os.environ.update(place.environment)
        store = Store.open(place.path)

        def thread(writer: int) -> None:
            for turn in range(adds):
                key, token = _names(number * THREADS + writer, turn)
                text = f"BEGIN-{token}-MARK END-{token}-MARK"
                store.add(Memory(summary=key, outcome="learning", insight_type="fact", content=text))
                os.write(pipes[number][1], f"{token}\n".encode())

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(thread, range(THREADS)))

    return write


def _all(count: int, write: Callable[[int], object]) -> None:
    """Let writers begin together, each in a thread that waits for its commands."""
    gate = threading.Barrier(count)

    def begin(writer: int) -> None:
        gate.wait()
        write(writer)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(begin, range(count)))


def _names(writer: int, number: int) -> tuple[str, str]:
    return f"writer_{writer}_item_{number}", f"w{writer}_n{number}"


def _commits(place: Place) -> int:
    return int(place.git("rev-list", "--count", "HEAD"))


def _sum(told: Told, present: Counter[str], wanted: int) -> str:
    lost = sum(token not in present for token in told.added)
    words = f"{len(told.added)} of {wanted} acknowledged, {len(present)} present once, {lost} lost"
    return f"{words}; {percentiles(told.waits)}" if told.waits else words

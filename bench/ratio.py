"""Run commands as whole processes, in turn, and compare their wall time, CPU time and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, KiB elsewhere (getrusage(2))
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and the children it waited for used: seconds, seconds, bytes.

    On Linux a peak is never below that of the process that measures: what it held before `exec` counts.
    """

    wall: float
    cpu: float
    peak: int


def nothing(_turn: int) -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program to measure: its arguments in a turn, where it runs, and what is prepared first, unmeasured.

    Turn 0 warms up and is not counted. A run did its work when it exits 0 and its output holds `says`.
    """

    name: str
    arguments: Callable[[int], Sequence[str]]
    directory: Path
    prepare: Callable[[int], object] = nothing
    environment: Mapping[str, str] | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Medians of two commands that did the same work; `bound` is the ratio that ours must not pass.

    With `over`, it is the number of seconds that ours may take longer.
    """

    work: str
    ours: Usage
    theirs: Usage
    against: str
    bound: float
    over: bool = False

    @property
    def wall(self) -> float:
        return self.ours.wall / self.theirs.wall

    @property
    def cpu(self) -> float:
        return self.ours.cpu / self.theirs.cpu

    @property
    def verdict(self) -> str:
        """Name what meets the bound; on a busy machine the CPU ratio decides."""
        longer = (self.ours.wall - self.theirs.wall, self.ours.cpu - self.theirs.cpu)
        told = zip(("wall", "CPU"), longer if self.over else (self.wall, self.cpu), strict=True)
        kept = [name for name, value in told if value <= self.bound]
        return {2: "yes", 1: f"by {''.join(kept)} only"}.get(len(kept), "no")


HEADER = (
    "| work | against | memfs wall / CPU | theirs wall / CPU | ratio wall / CPU | must | met | peak memfs / theirs |\n"
    "|---|---|---|---|---|---|---|---|"
)


def row(comparison: Comparison) -> str:
    """Write a comparison as a row of a Markdown table; times in milliseconds."""
    ours, theirs = comparison.ours, comparison.theirs
    cells = (
        comparison.work,
        comparison.against,
        f"{ours.wall * 1000:,.0f} / {ours.cpu * 1000:,.0f} ms",
        f"{theirs.wall * 1000:,.0f} / {theirs.cpu * 1000:,.0f} ms",
        f"{comparison.wall:.2f} / {comparison.cpu:.2f}",
        f"<= {comparison.bound:g}{' s longer' if comparison.over else ''}",
        comparison.verdict,
        f"{ours.peak / MIB:.0f} / {theirs.peak / MIB:.0f} MiB",
    )
    return f"| {' | '.join(cells)} |"


def measure(command: Command, turn: int) -> Usage:
    """Run a command once; raise RuntimeError with its output where it did not do its work."""
    command.prepare(turn)
    arguments = list(command.arguments(turn))
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments,
            cwd=command.directory,
            env={**os.environ, **(command.environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        words = output.read().decode("utf-8", "replace")
    if process.returncode or command.says not in words:
        raise RuntimeError(f"{command.name} exited {process.returncode}: {arguments[:6]}\n{words[-2000:]}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * MAXRSS_UNIT)


def medians(commands: Sequence[Command], runs: int) -> list[Usage]:
    """Run the commands in turn, so that the machine's moods hit all alike; return the median of each."""
    for command in commands:
        measure(command, 0)
    rounds = [[measure(command, turn) for command in commands] for turn in range(1, runs + 1)]
    return [_median(usages) for usages in zip(*rounds, strict=True)]


def _median(usages: Sequence[Usage]) -> Usage:
    return Usage(
        statistics.median(usage.wall for usage in usages),
        statistics.median(usage.cpu for usage in usages),
        int(statistics.median(usage.peak for usage in usages)),
    )

"""kill -9 in the middle of an import: the records are all there as one commit, or none of them is anywhere."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.faults.outside import MEMFS, STORE, Place
from tests.faults.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

START, LATEST = 0.15, 1.1


def by_time(directory: Path, *, points: int, records: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Kill imports at moments that are spread over their length, every other time the leading process alone."""
    place = Place.make(directory, command=command)
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    length = place.run("import", str(_batch(directory, "first", records))).seconds
    base, killed, whole, troubles, slowest = records, 0, 0, list[str](), 0.0
    for number in range(points):
        file = _batch(directory, f"batch_{number}", records)
        process = place.start("import", str(file))
        time.sleep(length * (START + (LATEST - START) * (number * 7 % points + chance.random()) / points))
        with suppress(ProcessLookupError):
            (os.kill if number % 2 else os.killpg)(process.pid, signal.SIGKILL)
        status = process.wait()
        killed += status != 0
        troubles += [f"point {number}: {trouble}" for trouble in place.troubles()]
        done = place.run("add", "context", "objectives", f"after point {number}")
        slowest = max(slowest, done.seconds)
        if done.status:
            troubles.append(f"point {number}: the next write is refused: {done.words[:200]}")
        there = _count(place)
        if there not in ({base + records} if status == 0 else {base, base + records}):
            troubles.append(f"point {number}: {there - base} of {records} records are there")
        troubles += [f"point {number}: not committed: {line}" for line in _left(place)[:3]]
        whole += status != 0 and there != base
        base = there
        file.unlink()
    if not killed:
        troubles.append("nothing was killed: this tested nothing")
    moments = f"{points} {'moment' if points == 1 else 'moments'}"
    figures = f"{moments} in imports of {records:,} records: {killed} killed, {whole} of them whole, others gone"
    verdict = f"{figures}; the next write with its recovery took at most {slowest:.1f} s"
    return Verdict("kill -9 in a batch", verdict, troubles + place.disorder())


def _batch(directory: Path, name: str, records: int) -> Path:
    file = directory / f"{name}.jsonl"
    fact = {"outcome": "learning", "insight_type": "fact"}
    lines = ({"summary": f"{name}_{n}", **fact, "content": f"Number {n} of {name}."} for n in range(records))
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def _count(place: Place) -> int:
    return place.git("ls-tree", "-r", "--name-only", "HEAD", "--", f"{STORE}/memories").count("\n")


def _left(place: Place) -> list[str]:
    return place.git("status", "--porcelain", "-uall", "--", STORE).splitlines()

"""A disk that is full at every step of a write: it is done, or refused with everything as it was."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.outside import FILLER, MEMFS, Place, adding
from tests.faults.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME = "full disk"
MEGABYTES = 12
BLOCK = 4096
CANNOT_RUN = 2
MOST = 30
"""Blocks from which on a write of any of these sizes goes through."""

SIZES = ("", FILLER)
"""Contents of a record: one that fits into a block, and one of five blocks."""


class NoDiskError(Exception):
    """This user cannot mount a file system."""


@contextmanager
def small_disk(directory: Path) -> Iterator[Path]:
    """Mount a small file system for the length of a block; raises NoDiskError where that is not allowed."""
    directory.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "memfs-faults", str(directory)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        raise NoDiskError(done.stderr.decode(errors="replace").strip())
    try:
        yield directory
    finally:
        subprocess.run(["umount", str(directory)], check=True)


def full_disks(directory: Path, *, points: int, command: Sequence[str] = MEMFS) -> Verdict:
    """Leave ever more blocks of a disk free, and write: from none to more than a write takes."""
    try:
        with small_disk(directory / "disk") as disk:
            return _written(Place.make(disk, command=command), points)
    except NoDiskError as error:
        return Verdict(NAME, f"a small tmpfs cannot be mounted, which needs root ({error})", skipped=True)


def _written(place: Place, points: int) -> Verdict:
    troubles, refused = list[str](), 0
    for number in range(points):
        turn, size = divmod(number, len(SIZES))
        free = turn * MOST * len(SIZES) // points
        words = adding(f"disk_{number}", f"d{number}", filler=SIZES[size])
        with _full(place, free):
            before = State.of(place)
            done = place.run(*words)
            after = State.of(place)
        found = place.troubles() + place.disorder()
        if done.status:
            refused += 1
            found += before.compared(after)
            if done.status != CANNOT_RUN or len(done.words.splitlines()) > 2 or "Traceback" in done.words:
                found.append(f"refused with status {done.status}: {done.words[:200]}")
            again = place.run(*words)
            found += [f"refused with room on the disk: {again.words[:200]}"] if again.status else []
        if place.present()[0][f"d{number}"] != 1:
            found.append("the record is not there")
        troubles += [f"{free} blocks free: {trouble}" for trouble in found]
    if not 0 < refused < points:
        troubles.append(f"{refused} of {points} were refused: the disk was never full, or always")
    figures = f"{points} points from no block free to {MOST}: {refused} refused with all as it was"
    return Verdict(NAME, f"{figures}, {points - refused} written", troubles)


@dataclass(frozen=True, slots=True)
class State:
    """What a refusal leaves alone."""

    references: str
    index: bytes
    files: dict[str, bytes]

    @classmethod
    def of(cls, place: Place) -> State:
        """Read all of it."""
        files = [file for file in place.path.rglob("*") if file.is_file() and ".git" not in file.parts]
        contents = {str(file.relative_to(place.path)): file.read_bytes() for file in files}
        return cls(place.git("for-each-ref"), (place.path / ".git/index").read_bytes(), contents)

    def compared(self, after: State) -> list[str]:
        """Say what a refusal changed."""
        parts = ("references", "index", "files")
        return [f"refused, but the {part} changed" for part in parts if getattr(self, part) != getattr(after, part)]


@contextmanager
def _full(place: Place, free: int) -> Iterator[None]:
    """Fill the disk but for some blocks."""
    filler = place.home / "filler"
    room = os.statvfs(place.home).f_bavail - free
    with filler.open("wb") as file:
        for _ in range(room):
            file.write(b"x" * BLOCK)
    yield
    filler.unlink()

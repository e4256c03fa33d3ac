"""Twelve processes at one catalog: `python -m tests.catalog.crowd 60` keeps them busy for a minute."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.verbs import Memory, Query, Store, recall_records
from tests.catalog.worlds import World, store_files
from tests.conftest import IDENTITY
from tests.repository.forking import child, ended
from tests.rules.stores import POLICY, placed

if TYPE_CHECKING:
    from collections.abc import Callable

FACT = {"outcome": "learning", "insight_type": "fact", "content": "It lives five minutes."}
FIRST = 200


def crowd(directory: Path, seconds: float) -> None:
    """Let writers, checks and recalls run side by side; every answer must be git's own."""
    world = World.make(directory)
    world.commit(store_files(placed("memory", *({"summary": f"m{n}", **FACT} for n in range(FIRST))), POLICY))
    world.reports(keep=True)
    end = time.monotonic() + seconds
    parts = [writer, writer, *[keeper] * 3, *[checker] * 4, *[recaller] * 3]
    children = [child(lambda part=part, at=at: repeated(part, world, at, end)) for at, part in enumerate(parts)]  # type: ignore[misc]  # defaults bind
    assert [ended(pid) for pid in children] == [0] * len(parts)
    expected = world.reports()
    world.forget()
    assert world.reports() == expected


def repeated(part: Callable[[World, str], None], world: World, at: int, end: float) -> None:
    turns = 0
    while time.monotonic() < end or not turns:
        part(world, f"w{at}_{turns}")
        turns += 1


def writer(world: World, name: str) -> None:
    Store.open(world.repository.path).add(Memory(summary=name, **FACT))


def keeper(world: World, _: str) -> None:
    checked(world, keep=True)


def checker(world: World, _: str) -> None:
    checked(world, keep=False)


def checked(world: World, *, keep: bool) -> None:
    """Judge one commit and compare with what git lists there."""
    commit = world.repository.git("rev-parse", "HEAD").strip()
    listed = world.repository.git("ls-tree", "-r", "--name-only", commit, "memory/memories").count("\n")
    report = world.report({"staged": False, "rev": commit, "base": None}, keep=keep)
    assert (report.records, report.violations) == (listed, ())


def recaller(world: World, _: str) -> None:
    """Recall everything as of one commit and compare with what git lists there."""
    commit = world.repository.git("rev-parse", "HEAD").strip()
    listed = world.repository.git("ls-tree", "-r", "--name-only", commit, "memory/memories").splitlines()
    view = Store.open(world.repository.path).view(at=commit)
    hits = recall_records(view, Query(where={"insight_type": {"fact"}})).hits
    assert sorted(hit.path for hit in hits) == sorted(listed)


if __name__ == "__main__":
    os.environ.update(IDENTITY)
    with tempfile.TemporaryDirectory() as scratch:
        crowd(Path(scratch) / "repository", float(sys.argv[1]))

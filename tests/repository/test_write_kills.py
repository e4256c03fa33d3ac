"""A kill at any step leaves the old record or the new one, and a store the next write puts in order."""

from __future__ import annotations

import os
import random
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.repository.forking import child, ended, killed_before
from tests.repository.writing import DATA, NEW, add, is_clean, leftovers, opened, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import GitRepository

    Files = Mapping[str, bytes | None]

POINTS = 400
BATCH = 30


@pytest.fixture
def busy_repository(repository: GitRepository) -> GitRepository:
    """Add a user who is in the middle of something."""
    repository.write("dirty.txt", "old\n")
    repository.commit()
    repository.write("dirty.txt", "dirty\n")
    repository.write("staged.txt", "staged\n")
    repository.git("add", "staged.txt")
    repository.write("untracked.txt", "untracked\n")
    return repository


def _contents(repository: GitRepository, names: Files, *, revision: str) -> Files:
    """Read what a commit holds at each path, None for nothing."""
    entries = repository.git("ls-tree", "-r", "-z", revision).split("\0")[:-1]
    blobs = {entry.partition("\t")[2]: entry.split()[2] for entry in entries}
    return {path: repository.git("cat-file", "blob", blobs[path]).encode() if path in blobs else None for path in names}


def _on_disk(repository: GitRepository, names: Files) -> Files:
    places = {path: repository.path / path for path in names}
    return {path: place.read_bytes() if place.exists() else None for path, place in places.items()}


def _require_whole(repository: GitRepository, before: Files, after: Files, *, number: int) -> None:
    """Look right after the kill, before anybody wrote again."""
    assert _contents(repository, after, revision="HEAD") in (before, after), number
    disk = _on_disk(repository, after)
    assert all(disk[path] in (before[path], after[path]) for path in after), number
    lost = repository.git("diff-index", "--cached", "--diff-filter=D", "--name-only", "HEAD").split()
    assert [path for path in lost if after[path] is not None] == [], number
    # `git commit -a` would carry such a deletion out, and of a move only this half
    assert repository.git("ls-files", "--deleted") == "", number


def _require_order(repository: GitRepository, before: Files, after: Files, *, number: int) -> None:
    """Write something else, and look whether all is in order."""
    add(repository, f"memory/next/{number}.yaml")
    settled = _contents(repository, after, revision="HEAD")
    assert settled in (before, after), number
    assert _on_disk(repository, after) == settled, number
    assert repository.git("status", "--porcelain", "-uall").splitlines() == [
        " M dirty.txt",
        "A  staged.txt",
        "?? untracked.txt",
    ], number
    assert leftovers(repository) == [], number


def _nothing(files: Files) -> Files:
    return dict.fromkeys(files)


def test_add_killed_before_every_other_step(busy_repository: GitRepository) -> None:
    place = opened(busy_repository)
    for number in range(1, POINTS, 2):
        files: Files = {f"memory/memories/n{number}/a.yaml": DATA, f"memory/memories/n{number}/deep/b.yaml": NEW}
        was_killed = killed_before(number, partial(put, place, files))
        _require_whole(busy_repository, _nothing(files), files, number=number)
        _require_order(busy_repository, _nothing(files), files, number=number)
        if not was_killed:
            break
    assert 50 < number < POINTS - 2
    assert busy_repository.git("fsck", "--strict", "--no-dangling") == ""


def test_replace_remove_and_move_killed_before_every_third_step(busy_repository: GitRepository) -> None:
    place = opened(busy_repository)
    names = ("replaced", "removed", "from")
    put(place, {f"memory/{name}/n{number}.yaml": DATA for name in names for number in range(1, POINTS)})
    for number in range(1, POINTS, 3):
        before: Files = {f"memory/{name}/n{number}.yaml": DATA for name in names} | {f"memory/to/n{number}.yaml": None}
        after: Files = dict(zip(before, (NEW, None, None, DATA), strict=True))
        was_killed = killed_before(number, partial(put, place, after))
        _require_whole(busy_repository, before, after, number=number)
        _require_order(busy_repository, before, after, number=number)
        if not was_killed:
            break
    assert 50 < number < POINTS - 3


def test_batch_killed_in_many_places(busy_repository: GitRepository) -> None:
    place = opened(busy_repository)
    old: Files = {f"memory/old/r{n}.yaml": b"%d\n" % n for n in range(BATCH)}
    put(place, old)
    for number in (1, 9, *range(25, POINTS, 31)):
        added: Files = {f"memory/n{number}/r{n}.yaml": b"%d %d\n" % (number, n) for n in range(BATCH)}
        changed: Files = dict.fromkeys(old, b"new %d\n" % number)
        before = _contents(busy_repository, {**added, **changed}, revision="HEAD")
        was_killed = killed_before(number, partial(put, place, {**added, **changed}))
        _require_whole(busy_repository, before, {**added, **changed}, number=number)
        _require_order(busy_repository, before, {**added, **changed}, number=number)
        if not was_killed:
            break
    assert number > 100


def test_stream_of_adds_killed_at_random_moments(busy_repository: GitRepository) -> None:
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    place = opened(busy_repository)
    for number in range(14):
        read_end, write_end = os.pipe()

        def stream(number: int = number, write_end: int = write_end) -> None:
            os.setsid()
            for step in range(100):
                add(place, f"memory/s{number}/r{step}.yaml", b"%d\n" % step)
                os.write(write_end, b"%d\n" % step)

        pid = child(stream)
        os.close(write_end)
        time.sleep(0.02 + chance.random() * 0.08)
        (os.killpg if number % 2 else os.kill)(pid, signal.SIGKILL)
        assert ended(pid) == -signal.SIGKILL
        with os.fdopen(read_end, "rb") as acknowledged:
            done = acknowledged.read().split()
        add(place, f"memory/next/{number}.yaml")
        kept = busy_repository.git("ls-tree", "--name-only", "HEAD", f"memory/s{number}/").split()
        assert len(kept) in (len(done), len(done) + 1)
        assert {f"memory/s{number}/r{step.decode()}.yaml" for step in done} <= set(kept)
        assert leftovers(busy_repository) == []
    assert busy_repository.git("status", "--porcelain", "-uall").split("\n")[:-1] == [
        " M dirty.txt",
        "A  staged.txt",
        "?? untracked.txt",
    ]
    assert not is_clean(busy_repository)

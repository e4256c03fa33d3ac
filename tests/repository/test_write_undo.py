"""A write that fails on the way leaves everything as it was, to the byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
import uuid
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import Plan, WriteOptions, transact
from memfs.repository.visible import uninterrupted
from tests.conftest import GitRepository
from tests.repository.forking import child, ended, killed_before, meanwhile
from tests.repository.writing import (
    DATA,
    NEW,
    OTHER,
    PATH,
    add,
    files_in_head,
    is_clean,
    leftovers,
    opened,
    put,
    untouched,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository

MANY = {f"memory/many/r{n}.yaml": b"%d\n" % n for n in range(25)}
MIXED = {PATH: NEW, OTHER: None, "memory/new/deep/c.yaml": DATA}
SHARED = Path("/dev/shm")  # noqa: S108 - a device of its own on Linux, and the names are unique


def _forbid(repository: GitRepository) -> None:
    hook = repository.write(".git/hooks/reference-transaction", '#!/bin/sh\n[ "$1" != prepared ]\n')
    hook.chmod(0o755)


@pytest.fixture
def filled(repository: GitRepository) -> GitRepository:
    """Add records, and work of the user's own."""
    put(repository, {PATH: DATA, OTHER: DATA})
    repository.write("staged.txt", "staged\n")
    repository.git("add", "staged.txt")
    repository.write("README.txt", "dirty\n")
    return repository


@pytest.mark.parametrize("files", [{"memory/x.yaml": DATA}, MIXED, MIXED | MANY], ids=["add", "mixed", "batch"])
def test_refused_reference_update_is_undone(filled: GitRepository, files: dict[str, bytes | None]) -> None:
    _forbid(filled)
    before = untouched(filled)
    with pytest.raises(MemfsError, match="reference-transaction hook refused"):
        put(filled, files)
    assert untouched(filled) == before
    assert leftovers(filled) == []
    (filled.path / ".git/hooks/reference-transaction").unlink()
    put(filled, files)
    assert leftovers(filled) == []


def test_first_commit_that_is_refused_leaves_no_index(empty_repository: GitRepository) -> None:
    _forbid(empty_repository)
    before = untouched(empty_repository)
    with pytest.raises(MemfsError, match="reference-transaction hook refused"):
        put(empty_repository)
    assert untouched(empty_repository) == before
    assert not (empty_repository.path / ".git/index").exists()
    assert list(empty_repository.path.iterdir()) == [empty_repository.path / ".git"]


def test_lock_of_git_that_comes_at_the_last_moment(filled: GitRepository) -> None:
    def write() -> None:
        with pytest.raises(MemfsError, match=r"another git process holds the lock '.*HEAD\.lock'") as refusal:
            put(filled, MIXED)
        assert refusal.value.code == "busy"

    before = untouched(filled)
    assert meanwhile("update-ref", partial(filled.write, ".git/HEAD.lock", ""), write) == 0
    assert untouched(filled) == before


def test_batch_waits_for_git_and_is_undone_when_the_wait_ends(filled: GitRepository) -> None:
    before = untouched(filled)
    lock = filled.write(".git/index.lock", "")
    with pytest.raises(MemfsError, match=r"index\.lock"):
        put(opened(filled, MEMFS_WAIT="0.1"), MIXED | MANY)
    lock.unlink()
    assert untouched(filled) == before
    assert leftovers(filled) == []


@pytest.mark.parametrize("name", ["draft.yaml", "r3.yaml"])
def test_batch_is_undone_when_a_draft_is_staged(filled: GitRepository, name: str) -> None:
    filled.write(f"memory/many/{name}", "draft\n")
    filled.git("add", "memory/many")
    (filled.path / "memory/many" / name).unlink()
    before = untouched(filled)
    if name == "draft.yaml":
        put(filled, MANY)
        assert filled.git("diff-index", "--cached", "--name-only", "HEAD").split() == [
            "memory/many/draft.yaml",
            "staged.txt",
        ]
        return
    with pytest.raises(MemfsError, match="is staged already"):
        put(filled, MANY)
    assert untouched(filled) == before


def test_interrupt_waits_until_the_visible_part_is_over(repository: GitRepository) -> None:
    interrupted: list[bool] = []

    def write() -> None:
        try:
            put(repository)
        except KeyboardInterrupt:
            interrupted.append(True)
        assert interrupted == [True]

    assert meanwhile("update-index", partial(signal.raise_signal, signal.SIGINT), write) == 0
    assert files_in_head(repository) == [PATH]
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_interrupt_before_the_visible_part_is_a_refusal(repository: GitRepository) -> None:
    def write() -> None:
        with pytest.raises(KeyboardInterrupt):
            put(repository)

    before = untouched(repository)
    assert meanwhile("commit-tree", partial(signal.raise_signal, signal.SIGINT), write) == 0
    assert untouched(repository) == before
    assert leftovers(repository) == []


def test_interrupt_is_kept_and_then_delivered() -> None:
    steps: list[str] = []

    def work() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            steps.append("inside")
        steps.append("outside")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["inside"]


def test_interrupt_of_a_thread_is_nobody_elses_business(repository: GitRepository) -> None:
    handler = signal.getsignal(signal.SIGINT)
    writer = threading.Thread(target=put, args=(repository,))
    writer.start()
    writer.join()
    assert signal.getsignal(signal.SIGINT) is handler
    assert files_in_head(repository) == [PATH]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("place", [".git", ".git/objects", "memory"])
def test_read_only_directory_is_refused(filled: GitRepository, place: str) -> None:
    before = untouched(filled)
    (filled.path / place).chmod(0o555)
    with pytest.raises(MemfsError) as refusal:
        add(filled, "memory/x/y.yaml")
    (filled.path / place).chmod(0o755)
    assert refusal.value.code == "environment"
    assert untouched(filled) == before


@pytest.fixture
def far(filled: GitRepository) -> Iterator[GitRepository]:
    """Move the git directory to another device, where no link leads from it to the working tree."""
    if not SHARED.is_dir() or SHARED.stat().st_dev == filled.path.stat().st_dev:
        pytest.skip("there is no second device")
    elsewhere = SHARED / f"memfs-{uuid.uuid4().hex}"
    shutil.move(filled.path / ".git", elsewhere)
    filled.write(".git", f"gitdir: {elsewhere}\n")
    yield filled
    shutil.rmtree(elsewhere)


def test_git_directory_on_another_device(far: GitRepository) -> None:
    put(far, MIXED | MANY)
    put(far, {PATH: DATA})
    put(far, {PATH: None})
    assert far.git("diff-files", "--name-only") == "README.txt\n"
    assert far.git("status", "--porcelain", "-uall") == " M README.txt\nA  staged.txt\n"


def test_undo_and_recovery_on_another_device(far: GitRepository) -> None:
    before = far.git("status", "--porcelain", "-uall"), far.git("ls-files", "-s")
    for number in range(20, 120, 6):
        if not killed_before(number, partial(put, far, MIXED)):
            break
        transact(opened(far), lambda _: None)
        assert list(far.path.rglob(".memfs-*")) == []
        if files_in_head(far) != sorted([PATH, OTHER]):
            put(far, {PATH: DATA, OTHER: DATA, "memory/new/deep/c.yaml": None})
        assert (far.git("status", "--porcelain", "-uall"), far.git("ls-files", "-s")) == before
    assert number > 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[GitRepository]:
    """Make a repository on a file system of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "memfs-test", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user cannot mount a small disk")
    repository = GitRepository(place / "repo")
    subprocess.run(["git", "init", "-q", "-b", "main", "--template=", str(repository.path)], check=True)
    put(repository, {PATH: DATA, OTHER: DATA})
    yield repository
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("options", [WriteOptions(), WriteOptions(stage=True)], ids=["commit", "stage"])
def test_full_disk_at_any_step_is_a_refusal(small_disk: GitRepository, options: WriteOptions) -> None:
    codes = [_code_with_blocks_left(small_disk, number, options=options) for number in range(30)]
    assert {*codes} == {"written", "environment"}
    assert codes.count("environment") > 5
    assert small_disk.git("fsck", "--strict", "--no-dangling") == ""


def _code_with_blocks_left(repository: GitRepository, number: int, *, options: WriteOptions) -> str:
    filler = repository.path.parent / "filler"
    filler.write_bytes(b"x" * 4096 * (os.statvfs(filler.parent).f_bavail - number))
    before = untouched(repository)
    code = "written"
    try:
        put(repository, {f"memory/n{number}/x.yaml": DATA * 90, PATH: DATA + b"%d\n" % number}, options=options)
    except MemfsError as error:
        code = error.code
    assert (untouched(repository) == before) is (code != "written")
    filler.unlink()
    assert leftovers(repository) == []
    return code


def test_child_that_outlives_its_writer_is_waited_for(repository: GitRepository) -> None:
    """The leader dies while git moves the branch: whoever writes next must not judge before git is done."""
    wait = "touch hooked; while [ ! -e go ]; do sleep 0.1; done"
    hook = f'#!/bin/sh\nif [ "$1" = prepared ] && [ ! -e hooked ]; then {wait}; fi\n'
    repository.write(".git/hooks/reference-transaction", hook).chmod(0o755)
    pid = child(partial(put, repository))
    while not (repository.path / "hooked").exists():
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    assert ended(pid) == -signal.SIGKILL
    assert (repository.path / ".git/HEAD.lock").exists()
    threading.Timer(0.3, (repository.path / "go").touch).start()
    put(repository, {OTHER: DATA})
    assert sorted(files_in_head(repository)) == sorted([PATH, OTHER])
    assert leftovers(repository) == []
    assert is_clean(repository)


def test_plan_that_fails_in_an_unexpected_way_leaves_the_lock_free(repository: GitRepository) -> None:
    def plan(_: Snapshot) -> Plan:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transact(opened(repository), plan)
    put(repository)


def test_maintenance_starts_where_loose_objects_pile_up(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("config", "maintenance.gc.enabled", "false")
    trace = tmp_path / "trace"
    place = opened(repository, GIT_TRACE=str(trace))
    limits = {"6700": 0.5, "1": 60, "0": 0.5}
    started = [
        _starts_maintenance(repository, place, trace, limit=limit, seconds=seconds) for limit, seconds in limits.items()
    ]
    repository.git("config", "maintenance.auto", "false")
    never = _starts_maintenance(repository, place, trace, limit="1", seconds=0.5)
    assert [*started, never] == [False, True, False, False]


def _starts_maintenance(
    repository: GitRepository, place: Repository, trace: Path, *, limit: str, seconds: float
) -> bool:
    """Write with two loose objects in the directory git takes its sample from; nothing else is enabled to run."""
    for name in ("a", "b"):
        repository.write(f".git/objects/17/{name * 38}", "")
    repository.git("config", "gc.auto", limit)
    trace.write_text("")
    put(place, {f"memory/{limit}-{time.time_ns()}.yaml": DATA})
    deadline = time.monotonic() + seconds
    while "maintenance run --auto" not in trace.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    return "maintenance run --auto" in trace.read_text()


@pytest.mark.parametrize("path", ["link.yaml", "memory"])
def test_edit_of_what_is_no_file_is_refused(repository: GitRepository, path: str) -> None:
    if path == "memory":
        (repository.path / path).mkdir()
        GitRepository(repository.path / path).git("init", "-q", ".")
        GitRepository(repository.path / path).commit()
    else:
        (repository.path / path).symlink_to("README.txt")
    repository.commit()
    with pytest.raises(MemfsError, match="is a symbolic link or a submodule") as refusal:
        put(repository, {path: DATA})
    assert refusal.value.code == "state"

"""What a dead writer left is finished or undone, and what a person did since is left alone."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import Recovered, WriteOptions, recover, stale_locks
from tests.conftest import GitRepository
from tests.repository.forking import child, ended, killed_at, killed_before, meanwhile
from tests.repository.writing import DATA, NEW, OTHER, PATH, files_in_head, is_clean, leftovers, opened, put, untouched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MIXED = {PATH: NEW, OTHER: None, "memory/new/deep/c.yaml": DATA}
NEW_PATH = "memory/new/deep/c.yaml"


@pytest.fixture
def killed(repository: GitRepository) -> GitRepository:
    """Leave a write that died right before the branch would have moved: file and index entry are there."""
    put(repository, {PATH: DATA, OTHER: DATA})
    assert killed_at("update-ref", partial(put, repository, MIXED))
    assert repository.git("status", "--porcelain").splitlines() == [
        f"M  {PATH}",
        f"R  {OTHER} -> {NEW_PATH}",
    ]
    return repository


def test_nothing_is_left_of_nobody(repository: GitRepository) -> None:
    assert recover(opened(repository)) is None
    put(repository)
    before = untouched(repository)
    assert recover(opened(repository)) is None
    assert untouched(repository) == before


def test_unfinished_write_is_put_back(killed: GitRepository) -> None:
    assert recover(opened(killed)) == Recovered(done=(), undone=tuple(sorted(MIXED)))
    assert is_clean(killed)
    assert killed.git("status", "--porcelain") == ""
    assert (killed.path / PATH).read_bytes() == DATA
    assert (killed.path / OTHER).read_bytes() == DATA
    assert not (killed.path / "memory/new").exists()
    assert leftovers(killed) == []
    assert recover(opened(killed)) is None


def test_commit_of_the_user_after_the_kill_finishes_it(killed: GitRepository) -> None:
    (killed.path / ".git/index.lock").unlink()
    killed.git("commit", "-q", "-m", "took it along")
    assert recover(opened(killed)) == Recovered(done=tuple(sorted(MIXED)), undone=())
    assert is_clean(killed)
    assert sorted(files_in_head(killed)) == sorted([PATH, NEW_PATH])
    assert not (killed.path / OTHER).parent.exists()


@pytest.fixture
def killed_at_the_removal(repository: GitRepository) -> GitRepository:
    """Leave a write that died when the index had let go of a file which was still there."""

    def write() -> None:
        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event == "os.rename" and str(arguments[0]).endswith(OTHER):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        put(repository, MIXED)

    put(repository, {PATH: DATA, OTHER: DATA})
    assert ended(child(write)) == -signal.SIGKILL
    return repository


def test_write_that_died_before_a_removal_is_put_back(killed_at_the_removal: GitRepository) -> None:
    repository = killed_at_the_removal
    assert recover(opened(repository)) == Recovered(done=(), undone=tuple(sorted(MIXED)))
    assert is_clean(repository)
    assert repository.git("status", "--porcelain", "-uall") == ""
    assert (repository.path / OTHER).read_bytes() == DATA


@pytest.mark.parametrize("words", [(), ("-a",)], ids=["commit", "commit -a"])
def test_commit_of_the_user_finishes_a_removal_too(killed_at_the_removal: GitRepository, words: tuple[str]) -> None:
    repository = killed_at_the_removal
    (repository.path / ".git/index.lock").unlink()
    repository.git("commit", "-q", "-m", "took it along", *words)
    assert sorted(files_in_head(repository)) == sorted([PATH, NEW_PATH])
    assert recover(opened(repository)) == Recovered(done=tuple(sorted(MIXED)), undone=())
    assert is_clean(repository)
    assert repository.git("status", "--porcelain", "-uall") == ""
    assert not (repository.path / OTHER).parent.exists()


@pytest.mark.parametrize("content", [DATA, b"mine\n"], ids=["staged", "edited"])
def test_file_that_somebody_wants_back_is_not_removed(killed_at_the_removal: GitRepository, content: bytes) -> None:
    repository = killed_at_the_removal
    (repository.path / ".git/index.lock").unlink()
    repository.git("commit", "-q", "-m", "took it along")
    repository.write(OTHER, content)
    if content == DATA:
        repository.git("add", OTHER)
    recover(opened(repository))
    assert (repository.path / OTHER).read_bytes() == content
    assert leftovers(repository) == []


def test_edit_of_a_person_after_the_kill_is_left_alone(killed: GitRepository) -> None:
    killed.write(NEW_PATH, "mine")
    killed.write(OTHER, "mine too")
    recover(opened(killed))
    assert (killed.path / NEW_PATH).read_text() == "mine"
    assert (killed.path / OTHER).read_text() == "mine too"
    assert killed.git("status", "--porcelain", "-uall") == f" M {OTHER}\n?? {NEW_PATH}\n"


def test_staging_of_a_person_after_the_kill_is_left_alone(killed: GitRepository) -> None:
    (killed.path / ".git/index.lock").unlink()
    killed.write(PATH, "mine")
    killed.git("add", PATH)
    recover(opened(killed))
    assert killed.git("status", "--porcelain") == f"M  {PATH}\n"
    assert (killed.path / PATH).read_text() == "mine"


def test_deletion_by_a_person_after_the_kill_is_left_alone(killed: GitRepository) -> None:
    (killed.path / PATH).unlink()
    recover(opened(killed))
    assert killed.git("status", "--porcelain") == f" D {PATH}\n"
    assert leftovers(killed) == []


def test_killed_first_write_is_put_back(empty_repository: GitRepository) -> None:
    assert killed_at("update-ref", partial(put, empty_repository))
    assert recover(opened(empty_repository)) == Recovered(done=(), undone=(PATH,))
    assert empty_repository.git("status", "--porcelain", "-uall") == ""


def test_killed_staging_is_put_back(repository: GitRepository) -> None:
    put(repository)
    stage = WriteOptions(stage=True)
    assert killed_at("update-index", partial(put, repository, MIXED | {PATH: NEW, OTHER: DATA}, options=stage))
    assert recover(opened(repository)) == Recovered(done=(), undone=tuple(sorted(MIXED)))
    assert repository.git("status", "--porcelain", "-uall") == ""


def test_killed_replacement_in_a_sparse_checkout_is_left_out_again(repository: GitRepository) -> None:
    put(repository)
    repository.git("sparse-checkout", "set", "src")
    assert killed_at("update-ref", partial(put, repository, {PATH: NEW}))
    recover(opened(repository))
    assert repository.git("ls-files", "-t", PATH) == f"S {PATH}\n"
    assert not (repository.path / PATH).exists()
    assert is_clean(repository)


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"memfs": 1}', b'{"memfs":1,"token":"x","changes":[["a"]]}'])
def test_journal_that_was_never_finished_is_swept(repository: GitRepository, note: bytes) -> None:
    repository.write(".git/memfs/journal", note)
    repository.write(".git/memfs/write-0-0.new", "rest")
    repository.write(".git/memfs/write-0-index.lock", "")
    repository.write(".git/memfs/catalog", "somebody else's")
    before = untouched(repository)
    assert recover(opened(repository)) is None
    assert leftovers(repository) == ["catalog"]
    assert untouched(repository) == before


def test_recovery_waits_for_git_and_can_be_repeated(killed: GitRepository) -> None:
    (killed.path / ".git/index.lock").unlink()
    lock = killed.write(".git/index.lock", "")
    before = untouched(killed)
    with pytest.raises(MemfsError, match=r"another git process holds the lock '.*index\.lock'") as refusal:
        put(opened(killed, MEMFS_WAIT="0.1"), {"memory/z.yaml": DATA})
    assert refusal.value.code == "busy"
    assert untouched(killed) == before
    lock.unlink()
    put(killed, {"memory/z.yaml": DATA})
    assert is_clean(killed)


@pytest.mark.parametrize("command", ["update-index", "ls-files", "--refresh"])
def test_recovery_that_is_killed_itself_can_be_repeated(killed: GitRepository, command: str) -> None:
    died = killed_at(command, partial(recover, opened(killed)))
    assert died
    recover(opened(killed))
    assert is_clean(killed)
    assert sorted(files_in_head(killed)) == sorted([PATH, OTHER])
    assert (killed.path / PATH).read_bytes() == DATA
    assert leftovers(killed) == []


@pytest.mark.parametrize("state", ["killed", "killed_at_the_removal"])
def test_recovery_killed_before_any_step_leaves_no_deletion(
    state: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    dead: GitRepository = request.getfixturevalue(state)
    for number in range(1, 200, 2):
        repository = GitRepository(tmp_path / f"copy{number}")
        shutil.copytree(dead.path, repository.path, symlinks=True)
        was_killed = killed_before(number, partial(recover, opened(repository)))
        assert repository.git("ls-files", "--deleted") == "", number
        recover(opened(repository))
        assert is_clean(repository), number
        assert repository.git("status", "--porcelain", "-uall") == "", number
        assert leftovers(repository) == [], number
        if not was_killed:
            break
    assert 20 < number < 199


def test_lock_of_a_dead_writer_is_adopted_and_one_of_git_is_not(repository: GitRepository) -> None:
    repository.write(".git/index.lock", "memfs 1\n")
    put(repository)
    lock = repository.write(".git/index.lock", "DIRC")
    assert recover(opened(repository)) is None
    assert lock.read_text() == "DIRC"


def test_stale_locks_are_listed_oldest_first(repository: GitRepository) -> None:
    assert stale_locks(opened(repository)) == ()
    ages = {"index.lock": 50, "HEAD.lock": 70, "refs/heads/topic/x.lock": 60, "packed-refs.lock": 90, "config.lock": 80}
    for name, age in ages.items():
        path = repository.write(f".git/{name}", "memfs 1\n" if name == "index.lock" else "")
        os.utime(path, (0, time.time() - age))
    found = stale_locks(opened(repository))
    assert [lock.path for lock in found] == [
        str(repository.path / ".git" / name) for name in sorted(ages, key=lambda name: -ages[name])
    ]
    assert [round(lock.age / 10) for lock in found] == [9, 8, 7, 6, 5]
    assert [lock.ours for lock in found] == [False, False, False, False, True]


def test_undo_that_fails_is_left_to_the_next_writer(repository: GitRepository) -> None:
    """Something happens to the disk while a refused write is being undone: the journal stays."""
    put(repository)
    hook = repository.write(".git/hooks/reference-transaction", '#!/bin/sh\n[ "$1" != prepared ]\n')
    hook.chmod(0o755)
    before = untouched(repository)[1]

    def write() -> None:
        with pytest.raises(MemfsError):
            put(repository, {PATH: NEW, OTHER: DATA})

    assert meanwhile("update-ref", _second_rename_kills(), write) == -signal.SIGKILL
    assert (repository.path / ".git/memfs/journal").exists()
    hook.unlink()
    recover(opened(repository))
    after = untouched(repository)[1]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert after == before
    assert is_clean(repository)


def _second_rename_kills() -> Callable[[], None]:
    """Kill in the middle of the undoing: after the index is back, before the files are."""

    def arm() -> None:
        renames = 0

        def watch(event: str, _: object) -> None:
            nonlocal renames
            if event == "os.rename":
                renames += 1
                if renames == 2:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)

    return arm

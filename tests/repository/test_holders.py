"""Who is at a lock, as far as the table of processes tells."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.repository.holders import Holder, clear, holder
from tests.repository.writing import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository


@pytest.fixture
def lock(repository: GitRepository) -> Path:
    return repository.write(".git/index.lock", "")


def processes(tmp_path: Path, *words: str, cwd: Path, number: str = "77") -> Path:
    """Make a table of one process, as /proc shows it."""
    entry = tmp_path / "proc" / number
    (entry / "fd").mkdir(parents=True)
    (entry / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))
    (entry / "comm").write_text("git\n")
    (entry / "cwd").symlink_to(cwd)
    (tmp_path / "proc" / "self").mkdir()
    return tmp_path / "proc"


def holding(lock: Path, *, seconds: float) -> subprocess.Popen[bytes]:
    """Start a process that has a lock open for so long."""
    with lock.open("rb") as file:
        return subprocess.Popen(["sleep", str(seconds)], stdin=file)


GIT = "git (process 77)"
COMMANDS = [
    (("git", "commit", "-a"), GIT),
    (("git", "-c", "a.b=cat-file", "-C", "cat-file", "--no-pager", "rebase"), GIT),
    (("/usr/lib/git-core/git-receive-pack",), GIT),
    (("git",), GIT),
    (("git", "-c", "core.fsmonitor=false", "cat-file", "--batch"), None),
    (("git", "fsmonitor--daemon", "run"), None),
    (("/usr/lib/git-core/git-credential-cache--daemon", "x"), None),
    (("gitk",), None),
    (("vi", "git"), None),
    ((), None),
]


@pytest.mark.parametrize(("words", "name"), COMMANDS)
def test_git_at_work_counts_but_for_those_that_only_read(
    words: tuple[str, ...], name: str | None, repository: GitRepository, lock: Path, tmp_path: Path
) -> None:
    for cwd in (repository.path, repository.path / ".git"):
        found = holder(opened(repository), lock, processes=processes(tmp_path / cwd.name, *words, cwd=cwd))
        assert found == Holder(name, known=True)


def test_git_at_work_elsewhere_is_nothing_to_us(repository: GitRepository, lock: Path, tmp_path: Path) -> None:
    table = processes(tmp_path, "git", "commit", cwd=tmp_path)
    assert holder(opened(repository), lock, processes=table) == Holder(None, known=True)


def test_without_a_table_only_age_tells(repository: GitRepository, lock: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for table in (tmp_path / "none", tmp_path / "empty"):
        found = holder(opened(repository), lock, processes=table)
        assert found == Holder(None, known=False)
        assert found is not None
        assert (found.forgot(59), found.forgot(61)) == (False, True)
    assert Holder(None, known=True).forgot(0)
    assert not Holder("git", known=True).forgot(3600)


def test_lock_that_is_gone_has_no_holder(repository: GitRepository, lock: Path) -> None:
    lock.unlink()
    assert holder(opened(repository), lock) is None
    assert clear(opened(repository), lock, seconds=0) is False


def test_lock_goes_when_its_holder_ends(repository: GitRepository, lock: Path) -> None:
    writer = holding(lock, seconds=3600)
    assert clear(opened(repository), lock, seconds=0.05) is False
    assert lock.exists()
    assert clear(opened(repository), lock, seconds=0) is False
    writer.kill()
    writer.wait()
    assert clear(opened(repository), lock, seconds=5) is True
    assert not lock.exists()


def test_link_in_the_place_of_a_lock_is_not_followed(repository: GitRepository, lock: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine\n")
    lock.unlink()
    lock.symlink_to(target)
    os.utime(lock, (0, 0), follow_symlinks=False)
    assert clear(opened(repository), lock, seconds=0) is True
    assert target.read_text() == "mine\n"

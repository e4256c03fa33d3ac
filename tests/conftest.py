"""Fixtures shared by all tests: real git, isolated from the machine's own configuration."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.size import size
from tests.watching.calls import faults, noted
from tests.watching.sitecustomize import LOG, watch

if TYPE_CHECKING:
    from collections.abc import Iterator

WATCHING = Path(__file__).parent / "watching"
IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.invalid",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.invalid",
}

EXAMPLES = size(settings().max_examples, small=30)
# a busy machine is no failure
settings.register_profile("suite", parent=settings(), max_examples=EXAMPLES, deadline=None)
settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # what a shell does to a job in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def git_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write down every start of git by memfs, in this process and in all that it starts."""
    log = tmp_path_factory.mktemp("watched") / "calls"
    log.touch()
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(WATCHING), *([others] if others else [])])
    os.environ[LOG] = str(log)
    watch()
    return log


@pytest.fixture(autouse=True)
def git_is_called_safely(git_log: Path) -> Iterator[None]:
    """Fail the test in whose course data stood where git looks for options, or a call lacked our configuration."""
    start = git_log.stat().st_size
    yield
    with git_log.open("rb") as log:
        log.seek(start)
        new = log.read()
    assert [fault for call in set(noted(new)) for fault in faults(call)] == []


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a HOME of its own and an identity; drop what a surrounding git or memfs left."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("GIT_", "MEMFS_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    return home


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A real repository for a test to use as a person would."""

    path: Path

    def git(self, *arguments: str, stdin: bytes | None = None, ok: bool = True) -> str:
        """Run git here and return its output; fail the test when git fails and `ok` holds."""
        done = subprocess.run(["git", "-C", str(self.path), *arguments], input=stdin, capture_output=True, check=False)
        assert not (ok and done.returncode), done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file below the repository, with its directories."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, message: str = "work", *paths: str) -> str:
        """Stage the paths (all when none is named), commit, and return the commit id."""
        self.git("add", "-A", "--", *(paths or (".",)))
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def state(self) -> tuple[str, ...]:
        """What a refusal must leave alone: refs, HEAD, index entries, status and the index file's bytes."""
        index = self.path / ".git" / "index"
        return (
            self.git("for-each-ref"),
            self.git("rev-parse", "-q", "--verify", "HEAD", ok=False),
            self.git("symbolic-ref", "-q", "HEAD", ok=False),
            self.git("ls-files", "-s"),
            self.git("status", "--porcelain=v1", "-uall", "--ignored"),
            index.read_bytes().hex() if index.exists() else "",
        )


def new_for_an_hour(path: Path) -> None:
    """Let a file be 0 seconds old, however long the test takes."""
    os.utime(path, (0, time.time() + 3600))


@pytest.fixture
def empty_repository(tmp_path: Path) -> GitRepository:
    """Make a repository without a commit."""
    path = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    return GitRepository(path)


@pytest.fixture
def repository(empty_repository: GitRepository) -> GitRepository:
    """Make a repository with one commit of somebody's own work."""
    empty_repository.write("README.txt", "host project\n")
    empty_repository.commit("base")
    return empty_repository

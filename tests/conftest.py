"""Fixtures shared by all tests: real git, isolated from the machine's own configuration."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.size import PROFILE, SMALL, size
from tests.watching.calls import faults, noted
from tests.watching.sitecustomize import LOG, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Template = Callable[[str, Callable[[Path], object]], "GitRepository"]

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

NUMBERS = itertools.count()
ATTACKS = frozenset({"faults", "hostile"})
"""Directories of tests that repeat under attack what the others do."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # what a shell does to a job in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no branches in the small profile where what others cover is repeated: to count doubles the time."""
    for item in items:
        if PROFILE == SMALL and (item.get_closest_marker("hypothesis") or item.path.parent.name in ATTACKS):
            item.add_marker("no_cover")


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


def isolate(environment: pytest.MonkeyPatch, home: Path) -> None:
    """Set a HOME and an identity; drop what a surrounding git or memfs left."""
    home.mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith(("GIT_", "MEMFS_", "PRE_COMMIT"))]:
        environment.delenv(name)
    environment.setenv("HOME", str(home))
    environment.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    environment.setenv("GIT_CONFIG_NOSYSTEM", "1")
    environment.setenv("GIT_TERMINAL_PROMPT", "0")
    for name, value in IDENTITY.items():
        environment.setenv(name, value)


@pytest.fixture(autouse=True)
def isolated_environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give the test a HOME of its own and an identity."""
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(NUMBERS))  # `mktemp` looks at all that was made before
    isolate(monkeypatch, home)
    if PROFILE == SMALL and not request.node.get_closest_marker("children"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # to load coverage takes a child 0.15 s
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


def copied(template: GitRepository, path: Path) -> GitRepository:
    """Copy a repository, as if it had been made there: the index knows the new files."""
    shutil.copytree(template.path, path, symlinks=True)
    repository = GitRepository(path)
    repository.git("update-index", "-q", "--refresh")
    return repository


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Make repositories that many tests begin with, each once in a session, to be copied."""
    place = tmp_path_factory.mktemp("templates")

    def make(name: str, begin: Callable[[Path], object]) -> GitRepository:
        path = place / name
        if not path.exists():
            with pytest.MonkeyPatch.context() as environment:
                isolate(environment, place / f"home-{name}")
                begin(path)
            for sample in path.glob(".git/hooks/*.sample"):
                sample.unlink()  # more than half of the files to copy
        return GitRepository(path)

    return make


def initialised(path: Path) -> GitRepository:
    """Make a repository without a commit."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    return GitRepository(path)


def begun(path: Path) -> GitRepository:
    """Make a repository with one commit of somebody's own work."""
    repository = initialised(path)
    repository.write("README.txt", "host project\n")
    repository.commit("base")
    return repository


@pytest.fixture
def empty_repository(tmp_path: Path, template: Template) -> GitRepository:
    """Make a repository without a commit."""
    return copied(template("empty", initialised), tmp_path / "repo")


@pytest.fixture
def repository(tmp_path: Path, template: Template) -> GitRepository:
    """Make a repository with one commit of somebody's own work."""
    return copied(template("begun", begun), tmp_path / "repo")

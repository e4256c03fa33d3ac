"""Our hooks as users of the pre-commit framework get them: installed from a clone of this project at a tag."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.hooks.clone import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hooks.clone import Clone

TOP = Path(__file__).parent.parent.parent
TAG = "v0.1.0"
IDS = ("memfs-check", "memfs-schema", "memfs-summary", "memfs-unique", "memfs-distribution")
PRE_COMMIT = str(PROGRAMS / "pre-commit")


@dataclass(frozen=True, slots=True)
class Framework:
    """Where pre-commit keeps what it installed, and the repository that it installed from."""

    home: Path
    source: Path

    def configuration(self, *ids: str) -> bytes:
        """Return what a user writes into `.pre-commit-config.yaml`."""
        hooks = "".join(f"      - id: {name}\n" for name in ids)
        types = "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]\n"
        return f"{types}repos:\n  - repo: {self.source}\n    rev: {TAG}\n    hooks:\n{hooks}".encode()

    def install_into(self, clone: Clone, *ids: str) -> None:
        """Let git run the hooks of these ids in a clone."""
        clone.write(".pre-commit-config.yaml", self.configuration(*ids))
        clone.force("hooks")
        answer = clone.run(PRE_COMMIT, "install")
        assert answer.code == 0, answer.said


def make_framework(place: Path) -> Framework:
    """Copy the project as it stands into a repository with a tag, and let pre-commit install its hooks.

    It is made once for all processes of a test run: pip needs half a minute.
    """
    framework = Framework(place / "home", place / "source")
    ready = place / "ready"
    with _alone(place):
        if not ready.exists():
            _copy_project(framework.source)
            config = place / "config.yaml"
            config.write_bytes(framework.configuration("memfs-check"))
            _run(PRE_COMMIT, "install-hooks", "--config", str(config), cwd=framework.source, home=framework.home)
            ready.touch()
    return framework


def _copy_project(target: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, check=True).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (TOP / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, target / name)
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid")
    for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-q", "-m", "release"), ("tag", TAG)):
        _run("git", *words, cwd=target, home=target)


def _run(*command: str, cwd: Path, home: Path) -> None:
    """Run a program with the machine's own configuration: pip needs to know where packages are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COVERAGE"))}
    environment = {**kept, "PRE_COMMIT_HOME": str(home)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""The command line as a test uses it: in this process where that shows the same, else in one of its own."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from memfs.cli.edge import run
from tests.conftest import begun, copied

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memfs.core.model import JSON
    from tests.conftest import GitRepository, Template

COMMAND = (sys.executable, "-m", "memfs")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command line came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Mapping[str, JSON]:
        assert self.err == ""
        assert self.out.count("\n") == 1
        return cast("Mapping[str, JSON]", json.loads(self.out))


@dataclass(frozen=True, slots=True)
class Memfs:
    """The command `memfs` in a directory."""

    path: Path

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        """Run a command line in this process."""
        streams = {"stdin": io.BytesIO(stdin), "stdout": io.BytesIO(), "stderr": io.BytesIO()}
        with chdir(self.path), pytest.MonkeyPatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, io.TextIOWrapper(stream, encoding="utf-8", write_through=True))
            status = run(arguments)
            out, err = (streams[name].getvalue().decode() for name in ("stdout", "stderr"))
        return Done(status, out, err)

    def said(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run a command line that must succeed, and return what it printed."""
        done = self(*arguments, stdin=stdin)
        assert (done.status, done.err) == (0, ""), done
        return done.out

    def process(self, *arguments: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        """Run a command line in a process of its own."""
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=self.path, input=stdin, env=env, capture_output=True, check=False
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def memfs(repository: GitRepository) -> Memfs:
    """Run memfs in a repository with a commit and no store."""
    return Memfs(repository.path)


def founded(path: Path) -> GitRepository:
    """Make a repository with a commit of somebody's own work and an empty store."""
    repository = begun(path)
    Memfs(path).said("init")
    return repository


@pytest.fixture
def store(repository: GitRepository, template: Template) -> Memfs:
    """Run memfs in a repository with an empty store."""
    shutil.rmtree(repository.path)
    return Memfs(copied(template("founded", founded), repository.path).path)

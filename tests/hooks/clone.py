"""A clone whose git runs our hooks, for tests to work in as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.layout import GITATTRIBUTES, GITIGNORE

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAMS = Path(sys.executable).parent
FACTS = "memory/memories/outcome=learning/insight_type=fact"
PATTERNS = "memory/memories/outcome=learning/insight_type=pattern"
POLICY = b"memfs: 1\n"
STRICT = (
    b"memfs: 1\ndistribution:\n  enforce: strict\n  minimum: 2\n  targets:\n"
    b"  - {facet: insight_type, shares: {fact: 100}}\n"
)


def fact(name: str, content: str = "It lives five minutes.", *, insight: str = "fact") -> bytes:
    return emit({"summary": name, "outcome": "learning", "insight_type": insight, "content": content})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program answered."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    def lines(self) -> list[str]:
        """Return what memfs said: the violations and the sum."""
        return [line for line in self.said.splitlines() if ": " in line or " records, " in line]


@dataclass(frozen=True, slots=True)
class Clone:
    """A working tree with a store."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *command: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> Answer:
        """Run a program here, with memfs-hook on PATH."""
        path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, **self.environment, "PATH": path, **(extra or {})}
        done = subprocess.run(
            command, cwd=self.path, env=environment, input=stdin.encode(), capture_output=True, check=False
        )
        return Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "surrogateescape"))

    def git(self, *arguments: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> Answer:
        """Run git here, whatever it answers."""
        return self.run("git", *arguments, stdin=stdin, extra=extra)

    def done(self, *arguments: str) -> str:
        """Run git here and return what it printed; it must succeed."""
        answer = self.git(*arguments)
        assert answer.code == 0, answer.said
        return answer.out.strip()

    def hook(self, *arguments: str, stdin: str = "", **environment: str) -> Answer:
        """Run memfs-hook here."""
        return self.run("memfs-hook", *arguments, stdin=stdin, extra=environment)

    def write(self, name: str, data: bytes) -> Path:
        """Write a file."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def remember(self, **contents: bytes) -> None:
        """Write facts by name and stage them."""
        for name, data in contents.items():
            self.write(f"{FACTS}/{name}.yaml", data)
        self.done("add", "-A")

    def force(self, message: str = "past the hooks") -> str:
        """Commit everything without asking anybody."""
        self.done("add", "-A")
        self.done("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.head

    def commit(self, *arguments: str) -> Answer:
        """Commit as a person would."""
        return self.git("commit", "-q", *(arguments or ("-m", "work")))

    @property
    def head(self) -> str:
        return self.done("rev-parse", "HEAD")

    def state(self) -> tuple[str, ...]:
        """Return what a refusal must leave alone."""
        words = (("for-each-ref",), ("ls-files", "-s"), ("status", "--porcelain=v1", "-uall"))
        return tuple(self.done(*command) for command in words)


def store_in(clone: Clone, policy: bytes = POLICY) -> None:
    """Put a store's own files into a working tree."""
    clone.write("memory/memfs.yaml", policy)
    clone.write("memory/.gitattributes", GITATTRIBUTES)
    clone.write("memory/.gitignore", GITIGNORE)

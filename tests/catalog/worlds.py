"""Repositories in every state a catalog may meet, and what memfs answers there."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.repository import Repository, reader
from memfs.verbs import Question, asked_gate, judge_stores
from tests.conftest import GitRepository
from tests.rules.stores import STORE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memfs.core.report import Report

Files = dict[str, bytes]
Edits = dict[str, bytes | None]
Asked = Mapping[str, "str | bool | None"]
GATES: tuple[Asked, ...] = (
    {"staged": False, "rev": None, "base": None},
    {"staged": True, "rev": None, "base": None},
    {"staged": True, "rev": None, "base": "none"},
    {"staged": False, "rev": "HEAD", "base": None},
    {"staged": False, "rev": "HEAD~1", "base": None},
    {"staged": False, "rev": "HEAD", "base": "HEAD~1"},
)


@dataclass(frozen=True, slots=True)
class World:
    """A repository with a store; its catalog is a file that a test may look for, spoil or remove."""

    repository: GitRepository

    @classmethod
    def make(cls, directory: Path) -> World:
        """Make a repository in an empty directory."""
        world = cls(GitRepository(directory))
        directory.mkdir(parents=True)
        world.repository.git("init", "-q", "-b", "main")
        return world

    def commit(self, edits: Edits | Files) -> None:
        """Commit some edits of the working tree."""
        self.lay(edits)
        self.repository.commit()

    def stage(self, edits: Edits) -> None:
        """Stage some edits."""
        self.lay(edits)
        self.repository.git("add", "-A")

    def lay(self, edits: Edits | Files) -> None:
        """Change files of the working tree."""
        for path, data in edits.items():
            if data is None:
                (self.repository.path / path).unlink(missing_ok=True)
            else:
                self.repository.write(path, data)

    def catalogs(self) -> list[Path]:
        """Return the catalogs of the main working tree."""
        return sorted((self.repository.path / ".git" / "memfs").glob("*.sqlite*"))

    def forget(self) -> None:
        """Remove the catalog."""
        for path in self.catalogs():
            path.unlink()

    def copy(self, directory: Path) -> World:
        """Copy the repository with its catalog."""
        shutil.copytree(self.repository.path, directory, symlinks=True)
        return World(GitRepository(directory))

    def report(self, gate: Asked, *, keep: bool = False, detail: str = "shares") -> Report:
        """Judge at a gate."""
        with reader(Repository.discover(self.repository.path)) as objects:
            place = asked_gate(objects, **gate)  # type: ignore[arg-type]  # the values are as the keys ask
            return _plain(judge_stores(place.snapshot, place.base, Question(keep=keep, detail=detail)))

    def reports(self, *, keep: bool = False) -> list[Report]:
        """Judge at every gate."""
        return list(self._reports(keep=keep))

    def _reports(self, *, keep: bool) -> Iterator[Report]:
        for gate in GATES:
            if "HEAD~1" in gate.values() and not self.repository.git("rev-parse", "-q", "--verify", "HEAD~1", ok=False):
                continue
            yield self.report(gate, keep=keep)


def _plain(report: Report) -> Report:
    """Leave out what is never shown: the evidence of a changed file is its content's id only where that is known."""
    return report._replace(violations=tuple(found._replace(evidence="") for found in report.violations))


def store_files(contents: Mapping[str, bytes], policy: bytes) -> Files:
    """Return the files of a store."""
    return {f"{STORE}/memfs.yaml": policy, **contents}

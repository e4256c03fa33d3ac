"""A small team's store for tests of the review: written by hand, committed by git."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.corpus import memory_kind
from memfs.codec import emit
from memfs.core.layout import OWN_FILES
from memfs.core.names import path_of
from memfs.repository import Repository
from memfs.verbs.reviewing import commits, review, staged, unstaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.review import RecordChange, Review
    from tests.conftest import GitRepository

MEMORY = memory_kind()
STORE = "memory"
Told = tuple[str, str, str, str | None]
"""Action, key, path and old path, below the store's memories."""


def fact(summary: str, content: str = "Something.", **more: JSON) -> dict[str, JSON]:
    """Return a memory of something learned."""
    return {"summary": summary, "outcome": "learning", "insight_type": "fact", "content": content, **more}


def placed(data: Mapping[str, JSON], store: str = STORE) -> str:
    """Return where a memory belongs."""
    return path_of(store, MEMORY, data, digits=0)


@dataclass(frozen=True, slots=True)
class Team:
    """A repository with a store, on the branch `work` when something is reviewed."""

    repository: GitRepository
    store: str = STORE

    def begin(self, *memories: Mapping[str, JSON], policy: str = "memfs: 1\n") -> Team:
        """Commit a store with memories as the branch main, and go on on the branch work."""
        self.write("memfs.yaml", policy)
        for name, content in OWN_FILES.items():
            self.write(name, content)
        for memory in memories:
            self.put(memory)
        self.repository.commit("begin")
        self.repository.git("checkout", "-q", "-b", "work")
        return self

    def write(self, name: str, content: str | bytes) -> str:
        """Write a file below the store and return its path."""
        self.repository.write(f"{self.store}/{name}", content)
        return f"{self.store}/{name}"

    def put(self, data: Mapping[str, JSON]) -> str:
        """Write a memory where it belongs and return its path."""
        path = placed(data, self.store)
        self.repository.write(path, emit(MEMORY.ordered(data)))
        return path

    def drop(self, data: Mapping[str, JSON]) -> str:
        """Remove a memory's file and return its path."""
        path = placed(data, self.store)
        (self.repository.path / path).unlink()
        return path

    def reviewed(self, *, commit: bool = True) -> Review:
        """Commit what lies there and review it against main."""
        if commit:
            self.repository.commit("work")
        return review(commits(self.opened(), "main"))

    def staged(self) -> Review:
        """Review what is staged."""
        return review(staged(self.opened()))

    def unstaged(self) -> Review:
        """Review the working tree."""
        return review(unstaged(self.opened()))

    def opened(self) -> Repository:
        """Open the repository as memfs does."""
        return Repository.discover(self.repository.path)


def told(found: Review) -> list[Told]:
    """Return what happened to each record."""
    return [_told(change) for change in found.changes]


def _told(change: RecordChange) -> Told:
    return (change.action, change.key, change.path, change.old_path)

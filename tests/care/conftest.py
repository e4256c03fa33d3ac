"""A repository whose clone is set up as `memfs install` would: nothing for a doctor to say."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs, store

if TYPE_CHECKING:
    from tests.conftest import GitRepository

__all__ = ["memfs", "store"]

HOOKS = Path(__file__).parents[2] / "hooks"
STAGES = ("pre-commit", "pre-merge-commit", "pre-push")


def set_up(repository: GitRepository) -> None:
    """Configure the drivers and install the hooks."""
    repository.git("config", "merge.memfs.driver", "memfs merge-driver -- %O %A %B %P")
    repository.git("config", "diff.memfs.textconv", "memfs textconv")
    for stage in STAGES:
        shutil.copy(HOOKS / stage, repository.path / ".git/hooks" / stage)


@pytest.fixture
def memfs(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a repository with an empty store, where nothing is missing."""
    set_up(repository)
    return store

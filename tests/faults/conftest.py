"""A repository with a store in it, for tests that make its life hard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs

if TYPE_CHECKING:
    from tests.conftest import GitRepository


@pytest.fixture
def memfs(repository: GitRepository) -> Memfs:
    """Run memfs in a repository with a commit of somebody's own work and an empty store."""
    command = Memfs(repository.path)
    command.said("init")
    return command

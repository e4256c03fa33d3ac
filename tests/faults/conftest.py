"""A repository with a store in it, for tests that make its life hard."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Memfs, store

__all__ = ["memfs", "store"]


@pytest.fixture
def memfs(store: Memfs) -> Memfs:
    """Run memfs in a repository with a commit of somebody's own work and an empty store."""
    return store

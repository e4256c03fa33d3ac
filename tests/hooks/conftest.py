"""Clones to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import Clone, fact, store_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare_clone(tmp_path: Path) -> Clone:
    """Make a repository without a commit, a store or a hook."""
    clone = Clone(tmp_path / "clone")
    clone.path.mkdir()
    clone.done("init", "-q", "-b", "main")
    return clone


@pytest.fixture
def stored(bare_clone: Clone) -> Clone:
    """Make a repository with a store of one record, and no hook."""
    store_in(bare_clone)
    bare_clone.remember(dns=fact("dns"))
    bare_clone.force("store")
    return bare_clone


@pytest.fixture
def clone(stored: Clone) -> Clone:
    """Make a repository with a store of one record, and our hooks."""
    assert stored.run("memfs", "install", "--hooks").code == 0
    return stored


@pytest.fixture
def remote(clone: Clone, tmp_path: Path) -> Clone:
    """Make a bare repository that the clone may push to."""
    server = Clone(tmp_path / "server.git")
    server.path.mkdir()
    server.done("init", "-q", "--bare", "-b", "main")
    clone.done("remote", "add", "origin", str(server.path))
    return server

"""Clones to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import copied, initialised
from tests.hooks.clone import Clone, fact, store_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Template


@pytest.fixture
def bare_clone(tmp_path: Path) -> Clone:
    """Make a repository without a commit, a store or a hook."""
    clone = Clone(tmp_path / "clone")
    clone.path.mkdir()
    clone.done("init", "-q", "-b", "main")
    return clone


def with_store(path: Path) -> Clone:
    """Make a repository with a store of one record."""
    clone = Clone(initialised(path).path)
    store_in(clone)
    clone.remember(dns=fact("dns"))
    clone.force("store")
    return clone


def with_hooks(path: Path) -> None:
    """Make a repository with a store of one record, and our hooks."""
    assert with_store(path).run("memfs", "install", "--hooks").code == 0


@pytest.fixture
def stored(tmp_path: Path, template: Template) -> Clone:
    """Make a repository with a store of one record, and no hook."""
    return Clone(copied(template("with-store", with_store), tmp_path / "clone").path)


@pytest.fixture
def clone(tmp_path: Path, template: Template) -> Clone:
    """Make a repository with a store of one record, and our hooks."""
    return Clone(copied(template("with-hooks", with_hooks), tmp_path / "clone").path)


@pytest.fixture
def remote(clone: Clone, tmp_path: Path) -> Clone:
    """Make a bare repository that the clone may push to."""
    server = Clone(tmp_path / "server.git")
    server.path.mkdir()
    server.done("init", "-q", "--bare", "-b", "main")
    clone.done("remote", "add", "origin", str(server.path))
    return server

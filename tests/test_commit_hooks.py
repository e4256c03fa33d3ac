"""`commit: {hooks: true}` in the policy lets the repository's own hooks judge every write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs import MemfsError, Memory, Store

if TYPE_CHECKING:
    from tests.conftest import GitRepository

FACT = Memory(content="DNS answers live an hour", outcome="learning", insight_type="fact", summary="dns_ttl")


def with_hook(repository: GitRepository, script: str) -> Store:
    hook = repository.write(".git/hooks/pre-commit", f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    return Store.init(repository.path / "memory")


def test_hooks_are_not_run_unless_the_policy_says_so(repository: GitRepository) -> None:
    store = with_hook(repository, "echo no >&2; exit 1")
    assert store.add(FACT).action == "added"


def test_a_hook_that_refuses_refuses_the_write(repository: GitRepository) -> None:
    store = with_hook(repository, "echo not on a Sunday >&2; exit 1")
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {hooks: true}\n")
    repository.commit("let hooks judge")
    before = repository.state()[:4]
    with pytest.raises(MemfsError, match="not on a Sunday"):
        store.add(FACT)
    assert repository.state()[:4] == before

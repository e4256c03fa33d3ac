"""The project's own memory: between any two commits that touched it, each file that differs is told once."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from memfs.repository import Repository, is_shallow
from memfs.verbs.reviewing import commits, review
from tests.conftest import GitRepository
from tests.review.once import differing, told_of
from tests.size import sample

OWN = Path(__file__).parents[2]
STORE = "memory"


@pytest.mark.skipif(not (OWN / ".git").exists(), reason="needs the project's history, which a release does not carry")
def test_each_change_of_our_own_memory_is_told_once() -> None:
    repository, opened = GitRepository(OWN), Repository.discover(OWN)
    if is_shallow(opened):
        pytest.skip("needs the project's whole history")
    touching = repository.git("rev-list", "--reverse", "--topo-order", "HEAD", "--", STORE).split()
    states = [repository.git("rev-parse", f"{touching[0]}~1").strip(), *touching]
    pairs = [(base, head) for base, head in combinations(states, 2) if _is_before(repository, base, head)]
    assert len(pairs) >= len(touching)
    near = [pair for pair in pairwise(states) if pair in pairs]
    for base, head in {*near, *sample(pairs, every=5)}:
        found = review(commits(opened, f"{base}...{head}"), store=STORE if _has_store(repository, head) else None)
        assert told_of(found) == differing(repository, base, head, store=STORE)


def _is_before(repository: GitRepository, base: str, head: str) -> bool:
    return repository.git("merge-base", base, head).strip() == base


def _has_store(repository: GitRepository, revision: str) -> bool:
    """Tell whether a commit has the store."""
    return bool(repository.git("ls-tree", revision, f"{STORE}/memfs.yaml"))

"""A glance: tell that there is nothing to judge before anything that judges is imported.

Most commits touch no store, and most of a hook's time is imports. So this module needs no more than the door itself,
and where it cannot tell quickly it says that there may be something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.repository.run import GitError

if TYPE_CHECKING:
    from memfs.repository.run import Repository

POLICY = b"memfs.yaml"
PATTERNS = ("--", ":(top)memfs.yaml", ":(top)*/memfs.yaml")
SIMPLE = ("-z", "--name-only", "--no-renames", "--ignore-submodules=dirty")


def stages_memory(repository: Repository) -> bool:
    """Tell whether the index that git is committing may differ from HEAD in a store."""
    try:
        changed = _paths(repository, "diff-index", "--cached", *SIMPLE, "--ita-invisible-in-index", "HEAD", "--")
    except GitError:  # before the first commit
        return holds_memory(repository)
    if not changed:
        return False
    policies = [path for path in changed if path.rpartition(b"/")[2] == POLICY]
    return bool(policies) or any(path.startswith(_stores(repository)) for path in changed)


def holds_memory(repository: Repository) -> bool:
    """Tell whether the index holds a store."""
    return bool(_stores(repository))


def commits_memory(repository: Repository, *revisions: str) -> bool:
    """Tell whether one of the revisions may hold a store."""
    try:
        nothing = repository.git("hash-object", "-t", "tree", "--stdin").decode().strip()
        return any(_commit_holds(repository, revision, nothing) for revision in revisions)
    except GitError:
        return True


def _commit_holds(repository: Repository, revision: str, nothing: str) -> bool:
    name = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = repository.git(*name).decode().strip()
    return bool(_paths(repository, "--no-literal-pathspecs", "diff-tree", "-r", *SIMPLE, nothing, commit, *PATTERNS))


def _stores(repository: Repository) -> tuple[bytes, ...]:
    found = _paths(repository, "--no-literal-pathspecs", "ls-files", "-z", *PATTERNS)
    return tuple(path.removesuffix(POLICY) for path in found)


def _paths(repository: Repository, *command: str) -> list[bytes]:
    return repository.git(*command).split(b"\0")[:-1]

"""The repository's hooks run around a write only where that is asked for, and can refuse it."""

from __future__ import annotations

import os

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import WriteOptions
from tests.conftest import IDENTITY, GitRepository
from tests.repository.forking import child, ended
from tests.repository.writing import DATA, NEW, OTHER, PATH, files_in_head, is_clean, leftovers, put, untouched

HOOKS = WriteOptions(hooks=True)


def _hook(repository: GitRepository, name: str, script: str) -> None:
    repository.write(f".git/hooks/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)


def test_hooks_see_what_git_commit_would_show_them(repository: GitRepository) -> None:
    _hook(repository, "pre-commit", 'git diff --cached --name-status >.git/seen; echo "$GIT_INDEX_FILE" >>.git/seen')
    _hook(repository, "commit-msg", 'cat "$1" >>.git/seen')
    put(repository, options=HOOKS)
    index = repository.path / ".git/index"
    seen = (repository.path / ".git/seen").read_text()
    assert seen == f"A\t{PATH}\n{index}\nmemory: put\n\nMemfs-Op: add\n"
    assert files_in_head(repository) == [PATH]
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_repository_without_hooks_is_written(empty_repository: GitRepository) -> None:
    put(empty_repository, options=HOOKS)
    put(empty_repository, {PATH: NEW, OTHER: DATA}, options=HOOKS)
    put(empty_repository, {PATH: None}, options=HOOKS)
    assert files_in_head(empty_repository) == [OTHER]
    assert is_clean(empty_repository)


def test_commit_msg_may_change_the_message(repository: GitRepository) -> None:
    _hook(repository, "commit-msg", 'echo "Ticket: 7" >>"$1"')
    put(repository, options=HOOKS)
    assert repository.git("log", "-1", "--format=%B").strip() == "memory: put\n\nMemfs-Op: add\nTicket: 7"


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "reference-transaction"])
def test_hook_that_fails_refuses_the_write(repository: GitRepository, name: str) -> None:
    _hook(repository, name, 'echo "ask Bo first"; exit 3')
    before = untouched(repository)
    with pytest.raises(MemfsError, match=f"the {name} hook refused the write: .*ask Bo first") as refusal:
        put(repository, options=HOOKS)
    assert refusal.value.code == "state"
    assert untouched(repository) == before
    assert leftovers(repository) == []


def test_refused_change_is_put_back(repository: GitRepository) -> None:
    put(repository, {PATH: DATA, OTHER: DATA})
    _hook(repository, "pre-commit", "exit 1")
    before = untouched(repository)[1]
    with pytest.raises(MemfsError, match="the pre-commit hook refused the write: exit status 1"):
        put(repository, {PATH: NEW, OTHER: None, "memory/x.yaml": DATA}, options=HOOKS)
    assert untouched(repository)[1] == before
    assert is_clean(repository)


@pytest.mark.parametrize("change", ["staged", "dirty"])
def test_tree_with_changes_is_refused(repository: GitRepository, change: str) -> None:
    repository.write("README.txt", "changed\n")
    if change == "staged":
        repository.git("add", "README.txt")
    before = untouched(repository)
    with pytest.raises(MemfsError, match="tracked files have changes") as refusal:
        put(repository, options=HOOKS)
    assert refusal.value.code == "state"
    assert untouched(repository) == before


def test_untracked_files_are_no_obstacle(repository: GitRepository) -> None:
    repository.write("untracked.txt", "mine\n")
    put(repository, options=HOOKS)
    assert files_in_head(repository) == [PATH]


@pytest.mark.parametrize("script", ["echo more >>README.txt", "echo x >new.txt; git add new.txt", f"echo >>'{PATH}'"])
def test_hook_that_changes_files_is_refused(repository: GitRepository, script: str) -> None:
    _hook(repository, "pre-commit", script)
    with pytest.raises(MemfsError, match="the pre-commit hook changed files"):
        put(repository, options=HOOKS)
    assert files_in_head(repository) == []
    assert repository.git("diff-index", "--cached", "--name-only", "HEAD").split() == ["new.txt"] * ("new" in script)
    assert leftovers(repository) == []


def test_hooks_do_not_run_when_only_staging(repository: GitRepository) -> None:
    _hook(repository, "pre-commit", "exit 1")
    repository.write("README.txt", "dirty\n")
    put(repository, options=WriteOptions(stage=True, hooks=True))
    assert repository.git("status", "--porcelain") == f" M README.txt\nA  {PATH}\n"


def test_commit_of_the_user_while_hooks_run_counts(repository: GitRepository) -> None:
    """The hook stands in for a person who commits what is staged."""
    _hook(repository, "pre-commit", "git commit -q --no-verify -m 'by hand'")
    put(repository, options=HOOKS)
    assert repository.git("log", "--format=%s").split("\n")[:2] == ["by hand", "base"]
    assert files_in_head(repository) == [PATH]
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_killed_while_a_hook_runs_is_put_back(repository: GitRepository) -> None:
    _hook(repository, "pre-commit", "kill -9 $(cat .git/writer)")

    def write() -> None:
        repository.write(".git/writer", str(os.getpid()))
        put(repository, options=HOOKS)

    assert ended(child(write)) == -9
    assert repository.git("status", "--porcelain") == f"A  {PATH}\n"
    put(repository, {OTHER: DATA})
    assert files_in_head(repository) == [OTHER]
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_race_with_hooks_is_run_again(repository: GitRepository) -> None:
    """Somebody commits something else while the hooks run: the write looks again, and its hooks judge again."""
    commit = 'git update-ref HEAD "$(git commit-tree -p HEAD -m other HEAD^{tree})"'
    _hook(repository, "pre-commit", f"test -e .git/runs || {commit}; echo ran >>.git/runs")
    put(repository, options=HOOKS)
    assert repository.git("log", "--format=%s").split("\n")[:3] == ["memory: put", "other", "base"]
    assert (repository.path / ".git/runs").read_text() == "ran\nran\n"
    assert is_clean(repository)


def test_missing_identity_is_refused_before_any_hook_runs(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hook(repository, "pre-commit", "touch .git/ran")
    repository.git("config", "user.useConfigOnly", "true")
    for name in IDENTITY:
        monkeypatch.delenv(name)
    with pytest.raises(MemfsError) as refusal:
        put(repository, options=HOOKS)
    assert refusal.value.code == "no-identity"
    assert not (repository.path / ".git/ran").exists()

"""Revisions: names and dates of commits, and what each broken repository answers."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import (
    Repository,
    head,
    head_snapshot,
    is_shallow,
    merge_base,
    resolve,
    resolve_at,
    upstream_default,
)
from tests.conftest import GitRepository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def opened(repository: GitRepository) -> Repository:
    return Repository.discover(repository.path, os.environ)


def refusal(action: Callable[[], object]) -> tuple[str, str, str | None]:
    with pytest.raises(MemfsError) as raised:
        action()
    return raised.value.code, raised.value.message, raised.value.hint


def clone(repository: GitRepository, path: Path, *options: str) -> GitRepository:
    subprocess.run(["git", "clone", "-q", *options, repository.path.as_uri(), str(path)], check=True)
    return GitRepository(path)


def test_every_name_of_a_commit_is_the_same_commit(repository: GitRepository) -> None:
    commit = repository.git("rev-parse", "HEAD").strip()
    repository.git("tag", "-a", "-m", "x", "v1")
    repository.git("branch", "two-words/ü")
    names = ("HEAD", "@", "main", "refs/heads/main", "v1", "two-words/ü", commit, commit[:8], ":/base", "HEAD^{/base}")
    assert {resolve(opened(repository), name) for name in names} == {commit}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "nope",
            "HEAD~9",
            "HEAD^2",
            "HEAD:README.txt",
            "HEAD^{tree}",
            "main@{99}",
            "main@{upstream}",
            "nope@{upstream}",
        ),
        *(
            "HEAD..main",
            "HEAD...main",
            "^HEAD",
            "HEAD^@",
            "HEAD^!",
            "a b",
            "a\nb",
            ":/zzz",
            "HEAD^{",
            "1" * 40,
            "\udcff",
        ),
        *("HEAD main", "main --all", "refs/../HEAD"),
    ],
)
def test_name_of_no_commit_is_not_found(repository: GitRepository, name: str) -> None:
    code, message, hint = refusal(lambda: resolve(opened(repository), name))
    assert (code, hint) == ("not-found", None)
    assert message.startswith("there is no revision '")


@pytest.mark.parametrize("name", ["", "-", "--all", "--output=x", "-n1", "a\0b"])
def test_option_and_empty_name_are_refused(repository: GitRepository, name: str) -> None:
    code, message, _ = refusal(lambda: resolve(opened(repository), name))
    assert code == "usage"
    assert "is no revision: give a commit, branch or tag" in message


def test_shallow_clone_says_how_to_get_the_rest(repository: GitRepository, tmp_path: Path) -> None:
    repository.commit("second")
    shallow = opened(clone(repository, tmp_path / "shallow", "--depth=1"))
    assert (is_shallow(shallow), is_shallow(opened(repository))) == (True, False)
    expected = ("not-found", "there is no revision 'HEAD~1'", "git fetch --unshallow")
    assert refusal(lambda: resolve(shallow, "HEAD~1")) == expected
    assert refusal(lambda: resolve_at(shallow, "2001-01-01"))[2] == "git fetch --unshallow"


@pytest.fixture
def dated(empty_repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make commits on three days, with a merged branch between; return the ids by name."""

    def commit(when: str) -> str:
        monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
        monkeypatch.setenv("GIT_COMMITTER_DATE", when)
        return empty_repository.commit(when)

    made = {"first": commit("2026-11-01T12:00:00Z")}
    empty_repository.git("checkout", "-q", "-b", "side")
    made["side"] = commit("2026-11-03T12:00:00Z")
    empty_repository.git("checkout", "-q", "main")
    made["late"] = commit("2026-11-02T23:59:59Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-05T00:30:00+02:00")
    empty_repository.git("merge", "-q", "--no-ff", "--no-edit", "side")
    made["merge"] = empty_repository.git("rev-parse", "HEAD").strip()
    return made


MOMENTS = [
    ("2026-11-01", "first"),
    ("2026-11-02", "late"),
    ("2026-11-03", "late"),
    ("2026-11-04", "merge"),
    ("9999-12-31", "merge"),
    ("2026-11-02T23:59:58Z", "first"),
    ("2026-11-02T23:59:59Z", "late"),
    ("2026-11-02t23:59:59z", "late"),
    ("2026-11-02 23:59:59.5+00:00", "late"),
    ("2026-11-05T00:29:59+02:00", "late"),
    ("2026-11-04T22:30:00Z", "merge"),
    ("side", "side"),
    ("HEAD^2", "side"),
    ("HEAD~1", "late"),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment[0])
def test_moment_means_the_last_commit_before_it_along_first_parents(
    empty_repository: GitRepository, dated: dict[str, str], moment: tuple[str, str]
) -> None:
    text, name = moment
    assert resolve_at(opened(empty_repository), text) == dated[name]


@pytest.mark.parametrize(
    "text", ["2026-10-31", "2026-11-01T11:59:59Z", "1969-12-31", "0001-01-01", "0001-01-01T00:00:00+23:59"]
)
def test_moment_before_all_history_is_not_found(
    empty_repository: GitRepository, dated: dict[str, str], text: str
) -> None:
    assert dated
    answer = refusal(lambda: resolve_at(opened(empty_repository), text))
    assert answer == ("not-found", f"there is no commit at or before {text}", None)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-31", "2026-W45-1", "20261101", "2026-11-01T12:00:00", "2026-11-01T25:00:00Z", "2026-11-01Tnoon"),
        *("yesterday", "0000-00-00", "2026-11-01x"),
    ],
)
def test_what_is_neither_revision_nor_moment_is_said_so(repository: GitRepository, text: str) -> None:
    code, message, _ = refusal(lambda: resolve_at(opened(repository), text))
    assert (code, message) == (
        "not-found",
        f"'{text}' is neither a revision nor a date (2026-11-20) or a time (2026-11-20T09:30:00Z)",
    )


def test_revision_goes_before_a_date_of_the_same_name(empty_repository: GitRepository, dated: dict[str, str]) -> None:
    empty_repository.git("tag", "2026-11-01", "side")
    assert resolve_at(opened(empty_repository), "2026-11-01") == dated["side"]


def test_moment_in_a_repository_without_a_commit_is_not_found(empty_repository: GitRepository) -> None:
    assert refusal(lambda: resolve_at(opened(empty_repository), "2026-11-01"))[0] == "not-found"


def test_merge_base_is_the_common_ancestor_or_nothing(repository: GitRepository) -> None:
    base = repository.git("rev-parse", "HEAD").strip()
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("side")
    repository.git("checkout", "-q", "main")
    repository.commit("main")
    repository.git("checkout", "-q", "--orphan", "alone")
    repository.commit("alone")
    found = opened(repository)
    assert merge_base(found, "main", "side") == base
    assert merge_base(found, "main", "alone") is None
    assert refusal(lambda: merge_base(found, "main", "--all"))[0] == "usage"
    assert refusal(lambda: merge_base(found, "main", "nope"))[0] == "not-found"


def test_head_is_a_commit_or_nothing_yet(empty_repository: GitRepository) -> None:
    assert head(opened(empty_repository)) is None
    commit = empty_repository.commit()
    assert head(opened(empty_repository)) == commit
    empty_repository.git("pack-refs", "--all")
    assert head(opened(empty_repository)) == commit
    empty_repository.git("checkout", "-q", "--detach")
    assert head(opened(empty_repository)) == commit
    empty_repository.git("checkout", "-q", "--orphan", "new/deep")
    assert head(opened(empty_repository)) is None


@pytest.mark.parametrize("content", ["", "garbage\n", "1" * 40 + "\n", "\0" * 41])
def test_broken_branch_is_not_taken_for_a_new_one(repository: GitRepository, content: str) -> None:
    (repository.path / ".git" / "refs" / "heads" / "main").write_text(content)
    found = opened(repository)
    expected = ("environment", "HEAD names no commit that can be read", "git fsck")
    assert refusal(lambda: head(found)) == expected
    assert refusal(lambda: head_snapshot(found)) == expected
    assert refusal(lambda: resolve(found, "nope")) == expected


def test_broken_branch_in_a_linked_worktree_is_seen(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = opened(GitRepository(tmp_path / "side"))
    assert head(side) == head(opened(repository))
    (repository.path / ".git" / "refs" / "heads" / "side").write_text("")
    assert refusal(lambda: head(side))[0] == "environment"
    assert head(opened(repository)) is not None


def test_broken_packed_references_are_no_new_branch(repository: GitRepository) -> None:
    repository.git("pack-refs", "--all")
    found = opened(repository)
    (repository.path / ".git" / "packed-refs").write_text("# pack-refs\nnonsense\n")
    assert refusal(lambda: head(found))[0] == refusal(lambda: resolve(found, "nope"))[0] == "environment"


def test_commit_that_is_gone_is_not_taken_for_a_new_branch(repository: GitRepository) -> None:
    commit = repository.git("rev-parse", "HEAD").strip()
    (repository.path / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    assert refusal(lambda: head(opened(repository)))[0] == "environment"
    repository.git("update-ref", "--no-deref", "-d", "HEAD", ok=False)
    (repository.path / ".git" / "HEAD").write_text(commit + "\n")
    assert refusal(lambda: head(opened(repository)))[0] == "environment"


def test_request_is_compared_with_the_default_branch_of_origin(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("branch", "trunk")
    repository.git("branch", "base")
    repository.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    copy = clone(repository, tmp_path / "copy")
    copy.git("checkout", "-q", "-b", "topic", "--track", "origin/base")
    assert upstream_default(opened(copy)) == "origin/trunk"
    copy.git("remote", "set-head", "origin", "-d")
    assert upstream_default(opened(copy)) == "origin/base"
    copy.git("branch", "--unset-upstream")
    assert upstream_default(opened(copy)) == "origin/main"


def test_copy_of_the_branch_itself_is_the_last_choice(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("branch", "-m", "topic")
    copy = clone(repository, tmp_path / "copy")
    copy.git("remote", "set-head", "origin", "-d")
    assert upstream_default(opened(copy)) == "origin/topic"
    copy.git("branch", "master")
    assert upstream_default(opened(copy)) == "master"


def test_upstream_that_is_gone_counts_for_nothing(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "topic", "--track", "main")
    repository.git("branch", "-m", "main", "elsewhere")
    assert upstream_default(opened(repository)) is None


def test_local_default_branch_serves_without_a_remote(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    assert upstream_default(opened(repository)) == "main"
    repository.git("branch", "-m", "main", "master")
    assert upstream_default(opened(repository)) == "master"
    repository.git("checkout", "-q", "--detach")
    assert upstream_default(opened(repository)) == "master"


def test_nothing_to_compare_with_in_a_new_repository(empty_repository: GitRepository) -> None:
    assert upstream_default(opened(empty_repository)) is None

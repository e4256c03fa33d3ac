"""The door to git: what is discovered, what a call sees of the environment, and how a failure reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import GitError, Repository

if TYPE_CHECKING:
    from tests.conftest import GitRepository

TOP = Path(__file__).parent.parent.parent


def refusal(directory: Path, **environ: str) -> tuple[str, str, str | None]:
    with pytest.raises(MemfsError) as raised:
        Repository.discover(directory, {**os.environ, **environ})
    return raised.value.code, raised.value.message, raised.value.hint


def places(found: Repository) -> tuple[str, str, str | None, str, str]:
    return found.git_dir, found.common_dir, found.top, found.index, found.prefix


def test_top_of_a_repository_is_discovered(repository: GitRepository) -> None:
    found = Repository.discover(repository.path, os.environ)
    git_dir, top = str(repository.path / ".git"), str(repository.path)
    assert places(found) == (git_dir, git_dir, top, f"{git_dir}/index", "")
    assert (found.object_format, found.inside_hook) == ("sha1", False)
    assert found.state_dir == repository.path / ".git" / "memfs"


@pytest.mark.parametrize("name", ["dir", "a b/c", "ünïcode", "-dir", ":(glob)*", "memory/outcome=success"])
def test_directory_below_is_the_prefix(repository: GitRepository, name: str) -> None:
    (repository.path / name).mkdir(parents=True)
    found = Repository.discover(repository.path / name, os.environ)
    assert (found.top, found.prefix) == (str(repository.path), name)


def test_directory_is_taken_as_it_is_named(repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository.path / "dir").mkdir()
    monkeypatch.chdir(repository.path / "dir")
    assert Repository.discover(".").prefix == "dir"
    assert Repository.discover("..").prefix == ""


def test_linked_worktree_has_its_own_git_directory(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    found = Repository.discover(tmp_path / "side", os.environ)
    own = str(repository.path / ".git" / "worktrees" / "side")
    assert places(found) == (own, str(repository.path / ".git"), str(tmp_path / "side"), f"{own}/index", "")


def test_bare_repository_has_no_top(repository: GitRepository, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "-q", "--bare", str(repository.path), str(bare)], check=True)
    found = Repository.discover(bare, os.environ)
    assert places(found) == (str(bare), str(bare), None, str(bare / "index"), "")
    assert found.git("rev-parse", "--is-bare-repository") == b"true\n"


def test_hash_of_a_repository_is_known(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(tmp_path)], check=True)
    assert Repository.discover(tmp_path, os.environ).object_format == "sha256"


def test_index_of_a_hook_is_made_absolute(repository: GitRepository, tmp_path: Path) -> None:
    environ = {**os.environ, "GIT_INDEX_FILE": ".git/next-index-1.lock"}
    found = Repository.discover(repository.path, environ)
    assert (found.index, found.inside_hook) == (str(repository.path / ".git" / "next-index-1.lock"), True)
    elsewhere = Repository.discover(repository.path, {**os.environ, "GIT_INDEX_FILE": str(tmp_path / "index")})
    assert elsewhere.index == str(tmp_path / "index")


def test_git_directory_named_by_the_environment_counts(repository: GitRepository, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    named = {"GIT_DIR": str(repository.path / ".git"), "GIT_WORK_TREE": str(tmp_path / "tree")}
    found = Repository.discover(tmp_path, {**os.environ, **named})
    assert (found.git_dir, found.top) == (named["GIT_DIR"], named["GIT_WORK_TREE"])
    assert found.git("ls-files") == b"README.txt\n"


def test_commit_that_head_names_comes_with_the_repository(repository: GitRepository) -> None:
    commit = repository.commit()
    found, head = Repository.discover_with_head(repository.path)
    assert (found, head) == (Repository.discover(repository.path), commit)


@pytest.mark.parametrize("name", ["HEAD", "other"])
def test_head_without_a_commit_is_none_also_beside_a_file_of_its_name(
    empty_repository: GitRepository, name: str
) -> None:
    empty_repository.write(name, "a file\n")
    assert Repository.discover_with_head(empty_repository.path)[1] is None


def test_place_without_a_repository_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path) == ("not-a-repository", f"'{tmp_path}' is not in a git repository", "memfs init")


def test_directory_that_is_none_is_a_usage_error(repository: GitRepository) -> None:
    for name in ("absent\nname", "README.txt"):
        shown = str(repository.path / name).replace("\n", "\\n")
        assert refusal(repository.path / name) == ("usage", f"there is no directory '{shown}'", None)


def test_missing_git_is_told(repository: GitRepository, tmp_path: Path) -> None:
    assert refusal(repository.path, PATH=str(tmp_path)) == ("environment", "git is not installed or not on PATH", None)


def test_place_inside_the_git_directory_is_refused_in_the_words_of_git(repository: GitRepository) -> None:
    code, message, _ = refusal(repository.path / ".git")
    assert (code, message) == ("environment", "git rev-parse: fatal: this operation must be run in a work tree")


def test_line_feed_in_the_path_of_a_repository_is_refused(repository: GitRepository) -> None:
    (repository.path / "a\nb").mkdir()
    code, message, _ = refusal(repository.path / "a\nb")
    assert (code, message) == ("environment", f"'{repository.path}/a\\nb' has a line feed in its path")


def test_repository_of_somebody_else_is_refused_in_the_words_of_git(repository: GitRepository) -> None:
    if os.geteuid():
        pytest.skip("only root can give a directory away")
    os.chown(repository.path, 12345, -1)
    code, message, _ = refusal(repository.path)
    assert code == "environment"
    assert "dubious ownership" in message
    assert "\n" not in message


def test_failure_is_one_line_in_the_words_of_git(repository: GitRepository) -> None:
    found = Repository.discover(repository.path, os.environ)
    with pytest.raises(GitError) as raised:
        found.git("cat-file", "blob", "no\u202epe")
    assert raised.value.message == r"git cat-file: fatal: Not a valid object name no\u202epe"
    assert (raised.value.returncode, raised.value.code) == (128, "environment")
    with pytest.raises(GitError, match="git diff: exit status 1"):
        found.git("diff", "--quiet", "HEAD", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")


def test_status_that_is_an_answer_is_accepted(repository: GitRepository) -> None:
    found = Repository.discover(repository.path, os.environ)
    assert found.git("config", "--get", "no.such", accept=(0, 1)) == b""
    assert found.git("hash-object", "--stdin", stdin=b"") == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n"


def test_call_runs_at_the_top_and_takes_paths_literally(repository: GitRepository) -> None:
    repository.write("dir/*", "x")
    repository.write("dir/other", "x")
    repository.commit()
    found = Repository.discover(repository.path / "dir", os.environ)
    assert found.git("ls-files", "--", "dir/*") == b"dir/*\n"


def test_environment_of_another_repository_is_left_behind(repository: GitRepository, tmp_path: Path) -> None:
    strange = {
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "objects"),
        "GIT_NAMESPACE": "strange",
        "GIT_SHALLOW_FILE": str(tmp_path / "shallow"),
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_PREFIX": "dir/",
    }
    found = Repository.discover(repository.path, {**os.environ, **strange})
    assert found.git("cat-file", "-p", "HEAD:README.txt") == b"host project\n"
    assert not strange.keys() & found.environment().keys()
    assert found.environment(index="/other")["GIT_INDEX_FILE"] == "/other"


REPORT = """
import os, sys
from memfs.repository import Repository, tree_snapshot
repository = Repository.discover(".", os.environ)
for line in sys.stdin:
    old, new, name = line.split()
    with open(sys.argv[1], "w") as file:
        file.write("".join(entry.path + " " for entry in tree_snapshot(repository, new).entries()))
"""


def test_hook_of_a_server_sees_what_is_pushed_before_it_is_accepted(repository: GitRepository, tmp_path: Path) -> None:
    bare, script, seen = tmp_path / "bare", tmp_path / "report.py", tmp_path / "seen"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    script.write_text(REPORT)
    hook = bare / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\nPYTHONPATH={TOP} exec {sys.executable} {script} {seen}\n")
    hook.chmod(0o755)
    repository.git("push", "-q", str(bare), "main")
    assert seen.read_text() == "README.txt "


def test_repository_is_made_where_there_is_none(tmp_path: Path) -> None:
    found = Repository.create(tmp_path, os.environ)
    assert places(found) == places(Repository.discover(tmp_path, os.environ))
    assert found.top == str(tmp_path)

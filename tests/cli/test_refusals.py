"""What memfs refuses: one line, at most one hint, the right code, and nothing changed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import EXIT_CODES
from tests.cli.conftest import Done, Memfs
from tests.conftest import new_for_an_hour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import GitRepository

ADD = ("add", "context", "objectives", "x")
POLICY = "memory/memfs.yaml"
FIELDS = ("memfs", "layout", "commit", "distribution", "rules", "pinned")
NO_IDENTITY = 'git config --global user.name "NAME" && git config --global user.email "EMAIL"'


def detached(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.git("checkout", "-q", "--detach")


def merging(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.git("checkout", "-q", "-b", "other")
    repository.commit("theirs")
    repository.git("checkout", "-q", "main")
    repository.commit("ours")
    repository.git("merge", "-q", "--no-commit", "--no-ff", "other")


def in_a_hook(_: GitRepository, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_INDEX_FILE", ".git/index")


def without_identity(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        patch.delenv(name)
    repository.git("config", "user.useConfigOnly", "true")


def locked(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    new_for_an_hour(repository.write(".git/index.lock", ""))
    patch.setenv("MEMFS_WAIT", "0")


def impatient(_: GitRepository, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("MEMFS_WAIT", "soon")


def broken_policy(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.write(POLICY, "memfs: 1\nbogus: 2\n")
    repository.commit()


def newer_format(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.write(POLICY, "memfs: 2\n")
    repository.commit()


def edited_by_hand(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.write("memory/context/objectives.yaml", "section: objectives\nitems: [mine]\n")


WRITES = [
    (detached, "state", "HEAD is detached: no branch would hold the write", "git switch BRANCH"),
    (merging, "state", "a merge is under way; finish or abort it first", "git status"),
    (in_a_hook, "state", "git is committing (GIT_INDEX_FILE is set), and a hook cannot write memory", None),
    (without_identity, "no-identity", "git knows no name and address for the commit", NO_IDENTITY),
    (locked, "busy", "another git process holds the lock '{top}/.git/index.lock', 0 s old", "memfs doctor"),
    (impatient, "usage", "MEMFS_WAIT is 'soon', expected a number of seconds", None),
    (
        broken_policy,
        "invalid",
        f"the store's law is broken: {POLICY}:2:1: unknown field 'bogus'; use {', '.join(FIELDS[:-1])} or {FIELDS[-1]}",
        "memfs check",
    ),
    (
        newer_format,
        "environment",
        "memory/memfs.yaml has the format 2, this memfs knows 1",
        "pip install --upgrade memfs-git",
    ),
    (
        edited_by_hand,
        "draft-in-the-way",
        "'memory/context/objectives.yaml' is in the way: it is there already, but not committed",
        "git status",
    ),
]


def said(message: str, hint: str | None) -> str:
    return f"memfs: {message}\n" + (f"  hint: {hint}\n" if hint else "")


@pytest.mark.parametrize(("prepare", "code", "message", "hint"), WRITES, ids=[row[0].__name__ for row in WRITES])
def test_write_is_refused_and_changes_nothing(
    prepare: Callable[[GitRepository, pytest.MonkeyPatch], None],
    code: str,
    message: str,
    hint: str | None,
    store: Memfs,
    repository: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(repository, monkeypatch)
    before = repository.state()
    words = message.format(top=os.path.realpath(repository.path))
    assert store(*ADD) == Done(EXIT_CODES[code], "", said(words, hint))
    answer = store(*ADD, "--json").json
    assert (answer["ok"], answer["error"]) == (False, {"code": code, "message": words, "hint": hint})
    assert repository.state() == before


@pytest.mark.parametrize("prepare", [broken_policy, newer_format])
def test_read_is_refused_under_a_law_that_cannot_be_read(
    prepare: Callable[[GitRepository, pytest.MonkeyPatch], None],
    store: Memfs,
    repository: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(repository, monkeypatch)
    assert store("read") == store("read", "context") == store(*ADD)


def test_detached_head_is_written_where_that_is_allowed(store: Memfs, repository: GitRepository) -> None:
    repository.git("checkout", "-q", "--detach")
    assert store(*ADD, "--allow-detached").status == 0
    assert repository.git("log", "-1", "--format=%s") == "memory: add context/objectives\n"


def test_refused_record_comes_with_its_violations_as_json(store: Memfs) -> None:
    answer = store(
        "add", "memory", "x", "--outcome", "failure", "--tool", "web_search", "--summary", "x", "--json"
    ).json
    violations = answer["violations"]
    assert isinstance(violations, list)
    (violation,) = violations
    assert violation == {
        "path": "memory/memories/outcome=failure/tool=web_search/x.yaml",
        "line": violation["line"],
        "column": violation["column"],
        "rule": "schema",
        "message": violation["message"],
        "hint": None,
        "level": "error",
        "store": "memory",
    }
    assert "'reason'" in violation["message"]
    assert answer["error"] == {"code": "invalid", "message": f"schema: {violation['message']}", "hint": None}


def test_several_stores_have_to_be_told_apart(memfs: Memfs) -> None:
    for name in ("one", "two"):
        assert memfs("--store", name, *ADD).status == 0
    words = "the repository holds several stores: one, two"
    assert memfs("read") == memfs(*ADD) == Done(2, "", said(words, "memfs --store DIR ..."))
    assert Memfs(memfs.path / "two").said("read", "context") == "### Objectives\n\n* x\n"


def test_store_outside_the_repository_is_refused(memfs: Memfs) -> None:
    refused = Done(2, "", said("the store '../x' lies outside the repository", None))
    assert memfs("--store", "../x", *ADD) == memfs("--store", "../x", "read") == memfs("init", "../x") == refused


def test_store_that_is_named_and_not_there_is_not_there(memfs: Memfs) -> None:
    assert memfs("--store", "agents", "read") == Done(2, "", said("there is no store 'agents'", "memfs init"))


def test_store_behind_a_symlink_is_refused(store: Memfs, repository: GitRepository) -> None:
    (store.path / "link").symlink_to("memory")
    before = repository.state()
    assert store("--store", "link", *ADD) == Done(2, "", said("the store 'link' is a symlink", None))
    (store.path / "up").symlink_to("memory")
    before = repository.state()
    words = "'up' is a symbolic link, and a store cannot lie behind one"
    assert store("--store", "up/agents", *ADD) == Done(2, "", said(words, None))
    assert repository.state() == before


def test_directory_with_other_files_does_not_become_a_store(memfs: Memfs, repository: GitRepository) -> None:
    repository.write("docs/guide.txt", "x")
    refused = Done(2, "", said("the directory 'docs' holds other files, 'guide.txt' for one", None))
    assert memfs("init", "docs") == memfs("--store", "docs", *ADD) == refused
    here = Done(2, "", said("the directory '.' holds other files, 'README.txt' for one", None))
    (repository.path / "docs/guide.txt").unlink()
    (repository.path / "docs").rmdir()
    assert memfs("init", ".") == here


def test_store_that_is_only_staged_is_to_be_committed_first(memfs: Memfs, repository: GitRepository) -> None:
    memfs.said("add", "context", "objectives", "x", "--no-commit", "-q")
    before = repository.state()
    refused = Done(2, "", said("the store 'memory' is not committed yet", "git add memory && git commit"))
    assert memfs(*ADD) == memfs("init") == refused
    assert repository.state() == before
    memfs.said("add", "context", "objectives", "y", "--no-commit")
    repository.git("commit", "-qm", "mine")
    assert memfs(*ADD).status == 0


def test_stores_do_not_lie_in_one_another(store: Memfs) -> None:
    words = "'memory/inner' and the store 'memory' would lie in one another"
    assert store("init", "memory/inner") == Done(2, "", said(words, None))
    assert store("init", ".") == Done(2, "", said("'.' and the store 'memory' would lie in one another", None))


@pytest.mark.parametrize("words", [(), ("--no-commit",)])
def test_store_that_somebody_put_into_another_is_not_written(
    store: Memfs, repository: GitRepository, words: tuple[str, ...]
) -> None:
    repository.write("memory/inner/memfs.yaml", "memfs: 1\n")
    repository.commit()
    before = repository.state()
    message = "the store 'memory/inner' lies in the store 'memory', whose stray files it holds"
    refused = Done(2, "", said(message, "keep stores beside one another"))
    assert store("--store", "memory/inner", *ADD, *words) == refused
    assert repository.state() == before


def test_bare_repository_is_read_and_not_written(store: Memfs, repository: GitRepository, tmp_path: Path) -> None:
    store.said(*ADD)
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    bare = Memfs(tmp_path / "bare.git")
    assert bare.said("read", "context") == "### Objectives\n\n* x\n"
    words = f"'{os.path.realpath(bare.path)}' is bare: it has no files to write"
    assert bare(*ADD[:-1], "y") == Done(2, "", said(words, None))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_directory_is_refused_in_one_line(store: Memfs, repository: GitRepository) -> None:
    memory = repository.path / "memory"
    before = repository.state()
    memory.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        refused = store(*ADD)
    finally:
        memory.chmod(stat.S_IRWXU)
    assert (refused.status, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert repository.state() == before


def test_directory_that_is_gone_is_named(tmp_path: Path) -> None:
    refused = said(f"there is no directory '{tmp_path / 'gone'}'", None)
    assert Memfs(tmp_path)("-C", "gone", "read") == Done(2, "", refused)
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" -c "from memfs.cli import main; main()" read'
    done = subprocess.run(["/bin/sh", "-c", script, sys.executable], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, said("the current directory is gone", None).encode())


def test_record_that_changed_is_not_overwritten(store: Memfs, repository: GitRepository) -> None:
    store.said(*ADD)
    blob = repository.git("rev-parse", "HEAD:memory/context/objectives.yaml").strip()
    words = f"context/objectives changed since you read it (now {blob[:7]}, expected 1234567)"
    hint = f"memfs read context objectives, then again with --if-match {blob[:7]}"
    replace = ("replace", "context", "objectives", "y", "--if-match")
    assert store(*replace, "12345678") == Done(1, "", said(words, hint))
    assert store("remove", "context", "objectives", "--if-match", "12345678") == Done(1, "", said(words, hint))
    short = said("'123' is no blob id; give at least 7 of its hex digits", None)
    assert store(*replace, "123") == Done(2, "", short)
    assert store(*replace, blob[:7]).status == 0


def test_unknown_kind_names_the_known_ones(store: Memfs) -> None:
    words = "'decision' is no kind of record; this store has memory, context, source"
    refused = Done(2, "", said(words, None))
    assert store("add", "decision", "-", stdin=b"x") == store("replace", "decision", "k", "x: y") == refused
    assert store("read", "decision", "k") == store("remove", "decision", "k") == refused
    for verb in ("add", "read", "replace", "remove"):  # said before what else is wrong
        assert store(verb, "decision") == refused
    assert store("replace", "decision", "k") == refused


def test_fault_of_memfs_is_one_line(store: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memfs.verbs.store.demand_law", lambda *_: 1 / 0)
    hint = "run it again with MEMFS_DEBUG=1, and please report what it prints"
    words = "internal error: ZeroDivisionError: division by zero"
    assert store("read") == Done(2, "", said(words, hint))
    monkeypatch.setenv("MEMFS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        store("read")

"""Inside git: a hook sees the very index that is being committed, and configuration runs nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.repository import (
    Repository,
    head,
    index_snapshot,
    merge_base,
    resolve_at,
    store_roots,
    tree_snapshot,
    upstream_default,
    worktree_snapshot,
)
from tests.conftest import GitRepository

if TYPE_CHECKING:
    from memfs.core.snapshot import Snapshot

TOP = Path(__file__).parent.parent.parent

REPORT = """
import json, os, sys
from memfs.repository import Repository, head_snapshot, index_snapshot
repository = Repository.discover(".", os.environ)
changes = index_snapshot(repository).changes(head_snapshot(repository))
seen = {change.path: [change.old and change.old.mode, change.new and change.new.mode] for change in changes}
with open(sys.argv[1], "w") as file:
    json.dump({"hook": repository.inside_hook, "changes": seen}, file)
"""

ADDED, CHANGED, REMOVED = [None, "100644"], ["100644", "100644"], ["100644", None]


class Watched:
    """A repository whose hooks write down what they see."""

    def __init__(self, repository: GitRepository, *hooks: str) -> None:
        self.repository = repository
        self.seen = repository.path.parent / "seen.json"
        script = repository.path.parent / "report.py"
        script.write_text(REPORT)
        for hook in hooks:
            path = repository.path / ".git" / "hooks" / hook
            path.write_text(f"#!/bin/sh\nPYTHONPATH={TOP} exec {sys.executable} {script} {self.seen}\n")
            path.chmod(0o755)

    def changes(self, *arguments: str, at: Path | None = None) -> dict[str, list[str | None]]:
        """Run git and return what the hook saw."""
        self.seen.unlink(missing_ok=True)
        GitRepository(at or self.repository.path).git(*arguments)
        report = json.loads(self.seen.read_text())
        assert report["hook"] is True
        found: dict[str, list[str | None]] = report["changes"]
        return found


@pytest.fixture
def watched(repository: GitRepository) -> Watched:
    repository.write("dir/a", "a\n")
    repository.write("dir/b", "b\n")
    repository.commit()
    return Watched(repository, "pre-commit", "pre-merge-commit")


def test_commit_shows_what_is_staged(watched: Watched) -> None:
    watched.repository.write("staged", "x")
    watched.repository.git("add", "staged")
    watched.repository.write("dir/a", "not staged\n")
    assert watched.changes("commit", "-q", "-m", "x") == {"staged": ADDED}


def test_commit_all_shows_every_tracked_change(watched: Watched) -> None:
    watched.repository.write("dir/a", "changed\n")
    (watched.repository.path / "dir" / "b").unlink()
    watched.repository.write("untracked", "x")
    assert watched.changes("commit", "-q", "-a", "-m", "x") == {"dir/a": CHANGED, "dir/b": REMOVED}


def test_commit_of_a_file_shows_that_file_alone(watched: Watched) -> None:
    watched.repository.write("staged", "x")
    watched.repository.git("add", "staged")
    watched.repository.write("dir/a", "changed\n")
    assert watched.changes("commit", "-q", "-m", "x", "dir/a") == {"dir/a": CHANGED}


def test_commit_from_a_subdirectory_shows_the_same(watched: Watched) -> None:
    watched.repository.write("dir/a", "changed\n")
    there = watched.repository.path / "dir"
    assert watched.changes("commit", "-q", "-m", "x", "a", at=there) == {"dir/a": CHANGED}
    watched.repository.write("dir/b", "changed\n")
    assert watched.changes("commit", "-q", "-a", "-m", "x", at=there) == {"dir/b": CHANGED}


def test_amended_commit_is_compared_with_the_one_it_replaces(watched: Watched) -> None:
    watched.repository.write("dir/a", "changed\n")
    assert watched.changes("commit", "-q", "--amend", "-a", "--no-edit") == {"dir/a": CHANGED}


def test_first_commit_is_compared_with_nothing(empty_repository: GitRepository) -> None:
    watched = Watched(empty_repository, "pre-commit")
    empty_repository.write("first", "x")
    empty_repository.git("add", "first")
    assert watched.changes("commit", "-q", "-m", "x") == {"first": ADDED}


def test_clean_merge_shows_what_it_brings(watched: Watched) -> None:
    watched.repository.git("checkout", "-q", "-b", "theirs")
    watched.repository.write("theirs", "x")
    watched.repository.commit()
    watched.repository.git("checkout", "-q", "main")
    watched.repository.write("ours", "x")
    watched.repository.commit()
    assert watched.changes("merge", "-q", "--no-edit", "theirs") == {"theirs": ADDED}


def test_commit_in_a_linked_worktree_shows_its_own_index(watched: Watched, tmp_path: Path) -> None:
    side = tmp_path / "side"
    watched.repository.git("worktree", "add", "-q", "-b", "side", str(side))
    (side / "dir" / "a").write_text("changed\n")
    watched.repository.write("dir/b", "changed elsewhere\n")
    assert watched.changes("commit", "-q", "-a", "-m", "x", at=side) == {"dir/a": CHANGED}


SETTINGS = {
    "core.fsmonitor": "{program}",
    "core.pager": "{program}",
    "core.hooksPath": "{directory}",
    "core.sshCommand": "{program}",
    "diff.external": "{program}",
    "diff.evil.command": "{program}",
    "diff.evil.textconv": "{program}",
    "filter.evil.clean": "{program}",
    "filter.evil.smudge": "{program}",
    "filter.e=v.il.process": "{program}",
    "filter.evil.required": "true",
    "gpg.program": "{program}",
    "log.showSignature": "true",
    "alias.ls-files": "!{program}",
    "alias.cat-file": "!{program}",
    "pager.ls-files": "{program}",
}
HOOKS = ("post-index-change", "pre-commit", "reference-transaction", "post-checkout", "fsmonitor-watchman")


@pytest.fixture
def armed(repository: GitRepository, tmp_path: Path) -> Path:
    """Set every program a configuration can name; return the file that appears once one of them has run."""
    mark, program = tmp_path / "has-run", tmp_path / "evil" / "program"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho $0 $* >>{mark}\ncat\n")
    program.chmod(0o755)
    for hook in HOOKS:
        (program.parent / hook).symlink_to(program)
    repository.write(".gitattributes", "*.txt diff=evil filter=evil\n*.yaml diff=evil filter=e=v.il\n")
    repository.write("memory/memfs.yaml", "memfs: 1\n")
    repository.commit()
    for name in ("README.txt", "memory/memfs.yaml"):  # as new as the index: git compares such a file's content
        os.utime(repository.path / name, (4_000_000_000, 4_000_000_000))
    repository.git("update-index", "--refresh")
    for key, value in SETTINGS.items():
        repository.git("config", key, value.format(program=program, directory=program.parent))
    return mark


def use(snapshot: Snapshot, base: Snapshot) -> None:
    entries = list(snapshot.entries())
    assert list(snapshot.locate(["README.txt"])) == ["README.txt"]
    assert len(list(snapshot.read(entries))) == len(entries) == 3
    assert list(snapshot.changes(base)) == []
    assert store_roots(snapshot) == ("memory",)


def test_programs_of_a_configuration_do_not_run(repository: GitRepository, armed: Path) -> None:
    found = Repository.discover(repository.path, os.environ)
    base = tree_snapshot(found, "HEAD")
    for snapshot in (tree_snapshot(found, "main"), index_snapshot(found), worktree_snapshot(found)):
        use(snapshot, base)
    assert head(found) == resolve_at(found, "main") == merge_base(found, "HEAD", "main") == base.name
    assert upstream_default(found) == "main"
    assert not armed.exists(), armed.read_text()


@pytest.mark.parametrize("setting", ["core.fsmonitor", "filter.evil.clean", "filter.e=v.il.process"])
def test_the_same_programs_run_when_git_is_left_to_itself(repository: GitRepository, armed: Path, setting: str) -> None:
    repository.git("config", "--unset", "core.hooksPath")
    for key in SETTINGS.keys() - {setting, "core.hooksPath"}:
        repository.git("config", "--unset", key)
    repository.git("diff-files", "--raw", ok=False)
    assert armed.exists()


def test_replaced_objects_and_grafts_are_not_believed(repository: GitRepository) -> None:
    blob = repository.git("rev-parse", "HEAD:README.txt").strip()
    other = repository.git("hash-object", "-w", "--stdin", stdin=b"replaced\n").strip()
    repository.git("replace", blob, other)
    snapshot = tree_snapshot(Repository.discover(repository.path, os.environ), "HEAD")
    assert [data for _, data in snapshot.read(snapshot.entries())] == [b"host project\n"]

"""What `memfs doctor` says of real states, and what it puts right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.care.conftest import STAGES, set_up
from tests.cli.conftest import Done, Memfs
from tests.conftest import GitRepository, new_for_an_hour
from tests.repository.forking import killed_at
from tests.repository.test_holders import holding
from tests.repository.writing import PATH, leftovers, opened, put, untouched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WELL = Done(0, "all is well\n", "")
FIX = "memfs doctor --fix"
DRIVERS = "git merges and shows records like any other text here"
CROWD = "holds 4,097 records, and each commit stores all their names anew"
FANOUT = "do: set layout: {fanout: 1} in memory/memfs.yaml, then memfs check --fix"


def findings(memfs: Memfs, *words: str) -> list[tuple[str, str, bool]]:
    """Return id, level and whether it was fixed, of each finding."""
    done = memfs("doctor", "--json", *words)
    found = json.loads(done.out)
    assert found["ok"] is (done.status == 0)
    assert all(set(one) == {"id", "level", "message", "hint", "fixed"} for one in found["findings"])
    return [(one["id"], one["level"], one["fixed"]) for one in found["findings"]]


def said(memfs: Memfs, *words: str) -> list[str]:
    return memfs("doctor", *words).out.splitlines()


def test_repository_in_order_has_nothing_to_say(memfs: Memfs) -> None:
    assert memfs("doctor") == WELL
    assert memfs("doctor", "--fix") == WELL
    assert memfs("doctor", "-q") == Done(0, "", "")
    assert memfs("doctor", "--json").json == {"memfs": 1, "ok": True, "findings": []}


def test_repository_without_memory_needs_no_hooks(repository: GitRepository) -> None:
    assert Memfs(repository.path)("doctor") == WELL


def test_place_outside_git_cannot_be_examined(tmp_path: Path) -> None:
    done = Memfs(tmp_path)("doctor")
    assert (done.status, done.err.splitlines()[-1]) == (2, "  hint: memfs init")


def test_examination_changes_nothing(memfs: Memfs, repository: GitRepository) -> None:
    repository.write(".git/index.lock", "")
    assert killed_at_the_branch(repository) is False  # the lock is in the way: nothing became visible
    before = repository.state(), untouched(repository), leftovers(repository)
    assert memfs("doctor").status == 1
    assert (repository.state(), untouched(repository), leftovers(repository)) == before


def killed_at_the_branch(repository: GitRepository) -> bool:
    return killed_at("update-ref", partial(put, opened(repository, MEMFS_WAIT="0")))


def test_killed_write_is_named_and_put_back(memfs: Memfs, repository: GitRepository) -> None:
    before = repository.git("status", "--porcelain", "-uall")
    assert killed_at_the_branch(repository)
    assert said(memfs) == [
        f"error: leftovers: a killed write left {PATH} (do: {FIX})",
        "1 finding, 0 fixed, 1 to do",
    ]
    assert memfs("doctor", "--fix") == Done(
        0, f"fixed: leftovers: a killed write left {PATH}: 0 finished, 1 put back\n1 finding, 1 fixed, 0 to do\n", ""
    )
    assert memfs("doctor") == WELL
    assert repository.git("status", "--porcelain", "-uall") == before
    assert leftovers(repository) == []


def test_hook_can_be_told_and_puts_nothing_right(
    memfs: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed_at_the_branch(repository)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    before = untouched(repository)
    assert said(memfs)[0] == f"error: leftovers: a killed write left {PATH} (do: {FIX})"
    refused = "memfs: git is committing (GIT_INDEX_FILE is set), and a hook can put nothing right\n"
    assert memfs("doctor", "--fix") == Done(2, "", refused)
    assert untouched(repository) == before


def test_files_of_a_write_that_died_early_are_named_and_swept(memfs: Memfs, repository: GitRepository) -> None:
    left = repository.write(".git/memfs/write-0123-marker", "memfs 1\n")
    assert said(memfs)[0] == f"error: leftovers: a killed write left {left} (do: {FIX})"
    assert findings(memfs, "--fix") == [("leftovers", "error", True)]
    assert memfs("doctor") == WELL
    assert not left.exists()


def test_write_under_way_is_no_leftover(memfs: Memfs, repository: GitRepository) -> None:
    hook = "#!/bin/sh\n[ $1 != prepared ] || { touch under-way; while [ -e under-way ]; do sleep 0.05; done; }\n"
    repository.write(".git/hooks/reference-transaction", hook).chmod(0o755)
    writer = subprocess.Popen([sys.executable, "-m", "memfs", "add", "context", "objectives", "x"], cwd=memfs.path)
    while not (memfs.path / "under-way").exists():
        time.sleep(0.05)
    assert "leftovers" not in {name for name, _, _ in findings(memfs)}
    (memfs.path / "under-way").unlink()
    assert writer.wait() == 0
    assert findings(memfs) == [("reference-transaction", "note", False)]


LOCKS = ["index.lock", "HEAD.lock", "refs/heads/main.lock", "packed-refs.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_forgotten_lock_of_git_is_cleared(memfs: Memfs, repository: GitRepository, name: str) -> None:
    lock = repository.write(f".git/{name}", "")
    new_for_an_hour(lock)
    where = f"git's lock {os.path.realpath(lock)}, 0 s old,"
    assert said(memfs)[0] == f"error: lock: {where} is nobody's, and every write waits for it (do: {FIX})"
    assert said(memfs, "--fix")[0] == f"fixed: lock: {where} was nobody's and is gone"
    assert memfs("doctor") == WELL
    assert memfs("add", "context", "objectives", "x").status == 0


def test_lock_that_somebody_has_open_is_waited_for(
    memfs: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = repository.write(".git/index.lock", "")
    os.utime(lock, (0, time.time() - 3600 * 24))
    holder = holding(lock, seconds=60)
    monkeypatch.setenv("MEMFS_WAIT", "0.1")
    try:
        words = f"is held by sleep (process {holder.pid}) and goes when that ends"
        for option in ((), ("--fix",)):
            first, last = said(memfs, *option)
            assert (
                re.sub(r"\d+ s", "AGE", first) == f"note: lock: git's lock {os.path.realpath(lock)}, AGE old, {words}"
            )
            assert last == "1 finding, 0 fixed, 0 to do"
        assert lock.exists()
    finally:
        holder.kill()
        holder.wait()
    assert findings(memfs, "--fix") == [("lock", "error", True)]


def test_git_that_works_in_the_repository_may_be_at_a_lock_it_has_closed(
    memfs: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`git commit -a` has its lock closed while the editor is open."""
    repository.write("README.txt", "changed\n")
    editor = repository.write(
        ".git/editor", "#!/bin/sh\ntouch .git/open; while [ -e .git/open ]; do sleep 0.05; done\n"
    )
    editor.chmod(0o755)
    monkeypatch.setenv("MEMFS_WAIT", "0.1")
    command = ["git", "-C", str(repository.path), "commit", "-a", "--no-verify", "-e", "-m", "work"]
    commit = subprocess.Popen(command, env={**os.environ, "GIT_EDITOR": str(editor)}, stdout=subprocess.DEVNULL)
    while not (repository.path / ".git/open").exists():
        time.sleep(0.05)
    (line, *_) = said(memfs, "--fix")
    (repository.path / ".git/open").unlink()
    assert commit.wait() == 0
    assert line.endswith(f"is held by git (process {commit.pid}) and goes when that ends")


def test_missing_drivers_and_hooks_are_named(memfs: Memfs, repository: GitRepository) -> None:
    repository.git("config", "--unset", "merge.memfs.driver")
    (repository.path / ".git/hooks/pre-commit").chmod(0o644)  # git does not run it
    (repository.path / ".git/hooks/pre-push").write_text("#!/bin/sh\ntrue\n")
    assert said(memfs) == [
        f"error: drivers: {DRIVERS}: merge.memfs.driver not set (do: memfs install --drivers)",
        "error: hooks: no hook judges memory here at pre-commit and pre-push (do: memfs install --hooks)",
        "2 findings, 0 fixed, 2 to do",
    ]


def test_hooks_are_looked_for_where_git_runs_them(memfs: Memfs, repository: GitRepository) -> None:
    (repository.path / ".git/hooks").rename(repository.path / "our-hooks")
    assert findings(memfs) == [("hooks", "error", False)]
    repository.git("config", "core.hooksPath", "our-hooks")
    assert memfs("doctor") == WELL


def test_hook_of_the_framework_judges_where_its_file_names_memfs(memfs: Memfs, repository: GitRepository) -> None:
    for stage in STAGES:
        repository.write(f".git/hooks/{stage}", "#!/bin/sh\nexec pre-commit hook-impl\n")
    assert findings(memfs)[0] == ("hooks", "error", False)
    repository.write(".pre-commit-config.yaml", "repos:\n  - repo: https://example.invalid/memfs\n")
    assert findings(memfs) == [("foreign-hooks", "note", False)]


def test_hooks_that_a_write_passes_by_are_named(memfs: Memfs, repository: GitRepository) -> None:
    for name in ("pre-commit.before-memfs", "commit-msg", "post-commit"):
        repository.write(f".git/hooks/{name}", "#!/bin/sh\n").chmod(0o755)
    (line, _) = said(memfs)
    assert line == (
        "note: foreign-hooks: memfs commits without the repository's pre-commit, commit-msg and post-commit hooks"
        " (do: set commit: {hooks: true} in memfs.yaml to let them run)"
    )
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {hooks: true}\n")
    repository.commit()
    assert said(memfs)[0] == "note: foreign-hooks: memfs commits without the repository's post-commit hook"


def test_bare_repository_wants_the_hook_of_a_server(memfs: Memfs, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", str(memfs.path), str(tmp_path / "bare")], check=True)
    (line, _) = said(Memfs(tmp_path / "bare"))
    assert line == "error: hooks: no hook judges memory here at pre-receive (do: memfs install --hooks)"


def crowd(repository: GitRepository, count: int, *, cell: str = "outcome=success/tool=conversation") -> None:
    """Put so many names into the index, all for one content."""
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"x").strip()
    rows = (f"100644 {blob}\tmemory/memories/{cell}/m{number}.yaml\n" for number in range(count))
    repository.git("update-index", "--index-info", stdin="".join(rows).encode())


def test_layout_that_is_outgrown_is_named_with_what_fits(memfs: Memfs, repository: GitRepository) -> None:
    crowd(repository, 4_096)
    assert memfs("doctor") == WELL
    crowd(repository, 4_097)
    assert said(memfs) == [
        f"warning: layout: memory/memories/outcome=success/tool=conversation {CROWD} ({FANOUT})",
        "1 finding, 0 fixed, 0 to do",
    ]
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 1}\n")
    repository.git("add", "memory/memfs.yaml")
    assert memfs("doctor") == WELL
    assert findings(memfs, "--store", "elsewhere") == []


def test_large_index_is_split_and_the_way_back_is_told(memfs: Memfs, repository: GitRepository) -> None:
    for number in range(6):
        crowd(repository, 4_000, cell=f"outcome=learning/insight_type=fact/{number}{number}")
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 2}\n")
    repository.git("add", "memory/memfs.yaml")
    before = repository.git("ls-files", "-s")
    assert findings(memfs) == [("split-index", "warning", False)]
    (line, _) = said(memfs, "--fix")
    assert line.endswith("it is split now (undo: git update-index --no-split-index)")
    assert memfs("doctor") == WELL
    assert repository.git("ls-files", "-s") == before
    repository.git("update-index", "--no-split-index")
    assert findings(memfs) == [("split-index", "warning", False)]


def test_linked_worktree_is_examined_for_itself(memfs: Memfs, repository: GitRepository, tmp_path: Path) -> None:
    linked = GitRepository(tmp_path / "linked")
    repository.git("worktree", "add", "-q", "-b", "other", str(linked.path))
    repository.write(".git/worktrees/linked/index.lock", "")
    assert memfs("doctor") == WELL
    assert findings(Memfs(linked.path), "--fix") == [("lock", "error", True)]


def test_hostile_names_and_configuration_are_printed_harmlessly(memfs: Memfs, repository: GitRepository) -> None:
    repository.write(".git/refs/heads/\x1b[31mevil\u202e.lock", "")
    assert "\\x1b[31mevil\\u202e.lock" in said(memfs)[0]


def _broken_law(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: [\n")
    repository.git("add", "memory/memfs.yaml")


def _unborn(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "--orphan", "fresh")


@pytest.mark.parametrize("state", [_broken_law, _unborn], ids=lambda state: state.__name__)
def test_other_troubles_do_not_stop_the_examination(
    memfs: Memfs, repository: GitRepository, state: Callable[[GitRepository], None]
) -> None:
    state(repository)
    set_up(repository)
    repository.write(".git/index.lock", "")
    assert findings(memfs, "--fix") == [("lock", "error", True)]

"""Many writers at once: whoever is told `added` is in history exactly once, on one line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import ExistsError, MemfsError
from memfs.repository import Edit, Plan, transact
from tests.conftest import GitRepository
from tests.repository.forking import child, ended, meanwhile
from tests.repository.writing import (
    DATA,
    NEW,
    OTHER,
    PATH,
    add,
    files_in_head,
    is_clean,
    leftovers,
    opened,
    put,
    untouched,
    while_signing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memfs.core.snapshot import Snapshot


def _adds(repository: GitRepository, writer: int, *, count: int) -> None:
    for number in range(count):
        add(repository, f"memory/memories/w{number % 3}/w{writer}_{number}.yaml", b"%d %d\n" % (writer, number))


def _is_linear(repository: GitRepository) -> bool:
    return not repository.git("rev-list", "--merges", "HEAD") and not repository.git(
        "fsck", "--strict", "--no-dangling"
    )


def test_two_processes_of_forty_adds_each_leave_eighty(repository: GitRepository) -> None:
    writers = [child(partial(_adds, repository, writer, count=40)) for writer in range(2)]
    assert [ended(pid) for pid in writers] == [0, 0]
    assert len(set(files_in_head(repository))) == 80
    assert repository.git("rev-list", "--count", "HEAD").strip() == "81"
    assert _is_linear(repository)
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_threads_of_one_process(repository: GitRepository) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda writer: _adds(repository, writer, count=6), range(4)))
    assert len(files_in_head(repository)) == 24
    assert repository.git("rev-list", "--count", "HEAD").strip() == "25"
    assert _is_linear(repository)
    assert is_clean(repository)


def test_race_for_one_key_has_one_winner(repository: GitRepository) -> None:
    def race(writer: int) -> str:
        try:
            add(repository, PATH, b"%d\n" % writer)
        except ExistsError:
            return "exists"
        return "added"

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(race, range(6)))
    assert Counter(answers) == {"added": 1, "exists": 5}
    winner = answers.index("added")
    assert repository.git("cat-file", "blob", f"HEAD:{PATH}") == f"{winner}\n"


def test_worktrees_write_side_by_side(repository: GitRepository, tmp_path: Path) -> None:
    trees = [GitRepository(tmp_path / f"tree{number}") for number in range(3)]
    for tree in trees:
        repository.git("worktree", "add", "-q", "-b", tree.path.name, str(tree.path))
    writers = [child(partial(_adds, tree, number, count=8)) for number, tree in enumerate(trees)]
    assert [ended(pid) for pid in writers] == [0, 0, 0]
    assert [len(files_in_head(tree)) for tree in trees] == [8, 8, 8]
    assert all(is_clean(tree) for tree in trees)


def test_one_branch_in_two_worktrees(repository: GitRepository, tmp_path: Path) -> None:
    """Each has its own lock: only the compare-and-swap of the branch stands between them."""
    twin = GitRepository(tmp_path / "twin")
    repository.git("worktree", "add", "-q", "--force", str(twin.path), "main")
    writers = [child(partial(_adds, tree, number, count=8)) for number, tree in enumerate((repository, twin))]
    assert [ended(pid) for pid in writers] == [0, 0]
    assert len(files_in_head(repository)) == 16
    assert repository.git("rev-list", "--count", "HEAD").strip() == "17"
    assert _is_linear(repository)


def test_user_commits_in_between_lose_nothing(repository: GitRepository) -> None:
    writers = [child(partial(_adds, repository, writer, count=10)) for writer in range(2)]
    commits = 0
    for number in range(12):
        repository.write(f"user{number}.txt", "mine\n")
        repository.git("add", f"user{number}.txt", ok=False)
        done = subprocess.run(
            ["git", "-C", str(repository.path), "commit", "-qm", "u"], capture_output=True, check=False
        )
        commits += done.returncode == 0
        time.sleep(0.02)
    assert [ended(pid) for pid in writers] == [0, 0]
    assert len(files_in_head(repository)) == 20
    assert repository.git("rev-list", "--count", "HEAD").strip() == str(21 + commits)
    assert repository.git("diff-index", "--cached", "--diff-filter=D", "HEAD") == ""
    assert _is_linear(repository)


def test_plan_is_asked_again_when_somebody_commits_first(repository: GitRepository) -> None:
    seen: list[str] = []

    def plan(snapshot: Snapshot) -> Plan:
        if not seen:
            repository.git("commit", "-q", "--allow-empty", "-m", "first")
        seen.append(snapshot.name)
        return Plan((Edit(PATH, None, DATA),), "memory: second")

    transact(opened(repository), plan)
    assert repository.git("log", "--format=%s").split("\n")[:2] == ["memory: second", "first"]
    assert len(seen) == 2
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_writer_that_never_comes_first_gives_up(repository: GitRepository) -> None:
    def plan(_: Snapshot) -> Plan:
        repository.git("commit", "-q", "--allow-empty", "-m", "always first")
        return Plan((Edit(PATH, None, DATA),), "memory: never")

    with pytest.raises(MemfsError, match="other commits kept coming first") as refusal:
        transact(opened(repository, MEMFS_WAIT="0.1"), plan)
    assert refusal.value.code == "busy"
    assert files_in_head(repository) == []
    assert is_clean(repository)


def _commit_of_the_index(repository: GitRepository) -> None:
    """Commit what the index holds while somebody else has it locked, as a `git commit` with an open editor does."""
    index = repository.path / ".git/index"
    copied = shutil.copy(index, index.with_name("index.editor"))
    environment = {**os.environ, "GIT_INDEX_FILE": copied}
    words = ["git", "-C", str(repository.path), "write-tree"]
    tree = subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout.strip()
    commit = repository.git("commit-tree", "-p", "HEAD", "-m", "with an editor", tree).strip()
    repository.git("update-ref", "refs/heads/main", commit)


def test_commit_of_the_user_that_takes_ours_along_counts(repository: GitRepository) -> None:
    def write() -> None:
        written = add(repository)
        assert written is not None
        assert written.commit == repository.git("rev-parse", "HEAD").strip()

    assert meanwhile("update-ref", partial(_commit_of_the_index, repository), write) == 0
    assert repository.git("log", "--format=%s").split("\n")[:2] == ["with an editor", "base"]
    assert files_in_head(repository) == [PATH]
    assert is_clean(repository)
    assert leftovers(repository) == []


@pytest.mark.parametrize("many", [0, 25])
def test_draft_that_turns_up_on_the_way_is_left_alone(repository: GitRepository, many: int) -> None:
    put(repository, {OTHER: DATA})
    while_signing(repository, f"mkdir -p '{PATH}'; rmdir '{PATH}'; echo mine >'{PATH}'")
    with pytest.raises(MemfsError, match="turned up a moment ago") as refusal:
        put(repository, {PATH: DATA, OTHER: NEW} | {f"memory/{n}.yaml": DATA for n in range(many)})
    assert refusal.value.code == "draft-in-the-way"
    assert (repository.path / PATH).read_text() == "mine\n"
    assert repository.git("status", "--porcelain", "-uall") == f"?? {PATH}\n"
    assert leftovers(repository) == []


@pytest.mark.parametrize("new", [NEW, None])
def test_edit_made_on_the_way_is_left_alone(repository: GitRepository, new: bytes | None) -> None:
    put(repository, {OTHER: DATA})
    while_signing(repository, f"echo mine >'{OTHER}'")
    with pytest.raises(MemfsError, match="was changed a moment ago") as refusal:
        put(repository, {PATH: DATA, OTHER: new})
    assert refusal.value.code == "draft-in-the-way"
    assert (repository.path / OTHER).read_text() == "mine\n"
    assert repository.git("status", "--porcelain", "-uall") == f" M {OTHER}\n"
    assert leftovers(repository) == []


def test_staging_done_on_the_way_is_left_alone(repository: GitRepository) -> None:
    put(repository, {OTHER: DATA})
    while_signing(repository, f"mv '{OTHER}' o; echo mine >'{OTHER}'; git add '{OTHER}'; mv o '{OTHER}'")
    with pytest.raises(MemfsError, match="is staged with changes"):
        put(repository, {OTHER: NEW})
    assert repository.git("status", "--porcelain") == f"MM {OTHER}\n"


@contextmanager
def _held(repository: GitRepository) -> Iterator[None]:
    """Let another thread be in the middle of a write."""
    release, holding = threading.Event(), threading.Event()

    def hold(_: Snapshot) -> None:
        holding.set()
        release.wait(60)

    writer = threading.Thread(target=lambda: transact(opened(repository), hold))
    writer.start()
    holding.wait(60)
    try:
        yield
    finally:
        release.set()
        writer.join()


def _refused_while_another_writes(repository: GitRepository) -> MemfsError:
    with _held(repository), pytest.raises(MemfsError) as refusal:
        add(opened(repository, MEMFS_WAIT="0.1"))
    return refusal.value


def test_wait_for_our_own_lock_ends_and_names_it(repository: GitRepository) -> None:
    before = untouched(repository)
    refusal = _refused_while_another_writes(repository)
    assert refusal.code == "busy"
    lock = repository.path / ".git/memfs/lock"
    assert re.fullmatch(rf"another write holds the lock '{re.escape(str(lock))}', \d+ s old", refusal.message)
    assert untouched(repository) == before


def test_interrupt_ends_a_wait(repository: GitRepository) -> None:
    def interrupted() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        add(repository)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    with _held(repository), pytest.raises(KeyboardInterrupt):
        interrupted()
    signal.signal(signal.SIGALRM, before)
    add(repository)
    assert files_in_head(repository) == [PATH]


def test_given_up_wait_lets_go_when_its_turn_comes(repository: GitRepository) -> None:
    for number in range(3):
        _refused_while_another_writes(repository)
        add(repository, f"memory/{number}.yaml")
    assert len(files_in_head(repository)) == 3

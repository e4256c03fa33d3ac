"""A commit of staged paths: exactly those, as they were staged, and nothing else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import WriteOptions, commit_staged
from tests.repository.writing import DATA, NEW, OTHER, PATH, files_in_head, is_clean, leftovers, opened, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.snapshot import Snapshot
    from tests.conftest import GitRepository

STAGE = WriteOptions(stage=True)
NAMES = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")


def staged(repository: GitRepository, files: Mapping[str, bytes | None]) -> dict[str, str | None]:
    written = put(repository, files, options=STAGE)
    assert written is not None
    return {path: written.blobs.get(path) for path in files}


def accept(_made: Snapshot, _before: Snapshot) -> None:
    """Refuse nothing."""


def test_commit_has_the_staged_paths_and_leaves_the_users_work(repository: GitRepository) -> None:
    ours = staged(repository, {PATH: DATA, OTHER: DATA})
    repository.write("mine.txt", "staged by the user\n")
    repository.git("add", "mine.txt")
    repository.write("README.txt", "not staged\n")
    before = repository.git("ls-files", "-s")
    commit = commit_staged(opened(repository), ours, judge=accept, message="memory: two\n\nMemfs-Op: session\n")
    assert commit == repository.git("rev-parse", "HEAD").strip()
    assert repository.git("show", "--format=%s", "--name-status", "HEAD") == f"memory: two\n\nA\t{OTHER}\nA\t{PATH}\n"
    assert repository.git("ls-files", "-s") == before
    assert repository.git("status", "--porcelain") == " M README.txt\nA  mine.txt\n"
    assert leftovers(repository) == []
    assert repository.git("fsck", "--strict") == ""


def test_removal_is_committed(repository: GitRepository) -> None:
    put(repository)
    ours = staged(repository, {PATH: None, OTHER: NEW})
    assert commit_staged(opened(repository), ours, judge=accept)
    assert files_in_head(repository) == [OTHER]
    assert is_clean(repository)


def test_first_commit_of_a_repository(empty_repository: GitRepository) -> None:
    ours = staged(empty_repository, {PATH: DATA})
    assert commit_staged(opened(empty_repository), ours, judge=accept)
    assert files_in_head(empty_repository, ".") == [PATH]
    assert is_clean(empty_repository)


def test_what_a_person_staged_since_stays_theirs(repository: GitRepository) -> None:
    ours = staged(repository, {PATH: DATA, OTHER: DATA})
    repository.write(PATH, NEW)
    repository.git("add", PATH)
    assert commit_staged(opened(repository), ours, judge=accept)
    assert files_in_head(repository) == [OTHER]
    assert repository.git("status", "--porcelain") == f"A  {PATH}\n"


def test_nothing_is_left_where_the_user_committed_or_took_it_back(repository: GitRepository) -> None:
    ours = staged(repository, {PATH: DATA, OTHER: DATA})
    repository.git("reset", "-q", "--", OTHER)
    repository.git("commit", "-q", "-m", "theirs")
    head = repository.git("rev-parse", "HEAD")
    assert commit_staged(opened(repository), ours, judge=accept) is None
    assert repository.git("rev-parse", "HEAD") == head


def test_judge_sees_both_trees_and_may_refuse(repository: GitRepository) -> None:
    put(repository)
    ours = staged(repository, {PATH: NEW, OTHER: DATA})
    before = repository.state()
    seen: list[list[str]] = []

    def refuse(made: Snapshot, head: Snapshot) -> None:
        seen.append([change.path for change in made.changes(head)])
        seen.append([entry.path for entry in made.entries("memory")])
        raise MemfsError("no", code="invalid")

    with pytest.raises(MemfsError, match="no"):
        commit_staged(opened(repository), ours, judge=refuse)
    assert seen == [[OTHER, PATH], [OTHER, PATH]]
    assert repository.state() == before


def test_commit_that_comes_between_is_built_upon(repository: GitRepository) -> None:
    ours = staged(repository, {PATH: DATA})
    rivals = [OTHER]

    def let_rival_in(_made: Snapshot, _before: Snapshot) -> None:
        if rivals:
            repository.write("rival.txt", rivals.pop())
            repository.git("add", "rival.txt")
            repository.git("commit", "-q", "-m", "rival", "rival.txt")

    assert commit_staged(opened(repository), ours, judge=let_rival_in)
    assert repository.git("log", "--format=%s").splitlines() == ["memory: commit what was staged", "rival", "base"]
    assert files_in_head(repository, ".") == ["README.txt", PATH, "rival.txt"]


def test_refused_in_the_middle_of_a_merge(repository: GitRepository) -> None:
    ours = staged(repository, {PATH: DATA})
    (repository.path / ".git/MERGE_HEAD").write_text(repository.git("rev-parse", "HEAD"))
    with pytest.raises(MemfsError, match="a merge is under way") as refused:
        commit_staged(opened(repository), ours, judge=accept)
    assert refused.value.code == "state"


def test_author_commits_too_where_git_knows_nobody(repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name)
    repository.git("config", "user.useConfigOnly", "true")
    ours = staged(repository, {PATH: DATA})
    with pytest.raises(MemfsError, match="no name and address") as refused:
        commit_staged(opened(repository), ours, judge=accept)
    assert refused.value.code == "no-identity"
    options = WriteOptions(author="Agent Smith <smith@example.invalid>")
    assert commit_staged(opened(repository), ours, judge=accept, options=options)
    names = repository.git("log", "-1", "--format=%an <%ae>, %cn <%ce>").strip()
    assert names == "Agent Smith <smith@example.invalid>, Agent Smith <smith@example.invalid>"

"""What a review compares, and what it says where there is nothing to compare."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import Repository
from memfs.verbs.reviewing import commits, review, staged, store_named, unstaged
from tests.conftest import GitRepository
from tests.review.teams import Team, fact, placed, told

if TYPE_CHECKING:
    from pathlib import Path


def _refusal(error: pytest.ExceptionInfo[MemfsError]) -> tuple[str, str, str | None]:
    return (error.value.code, error.value.message, error.value.hint)


def _grown(team: Team) -> tuple[str, str]:
    """Let main and work each go one commit on, and return where they parted and the tip of work."""
    team.begin(fact("one"))
    parted = team.repository.git("rev-parse", "HEAD").strip()
    team.put(fact("two"))
    tip = team.repository.commit("two")
    team.repository.git("checkout", "-q", "main")
    team.put(fact("three"))
    team.repository.commit("three")
    team.repository.git("checkout", "-q", "work")
    return parted, tip


@pytest.mark.parametrize("text", ["main", "main...", "main...HEAD", "main...work", "...work", None])
def test_base_is_where_the_branches_parted(team: Team, text: str | None) -> None:
    parted, tip = _grown(team)
    between = commits(team.opened(), text)
    assert (between.base.name, between.head.name) == (parted, tip)
    assert told(review(between)) == [("added", "two", placed(fact("two")), None)]


def test_other_branch_is_reviewed_without_checking_it_out(team: Team) -> None:
    _grown(team)
    found = review(commits(team.opened(), "work...main"))
    assert told(found) == [("added", "three", placed(fact("three")), None)]


def test_default_is_the_branch_that_the_remote_serves(team: Team, tmp_path: Path) -> None:
    parted, _ = _grown(team)
    team.repository.git("branch", "trunk", parted)
    clone = GitRepository(tmp_path / "clone")
    team.repository.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    subprocess.run(["git", "clone", "-q", str(team.repository.path), str(clone.path)], check=True)
    clone.git("checkout", "-q", "-b", "work", "origin/work")
    assert commits(Repository.discover(clone.path)).base.name == parted


def test_two_dots_are_refused_with_the_right_words(team: Team) -> None:
    team.begin()
    with pytest.raises(MemfsError) as error:
        commits(team.opened(), "main..work")
    assert _refusal(error) == (
        "usage",
        "'main..work' is no range of a review; it takes three dots",
        "memfs review main...work",
    )


def test_repository_without_a_commit_says_what_can_be_reviewed(team: Team) -> None:
    with pytest.raises(MemfsError) as error:
        commits(team.opened())
    assert _refusal(error) == ("usage", "there is no commit to review yet", "memfs review --staged")


def test_repository_without_a_main_branch_asks_for_a_base(team: Team) -> None:
    team.begin()
    team.repository.git("branch", "-D", "-q", "main")
    with pytest.raises(MemfsError) as error:
        commits(team.opened())
    assert _refusal(error) == (
        "usage",
        "there is no upstream and no branch main or master to compare with; name a base",
        "memfs review HEAD~1",
    )


def test_shallow_clone_without_a_merge_base_says_what_to_fetch(team: Team, tmp_path: Path) -> None:
    _grown(team)
    url = team.repository.path.as_uri()
    clone = GitRepository(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--depth=1", "--no-single-branch", url, str(clone.path)], check=True)
    with pytest.raises(MemfsError) as error:
        commits(Repository.discover(clone.path), "origin/main...origin/work")
    shared = "the commit that 'origin/main' and 'origin/work' share"
    message = f"this shallow clone does not reach {shared}; fetch the rest of the history"
    assert _refusal(error) == ("environment", message, "git fetch --unshallow")


def test_unrelated_histories_have_no_review(team: Team) -> None:
    team.begin(fact("one"))
    team.repository.git("checkout", "-q", "--orphan", "lonely")
    team.repository.commit("lonely")
    with pytest.raises(MemfsError) as error:
        commits(team.opened(), "main")
    assert _refusal(error) == ("usage", "'main' and 'HEAD' share no commit, so there is no change to review", None)


def test_unknown_base_is_not_found(team: Team) -> None:
    team.begin()
    with pytest.raises(MemfsError) as error:
        commits(team.opened(), "nowhere")
    assert error.value.code == "not-found"


@pytest.mark.parametrize("compare", [staged, unstaged])
def test_bare_repository_has_neither_index_nor_files(team: Team, tmp_path: Path, compare: type) -> None:
    team.begin()
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(team.repository.path), str(bare)], check=True)
    with pytest.raises(MemfsError) as error:
        compare(Repository.discover(bare))
    assert error.value.code == "usage"
    assert told(review(commits(Repository.discover(bare), "main...work"))) == []


def test_one_store_of_several_can_be_reviewed(team: Team) -> None:
    team.begin(fact("one"))
    other = Team(team.repository, "notes")
    other.write("memfs.yaml", "memfs: 1\n")
    team.put(fact("two"))
    other.put(fact("three"))
    team.repository.commit("both")
    opened = team.opened()
    store = store_named(opened, str(team.repository.path), "notes")
    found = review(commits(opened, "main"), store=store)
    assert [change.key for change in found.changes] == ["three"]
    with pytest.raises(MemfsError) as error:
        review(commits(opened, "main"), store="nowhere")
    assert _refusal(error) == ("no-store", "there is no store 'nowhere'", "memfs init")


def test_repository_without_a_store_has_no_change(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "work")
    repository.write("README.txt", "changed\n")
    repository.commit("changed")
    assert review(commits(Repository.discover(repository.path), "main")).nothing


def test_other_files_of_the_repository_are_no_changes(team: Team) -> None:
    team.begin(fact("one"))
    team.repository.write("src/main.py", "print()\n")
    assert team.reviewed().nothing

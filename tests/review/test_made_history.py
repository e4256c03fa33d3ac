"""Sixty mixed changes to a thousand memories: each is told once, as plain git and a plain YAML reader see it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

import pytest
import yaml

from bench.corpus import STORE
from memfs.codec import emit
from memfs.repository import Repository
from memfs.verbs.reviewing import commits, review
from tests.conftest import GitRepository
from tests.review.history import Told, begin, in_cell, memory, mixed, placed, store_files
from tests.review.once import differing, told_of

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from memfs.core.review import Review


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[GitRepository, Review, list[Told]]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
            patch.setenv(name, "Ada")
        for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
            patch.setenv(name, "ada@example.invalid")
        repository = GitRepository(tmp_path_factory.mktemp("made"))
        repository.git("init", "-q", "-b", "main")
        begin(repository, store_files(1000))
        repository.git("checkout", "-q", "-b", "work")
        changes = mixed(repository)
        repository.commit("sixty changes")
        found = review(commits(Repository.discover(repository.path), "main"))
    return repository, found, changes.told


def test_there_are_sixty_changes(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, told = made
    assert len(told) + len(found.law) == 60


def test_each_change_is_told_as_it_was_made(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, told = made
    said = [
        (change.action, change.kind, change.key, change.path, change.old_path, tuple(f.name for f in change.fields))
        for change in found.changes
    ]
    assert sorted(said, key=str) == sorted(told, key=str)


def test_each_file_that_git_sees_differ_is_told_once(made: tuple[GitRepository, Review, list[Told]]) -> None:
    repository, found, _ = made
    assert told_of(found) == differing(repository, "main", "work", store=STORE)


def test_fields_are_what_a_plain_reader_sees(made: tuple[GitRepository, Review, list[Told]]) -> None:
    repository, found, _ = made
    for change in found.changes:
        old = _read(repository, "main", change.old_path or change.path) if change.action != "added" else {}
        new = _read(repository, "work", change.path) if change.action != "removed" else {}
        names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        assert {(f.name, repr(f.old), repr(f.new)) for f in change.fields} == {
            (name, repr(old.get(name)), repr(new.get(name))) for name in names
        }


def _read(repository: GitRepository, revision: str, path: str) -> dict[str, JSON]:
    return cast("dict[str, JSON]", yaml.safe_load(repository.git("show", f"{revision}:{path}")))


def test_new_violations_alone_are_blamed(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, _ = made
    taken, blank = placed(in_cell(memory(200), 3)), placed({**memory(2100), "summary": "without_content"})
    assert [(v.path, v.rule) for v in found.errors] == [(taken, "unique"), (blank, "schema")]
    assert not found.ok


def test_policy_is_called_out(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, _ = made
    (law,) = found.law
    assert (law.action, law.kind, law.path, law.author) == ("changed", "policy", f"{STORE}/memfs.yaml", "Ada")
    assert [field.name for field in law.fields] == ["distribution.targets"]


def test_both_duplicates_lead_the_list(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, _ = made
    like = {duplicate.path: duplicate.like for duplicate in found.duplicates[:2]}
    wanted = {placed({**memory(number), "summary": f"again_{number}"}): placed(memory(number)) for number in (100, 101)}
    assert like == wanted
    assert (found.compared, found.comparable) == (1005, 1005)


def test_counts_and_shares_are_those_of_both_sides(made: tuple[GitRepository, Review, list[Told]]) -> None:
    repository, found, _ = made
    (shares,) = found.shares
    listed = [
        repository.git("ls-tree", "-r", "--name-only", side, f"{STORE}/memories/").split() for side in ("main", "work")
    ]
    for paths, distributions in zip(listed, (shares.before, shares.after), strict=True):
        counted = Counter(path.split("/")[2].removeprefix("outcome=") for path in paths)
        (outcomes,) = [found for found in distributions if found.facet == "outcome"]
        assert {share.value: share.records for share in outcomes.shares} == dict(counted)
    assert (shares.records_before, shares.records_after) == (1002, 1007)


def test_every_change_has_its_author_and_its_cost(made: tuple[GitRepository, Review, list[Told]]) -> None:
    _, found, _ = made
    assert {change.author for change in found.changes} == {"Ada"}
    added = next(change for change in found.changes if change.key == "again_100")
    data = {**memory(100), "summary": "again_100", "content": f"{memory(100)['content']} Again."}
    assert added.tokens == -(-len(emit(data)) // 4)

"""How a store grew, followed backwards from its present."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.review import Growth
from memfs.verbs.reviewing import commits, growths, past, review, staged
from tests.review.teams import STORE, fact

if TYPE_CHECKING:
    import pytest

    from tests.review.teams import Team


def _on(team: Team, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
    team.repository.commit(day)


def test_each_day_has_its_last_count(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T12:00:00Z")
    team.begin(fact("one"))
    team.put(fact("two"))
    _on(team, monkeypatch, "2026-01-02")
    team.put(fact("three"))
    _on(team, monkeypatch, "2026-01-02")
    team.drop(fact("one"))
    team.put(fact("two", "Edited."))
    _on(team, monkeypatch, "2026-01-05")
    between = commits(team.opened(), "main")
    grown = (Growth("2026-01-01", 1), Growth("2026-01-02", 3), Growth("2026-01-05", 2))
    assert growths(between, review(between)) == {STORE: grown}


def test_history_before_the_followed_commits_is_one_count(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "COMMITS", 1)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T12:00:00Z")
    team.begin(fact("one"))
    team.put(fact("two"))
    _on(team, monkeypatch, "2026-01-02")
    between = commits(team.opened(), "main")
    assert growths(between, review(between)) == {STORE: (Growth("", 1), Growth("2026-01-02", 2))}


def test_what_is_not_committed_has_the_growth_of_its_base(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T12:00:00Z")
    team.begin(fact("one"))
    team.repository.git("add", team.put(fact("two")))
    between = staged(team.opened())
    assert growths(between, review(between)) == {STORE: (Growth("2026-01-01", 1),)}


def test_there_is_no_growth_before_the_first_commit(team: Team) -> None:
    team.write("memfs.yaml", "memfs: 1\n")
    team.repository.git("add", "-A")
    between = staged(team.opened())
    assert growths(between, review(between)) == {}

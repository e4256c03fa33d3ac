"""`memfs review` as it is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs
from tests.review import demo
from tests.review.teams import fact

if TYPE_CHECKING:
    from tests.review.teams import Team


def _memfs(team: Team) -> Memfs:
    return Memfs(team.repository.path)


@pytest.mark.parametrize("name", ["text", "markdown", "json", "html", "github"])
def test_new_violations_exit_1_in_every_format(team: Team, name: str) -> None:
    demo.make(team)
    team.repository.commit("change")
    done = _memfs(team)("review", "main", "--format", name)
    assert (done.status, done.err) == (1, "")
    assert done.out.endswith("\n")


def test_sound_change_exits_0(team: Team) -> None:
    team.begin(fact("one"))
    team.put(fact("two"))
    team.repository.commit("two")
    said = _memfs(team).said("review")
    assert said.splitlines()[0] == "memfs passes this: no new violations in 1 change."


def test_no_change_exits_0_and_says_so(team: Team) -> None:
    team.begin(fact("one"))
    assert _memfs(team).said("review").startswith("memfs sees no change")
    assert _memfs(team)("review", "--json").json["changes"] == []


def test_json_begins_with_the_version(team: Team) -> None:
    team.begin(fact("one"))
    assert _memfs(team).said("review", "--json").startswith('{"memfs": 1, "ok": true, "base": ')


def test_index_and_working_tree_are_asked_for_by_name(team: Team) -> None:
    team.begin(fact("one"))
    team.repository.git("add", team.put(fact("two")))
    team.put(fact("three"))
    assert "1 added" in _memfs(team).said("review", "--staged")
    assert "2 added" in _memfs(team).said("review", "--worktree")


def test_one_thing_can_be_reviewed_at_a_time(team: Team) -> None:
    team.begin(fact("one"))
    done = _memfs(team)("review", "main", "--staged")
    assert (done.status, done.err.splitlines()[0]) == (
        2,
        "memfs: name BASE...HEAD, --staged or --worktree, only one of them",
    )


def test_store_is_named_from_where_one_stands(team: Team) -> None:
    team.begin(fact("one"))
    team.put(fact("two"))
    done = _memfs(team)("-C", "memory", "review", "--worktree", "--store", ".")
    assert (done.status, "1 added" in done.out) == (0, True)
    done = _memfs(team)("review", "--worktree", "--store", "nowhere")
    assert (done.status, done.err) == (2, "memfs: there is no store 'nowhere'\n  hint: memfs init\n")


def test_shallow_clone_is_told_what_to_fetch(team: Team) -> None:
    team.begin(fact("one"))
    team.repository.git("checkout", "-q", "--orphan", "lonely")
    team.repository.commit("lonely")
    (team.repository.path / ".git" / "shallow").write_text(team.repository.git("rev-parse", "HEAD"))
    done = _memfs(team)("review", "main")
    assert (done.status, done.err.splitlines()[1]) == (2, "  hint: git fetch --unshallow")


def test_colour_repeats_what_the_signs_say(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.make(team)
    team.repository.commit("change")
    plain = _memfs(team)("review", "main").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    painted = _memfs(team)("review", "main").out
    assert painted.startswith("\x1b[31mmemfs refuses this")
    assert "\x1b[32m  + context objectives" in painted
    assert re.sub(r"\x1b\[[0-9]+m", "", painted) == plain

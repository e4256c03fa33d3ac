"""Changes of the law come first, with what they break and let pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.core.review import FieldChange
from memfs.render import review_in_html, review_in_markdown, review_in_text
from memfs.schemas import packaged
from tests.review.teams import STORE, Team, fact, placed, told

if TYPE_CHECKING:
    from tests.conftest import GitRepository

STRICT = """\
memfs: 1
distribution:
  enforce: strict
  minimum: 1
  targets:
    - {facet: insight_type, shares: {fact: 50}}
"""


def _schema(*, demand: str) -> str:
    schema = json.loads(packaged()["memory.schema.json"])
    schema["required"].append(demand)
    return json.dumps(schema, indent=2)


def test_policy_is_compared_place_by_place(team: Team) -> None:
    team.begin(policy="memfs: 1\nrules: {secret: error}\npinned: [context/constraints]\n")
    team.write("memfs.yaml", "memfs: 1\nrules: {secret: warn}\nlayout: {fanout: 0}\npinned: [context/constraints]\n")
    (law,) = team.reviewed().law
    assert (law.action, law.kind, law.path) == ("changed", "policy", f"{STORE}/memfs.yaml")
    assert law.fields == (FieldChange("rules.secret", "error", "warn"), FieldChange("layout", None, {"fanout": 0}))


def test_records_that_a_schema_newly_breaks_stand_with_it(team: Team) -> None:
    team.begin(fact("one"), fact("two", session="spring"))
    team.write("schema/memory.schema.json", _schema(demand="session"))
    found = team.reviewed()
    (law,) = found.law
    assert (law.action, law.kind) == ("added", "schema")
    assert [(violation.path, violation.rule) for violation in law.breaks] == [(placed(fact("one")), "schema")]
    assert found.violations == law.breaks
    assert (found.ok, found.own) == (False, ())
    for words in (review_in_text(found), review_in_markdown(found)):
        assert "breaks 1 record that this change does not touch:" in words
    assert "Breaks 1 record that the change does not touch:" in review_in_html(found, {})


def test_what_only_the_new_law_lets_pass_is_named(team: Team) -> None:
    team.begin()
    team.write("schema/memory.schema.json", _schema(demand="session"))
    team.repository.commit("strict")
    team.repository.git("branch", "-f", "main")
    (team.repository.path / STORE / "schema" / "memory.schema.json").unlink()
    path = team.put(fact("without_session"))
    found = team.reviewed()
    (law,) = found.law
    assert (law.action, found.ok) == ("removed", True)
    assert [(violation.path, violation.rule) for violation in law.allows] == [(path, "schema")]
    for words in (review_in_text(found), review_in_markdown(found)):
        assert "lets 1 violation of the law before it pass:" in words
    assert "Lets 1 violation of the law before it pass:" in review_in_html(found, {})


def test_missed_target_that_a_new_policy_sets_is_blamed(team: Team) -> None:
    team.begin(fact("one"), fact("two"))
    team.write("memfs.yaml", STRICT)
    found = team.reviewed()
    assert [violation.rule for violation in found.errors] == ["distribution"]
    (shares,) = found.shares
    assert [share.ok for d in shares.after for share in d.shares if share.target] == [False]


def test_share_that_missed_its_target_before_is_no_new_warning(team: Team) -> None:
    team.begin(fact("one"), fact("two"), policy=STRICT.replace("strict", "report"))
    team.put(fact("three"))
    found = team.reviewed()
    assert found.violations == ()
    assert [share.ok for d in found.shares[0].before for share in d.shares if share.target] == [False]


def test_broken_policy_refuses_and_is_shown_all_the_same(team: Team) -> None:
    team.begin(fact("one"))
    team.write("memfs.yaml", "memfs: [\n")
    team.put(fact("two"))
    found = team.reviewed()
    assert [(law.action, law.notes) for law in found.law] == [("changed", ("cannot be read",))]
    assert told(found) == [("added", "two", placed(fact("two")), None)]
    assert [violation.rule for violation in found.errors] == ["policy"]


def test_broken_schema_leaves_the_records_readable(team: Team) -> None:
    team.begin(fact("one"))
    team.write("schema/memory.schema.json", "{")
    team.put(fact("one", "Edited."))
    found = team.reviewed()
    assert told(found) == [("changed", "one", placed(fact("one")), None)]
    assert not found.ok


def test_store_that_lost_its_policy_is_refused(team: Team) -> None:
    team.begin(fact("one"))
    (team.repository.path / STORE / "memfs.yaml").unlink()
    found = team.reviewed()
    assert [(law.action, law.kind) for law in found.law] == [("removed", "policy")]
    assert [violation.rule for violation in found.errors] == ["policy"]
    (shares,) = found.shares
    assert (shares.records_before, shares.records_after, shares.before) == (1, 1, shares.after)


def test_store_that_went_whole_is_all_removals(team: Team) -> None:
    team.begin(fact("one"))
    team.repository.git("rm", "-rqf", STORE)
    found = team.reviewed()
    assert ("removed", "one", placed(fact("one")), None) in told(found)
    assert found.ok


def test_new_store_is_additions_under_its_own_law(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "work")
    team = Team(repository)
    team.write("memfs.yaml", "memfs: 1\n")
    path = team.put(fact("one"))
    found = team.reviewed()
    assert (told(found), [law.action for law in found.law]) == ([("added", "one", path, None)], ["added"])
    assert found.ok


def test_two_stores_are_reviewed_as_one_change(team: Team) -> None:
    team.begin(fact("one"))
    other = Team(team.repository, "notes")
    other.write("memfs.yaml", "memfs: 1\n")
    mine, theirs = team.put(fact("two")), other.put(fact("two"))
    found = team.reviewed()
    assert told(found) == [("added", "two", mine, None), ("added", "two", theirs, None)]
    assert [shares.store for shares in found.shares] == [STORE, "notes"]

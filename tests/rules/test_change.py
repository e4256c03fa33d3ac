"""What a change is blamed for, and what it is not."""

from __future__ import annotations

import pytest

from memfs.codec import emit
from memfs.core.errors import MemfsError
from memfs.core.snapshot import Files
from memfs.rules import Blank, check
from tests.rules.stores import LAW, POLICY, STORE, brought, judged, lines, memory, placed, schema, store

FACTS = f"{STORE}/memories/outcome=learning/insight_type=fact"
BAD = {f"{FACTS}/bad.yaml": b"summary: bad\noutcome: learning\ninsight_type: fact\n"}
WORSE = {f"{FACTS}/bad.yaml": b"summary: bad\noutcome: learning\ninsight_type: hunch\n"}
BROKEN = {f"{FACTS}/broken.yaml": b"summary: broken\nsummary: broken\n"}
GOOD = placed("memory", memory("good"))
NO_CONTENT = "memories/outcome=learning/insight_type=fact/bad.yaml:1:1: schema: a memory needs 'content'"
LAX = {f"{STORE}/memfs.yaml": b"memfs: 1\nrules: {secret: warn, hidden-text: warn}\n"}


def test_old_sin_is_not_blamed_on_a_change_elsewhere() -> None:
    before = store(BAD, BROKEN)
    assert lines(brought(before, before | GOOD)) == []
    assert len(judged(before | GOOD).violations) == 2


def test_old_sin_is_not_blamed_on_a_change_of_its_record() -> None:
    longer = {path: data + b"tags: [a]\n" for path, data in BAD.items()}
    assert lines(brought(store(BAD), store(longer))) == []


def test_new_sin_beside_an_old_one_is_blamed() -> None:
    (line,) = lines(brought(store(BAD), store(WORSE)))
    assert "hunch" in line


def test_second_sin_of_the_same_words_is_blamed() -> None:
    one = {f"{STORE}/sources/a.yaml": b"name: a\nvariables: [{name: x}, {name: x}]\n"}
    two = {f"{STORE}/sources/a.yaml": b"name: a\nvariables: [{name: x}, {name: x}, {name: x}]\n"}
    assert lines(brought(store(one), store(one))) == []
    message = "'x' stands twice in 'variables'; names are unique there"
    assert lines(brought(store(one), store(two))) == [f"sources/a.yaml:2:36: unique: {message}"]


def test_sin_moves_with_its_record() -> None:
    there = {f"{FACTS}/ill.yaml": data for data in BAD.values()}
    assert lines(brought(store(BAD), store(there))) == []
    pattern = emit(memory("bad", insight_type="pattern", outcome="learning", content=" "))
    fact = emit(memory("bad", content=" "))
    homes = [f"{STORE}/memories/outcome=learning/insight_type={name}/bad.yaml" for name in ("fact", "pattern")]
    assert lines(brought(store({homes[0]: fact}), store({homes[1]: pattern}))) == []


def test_copy_of_a_sin_is_a_new_one() -> None:
    copy = {f"{FACTS}/copy.yaml": data for data in BAD.values()}
    assert lines(brought(store(BAD), store(BAD, copy))) == [NO_CONTENT.replace("bad.yaml", "copy.yaml")]


def test_unreadable_record_cannot_be_changed_unread() -> None:
    changed = {path: data + b"content: anything\n" for path, data in BROKEN.items()}
    assert [v.rule for v in brought(store(BROKEN), store(changed)).violations] == ["yaml"]


def test_removal_is_never_blamed() -> None:
    assert lines(brought(store(BAD, BROKEN, GOOD), store())) == []


def test_records_counted_are_those_that_were_judged() -> None:
    before = store(placed("memory", memory("one"), memory("two")))
    report = brought(before, before | GOOD | {f"{STORE}/README.md": b"hello\n"})
    assert (report.snapshot, report.records, report.ok) == ("planned", 1, True)


def test_what_a_ledger_settled_is_not_judged_again() -> None:
    base, head = Files(store()), Files(store(BAD))
    assert check(head, LAW, base, ledger=Blank(passing=BAD.keys())).violations == ()


def test_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(MemfsError) as caught:
        judged(store(), rules=["uniqe"])
    assert caught.value.code == "usage"
    assert caught.value.message.startswith("there is no rule 'uniqe'; the rules are yaml, schema, path, ")


class TestChangedLaw:
    """A change that brings another law is judged by both."""

    STRICTER = schema("memory", maxProperties=4)

    def test_record_that_the_new_law_breaks_is_a_violation_though_untouched(self) -> None:
        long, short = placed("memory", memory("long", session="s")), placed("memory", memory("short"))
        (line,) = lines(brought(store(long, short), store(long, short, self.STRICTER)))
        assert line.startswith("memories/outcome=learning/insight_type=fact/long.yaml:1:1: schema: ")

    def test_touched_record_is_not_excused_by_what_the_new_law_says_of_the_old_one(self) -> None:
        long, longer = (placed("memory", memory("long", session=text)) for text in ("s", "t"))
        assert [v.rule for v in brought(store(long), store(longer, self.STRICTER)).violations] == ["schema"]

    def test_old_sin_is_not_blamed_on_a_new_law(self) -> None:
        assert lines(brought(store(BAD), store(BAD, self.STRICTER))) == []

    def test_what_only_the_new_law_lets_pass_is_said_first(self) -> None:
        looser = schema("memory", required=["summary", "outcome"])
        report = brought(store(), store(BAD, looser))
        assert lines(report) == []
        assert lines(report.law_changes) == [
            NO_CONTENT.replace("schema: ", "schema: only the changed law lets this pass: ") + " (warning)"
        ]
        assert report.ok
        assert report.warnings == report.law_changes

    def test_what_both_laws_refuse_is_said_once(self) -> None:
        report = brought(store(), store(BAD, LAX))
        assert lines(report) == [NO_CONTENT]
        assert report.law_changes == ()

    def test_rule_turned_into_a_warning_lets_pass_what_was_refused(self) -> None:
        secret = placed("source", {"name": "a", "source": "ftp://me:hunter22@example.invalid"})
        report = brought(store(), store(secret, LAX))
        assert [v.level for v in report.violations] == ["warning"]
        assert [v.rule for v in report.law_changes] == ["secret"]

    def test_kind_that_goes_leaves_strays(self) -> None:
        recipe = schema("source", annotation={"kind": "recipe", "directory": "recipes"})
        (data,) = recipe.values()
        own = {f"{STORE}/schema/recipe.schema.json": data.replace(b'"source.schema.json"', b'"recipe.schema.json"')}
        soup = {f"{STORE}/recipes/soup.yaml": b"name: soup\n"}
        assert lines(judged(store(own, soup))) == []
        message = "file: does not belong in a store; records lie in memories/, context/, sources/"
        assert lines(brought(store(own, soup), store(soup))) == [f"recipes/soup.yaml:1:1: {message}"]

    def test_broken_law_judges_nothing_whatever_stood_before(self) -> None:
        before, after = store(GOOD, policy="memfs: one\n"), store(GOOD, BAD, policy="memfs: one\n")
        assert [v.rule for v in brought(before, after).violations] == ["policy"]

    def test_law_that_was_broken_excuses_nothing(self) -> None:
        before = store(GOOD, policy="memfs: one\n")
        assert lines(brought(before, before | BAD | {f"{STORE}/memfs.yaml": POLICY})) == [NO_CONTENT]

    def test_layout_that_changes_wants_every_file_elsewhere(self) -> None:
        after = store(GOOD, policy="memfs: 1\nlayout: {fanout: 1}\n")
        assert [v.rule for v in brought(store(GOOD), after).violations] == ["path"]

    def test_duplicates_are_counted_under_each_law(self) -> None:
        twice = placed("memory", memory("good", outcome="failure", tool="unknown"))
        other = schema("memory", title="Another")
        assert lines(brought(store(GOOD, twice), store(GOOD, twice, other))) == []
        assert [v.rule for v in brought(store(GOOD), store(GOOD, twice, other)).violations] == ["unique"]

"""Keys that stand twice: in a whole store, and those that a change brings."""

from __future__ import annotations

import pytest

from memfs.codec import emit
from tests.rules.stores import STORE, brought, judged, lines, memory, placed, schema, store

FACT, PATTERN, CORRECTION, FAILURE = (
    f"{STORE}/memories/{home}/dns_ttl.yaml"
    for home in (
        "outcome=learning/insight_type=fact",
        "outcome=learning/insight_type=pattern",
        "outcome=learning/insight_type=correction",
        "outcome=failure/tool=unknown",
    )
)
RECORDS = {
    FACT: emit(memory()),
    PATTERN: emit(memory(outcome="learning", insight_type="pattern")),
    CORRECTION: emit(memory(outcome="learning", insight_type="correction")),
    FAILURE: emit(memory(outcome="failure", tool="unknown")),
}


def at(*paths: str) -> dict[str, bytes]:
    return store({path: RECORDS[path] for path in paths})


def taken(path: str, other: str) -> str:
    return f"{path[7:]}:1:1: unique: 'dns_ttl' is taken by {other}; choose another, or change that record instead"


def test_all_but_the_first_are_blamed_in_a_whole_store() -> None:
    assert lines(judged(at(FACT, PATTERN, FAILURE))) == [taken(FACT, FAILURE), taken(PATTERN, FAILURE)]


@pytest.mark.parametrize(
    ("before", "after", "blamed"),
    [
        ((FACT,), (FACT, PATTERN), [taken(PATTERN, FACT)]),
        ((), (FACT, PATTERN), [taken(PATTERN, FACT)]),
        ((FACT, PATTERN), (FACT, PATTERN, FAILURE), [taken(FAILURE, FACT)]),
        ((FACT, PATTERN), (FACT, PATTERN), []),
        ((FACT, PATTERN), (FACT,), []),
        ((FACT, PATTERN, FAILURE), (FACT, PATTERN), []),
        ((FACT,), (PATTERN,), []),
        ((FACT, PATTERN), (FACT, FAILURE), []),
        ((FACT, PATTERN), (CORRECTION, FAILURE), []),
        ((FACT, PATTERN), (FACT, CORRECTION, FAILURE), [taken(CORRECTION, FACT)]),
        ((FACT,), (CORRECTION, FAILURE), [taken(CORRECTION, FAILURE)]),
        ((FACT,), (CORRECTION, PATTERN, FAILURE), [taken(CORRECTION, FAILURE), taken(PATTERN, FAILURE)]),
    ],
)
def test_change_is_blamed_for_as_many_as_it_adds(
    before: tuple[str, ...], after: tuple[str, ...], blamed: list[str]
) -> None:
    assert lines(brought(at(*before), at(*after))) == sorted(blamed)


def test_file_that_only_moved_is_not_the_one_that_came() -> None:
    moved = {FAILURE: RECORDS[PATTERN], CORRECTION: RECORDS[CORRECTION]}
    report = brought(at(FACT, PATTERN), store({FACT: RECORDS[FACT], **moved}), rules=["unique"])
    assert lines(report) == [taken(CORRECTION, FACT)]


def test_same_name_in_another_kind_is_another_record() -> None:
    assert lines(judged(store(placed("memory", memory("orders")), placed("source", {"name": "orders"})))) == []


def test_many_added_names_are_looked_up_in_a_listing() -> None:
    before = store(placed("memory", *(memory(f"fact_{number}") for number in range(30))))
    patterns = [memory(f"fact_{n}", outcome="learning", insight_type="pattern") for n in range(30)]
    assert len(brought(before, before | placed("memory", *patterns)).violations) == 30


def test_duplicate_is_found_where_an_older_law_put_it() -> None:
    lost = f"{STORE}/memories/outcome=learning/insight_type=hunch/dns_ttl.yaml"
    before = store({lost: RECORDS[FACT]})
    assert taken(FACT, lost) in lines(brought(before, before | at(FACT)))


def test_names_of_variables_are_unique_within_their_source_alone() -> None:
    orders = b"name: orders\nvariables:\n- name: id\n- {name: total}\n- name: id\n"
    customers = b"name: customers\nvariables:\n- name: id\n"
    files = {f"{STORE}/sources/orders.yaml": orders, f"{STORE}/sources/customers.yaml": customers}
    message = "'id' stands twice in 'variables'; names are unique there"
    assert lines(judged(store(files))) == [f"sources/orders.yaml:5:3: unique: {message}"]


class TestFurtherFields:
    """A kind may name more fields that no two of its records share; these are read from the records."""

    LAW = schema("source", annotation={"unique": ["source", "notes"], "unique_items": {}})
    A = placed("source", {"name": "a", "source": "dwh.orders"})
    B = placed("source", {"name": "b", "source": "dwh.orders"})
    C = placed("source", {"name": "c", "source": "dwh.customers"})
    MESSAGE = "'dwh.orders' is taken by memory/sources/a.yaml; choose another, or change that record instead"

    def test_shared_value_is_refused_where_it_stands(self) -> None:
        assert lines(judged(store(self.LAW, self.A, self.B, self.C))) == [f"sources/b.yaml:2:1: unique: {self.MESSAGE}"]

    def test_lists_are_compared_whole(self) -> None:
        same = placed("source", {"name": "a", "notes": ["x", "y"]}, {"name": "b", "notes": ["x", "y"]})
        other = placed("source", {"name": "a", "notes": ["x", "y"]}, {"name": "b", "notes": ["y", "x"]})
        assert [v.path for v in judged(store(self.LAW, same)).violations] == [f"{STORE}/sources/b.yaml"]
        assert lines(judged(store(self.LAW, other))) == []

    def test_change_of_one_record_is_held_against_all_others(self) -> None:
        before = store(self.LAW, self.A, placed("source", {"name": "b", "source": "elsewhere"}))
        report = brought(before, before | self.B)
        assert lines(report) == [f"sources/b.yaml:2:1: unique: {self.MESSAGE}"]

    def test_old_sin_is_not_blamed_and_neither_is_a_change_elsewhere(self) -> None:
        before = store(self.LAW, self.A, self.B)
        assert lines(brought(before, before | self.C)) == []
        assert lines(brought(before, before | placed("memory", memory()))) == []

    def test_law_that_comes_later_refuses_what_stands(self) -> None:
        report = brought(store(self.A, self.B), store(self.LAW, self.A, self.B))
        assert lines(report) == [f"sources/b.yaml:2:1: unique: {self.MESSAGE}"]

    def test_unreadable_record_shares_nothing(self) -> None:
        broken = {f"{STORE}/sources/b.yaml": b"name: b\nname: b\n"}
        assert [v.rule for v in judged(store(self.LAW, self.A, broken)).violations] == ["yaml"]

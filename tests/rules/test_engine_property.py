"""The judgement of a change is the judgement of the whole less what stood before, for any change."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.codec import emit
from memfs.core.names import place
from memfs.core.snapshot import Files, Overlay
from memfs.rules import check, load_law
from tests.rules.stores import POLICY, STORE, schema

if TYPE_CHECKING:
    from memfs.core.law import Law
    from memfs.core.report import Violation

FACTS = f"{STORE}/memories/outcome=learning/insight_type=fact"
NAMES = ["dns", "pool", "Bad-Name"]
PATHS = [
    *(f"{FACTS}/{name}.yaml" for name in NAMES),
    *(f"{STORE}/memories/outcome=learning/insight_type=pattern/{name}.yaml" for name in NAMES),
    f"{STORE}/memories/outcome=failure/tool=unknown/dns.yaml",
    f"{STORE}/memories/lost.yaml",
    f"{STORE}/sources/orders.yaml",
    f"{STORE}/sources/orders_2.yaml",
    f"{STORE}/sources/orders.yml",
    f"{STORE}/README.md",
    f"{STORE}/stray.txt",
    f"{STORE}/.gitattributes",
]
KEY_ID = "AKIA" + "ABCDEFGHIJKLMNO"
CONTENTS = [
    *(emit({"summary": n, "outcome": "learning", "insight_type": "fact", "content": "x"}) for n in NAMES),
    emit({"summary": "dns", "outcome": "learning", "insight_type": "pattern", "content": f"{KEY_ID}P"}),
    emit({"summary": "dns", "outcome": "learning", "insight_type": "pattern", "content": f"{KEY_ID}P {KEY_ID}Q"}),
    emit({"summary": "dns", "outcome": "failure", "tool": "web_search", "content": "x"}),
    b"summary: dns\nsummary: dns\n",
    b"name: orders\nvariables:\n- name: a\n- name: a\n",
    b"name: orders\nsource: dwh\n",
    b"# \xe2\x80\xae\nname: orders\n",
    b"*.yaml -diff\n",
]
POLICIES = [
    POLICY,
    b"memfs: 1\ndistribution: {enforce: strict, minimum: 2, targets: [{facet: outcome, shares: {learning: 50}}]}\n",
    b"memfs: 1\ndistribution: {enforce: report, minimum: 1, targets: [{facet: outcome, shares: {failure: 10}}]}\n",
]
SOURCE = f"{STORE}/schema/source.schema.json"
SCHEMAS = [
    None,
    schema("source", maxProperties=1)[SOURCE],
    schema("source", annotation={"unique": ["source"], "unique_items": {}})[SOURCE],
]

files = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(CONTENTS), max_size=8)
edits = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([None, *CONTENTS]), max_size=4)
policies = st.sampled_from(POLICIES)
schemas = st.sampled_from(SCHEMAS)


def with_law(contents: dict[str, bytes], policy: bytes, own: bytes | None) -> dict[str, bytes]:
    law = {f"{STORE}/memfs.yaml": policy, **({SOURCE: own} if own else {})}
    return {**contents, **law}


@cache
def law_of(policy: bytes, own: bytes | None) -> Law:
    law = load_law(Files(with_law({}, policy, own)), STORE)
    assert law.violations == ()
    return law


def whole(contents: dict[str, bytes]) -> tuple[Law, list[Violation]]:
    law = law_of(contents[f"{STORE}/memfs.yaml"], contents.get(SOURCE))
    return law, list(check(Files(contents), law).violations)


def expected(before: dict[str, bytes], after: dict[str, bytes]) -> Counter[tuple[str, ...]]:
    """Take what stands in the base from what stands in the head, by file; a moved file keeps its old sins."""
    law, head = whole(after)
    base = whole(before)[1]
    origin = moved(before, after, law)
    by_file = [v for v in head if not of_set(v)]
    old = Counter((v.path, *v.sin) for v in base if not of_set(v))
    found: Counter[tuple[str, ...]] = Counter()
    for violation in by_file:
        there = (origin.get(violation.path, violation.path), *violation.sin)
        if old[there]:
            old[there] -= 1
        else:
            found[(violation.path, *violation.sin)] += 1
    stood = {v.message for v in base if v.rule == "distribution"}
    found.update((v.path, *v.sin) for v in head if v.rule == "distribution" and v.message not in stood)
    return found


def of_set(violation: Violation) -> bool:
    return violation.rule == "distribution" or (violation.rule == "unique" and "is taken by" in violation.message)


def moved(before: dict[str, bytes], after: dict[str, bytes], law: Law) -> dict[str, str]:
    """Pair each added file with a removed one: the same bytes first, then the same kind and name, in order."""
    kinds = tuple(law.kinds.values())
    removed = sorted(before.keys() - after.keys())
    origin: dict[str, str] = {}

    def pair(same: object) -> None:
        for path in sorted(after.keys() - before.keys() - origin.keys()):
            match = next((old for old in removed if same(old, path)), None)  # type: ignore[operator]  # a predicate
            if match:
                removed.remove(match)
                origin[path] = match

    def identity(path: str) -> object:
        found = place(path, STORE, kinds)
        return found and found.identity

    pair(lambda old, new: before[old] == after[new])
    pair(lambda old, new: identity(old) is not None and identity(old) == identity(new))
    return origin


def surplus(violations: list[Violation]) -> Counter[tuple[str, str]]:
    """Count how many records too many hold a name: of a file, or of a unique field."""
    taken = [v for v in violations if v.rule == "unique" and of_set(v)]
    return Counter((v.message.split(" is taken by ")[0], kind_of(v)) for v in taken)


def kind_of(violation: Violation) -> str:
    return violation.path.split("/")[1]


@settings(deadline=None)
@given(files, edits, policies, schemas)
def test_change_is_judged_as_the_whole_less_what_stood(
    contents: dict[str, bytes], changed: dict[str, bytes | None], policy: bytes, own: bytes | None
) -> None:
    before = with_law(contents, policy, own)
    law, stood = whole(before)
    base = Files(before)
    head = Overlay(base, changed)
    after = {path: data for path, data in {**before, **changed}.items() if data is not None}
    report = check(head, law, base)
    assert_equal(report.violations, stood, before, after)


@settings(deadline=None)
@given(files, edits, st.tuples(policies, policies), st.tuples(schemas, schemas))
def test_changed_law_is_judged_too(
    contents: dict[str, bytes],
    changed: dict[str, bytes | None],
    laws: tuple[bytes, bytes],
    own: tuple[bytes | None, bytes | None],
) -> None:
    before = with_law(contents, laws[0], own[0])
    kept = {path: data for path, data in {**contents, **changed}.items() if data is not None}
    after = with_law(kept, laws[1], own[1])
    (old_law, stood), law = whole(before), law_of(laws[1], own[1])
    report = check(Files(after), law, Files(before), base_law=old_law)
    assert_equal(report.violations, stood, before, after)


def assert_equal(
    found: tuple[Violation, ...], stood: list[Violation], before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    in_files = Counter((v.path, *v.sin) for v in found if not (v.rule == "unique" and of_set(v)))
    assert in_files == expected(before, after)
    assert surplus(list(found)) == surplus(whole(after)[1]) - surplus(stood)

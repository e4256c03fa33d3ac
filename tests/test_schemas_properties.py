"""Properties: the two validators agree, every problem points into the data, and every message keeps its limits."""

from __future__ import annotations

from typing import Any

import jsonschema
import rfc3339_validator  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.escape import printable
from memfs.core.kinds import kind_from
from memfs.schemas import Problem, Schemas, judge_together
from tests.schema_data import DECISION, DIALECT, FILES, kind
from tests.size import size

LAW = {**FILES, "decision.schema.json": DECISION}
SCHEMAS = Schemas(LAW)
MUCH = settings(max_examples=size(200, small=60), deadline=None)

# Python's `re` and ECMAScript differ on what is a space; the verdict's engine follows ECMAScript
visible = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"))
texts = st.text(visible, max_size=8) | st.sampled_from(["", " ", "\n", "Z", "a\x1b", "\u202ea"])
leaves = st.none() | st.booleans() | st.integers(-5, 300) | st.floats(allow_nan=False, allow_infinity=False) | texts
trees = st.recursive(leaves, lambda t: st.lists(t, max_size=3) | st.dictionaries(texts, t, max_size=3), max_leaves=6)
times = st.sampled_from(
    ["2026-11-22T03:27:23Z", "2026-11-22T03:27:60Z", "2026-11-22T03:27:23z", "0000-01-01T00:00:00Z"]
)


def words(name: str) -> list[str]:
    """Return every name and value that a schema speaks of, and some misspellings."""
    parts = LAW[f"{name}.schema.json"]["properties"]
    values = [value for part in parts.values() for value in part.get("enum", ())]
    return [*parts, *(str(value) for value in values), "sucess", "Tool", "contnet", "unknown "]


def records(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw records near a kind: its fields, mostly with words it knows, and others."""
    known = st.sampled_from(words(name))
    fields = st.sampled_from(list(LAW[f"{name}.schema.json"]["properties"]))
    values = known | known | times | st.lists(known | trees, max_size=3) | trees
    return st.dictionaries(fields | fields | fields | known | texts, values, max_size=9)


def cells(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw records of a legal cell with a few changes."""
    legal = st.sampled_from(kind(name, LAW).cells())
    needed = {"summary": "a", "content": "b", "section": "objectives", "items": ["c"], "name": "d", "title": "e"}
    own = {field: needed[field] for field in LAW[f"{name}.schema.json"]["properties"] if field in needed}
    return st.builds(
        lambda cell, change: {**own, **cell, **change}, legal, records(name).map(lambda r: dict([*r.items()][:2]))
    )


def checked(schemas: Schemas, name: str, data: dict[str, Any]) -> tuple[Problem, ...]:
    """Explain data, and hold every problem to what is promised."""
    file = f"{name}.schema.json"
    problems = schemas.explain(file, data, kind=kind_from(LAW[file]) if file in LAW else None)
    assert schemas.accepts(file)(data) is (problems == ())
    assert len(set(problems)) == len(problems)
    for problem in problems:
        assert 0 < len(problem.message) <= 500
        assert printable(problem.message) == problem.message
        stands_at(data, problem)
    return problems


def stands_at(data: object, problem: Problem) -> None:
    for step in problem.path:
        assert isinstance(data, dict | list)
        data = data[step]  # type: ignore[index]  # a wrong step raises, which is what is asked


@MUCH
@given(
    st.sampled_from(["memory", "context", "source", "decision", "policy"]).flatmap(
        lambda n: st.tuples(st.just(n), records(n))
    )
)
def test_verdict_and_explanation_agree_on_any_record(case: tuple[str, dict[str, Any]]) -> None:
    name, data = case
    checked(SCHEMAS, name, data)


@MUCH
@given(st.sampled_from(["memory", "context", "source", "decision"]).flatmap(lambda n: st.tuples(st.just(n), cells(n))))
def test_verdict_and_explanation_agree_near_legal_records(case: tuple[str, dict[str, Any]]) -> None:
    name, data = case
    checked(SCHEMAS, name, data)


def is_time(text: object) -> bool:
    return not isinstance(text, str) or ("\n" not in text and bool(rfc3339_validator.validate_rfc3339(text)))


FORMATS = jsonschema.FormatChecker(formats=())
FORMATS.checks("date-time")(is_time)


@MUCH
@given(st.sampled_from(["memory", "context", "source", "decision"]).flatmap(lambda n: st.tuples(st.just(n), cells(n))))
def test_verdict_is_that_of_plain_jsonschema(case: tuple[str, dict[str, Any]]) -> None:
    name, data = case
    file = f"{name}.schema.json"
    plain = jsonschema.Draft202012Validator(LAW[file], format_checker=FORMATS)
    assert SCHEMAS.accepts(file)(data) is plain.is_valid(data)


@MUCH
@given(cells("memory"))
def test_following_the_advice_to_remove_leads_somewhere(data: dict[str, Any]) -> None:
    problems = checked(SCHEMAS, "memory", data)
    while any(problem.path for problem in problems):
        wrong = next(problem.path for problem in problems if problem.path)
        data = {name: value for name, value in data.items() if name != wrong[0]}
        problems = checked(SCHEMAS, "memory", data)
    assert all(" needs " in problem.message for problem in problems)


numbers = st.integers(0, 3)
fields = st.sampled_from(["a", "b", "ab"])
patterns = st.sampled_from(["^a", "b$", "^(a+)+$", "\\d", "[^\\s]"])
types = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])
small = st.recursive(
    st.none() | st.booleans() | numbers | st.sampled_from(["", "a", "b", "aab", "1"]),
    lambda t: st.lists(t, max_size=3) | st.dictionaries(fields, t, max_size=3),
    max_leaves=5,
)
plain_parts = st.one_of(
    st.booleans(),
    st.builds(lambda t: {"type": t}, types),
    st.builds(lambda v: {"const": v}, small),
    st.builds(lambda v: {"enum": v}, st.lists(small, min_size=1, max_size=3)),
    st.builds(lambda k, n: {k: n}, st.sampled_from(["minLength", "maxItems", "minProperties", "maximum"]), numbers),
    st.builds(lambda p: {"pattern": p}, patterns),
    st.just({"uniqueItems": True}),
    st.builds(lambda f: {"required": f}, st.lists(fields, unique=True, max_size=2)),
)


def nested(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw schemas that hold these schemas."""
    inside = ["items", "not", "contains", "additionalProperties", "propertyNames", "unevaluatedProperties"]
    several = st.sampled_from(["allOf", "anyOf", "oneOf"])
    return st.one_of(
        st.builds(lambda k, s: {k: s}, st.sampled_from(inside), part),
        st.builds(lambda k, s: {k: s}, several, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda p: {"properties": p}, st.dictionaries(fields, part, max_size=3)),
        st.builds(lambda p: {"patternProperties": p}, st.dictionaries(patterns, part, max_size=2)),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, part, part, part),
        st.builds(lambda s, t: {**s, **t} if isinstance(s, dict) and isinstance(t, dict) else s, part, part),
    )


@settings(max_examples=size(300, small=80), deadline=None)
@given(st.recursive(plain_parts, nested, max_leaves=6), small)
def test_verdict_and_explanation_agree_on_any_schema(part: object, value: object) -> None:
    files: dict[str, Any] = {"x.schema.json": {"$schema": DIALECT, "properties": {"x": part}}}
    assert judge_together(files) == {}
    checked(Schemas(files), "x", {"x": value})

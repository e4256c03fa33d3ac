"""Names: summaries, file stems, paths, and what a path says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs.core.kinds import Kind, kind_from
from memfs.core.names import (
    fan,
    is_facet_value,
    is_summary,
    numbered,
    path_of,
    place,
    slug,
    stem,
    summary_of,
)

SCHEMAS = Path(__file__).parents[2] / "schema"


def kind(name: str) -> Kind:
    found = kind_from(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["a", "payment_mutex_fix", "404_page_fix", "s" * 50, "2024_01_01", "null", "cone"])
def test_a_summary_is_lowercase_words_joined_by_underscores(text: str) -> None:
    assert is_summary(text)


@pytest.mark.parametrize(
    "text", ["", "A", "a__b", "_a", "a_", "a-b", "a b", "s" * 51, "con", "lpt1", "a\n", "\uff41", "../evil", "a.yaml"]
)
def test_anything_else_is_no_summary(text: str) -> None:
    assert not is_summary(text)


@given(st.text(max_size=80))
def test_a_stem_is_always_a_safe_file_name(key: str) -> None:
    assert re.fullmatch(r"[a-z0-9_]+(-[0-9a-f]{8})?", stem(key))
    assert len(stem(key)) <= 50


def test_a_stem_tells_names_apart_that_slug_alike() -> None:
    assert stem("calls 2025") != stem("calls-2025")
    assert stem("calls_2025") == "calls_2025"
    assert stem("Agent Näme") == "agent_name-" + stem("Agent Näme")[-8:]


def test_one_name_in_two_unicode_forms_is_one_file() -> None:
    assert stem("café") == stem("cafe\u0301")


@given(st.text(max_size=200))
def test_a_summary_made_from_content_is_a_summary(content: str) -> None:
    assert is_summary(summary_of(content))


@given(st.from_regex(r"[a-z0-9]+(_[a-z0-9]+)*", fullmatch=True).filter(is_summary), st.integers(2, 10**6))
def test_a_numbered_summary_is_a_summary(summary: str, number: int) -> None:
    assert is_summary(numbered(summary, number))
    assert numbered(summary, number).endswith(f"_{number}")


def test_a_slug_is_cut_at_a_word() -> None:
    assert slug("Fixed the race in the payment worker by adding a lock around it") == (
        "fixed_the_race_in_the_payment_worker_by_adding_a"
    )


def test_a_memory_lies_under_its_facets_in_schema_order() -> None:
    data = {"task_type": "debug", "tool": "code_interpreter", "summary": "x", "outcome": "success"}
    expected = "memory/memories/outcome=success/tool=code_interpreter/task_type=debug/x.yaml"
    assert path_of("memory", kind("memory"), data, digits=0) == expected


def test_a_fan_out_stands_before_the_file_of_a_memory_only() -> None:
    data = {"summary": "x", "outcome": "failure", "tool": "unknown"}
    digits = fan("x", digits=2)
    assert path_of("", kind("memory"), data, digits=2) == f"memories/outcome=failure/tool=unknown/{digits}/x.yaml"
    assert path_of("m", kind("source"), {"name": "x"}, digits=2) == "m/sources/x.yaml"


def test_no_text_but_a_facet_value_becomes_part_of_a_path() -> None:
    data = {"summary": "../../x", "outcome": "../..", "tool": ["a"], "task_type": "de/bug"}
    assert re.fullmatch(r"memory/memories/x-[0-9a-f]{8}\.yaml", path_of("memory", kind("memory"), data, digits=0))
    assert not is_facet_value("")


def test_a_path_says_kind_facets_and_stem() -> None:
    kinds = (kind("memory"), kind("context"))
    found = place("memory/memories/outcome=learning/insight_type=fact/3f/dns_ttl.yaml", "memory", kinds)
    assert found is not None
    assert (found.identity, dict(found.facets)) == (
        ("memory", "dns_ttl"),
        {"outcome": "learning", "insight_type": "fact"},
    )
    section = place("context/objectives.yaml", "", kinds)
    assert section is not None
    assert section.identity == ("context", "objectives")


@pytest.mark.parametrize("path", ["memory/memfs.yaml", "memory/schema/x.yaml", "memory/context/a.yml", "memory/x.yaml"])
def test_a_path_outside_the_kinds_says_nothing(path: str) -> None:
    assert place(path, "memory", (kind("memory"), kind("context"))) is None

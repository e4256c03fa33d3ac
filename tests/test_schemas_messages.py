"""The words of a refusal: what is there, and what should be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema_data import DECISION, FILES, LEARNING, SUCCESS, told

WITH_DECISION = {**FILES, "decision.schema.json": DECISION}
OUTCOMES = "success, failure, learning or interaction"
INSIGHTS = "pattern, correction, preference or fact"
TOOLS = "code_interpreter, web_search, file_operation"

CLASSES: list[tuple[dict[str, Any], list[tuple[Any, str]]]] = [
    (
        {**SUCCESS, "outcome": "failure", "domain": ...},
        [((), "failure with web_search needs 'reason' (no_results, blocked or irrelevant)")],
    ),
    (
        {**SUCCESS, "outcome": "failure", "domain": ..., "reason": "blocked", "task_type": "debug"},
        [(("task_type",), "'task_type' does not go with failure and web_search; remove it")],
    ),
    (
        {**SUCCESS, "tool": "unknown", "domain": ...},
        [
            (
                ("tool",),
                f"'unknown' is no 'tool' of success; use {TOOLS} or conversation",
            )
        ],
    ),
    (
        {**SUCCESS, "outcome": "sucess"},
        [
            (
                ("outcome",),
                f"'sucess' is no 'outcome'; use {OUTCOMES} (did you mean 'success'?)",
            )
        ],
    ),
    (
        {**SUCCESS, "outcome": "sucess", "tool": "Web Search", "domain": 3},
        [
            (
                ("outcome",),
                f"'sucess' is no 'outcome'; use {OUTCOMES} (did you mean 'success'?)",
            ),
            (
                ("tool",),
                f"'Web Search' is no 'tool'; use {TOOLS}, conversation or unknown (did you mean 'web_search'?)",
            ),
            (("domain",), "'domain' is a number; use technical, research or general"),
        ],
    ),
    ({**SUCCESS, "outcome": ...}, [((), "a memory needs 'outcome' (success, failure, learning or interaction)")]),
    (
        {**LEARNING, "tool": "web_search", "reason": None},
        [(("tool",), "'tool' and 'reason' do not go with learning; remove them")],
    ),
    (
        {**LEARNING, "tool": "web_search", "insight_type": ...},
        [
            (
                (),
                f"learning needs 'insight_type' ({INSIGHTS}); 'tool' does not go with learning; remove it",
            )
        ],
    ),
]
FIELDS: list[tuple[dict[str, Any], list[tuple[Any, str]]]] = [
    ({"content": ..., "contnet": "x"}, [(("contnet",), "unknown field 'contnet'; did you mean 'content'?")]),
    ({"tool": ..., "tol": "web_search"}, [(("tol",), "unknown field 'tol'; did you mean 'tool'?")]),
    (
        {"tags": ..., "Tags": [1]},
        [
            (("Tags",), "unknown field 'Tags'; did you mean 'tags'?"),
            (("Tags", 0), "item 1 of 'tags' is a number; quote it or write text"),
        ],
    ),
    (
        {"x": 1},
        [
            (
                ("x",),
                "unknown field 'x'; use summary, outcome, tool, domain, content, created, tags, session or metadata",
            )
        ],
    ),
    ({"content": 5}, [(("content",), "'content' is a number; quote it or write text")]),
    ({"content": True}, [(("content",), "'content' is true or false; quote it or write text")]),
    ({"content": None}, [(("content",), "'content' is empty; write text")]),
    ({"content": ["a"]}, [(("content",), "'content' is a list; write text")]),
    ({"content": ...}, [((), "a memory needs 'content'")]),
    ({"content": ""}, [(("content",), "'content' is empty; write some text")]),
    ({"content": " \n\t"}, [(("content",), "'content' is blank; write some text")]),
    ({"content": "\ufeff"}, [(("content",), "'content' is blank; write some text")]),
    ({"content": "x" * 32_768}, []),
    ({"content": "x" * 32_769}, [(("content",), "'content' is 32,769 characters long; at most 32,768")]),
    ({"summary": "Not-A-Name" * 20}, []),  # the format of a summary is a rule of its own
    ({"summary": 7}, [(("summary",), "'summary' is a number; quote it or write text")]),
    ({"summary": ...}, [((), "a memory needs 'summary'")]),
    ({"created": "2026-11-22T03:27:23.081Z"}, []),
    ({"created": 2026}, [(("created",), "'created' is a number; quote it or write text")]),
    ({"tags": "x"}, [(("tags",), "'tags' is text; write a list")]),
    ({"tags": ["a", " ", 1]}, [
        (("tags", 1), "item 2 of 'tags' is blank; write some text"),
        (("tags", 2), "item 3 of 'tags' is a number; quote it or write text"),
    ]),
    ({"metadata": []}, [(("metadata",), "'metadata' is a list; write a mapping")]),
    ({"metadata": {"anything": [None, {"deep": 1.5}]}}, []),
    ({"session": ""}, [(("session",), "'session' is empty; write some text")]),
    ({"content": "\ud800"}, [((), "a text holds half a character (a lone surrogate); write the whole character")]),
]  # fmt: skip


def without_gaps(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not ...}


@pytest.mark.parametrize(("data", "problems"), CLASSES)
def test_a_wrong_class_is_told_as_one_problem(data: dict[str, Any], problems: list[Any]) -> None:
    assert told(without_gaps(data)) == problems


@pytest.mark.parametrize(("change", "problems"), FIELDS)
def test_a_wrong_field_is_told_with_what_should_be(change: dict[str, Any], problems: list[Any]) -> None:
    assert told(without_gaps({**SUCCESS, **change})) == problems


@pytest.mark.parametrize(
    "created",
    [
        "yesterday",
        "2026-11-22",
        "2026-02-30T03:27:23Z",
        "2026-11-22T03:27:23+01:00",
        "2026-11-22T03:27:23",
        "2026-11-22T03:27:23z",
        "2026-11-22t03:27:23Z",
        "2026-11-22T23:59:60Z",
        "0000-11-22T03:27:23Z",
    ],
)
def test_a_bad_time_is_told_with_an_example(created: str) -> None:
    message = f"'created' is '{created}'; write a time in UTC as '2026-11-22T03:27:23Z'"
    assert told({**SUCCESS, "created": created}) == [(("created",), message)]


SECTIONS = "problem_description, objectives, success_criteria, constraints or business_context"


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"section": "objectives", "items": ["a"]}, []),
        ({"section": "objectives", "text": "a"}, [(("text",), "objectives takes 'items' (a list), not 'text'")]),
        (
            {"section": "problem_description", "items": ["a"]},
            [(("items",), "problem_description takes 'text', not 'items'")],
        ),
        ({"section": "objectives"}, [((), "objectives needs 'items' (a list)")]),
        (
            {"section": "objectives", "items": ["a"], "text": "b"},
            [(("text",), "'text' does not go with objectives; remove it")],
        ),
        (
            {"section": "problem_descripton", "text": "a"},
            [
                (
                    ("section",),
                    f"'problem_descripton' is no 'section'; use {SECTIONS} (did you mean 'problem_description'?)",
                )
            ],
        ),
        ({"text": "a"}, [((), f"a context needs 'section' ({SECTIONS})")]),
        ({"section": "problem_description", "text": " "}, [(("text",), "'text' is blank; write some text")]),
        ({"section": "problem_description", "text": ""}, []),
        ({"section": "objectives", "items": []}, []),
        (
            {"section": "objectives", "items": ["a", ""]},
            [(("items", 1), "item 2 of 'items' is empty; write some text")],
        ),
    ],
)
def test_a_section_is_told_which_field_it_takes(data: dict[str, Any], problems: list[Any]) -> None:
    assert told(data, "context") == problems


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"name": "Customers (2026)", "variables": [{"name": "id", "notes": ["unique"]}]}, []),
        (
            {"name": "x", "variables": [{"name": "a"}, {"nam": "b"}, {"notes": ["x", 1]}, 5]},
            [
                (("variables", 1, "nam"), "unknown field 'nam'; did you mean 'name'?"),
                (("variables", 2), "item 3 of 'variables' needs 'name'"),
                (
                    ("variables", 2, "notes", 1),
                    "item 2 of 'notes' of item 3 of 'variables' is a number; quote it or write text",
                ),
                (("variables", 3), "item 4 of 'variables' is a number; write a mapping"),
            ],
        ),
        ({"name": "x" * 201}, [(("name",), "'name' is 201 characters long; at most 200")]),
        ({"name": "x", "variables": {"a": 1}}, [(("variables",), "'variables' is a mapping; write a list")]),
        (["no mapping"], [((), "the file is a list; write a mapping")]),
    ],
)
def test_a_source_is_told_where_in_its_variables(data: object, problems: list[Any]) -> None:
    assert told(data, "source") == problems


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"memfs": 1, "layout": {"fanout": 2}, "commit": {"mode": "stage"}}, []),
        ({}, [((), "the file needs 'memfs' (1)")]),
        ({"memfs": "1"}, [(("memfs",), "'memfs' is text; use 1")]),
        ({"memfs": 1, "layot": {}}, [(("layot",), "unknown field 'layot'; did you mean 'layout'?")]),
        ({"memfs": 1, "layout": {"fanout": 3}}, [(("layout", "fanout"), "'3' is no 'fanout'; use 0, 1 or 2")]),
        (
            {"memfs": 1, "distribution": {"targets": [{"facet": "a", "shares": {"x": "y", "z": [1], "v": [1, 101]}}]}},
            [
                (("distribution", "targets", 0, "shares", "x"), "'x' is text; write a number or a list"),
                (("distribution", "targets", 0, "shares", "z"), "'z' holds 1 item; at least 2"),
                (("distribution", "targets", 0, "shares", "v", 1), "item 2 of 'v' is 101; at most 100"),
            ],
        ),
    ],
)
def test_a_policy_is_explained_without_a_kind(data: object, problems: list[Any]) -> None:
    assert told(data, "policy") == problems


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"title": "t", "status": "open"}, []),
        ({"title": "t", "status": "settled", "chosen": "a"}, []),
        ({"title": "t", "status": "settled"}, [((), "settled needs 'chosen'")]),
        (
            {"title": "t", "status": "open", "chosen": "a"},
            [(("chosen",), "'chosen' does not go with open; remove it")],
        ),
        (
            {"title": "t", "status": "setled", "chosen": "a"},
            [(("status",), "'setled' is no 'status'; use open or settled (did you mean 'settled'?)")],
        ),
        ({"title": "t"}, [((), "a decision needs 'status' (open or settled)")]),
        (
            {"title": "t", "status": "open", "due": "2026-11-22T23:59:60Z"},
            [(("due",), "'due' is '2026-11-22T23:59:60Z'; write a time in UTC as '2026-11-22T03:27:23Z'")],
        ),
    ],
)
def test_a_new_kind_needs_no_code(data: object, problems: list[Any]) -> None:
    assert told(data, "decision", WITH_DECISION) == problems


def test_a_condition_on_a_plain_field_names_no_value() -> None:
    urgent = {"if": {"properties": {"due": {"const": "now"}}, "required": ["due"]}, "then": {"required": ["options"]}}
    open_only = {**DECISION, "properties": {**DECISION["properties"], "due": {}}, "allOf": [urgent]}
    files = {"decision.schema.json": open_only}
    found = told({"title": "t", "status": "open", "due": "now"}, "decision", files)
    assert found == [((), "a decision needs 'options' (a list)")]

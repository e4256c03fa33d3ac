"""`read`: every form and format, the past, and text that is hostile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Memfs

if TYPE_CHECKING:
    from tests.conftest import GitRepository

TALK = ("--outcome", "success", "--tool", "conversation")
TALKS = "memory/memories/outcome=success/tool=conversation"
WHEN = "2026-11-22T03:27:23.081Z"
HOSTILE = "# Title\n```\n<script>alert(1)</script> ![x](http://evil) @all\n::error::x\n````\n    deep"


def blob(repository: GitRepository, path: str) -> str:
    return repository.git("rev-parse", f"HEAD:{path}").strip()


@pytest.fixture
def filled(store: Memfs) -> Memfs:
    """Run memfs in a repository whose store holds something of each kind."""
    memory = (
        "add",
        "memory",
        HOSTILE,
        *TALK,
        "--summary",
        "hostile",
        "--created",
        WHEN,
        "--tag",
        "a_b",
        "--tag",
        "*c*",
    )
    store.said(*memory, "--set", "k=v")
    store.said("add", "memory", "plain", *TALK, "--summary", "plain", "--created", WHEN)
    store.said("add", "context", "problem_description", "First `x`.", "1. not a list\n- nor this")
    store.said("add", "context", "objectives", "Score weekly", "# three", "two\nlines")
    store.said("add", "source", "customers", "--description", "One row", "--code", "a\nb", "--note", "nightly")
    store.said("add", "variable", "customers", "churned", "1 = left", "_odd_")
    return store


def test_overview_counts_without_reading(filled: Memfs) -> None:
    filled.said("add", "source", "Größe der Läden", "--note", "x")
    assert filled("read", "--json").json == {
        "memfs": 1,
        "store": "memory",
        "sections": ["problem_description", "objectives"],
        "sources": ["Größe der Läden", "customers"],
        "memories": {"total": 2, "by_outcome": {"success": 2, "failure": 0, "learning": 0, "interaction": 0}},
    }
    assert filled.said("read") == (
        "### Context\n\n* problem_description\n* objectives\n\n"
        "### Data sources\n\n* Größe der Läden\n* customers\n\n"
        "### Memories (2)\n\n* 2 success\n* 0 failure\n* 0 learning\n* 0 interaction\n"
    )
    assert filled.said("read", "--format", "yaml").splitlines()[:3] == [
        "store: memory",
        "sections:",
        "- problem_description",
    ]


def test_overview_of_an_empty_store_says_none(store: Memfs) -> None:
    assert store.said("read").startswith("### Context\n\nnone\n\n### Data sources\n\nnone\n\n### Memories (0)\n")


def test_memory_as_markdown_cannot_break_out(filled: Memfs) -> None:
    assert filled.said("read", "memory", "hostile") == (
        "### hostile\n\noutcome=success tool=conversation\n\n"
        f"`````\n{HOSTILE}\n`````\n\n"
        f"* created: {WHEN}\n* tags:\n  * a_b\n  * \\*c\\*\n* metadata:\n  * k: v\n"
    )


def test_memory_as_text_is_its_content(filled: Memfs) -> None:
    assert filled.said("read", "memory", "hostile", "--format", "text") == HOSTILE + "\n"


def test_record_as_yaml_is_the_file(filled: Memfs, repository: GitRepository) -> None:
    path = repository.path / TALKS
    printed = filled.said("read", "memory", "hostile", "--format", "yaml")
    assert printed == (path / "hostile.yaml").read_text()
    both = filled.said("read", "memory", "hostile", "plain", "--format", "yaml")
    assert both == printed + "---\n" + (path / "plain.yaml").read_text()


def test_record_as_json_has_its_identity(filled: Memfs, repository: GitRepository) -> None:
    one = filled("read", "memory", "plain", "--json").json
    fields = {
        "kind": "memory",
        "key": "plain",
        "path": f"{TALKS}/plain.yaml",
        "blob": blob(repository, f"{TALKS}/plain.yaml"),
        "record": {
            "summary": "plain",
            "outcome": "success",
            "tool": "conversation",
            "content": "plain",
            "created": WHEN,
        },
    }
    assert one == {"memfs": 1, **fields}
    several = filled("read", "memory", "plain", "hostile", "plain", "--json").json
    records = several["records"]
    assert isinstance(records, list)
    assert (records[0], [record["key"] for record in records]) == (fields, ["plain", "hostile"])


def test_unknown_memory_comes_with_near_names(filled: Memfs) -> None:
    refused = Done(1, "", "memfs: there is no memory 'plane'\n  hint: did you mean plain?\n")
    assert filled("read", "memory", "pl").err.endswith("  hint: did you mean plain?\n")
    assert filled("read", "memory", "plane") == filled("read", "memory", "plain", "plane") == refused


def test_context_as_markdown(filled: Memfs) -> None:
    objectives = "### Objectives\n\n* Score weekly\n* \\# three\n* two\n  lines\n"
    problem = "### Problem Description\n\nFirst \\`x\\`.\n\n1\\. not a list\n\\- nor this\n"
    assert filled.said("read", "context") == f"{problem}\n{objectives}"
    assert filled.said("read", "context", "objectives") == objectives
    assert filled.said("read", "context", "constraints", "objectives") == f"constraints is empty\n\n{objectives}"


def test_context_as_text_and_json(filled: Memfs) -> None:
    assert filled.said("read", "context", "objectives", "--format", "text") == "Score weekly\n# three\ntwo\nlines\n"
    empty = filled("read", "context", "constraints", "--format", "text")
    assert empty == Done(0, "", "note: constraints is empty\n")
    one = {"kind": "context", "key": "constraints", "path": None, "blob": None, "record": None}
    assert filled("read", "context", "constraints", "--json").json == {"memfs": 1, **one}
    every = filled("read", "context", "--json").json["records"]
    assert isinstance(every, list)
    assert [record["key"] for record in every] == ["problem_description", "objectives"]


def test_empty_context_says_so(store: Memfs) -> None:
    assert store("read", "context") == Done(0, "", "note: the context is empty\n")
    assert store("read", "source") == Done(0, "", "note: there are no data sources\n")
    assert store("read", "context", "--json").json == {"memfs": 1, "records": []}


def test_unknown_section_is_not_found(store: Memfs) -> None:
    answer = store("read", "context", "objective", "--json").json["error"]
    sections = "problem_description, objectives, success_criteria, constraints, business_context"
    message = f"there is no section 'objective'; the sections are {sections}"
    assert answer == {"code": "not-found", "message": message, "hint": "did you mean objectives?"}


def test_source_as_markdown_and_text(filled: Memfs) -> None:
    customers = (
        "### customers\n\n* description: One row\n* code:\n\n  ```\n  a\n  b\n  ```\n* notes:\n  * nightly\n"
        "* variables:\n  * churned\n    * notes:\n      * 1 = left\n      * \\_odd\\_\n"
    )
    assert filled.said("read", "source", "customers") == filled.said("read", "source") == customers
    code = "### customers\n\n* code:\n\n  ```\n  a\n  b\n  ```\n"
    assert filled.said("read", "source", "customers", "code") == code
    assert filled.said("read", "source", "customers", "code", "--format", "text") == "a\nb\n"


def test_part_of_a_source_as_json_has_its_value(filled: Memfs) -> None:
    whole = filled("read", "source", "customers", "--json").json
    assert filled("read", "source", "customers", "notes", "--json").json == {**whole, "value": ["nightly"]}
    assert filled("read", "source", "customers", "source", "--json").json == {**whole, "value": None}
    variable = {"name": "churned", "notes": ["1 = left", "_odd_"]}
    assert filled("read", "variable", "customers", "churned", "--json").json == {**whole, "value": variable}
    assert filled("read", "variable", "customers", "--json").json == {**whole, "value": [variable]}


def test_part_of_a_source_that_is_not_there(filled: Memfs) -> None:
    assert filled.said("read", "source", "customers", "source") == "source of customers is empty\n"
    known = "name, description, source, code, notes, variables"
    unknown = filled("read", "source", "customers", "owner")
    assert unknown == Done(1, "", f"memfs: a source has no 'owner'; it has {known}\n")
    missing = filled("read", "variable", "customers", "churn")
    words = "memfs: source 'customers' has no variable 'churn'\n  hint: did you mean churned?\n"
    assert missing == Done(1, "", words)
    near = filled("read", "source", "custmers")
    assert near == Done(1, "", "memfs: there is no source 'custmers'\n  hint: did you mean customers?\n")


def test_name_of_a_source_that_is_no_file_name_is_near_too(store: Memfs) -> None:
    store.said("add", "source", "Größe der Läden", "--note", "x")
    refused = store("read", "source", "Grösse der Läden")
    assert refused.err.splitlines()[1] == "  hint: did you mean Größe der Läden?"


def test_past_is_read_by_revision_and_time(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "old")
    store.said("replace", "context", "objectives", "new")
    assert store.said("read", "context", "objectives", "--at", "HEAD~1").endswith("* old\n")
    assert store.said("read", "--at", "HEAD~2").startswith("### Context\n\nnone\n")
    assert store("read", "--at", "HEAD~3") == Done(2, "", "memfs: there is no memory store here\n  hint: memfs init\n")
    assert store("read", "context", "--at", "nope").status == 1
    date = repository.git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d").strip()
    assert store.said("read", "context", "--at", date).endswith("* new\n")
    assert store("read", "--at", "1999-01-01").err == "memfs: there is no commit at or before 1999-01-01\n"


def test_one_record_is_read_from_its_working_file(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "old")
    source = b"section: objectives\nitems:\n- edited\n"
    repository.write("memory/context/objectives.yaml", source)
    shown = store("read", "context", "objectives", "--json").json
    edited = repository.git("hash-object", "memory/context/objectives.yaml").strip()
    assert (shown["blob"], shown["record"]) == (edited, {"section": "objectives", "items": ["edited"]})
    assert store.said("read", "context", "objectives", "--at", "HEAD").endswith("* old\n")


def test_file_that_cannot_be_read_is_invalid(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/context/objectives.yaml", "section: objectives\nitems: [a, &b c]\n")
    refused = store("read", "context", "objectives")
    assert refused.status == 1
    assert refused.err.startswith("memfs: 'memory/context/objectives.yaml' cannot be read: ")
    assert refused.err.endswith("\n  hint: memfs check\n")


def test_nothing_raw_reaches_the_output(store: Memfs, repository: GitRepository) -> None:
    evil = "a\u202eb\u200bc\x1b[31md\x07e\u2028f\x85g"
    content = json.dumps({"summary": "evil", "outcome": "success", "tool": "conversation", "content": evil})
    repository.write(f"{TALKS}/evil.yaml", content.encode())
    shown = "a\\u202eb\\u200bc\\x1b[31md\\x07e\\u2028f\\x85g"
    assert f"```\n{shown}\n```" in store.said("read", "memory", "evil")
    assert store.said("read", "memory", "evil", "--format", "text") == shown + "\n"
    printed = store.said("read", "memory", "evil", "--json")
    assert printed.isascii()
    assert json.loads(printed)["record"]["content"] == evil
    assert "\\u202e" in store("read", "memory", "evil\u202e").err


def test_format_that_cannot_be_printed_is_a_usage_error(store: Memfs) -> None:
    words = "the format is 'xml', expected one of markdown, yaml, json, text"
    assert store("read", "--format", "xml") == Done(2, "", f"memfs: {words}\n  hint: memfs read --help\n")
    refused = store("add", "context", "objectives", "x", "--format", "markdown")
    assert refused.err.splitlines()[0] == "memfs: the format is 'markdown', expected one of text, json"

"""A team's own kinds and facets at the command line: one schema file and no code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs.schemas import packaged
from tests.cli.conftest import Done, Memfs

if TYPE_CHECKING:
    from tests.conftest import GitRepository

DECISION = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "decision.schema.json",
    "x-memfs": {
        "kind": "decision",
        "directory": "decisions",
        "key": "title",
        "facets": [],
        "unique": [],
        "unique_items": {},
    },
    "type": "object",
    "required": ["title", "why"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "pattern": "\\S"},
        "why": {"type": "string"},
        "options": {"type": "array", "items": {"type": "string"}},
        "cost": {"type": "integer"},
    },
}
TALK = ("--outcome", "success", "--tool", "conversation")
SQLITE = "memory/decisions/use_sqlite-231e7e56.yaml"


@pytest.fixture
def own(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs on a store with a kind of its own and a memory with one more facet."""
    memory = json.loads(packaged()["memory.schema.json"])
    memory["x-memfs"]["facets"].append("team")
    memory["properties"]["team"] = {"description": "Whose it is.", "enum": ["core", "web"]}
    repository.write("memory/schema/memory.schema.json", json.dumps(memory))
    repository.write("memory/schema/decision.schema.json", json.dumps(DECISION))
    repository.commit("schemas")
    return store


def test_facet_of_the_store_is_an_option(own: Memfs) -> None:
    path = "memory/memories/outcome=success/tool=conversation/team=web/x.yaml"
    added = own("add", "memory", "x", *TALK, "--team", "web", "--summary", "x", "--json").json
    assert added["path"] == path
    assert (own.path / path).read_text().startswith("# yaml-language-server: $schema=../../../../schema/memory.schema")
    moved = own("replace", "memory", "x", "--team=core")
    assert moved.err == f"note: moved from {path}\n"
    refused = own("add", "memory", "y", *TALK, "--team", "wob")
    assert refused.status == 1
    assert "use core or web" in refused.err


def test_facet_of_the_store_is_found_through_the_options_that_name_it(own: Memfs, repository: GitRepository) -> None:
    outside = Memfs(own.path.parent)
    words = ("add", "memory", "-C", "repo", "--store", "memory", "x", *TALK, "--team", "web")
    assert outside("-C", ".", *words).status == 0
    assert repository.git("ls-files", "memory/memories").count("team=web") == 1


def test_unknown_option_beside_the_facets_of_the_store_is_refused(own: Memfs) -> None:
    words = "there is no option '--teem' (text that starts with a dash goes behind --)"
    refused = own("add", "memory", "x", *TALK, "--teem", "web", "--team", "web")
    assert refused == Done(2, "", f"memfs: {words}\n  hint: did you mean --team?\n")


def test_unknown_option_where_no_store_can_be_asked_is_refused(memfs: Memfs) -> None:
    words = "there is no option '--team' (text that starts with a dash goes behind --)"
    refused = Done(2, "", f"memfs: {words}\n  hint: memfs add memory --help\n")
    assert memfs("add", "memory", "x", *TALK, "--team", "web") == refused
    assert Memfs(memfs.path.parent)("add", "memory", "x", *TALK, "--team", "web") == refused


@pytest.mark.parametrize(
    "stdin",
    [
        b'{"title": "Use SQLite", "why": "One file.", "options": ["a", "b"]}',
        b"title: Use SQLite\nwhy: One file.\noptions: [a, b]\n",
        b"{title: Use SQLite, why: One file., options: [a, b]}",
    ],
)
def test_record_of_an_own_kind_is_one_mapping(stdin: bytes, own: Memfs) -> None:
    added = own("add", "decision", "-", "--json", stdin=stdin).json
    assert (added["action"], added["kind"], added["key"], added["path"]) == ("added", "decision", "Use SQLite", SQLITE)
    record = {"title": "Use SQLite", "why": "One file.", "options": ["a", "b"]}
    assert own("read", "decision", "Use SQLite", "--json").json["record"] == record
    assert own.said("read", "decision", "Use SQLite") == (
        "### Use SQLite\n\n* why: One file.\n* options:\n  * a\n  * b\n"
    )
    text = "why: One file.\noptions:\n  a\n  b\n"
    assert own.said("read", "decision", "Use SQLite", "--format", "text") == text
    assert own("read", "--json").json["others"] == {"decision": 1}
    assert own.said("read").endswith("### Other kinds\n\n* 1 decision\n")


def test_record_of_an_own_kind_is_replaced_and_removed_like_the_others(own: Memfs) -> None:
    own.said("add", "decision", "-", stdin=b'{"title": "Use SQLite", "why": "One file."}')
    exists = own("add", "decision", "-", stdin=b'{"title": "Use SQLite", "why": "x"}')
    hint = "  hint: memfs read decision 'Use SQLite'\n"
    assert exists == Done(1, "", f"memfs: decision 'Use SQLite' exists already\n{hint}")
    assert own("replace", "decision", "Use SQLite", "-", stdin=b"title: Use Git\ncost: 3\n").status == 0
    record = {"title": "Use Git", "why": "One file.", "cost": 3}
    assert own("read", "decision", "Use Git", "--json").json["record"] == record
    near = own("read", "decision", "Use Gut")
    assert near.err == "memfs: there is no decision 'Use Gut'\n  hint: did you mean Use Git?\n"
    assert own("remove", "decision", "Use Git").out.startswith("removed decision Use Git (memory/decisions/")


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        (b'{"title": "x", "title": "y"}', "the mapping has the same key twice"),
        (b'{"title": "x", "cost": NaN}', "the mapping holds NaN, which is no JSON value"),
        (b"[1]", "the mapping cannot be read: 1:1: "),
        (b"", "the mapping cannot be read: 1:1: "),
        (b"{", "the mapping cannot be read: "),
        (b'{"title": "x"}', "schema: "),
        (b'{"why": "x"}', "schema: a decision needs 'title'"),
        (b'{"title": "x", "why": "y", "cost": 1' + b"0" * 5000 + b"}", ""),
        (b'{"title": "x", "why": "\\ud800"}', ""),
        (b"[" * 100_000, ""),
        (b'{"a":' * 100_000, ""),
    ],
)
def test_mapping_that_is_no_record_is_invalid(stdin: bytes, words: str, own: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    refused = own("add", "decision", "-", stdin=stdin)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith(f"memfs: {words}")
    assert len(refused.err.splitlines()) <= 2
    assert repository.state() == before

"""The law as a store holds it: what is wrong with it, said where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.policy import Policy
from memfs.core.snapshot import Files
from memfs.rules import demand_law, load_law, load_policy
from tests.rules.stores import LAW, STORE, Tree, judged, lines, memory, placed, schema, store

if TYPE_CHECKING:
    from memfs.core.model import JSON

RECORD = placed("memory", memory())
TARGET = "memfs: 1\ndistribution:\n  targets:\n  - "
POLICIES = [
    ("memfs: 1\nmemfs: 1\n", "2:1: policy: the key 'memfs' stands twice in one mapping; keep one"),
    (
        "memfs: 1\ncolour: red\n",
        "2:1: policy: unknown field 'colour'; use memfs, layout, commit, distribution, rules or pinned",
    ),
    ("layout: {fanout: 1}\n", "1:1: policy: the file needs 'memfs'"),
    ("memfs: 1\nrules: {unique: warn}\n", "2:9: policy: unknown field 'unique'; use secret or hidden-text"),
    (
        TARGET + "{facet: colour, shares: {red: 5}}\n",
        f"4:6: policy: 'colour' is no facet; use one of {', '.join(LAW.kinds['memory'].facets)}",
    ),
    (
        TARGET + "{facet: outcome, shares: {triumph: 5}}\n",
        "4:31: policy: 'triumph' is no value of 'outcome'; use one of success, failure, learning, interaction",
    ),
    (
        TARGET + "{facet: outcome, shares: {success: [30, 20]}}\n",
        "4:31: policy: the range of 'success' falls; write the smaller bound first",
    ),
    (
        TARGET + "{facet: tool, within: {outcome: triumph}, shares: {unknown: 5}}\n",
        "4:28: policy: 'outcome=triumph' is nothing a memory can have",
    ),
    (
        TARGET + "{facet: tool, shares: {unknown: 5}}\n  - {facet: tool, shares: {conversation: 5}}\n",
        "5:5: policy: the shares of 'tool' stand twice; keep one",
    ),
    ("memfs: 1\npinned: [recipe/soup]\n", "2:10: policy: 'recipe' is no kind; use one of memory, context, source"),
]


@pytest.mark.parametrize(("text", "message"), POLICIES)
def test_fault_of_the_policy_is_said_where_it_stands_and_no_record_is_judged(text: str, message: str) -> None:
    report = judged(store(RECORD, policy=text))
    assert [line.split(" (")[0] for line in lines(report)] == [f"memfs.yaml:{message}"]
    assert report.records == 0


def test_policy_that_is_not_there() -> None:
    assert lines(judged(dict(RECORD))) == ["memfs.yaml:1:1: policy: is missing; memfs init writes one"]


def test_newer_format_is_for_a_newer_program() -> None:
    with pytest.raises(MemfsError) as caught:
        load_law(Files(store(policy="memfs: 2\nfuture: [things]\n")), STORE)
    assert (caught.value.code, caught.value.hint) == ("environment", "pip install --upgrade memfs-git")
    assert caught.value.message == "memory/memfs.yaml has the format 2, this memfs knows 1"


def test_demanded_law_says_its_first_fault() -> None:
    with pytest.raises(InvalidError) as caught:
        demand_law(Files(store(policy="memfs: 1\npinned: [recipe/soup]\n")), STORE)
    assert caught.value.message.startswith("the store's law is broken: memory/memfs.yaml:2:10: 'recipe' is no kind")
    assert caught.value.hint == "memfs check"


def test_policy_alone_needs_no_kinds_and_has_defaults_where_it_is_broken() -> None:
    text = "memfs: 1\ncommit: {mode: stage}\npinned: [recipe/soup]\n"
    assert load_policy(Files(store(policy=text)), STORE).commit_mode == "stage"
    assert load_policy(Files(store(policy="memfs: one\n")), STORE) == Policy()


def test_store_without_schemas_has_the_packaged_kinds() -> None:
    law = load_law(Files(store()), STORE)
    assert list(law.kinds) == ["memory", "context", "source"]
    assert law.ejected == frozenset()


def test_schema_of_the_store_replaces_the_packaged_one_and_adds_kinds() -> None:
    recipe = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-memfs": {
            "kind": "recipe",
            "directory": "recipes",
            "key": "title",
            "facets": [],
            "unique": [],
            "unique_items": {},
        },
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string"}},
    }
    own = {f"{STORE}/schema/recipe.schema.json": json.dumps(recipe).encode()}
    files = store(own, schema("source", maxProperties=1), {f"{STORE}/recipes/soup.yaml": b"title: soup\n"})
    law = load_law(Files(files), STORE)
    assert list(law.kinds) == ["memory", "context", "source", "recipe"]
    assert law.ejected == {"recipe.schema.json", "source.schema.json"}
    assert lines(judged(files)) == []
    (found,) = judged(files | {f"{STORE}/recipes/stew.yaml": b"title: soup\n"}).violations
    assert found.hint == "git mv memory/recipes/stew.yaml memory/recipes/soup.yaml"


def test_kinds_do_not_share_a_directory() -> None:
    (data,) = schema("source", annotation={"kind": "other"}).values()
    found = lines(
        judged(store({f"{STORE}/schema/other.schema.json": data.replace(b"source.schema.json", b"other.schema.json")}))
    )
    message = "the directory 'sources' belongs to source.schema.json as well; choose another"
    assert found == [f"schema/other.schema.json:1:1: policy: {message}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "1:1: policy: the schema is not JSON at line 1, column 2: "),
        (b"[]", "1:1: policy: the schema is a list; write a mapping"),
        (b'{"$schema": "http://json-schema.org/draft-07/schema#"}', "1:2: policy: $schema: '$schema' must be "),
    ],
)
def test_schema_that_is_not_fit_is_said_where_it_stands(data: bytes, message: str) -> None:
    (line,) = lines(judged(store(RECORD, {f"{STORE}/schema/source.schema.json": data})))
    assert line.startswith(f"schema/source.schema.json:{message}")


def test_schemas_are_judged_together() -> None:
    reference: dict[str, JSON] = {"$ref": "memory.schema.json#/properties/nothing"}
    (line,) = lines(judged(store(schema("source", allOf=[reference]))))
    assert line.startswith("schema/source.schema.json:1:")
    assert "memory.schema.json#/properties/nothing" in line


def test_policy_that_is_a_directory_or_a_link_is_none() -> None:
    tree = Tree(store(RECORD), {f"{STORE}/memfs.yaml": "120000"})
    assert [v.rule for v in load_law(tree, STORE).violations] == ["policy"]

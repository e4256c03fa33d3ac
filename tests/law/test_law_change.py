"""A change of the law itself: judged by both sides at every gate, and by what it does to the records that stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.law.conftest import DECISION, committed, data, legislate, shipped, with_hook

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

FACT = ("--outcome", "learning", "--insight-type", "fact")
HOME = "memory/memories/outcome=learning/insight_type=fact"
NEEDS_CONTENT = "a memory needs the property 'content' of type string, which the verbs fill"
SCHEMA = "memory/schema/memory.schema.json"


def report(memfs: Memfs, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(memfs("check", *arguments, "--json").out)
    return found


def said(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one["path"], one["level"], one["rule"], one["message"]) for one in found["violations"]]


def changed(**properties: object) -> dict[str, Any]:
    schema = shipped("memory")
    schema["properties"].update(properties)
    return schema


def write(repository: GitRepository, path: str, value: object) -> None:
    repository.write(path, json.dumps(value, indent=2) + "\n" if isinstance(value, dict) else str(value))


def test_own_section_is_added_read_and_listed(store: Memfs) -> None:
    schema = shipped("context")
    schema["properties"]["section"]["enum"].append("audience")
    legislate(store, schema)
    store.said("add", "context", "audience", "Auditors")
    assert store.said("read", "context") == "### Audience\n\n* Auditors\n"
    refused = store("add", "context", "audiense", "x")
    assert refused.err.endswith("  hint: did you mean audience?\n")
    assert store.said("check") == "1 records, 0 violations\n"


def test_own_optional_field_is_kept_in_schema_order(store: Memfs) -> None:
    schema = shipped("memory")
    fields = list(schema["properties"].items())
    schema["properties"] = dict([*fields[:-1], ("cost", {"type": "integer"}), fields[-1]])
    legislate(store, schema)
    given = {"summary": "a", "outcome": "learning", "insight_type": "fact", "cost": 3, "content": "x", "metadata": {}}
    line = json.dumps(given).encode()
    assert data(store, "import", "-", "--from", "jsonl", stdin=line)["added"] == 1
    text = (store.path / f"{HOME}/a.yaml").read_text(encoding="utf-8").splitlines()
    assert text[1:] == [
        "summary: a",
        "outcome: learning",
        "insight_type: fact",
        "content: x",
        "cost: 3",
        "metadata: {}",
    ]


def test_what_only_the_new_law_lets_pass_comes_first(store: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    write(repository, SCHEMA, changed(mood={"type": "string"}))
    repository.write(f"{HOME}/a.yaml", "summary: a\noutcome: learning\ninsight_type: fact\ncontent: x\nmood: fine\n")
    repository.git("add", "-A")
    found = report(store, "--staged")
    legal = "summary, outcome, insight_type, content, created, tags, session or metadata"
    allowed = f"only the changed law lets this pass: unknown field 'mood'; use {legal}"
    assert (found["ok"], said(found)) == (True, [(f"{HOME}/a.yaml", "warning", "schema", allowed)])
    strict = report(store, "--staged", "--law", "base")
    assert (strict["ok"], said(strict)) == (False, [(f"{HOME}/a.yaml", "error", "schema", allowed)])
    status, printed = committed(repository)
    assert (status, printed.splitlines()[0]) == (0, f"{HOME}/a.yaml:5:1: schema: {allowed}")


def test_records_that_a_new_law_breaks_are_named(store: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    store.said("add", "memory", "Long enough.", "--summary", "a", *FACT)
    store.said("add", "memory", "x", "--summary", "b", *FACT)
    write(repository, SCHEMA, changed(content={"type": "string", "minLength": 5}))
    status, printed = committed(repository)
    broken = f"{HOME}/b.yaml:4:1: schema: 'content' is 1 character long; at least 5"
    assert (status, printed.splitlines()) == (1, [broken, "0 records, 1 violations"])
    store("replace", "memory", "b", "Long enough.", "--no-commit")
    repository.git("add", "-A")
    assert report(store, "--staged")["ok"]


def test_law_and_records_change_together(store: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    store.said("add", "memory", "x", "--summary", "a", *FACT)
    schema = changed()
    schema["properties"]["insight_type"]["enum"] = ["pattern", "truth"]
    write(repository, SCHEMA, schema)
    new = f"{HOME.replace('fact', 'truth')}/a.yaml"
    repository.write(new, "summary: a\noutcome: learning\ninsight_type: truth\ncontent: x\n")
    repository.git("rm", "-q", f"{HOME}/a.yaml")
    status, printed = committed(repository)
    allowed = f"{new}:3:1: schema: only the changed law lets this pass: 'truth' is no 'insight_type'"
    assert status == 0, printed
    assert printed.startswith(allowed)
    assert report(store)["violations"] == []


def test_review_shows_the_law_first(store: Memfs, repository: GitRepository) -> None:
    base = repository.git("rev-parse", "HEAD").strip()
    store.said("add", "memory", "x", "--summary", "a", *FACT)
    legislate(store, changed(content={"type": "string", "minLength": 5}))
    found = json.loads(store("review", base, "--json").out)
    assert [(one["action"], one["path"]) for one in found["law"]] == [("added", SCHEMA)]
    text = store("review", base).out
    assert text.index(SCHEMA) < text.index("Added (1)")


def test_vanished_policy_is_refused_while_records_remain(store: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    store.said("add", "memory", "x", "--summary", "a", *FACT)
    repository.git("rm", "-q", "memory/memfs.yaml")
    status, printed = committed(repository)
    gone = "memory/memfs.yaml:1:1: policy: is gone while 1 record remains in the store; restore it, or remove them too"
    assert (status, printed.splitlines()[0]) == (1, gone)
    repository.git("rm", "-q", "-r", "memory")
    assert committed(repository)[0] == 0


def test_kind_that_vanishes_leaves_strays(team: Memfs, repository: GitRepository) -> None:
    with_hook(repository)
    team.said("add", "decision", "-", stdin=b'{"title": "A", "status": "proposed", "content": "x"}')
    repository.git("rm", "-q", "memory/schema/decision.schema.json")
    status, printed = committed(repository)
    home = "memory/decisions/status=proposed/a-559aead0.yaml"
    stray = "does not belong in a store; records lie in memories/, context/, sources/"
    assert (status, printed.splitlines()[0]) == (1, f"{home}:1:1: file: {stray}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "variable"}, "'variable' is a word of memfs; call the kind something else"),
        ({"kind": "schema"}, "'schema' is a word of memfs; call the kind something else"),
        ({"kind": "store"}, "'store' is a word of memfs; call the kind something else"),
        ({"kind": "file"}, "'file' is a word of memfs; call the kind something else"),
        ({"directory": "memories"}, "the directory 'memories' belongs to memory.schema.json as well; choose another"),
    ],
)
def test_words_that_memfs_uses_itself_are_refused(
    store: Memfs, repository: GitRepository, *, change: dict[str, str], message: str
) -> None:
    schema = {**DECISION, "x-memfs": {**DECISION["x-memfs"], **change}}
    schema.pop("$id")
    write(repository, f"memory/schema/{change.get('kind', 'decision')}.schema.json", schema)
    (found,) = report(store)["violations"]
    assert (found["rule"], found["message"].removeprefix("x-memfs/kind: ")) == ("policy", message)
    refused = store("add", "memory", "x", *FACT)
    repository.commit()
    refused = store("add", "memory", "x", *FACT)
    assert (refused.status, refused.err.startswith("memfs: the store's law is broken: ")) == (1, True)


def without(schema: dict[str, Any], field: str) -> dict[str, Any]:
    schema["properties"].pop(field)
    schema["required"] = [name for name in schema["required"] if name != field]
    return schema


def keyed(kind: str, key: str) -> dict[str, Any]:
    schema = shipped(kind)
    schema["x-memfs"]["key"] = key
    schema["required"] = [*{*schema["required"], key}]
    return schema


def open_sections() -> dict[str, Any]:
    schema = shipped("context")
    schema["properties"]["section"] = {"type": "string"}
    return schema


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (keyed("memory", "content"), "x-memfs/key: the key of a memory is 'summary', by which the verbs find it"),
        (keyed("source", "description"), "x-memfs/key: the key of a source is 'name', by which the verbs find it"),
        (without(shipped("memory"), "content"), NEEDS_CONTENT),
        (open_sections(), "properties/section: the sections must be an enum of strings, which is what the verbs list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_verbs_rely_on_cannot_be_dropped(
    store: Memfs, repository: GitRepository, *, schema: dict[str, Any], message: str
) -> None:
    write(repository, f"memory/schema/{schema['x-memfs']['kind']}.schema.json", schema)
    assert [(one["rule"], one["message"]) for one in report(store)["violations"]] == [("policy", message)]

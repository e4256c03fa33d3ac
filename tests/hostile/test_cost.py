"""What one file can cost: nothing of 256 KiB keeps a gate busy, whatever stands in it and however much is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.hostile.limits import within
from tests.rules.stores import STORE, judged, schema, store

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 20
"""Seconds of CPU time: each takes a tenth of that, and took minutes where it was once forgotten."""

HEAD = "summary: a\noutcome: learning\ninsight_type: fact\ncontent: x\n"
MEMORY = f"{STORE}/memories/outcome=learning/insight_type=fact/a.yaml"


def token(number: int) -> str:
    return f"ghp_{number:036}"


def items(number: int, item: Callable[[int], str]) -> str:
    return HEAD + "tags:\n" + "".join(f"- {item(at)}\n" for at in range(number))


RECORDS = {
    "hidden in every item": items(5_000, lambda _: '"\\u200b"'),
    "secret in every item": items(4_000, token),
    "secret and hidden in turn": items(3_000, lambda at: token(at) if at % 2 else f'"\\u200b{at}"'),
    "wrong type of every item": items(19_000, str),
    "blank items": items(19_000, lambda _: "''"),
    "unknown fields": HEAD + "".join(f"k{at}: 1\n" for at in range(5_000)),
    "long unknown fields": HEAD + "".join(f"? {'k' * 1_000}{at}\n: 1\n" for at in range(240)),
    "hidden comments": HEAD + "# \u200b\n" * 40_000,
    "many secrets in one text": f"{HEAD}session: '{' '.join(map(token, range(6_000)))}'\n",
    "what begins an OpenAI key": f"{HEAD}session: '{'sk-' * 80_000}'\n",
    "what begins a web token": f"{HEAD}session: '{'eyJaaaaaaa-' * 20_000}'\n",
    "what begins a web token's middle": f"{HEAD}session: '{('-eyJaaaaaaaaaa.eyJ' + 'a' * 8_000) * 30}'\n",
    "what begins a password in a URL": f"{HEAD}session: '{'a://b:' * 40_000}'\n",
    "what begins a private key": f"{HEAD}session: '{'-----BEGIN PRIVATE KEY----- a' * 8_000}'\n",
    "what begins a Slack token": f"{HEAD}session: 'xoxb-{'1-' * 120_000}'\n",
    "backslashes": f'{HEAD}session: "{chr(92) * 240_000}"\n',
    "brackets": f"{HEAD}metadata: {'[' * 200_000}\n",
    "braces in a row": f"{HEAD}metadata: [{'{},' * 80_000}]\n",
    "aliases": f"a: &a [{'*a,' * 60_000}]\n",
    "question marks": "? " * 100_000 + "\n",
    "document ends": HEAD + "...\n" * 60_000,
    "nearly document ends": HEAD + "...x\n" * 50_000,
    "conflict markers": HEAD + "<<<<<<< a\n" * 20_000,
    "tabs": HEAD + "\t\n" * 100_000,
    "carriage returns": HEAD + "\r" * 200_000,
    "directives": "%YAML 1.1\n" * 20_000,
    "comments": "#\n" * 100_000 + HEAD,
    "folded lines": f"{HEAD}session: >\n" + " a\n\n" * 60_000,
    "a summary that goes on": f"summary: {'a_' * 100_000}!\noutcome: learning\ninsight_type: fact\ncontent: x\n",
}


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_keeps_a_check_busy(name: str) -> None:
    with within(LIMIT):
        judged(store({MEMORY: RECORDS[name].encode()}))


def refs(depth: int) -> dict[str, bytes]:
    """Return a schema that doubles itself at each of so many steps."""
    steps = {f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}] * 2} for at in range(depth)}
    return schema("source", **{"$defs": {**steps, f"d{depth}": {}}, "allOf": [{"$ref": "#/$defs/d0"}]})  # type: ignore[arg-type]  # JSON


POLICY = f"{STORE}/memfs.yaml"
SCHEMA = f"{STORE}/schema/source.schema.json"
LAWS: dict[str, dict[str, bytes]] = {
    "unknown rules": {POLICY: ("memfs: 1\n" + "".join(f"a{at}: 1\n" for at in range(9_000))).encode()},
    "unknown pins": {POLICY: ("memfs: 1\npinned:\n" + "".join(f"- x{at}/a\n" for at in range(9_000))).encode()},
    "hidden pins": {POLICY: ("memfs: 1\npinned:\n" + '- "\\u200b"\n' * 9_000).encode()},
    "hidden notes of a schema": schema("source", x_note=["\u200b"] * 5_000),
    "a deep schema": {SCHEMA: b'{"a":' * 10_000 + b"1" + b"}" * 10_000},
    "a schema that opens lists": {SCHEMA: b"[" * 60_000},
    "patterns that backtrack": schema(
        "source", allOf=[{"properties": {f"a{at}": {"pattern": "^(a+)+$"}}} for at in range(900)]
    ),
    "a schema that doubles itself 60 times": refs(60),
    "a schema that doubles itself 24 times": refs(24),
}


@pytest.mark.parametrize("name", LAWS)
def test_no_law_keeps_a_check_busy(name: str) -> None:
    record = {f"{STORE}/sources/a.yaml": b"name: a\ndescription: x\n"}
    with within(LIMIT):
        judged({POLICY: b"memfs: 1\n", **record, **LAWS[name]})


def test_a_file_with_thousands_of_sins_is_told_whole_and_once() -> None:
    found = judged(store({MEMORY: RECORDS["secret and hidden in turn"].encode()})).violations
    assert len(found) == 3_000
    assert len({(violation.line, violation.rule) for violation in found}) == 3_000
    assert token(1)[:12] not in json.dumps([violation.message for violation in found])

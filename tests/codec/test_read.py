"""What the strict reader takes, and what it says about the rest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from memfs.codec import ProfileError, read
from memfs.core.errors import MemfsError
from tests.codec.cases import ACCEPTED, REFUSED, Case
from tests.codec.oracles import disagreements, same


def refusal(data: bytes) -> str:
    with pytest.raises(ProfileError) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize("case", ACCEPTED, ids=str)
def test_reads(case: Case) -> None:
    value = read(case.data)
    assert value == case.value
    assert same(value, case.value)


@pytest.mark.parametrize("case", ACCEPTED, ids=str)
def test_every_other_reader_reads_the_same(case: Case) -> None:
    assert disagreements(case.data, case.value) == []


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_refuses(case: Case) -> None:
    assert refusal(case.data) == case.refused


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_refusal_is_one_visible_line_within_the_text(case: Case) -> None:
    with pytest.raises(ProfileError) as caught:
        read(case.data)
    error = caught.value
    lines = case.data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    assert error.message.isprintable()
    assert len(error.message) < 250
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1


def test_there_are_enough_cases() -> None:
    assert len(ACCEPTED) + len(REFUSED) >= 120


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: " + b"x" * 262_142, "1:1: the file has more than 262,144 bytes, the most that are allowed"),
        (b"\xff" * 262_145, "1:1: the file has more than 262,144 bytes, the most that are allowed"),
        (b"a: " + b"[" * 900, "1:11: lists and mappings are nested deeper than 8 levels"),
        (b"a:\n  " + b"- " * 30_000, "2:17: lists and mappings are nested deeper than 8 levels"),
        (b"a: " + b"{a: " * 30_000, "1:32: lists and mappings are nested deeper than 8 levels"),
        (b"? " * 30_000, "1:3: a key is text, not a list or a mapping; quote it"),
        (b"a:\n" + b"- b\n" * 20_000, "19999:3: more than 20,000 keys and values; split the record"),
        (b"a: [" + b"b," * 20_000 + b"]", "1:39999: more than 20,000 keys and values; split the record"),
        (
            b"".join(b"k%d: 1\n" % number for number in range(10_000)),
            "10000:8: more than 20,000 keys and values; split the record",
        ),
        (
            b"a: " + b"9" * 200_000,
            "1:4: an integer has at most 18 digits; quote it: '" + "9" * 59 + "…'",
        ),
    ],
    ids=[
        "size",
        "size before encoding",
        "brackets",
        "dashes",
        "braces",
        "questions",
        "items",
        "flow",
        "keys",
        "digits",
    ],
)
def test_refuses_what_is_large_or_deep(data: bytes, message: str) -> None:
    assert refusal(data) == message


def test_refuses_brackets_that_libyaml_itself_calls_too_deep() -> None:
    assert refusal(b"a: " + b"[" * 60_000).endswith(": lists and mappings are nested deeper than 8 levels")


def test_reads_up_to_the_limits() -> None:
    items = ["x" * 8] * 19_997
    data = json.dumps({"a": items}).encode()
    assert read(data) == {"a": items}
    assert read(b"a: " + b"x" * 262_141) == {"a": "x" * 262_141}


def test_ten_thousand_accented_keys_are_compared_in_one_pass() -> None:
    keys = [f"k\u00e9{number}" for number in range(9_000)]
    data = "".join(f"{key}: 1\n" for key in keys).encode()
    assert read(data) == dict.fromkeys(keys, 1)


def test_reads_the_project_memory_of_a_team() -> None:
    record = read((Path(__file__).parent / "team_memory.yaml").read_bytes())
    assert list(record) == ["project_context", "data_sources"]
    assert record["project_context"]["business_context"] == [
        "Prices rose on 2025-01-01",
        "Contracts signed before 2022 renew by themselves.",
    ]
    assert record["data_sources"][0]["variables"][2] == {"name": "region", "notes": []}


def test_a_parser_without_libyaml_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    with pytest.raises(MemfsError, match="PyYAML was built without libyaml") as caught:
        read(b"a: [b]\n")
    assert caught.value.code == "environment"


def test_an_error_reads_as_its_place_and_sentence() -> None:
    error = ProfileError("a sentence", 2, 3)
    assert (str(error), error.message, error.line, error.column) == ("2:3: a sentence", "a sentence", 2, 3)

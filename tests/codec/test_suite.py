"""The inputs of the public YAML test suite: each is read at once, refused in a sentence, or read as the suite says.

`tests/cases/yaml/README.md` says where they come from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from memfs.codec import ProfileError, edit, emit, foreign, mend, positions, read
from tests.codec.oracles import same
from tests.hostile.limits import within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SUITE = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases/yaml/suite.jsonl").read_text(encoding="utf-8").splitlines()
]
LENIENT = {
    "9C9N": "a list in brackets goes on at the margin: libyaml's readers take it, others refuse it",
    "QB6E": "a text in quotes goes on at the margin: the same",
    "DK95-1": "a text in quotes goes on behind a tab: the same",
}
"""What the suite refuses and we read: no reader reads anything else in it."""


PARTS: tuple[Callable[[bytes], object], ...] = (positions, foreign, mend, lambda data: edit(data, {"a": "b"}))


def reading(data: bytes) -> dict[str, Any] | None:
    try:
        return read(data)
    except ProfileError as error:
        fault = error
    assert fault.message.isprintable()
    assert fault.line >= 1 <= fault.column
    return None


def refusal(part: Callable[[bytes], object], data: bytes) -> str:
    try:
        part(data)
    except (ProfileError, ValueError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case["id"])
def test_input_is_read_as_the_suite_says_or_refused_in_a_sentence(case: Mapping[str, Any]) -> None:
    data = case["yaml"].encode()
    with within(1):
        found = reading(data)
    if found is None:
        return
    assert same(read(emit(found)), found)
    if case["id"] not in LENIENT:
        assert not case.get("fail")
        assert in_order(found) == in_order(json.loads(case["json"]))


def in_order(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def test_every_part_of_the_codec_takes_any_input() -> None:
    for case in SUITE:
        data = case["yaml"].encode()
        with within(1):
            assert all(refusal(part, data).isprintable() for part in PARTS)


def test_a_fifth_of_what_is_valid_keeps_to_the_profile() -> None:
    kept = {case["id"] for case in SUITE if reading(case["yaml"].encode()) is not None}
    assert len(SUITE) == 402
    assert sum(bool(case.get("fail")) for case in SUITE) == 94
    assert len(kept - LENIENT.keys()) == 63
    assert LENIENT.keys() <= kept

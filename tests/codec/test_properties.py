"""Laws of the reader and the writer, over hostile records and damaged texts."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from memfs.codec import ProfileError, emit, positions, read
from tests.codec.cases import ACCEPTED, REFUSED
from tests.codec.oracles import disagreements, same
from tests.codec.strategies import BOUNDED, RECORDS, mutated

KNOWN = [case.data.decode("utf-8", "replace") for case in [*ACCEPTED, *REFUSED]]
TEXTS = st.one_of(
    RECORDS.map(lambda record: emit(record).decode()),
    st.sampled_from(KNOWN),
    st.lists(st.sampled_from(KNOWN), min_size=2, max_size=3).map("".join),
)


@BOUNDED
@given(RECORDS)
def test_what_is_written_is_read_back(record: dict[str, Any]) -> None:
    assert same(read(emit(record)), record)


@BOUNDED
@given(RECORDS)
def test_every_reader_reads_what_is_written(record: dict[str, Any]) -> None:
    assert disagreements(emit(record), record) == []


@BOUNDED
@given(RECORDS)
def test_writing_is_stable_ascii_safe_and_ends_with_a_line_feed(record: dict[str, Any]) -> None:
    data = emit(record)
    assert emit(read(data)) == data
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert b"\t" not in data


@BOUNDED
@given(mutated(TEXTS))
@example("a: |-\n \n  b\n")
@example('a: ["b":c]\n')
@example("a: {b?c}\n")
@example("a: b\n...\n\n...\n")
def test_every_reader_reads_the_same_from_what_is_accepted(text: str) -> None:
    data = text.encode()
    with suppress(ProfileError):
        assert disagreements(data, read(data)) == []


@BOUNDED
@given(st.one_of(st.binary(max_size=200), mutated(TEXTS).map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ProfileError):
        assert isinstance(read(data), dict)


@BOUNDED
@given(st.binary(max_size=40), st.sampled_from(KNOWN))
def test_bytes_put_into_a_text_are_read_or_refused(noise: bytes, text: str) -> None:
    data = text.encode()
    with suppress(ProfileError):
        read(data[: len(data) // 2] + noise + data[len(data) // 2 :])


@BOUNDED
@given(RECORDS)
def test_every_key_and_item_has_a_position(record: dict[str, Any]) -> None:
    data = emit(record)
    found = positions(data)
    assert set(found) == set(_paths(record))
    assert list(found.values()) == sorted(found.values())
    assert found[()] == (1, 1)


@BOUNDED
@given(RECORDS)
def test_json_without_surrogate_pairs_is_read_as_json_reads_it(record: dict[str, Any]) -> None:
    text = json.dumps(record, ensure_ascii=False).replace("\x7f", "\\u007f")
    with suppress(ProfileError):
        assert read(text.encode()) == json.loads(text)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[inner for name, member in members for inner in _paths(member, (*path, name))]]

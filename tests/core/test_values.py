"""Snapshots in memory, kinds, errors and reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memfs.core.errors import EXIT_CODES, ExistsError, InvalidError, MemfsError
from memfs.core.kinds import Kind, kind_from
from memfs.core.layout import below, is_law
from memfs.core.model import JSON, Record, equal
from memfs.core.report import Report, Share, Violation
from memfs.core.snapshot import Change, Entry, Files, Overlay, blob_id, compare

SCHEMAS = Path(__file__).parents[2] / "schema"


def source_kind() -> Kind:
    found = kind_from(json.loads((SCHEMAS / "source.schema.json").read_bytes()))
    assert found is not None
    return found


def test_a_blob_id_is_gits() -> None:
    assert blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_id(b"", object_format="sha256") == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"


def test_files_list_locate_and_read() -> None:
    files = Files({"b/x": b"1", "a": b"2", "b/y": b"3"})
    assert [entry.path for entry in files.entries()] == ["a", "b/x", "b/y"]
    assert [entry.path for entry in files.entries("b")] == ["b/x", "b/y"]
    assert list(files.locate(["b/y", "b", "none"])) == ["b/y"]
    assert [data for _, data in files.read(files.entries())] == [b"2", b"1", b"3"]


def test_an_overlay_adds_changes_and_removes() -> None:
    base = Files({"a": b"1", "b": b"2", "c": b"3"}, name="base")
    over = Overlay(base, {"b": b"two", "c": None, "d": b"4", "a": b"1"})
    assert [(entry.path, text) for entry, text in over.read(over.entries())] == [
        ("a", b"1"),
        ("b", b"two"),
        ("d", b"4"),
    ]
    assert sorted(over.locate(["a", "b", "c", "d"])) == ["a", "b", "d"]
    assert [(c.path, c.old is None, c.new is None) for c in over.changes(base)] == [
        ("b", False, False),
        ("c", False, True),
        ("d", True, False),
    ]
    assert list(over.changes(base)) == list(over.changes(Files(base.files)))


def test_a_comparison_sees_mode_and_blob() -> None:
    old, new = Entry("a", "100644", "1"), Entry("a", "100755", "1")
    assert list(compare([old], [new])) == [Change("a", old, new)]
    assert list(compare([old], [old])) == []
    assert list(compare([old], [])) == [Change("a", old, None)]


def test_fields_stand_in_file_order_at_every_depth() -> None:
    data: dict[str, JSON] = {
        "variables": [{"notes": [], "name": "v"}],
        "notes": [],
        "name": "n",
        "zzz": {"b": 1, "a": 2},
    }
    ordered = source_kind().ordered(data)
    assert json.dumps(ordered) == (
        '{"name": "n", "notes": [], "variables": [{"name": "v", "notes": []}], "zzz": {"b": 1, "a": 2}}'
    )


def test_a_kind_knows_its_lists_and_its_known_keys() -> None:
    assert (source_kind().is_list("notes"), source_kind().is_list("code")) == (True, False)
    assert source_kind().keys() == ()
    assert kind_from({"type": "object"}) is None


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ({"a": 1, "b": [1]}, {"b": [1], "a": 1}, True),
        ([1], (1,), True),
        (1, True, False),
        (1, 1.0, False),
        ("1", 1, False),
        ([1, 2], [2, 1], False),
        ({"a": None}, {}, False),
    ],
)
def test_values_are_compared_as_json(left: JSON, right: JSON, *, same: bool) -> None:
    assert equal(left, right) is same


def test_an_error_has_an_exit_code_from_the_closed_list() -> None:
    assert InvalidError("no").exit_code == 1
    assert ExistsError("no", same=True).same
    assert {MemfsError("no", code=code).exit_code for code in EXIT_CODES} == {1, 2}


def test_a_report_counts_errors_and_warnings_apart() -> None:
    error, warning = Violation("p", "r", "m", 2), Violation("p", "r", "m", level="warning")
    report = Report("index", 1, (error, warning))
    assert (report.ok, report.errors, report.warnings) == (False, (error,), (warning,))
    assert error.sin == warning.sin
    assert Share("x", 1, 4).share == 0.25
    assert Share("x", 0, 0).share == 0.0


def test_the_law_is_the_policy_and_the_schemas() -> None:
    assert [is_law(name) for name in ("memfs.yaml", "schema/a.schema.json", "schema/b/a.schema.json", "README.md")] == [
        True,
        True,
        False,
        False,
    ]
    assert (below("memory/x", "memory"), below("x", "")) == ("x", "x")


def test_a_record_is_a_value() -> None:
    assert Record("memory", {"a": 1}) == Record("memory", {"a": 1})

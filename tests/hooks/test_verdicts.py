"""One content, one verdict: what the write gate accepts the staged check accepts, and the other way round."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, Record, Store, Wishes
from memfs.codec import ProfileError, emit, read
from memfs.core.names import directory, is_summary
from memfs.repository import Repository, reader
from memfs.verbs import Question, asked_gate, judge_stores
from tests.hooks.clone import Clone, store_in
from tests.rules.stores import LAW, lines
from tests.size import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.report import Report

CASES = Path(__file__).parent.parent / "cases"
CELL = "memory/memories/outcome=success/tool=conversation"
DRY = Wishes(dry_run=True)


def rows(path: str) -> list[dict[str, JSON]]:
    return [json.loads(line) for line in (CASES / path).read_text(encoding="utf-8").splitlines()]


def staged(clone: Clone) -> Report:
    """Judge what is staged, as the hook does."""
    with reader(Repository.discover(clone.path)) as objects:
        gate = asked_gate(objects, staged=True, rev=None, base=None)
        return judge_stores(gate.snapshot, gate.base, Question(detail="warnings"))


def lying(clone: Clone) -> Report:
    """Judge what lies in the working tree, as `memfs check` does."""
    with reader(Repository.discover(clone.path)) as objects:
        gate = asked_gate(objects, staged=False, rev=None, base=None)
        return judge_stores(gate.snapshot, gate.base, Question(detail="warnings"))


def writable(clone: Clone, data: Mapping[str, JSON]) -> bool:
    """Tell whether the write gate accepts a memory."""
    try:
        Store.open(clone.path).add(Record("memory", data), wishes=DRY)
    except InvalidError:
        return False
    return True


@pytest.fixture
def place(bare_clone: Clone) -> Clone:
    """Make a repository with an empty store."""
    store_in(bare_clone)
    bare_clone.force("store")
    return bare_clone


@pytest.mark.parametrize("name", ["matrix.jsonl", "valid.jsonl"])
def test_every_row_is_judged_alike_when_it_is_written_and_when_it_is_staged(place: Clone, name: str) -> None:
    kind = LAW.kinds["memory"]
    paths: dict[str, str] = {}
    memories: dict[str, Mapping[str, JSON]] = {}
    for row in rows(f"data/{name}"):
        data = row["memory"]
        assert isinstance(data, dict)
        memories[str(row["id"])] = data
        paths[str(row["id"])] = path = f"memory/{directory(kind, data)}/{data.get('summary', 'x')}.yaml"
        place.write(path, emit(kind.ordered(data)))
    place.done("add", "-A")
    blamed = {violation.path for violation in staged(place).errors}
    accepted = {str(row["id"]) for row in rows(f"data/{name}") if row.get("expect", "accept") == "accept"}
    named = {row_id for row_id, path in paths.items() if not path.endswith("/x.yaml")}
    assert {row_id for row_id in named if paths[row_id] not in blamed} == accepted & named
    place.done("reset", "-q", "--hard")
    asked = {row_id: memories[row_id] for row_id in {*accepted, *sample(sorted(memories.keys() - accepted), every=5)}}
    written = {row_id for row_id, data in asked.items() if writable(place, data)}
    assert written == accepted & asked.keys()


HOSTILE = [row for row in rows("hostile/manifest.jsonl") if row["kind"] == "file" and "special" not in row]


def put(place: Clone, row: Mapping[str, JSON]) -> None:
    """Lay a hostile file into the store, as its row says."""
    name = base64.b64decode(str(row["name_b64"])) if "name_b64" in row else str(row.get("name", row["file"])).encode()
    target = os.path.join(os.fsencode(place.path), CELL.encode(), name)  # noqa: PTH118 - not every name is text
    os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 - the same
    if "link_to" in row:
        os.symlink(str(row["link_to"]), target)  # noqa: PTH211 - the same
        return
    with open(target, "wb") as file:  # noqa: PTH123 - the same
        file.write(content(row))
    os.chmod(target, int(str(row.get("mode", "644")), 8))  # noqa: PTH101 - the same


def content(row: Mapping[str, JSON]) -> bytes:
    made = row.get("generate")
    if not isinstance(made, dict):
        return (CASES / "hostile" / str(row["file"])).read_bytes()
    head, unit, tail = (base64.b64decode(str(made[f"{part}_b64"])) for part in ("head", "unit", "tail"))
    return head + unit * int(str(made["times"])) + tail


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row["id"])
def test_hostile_file_is_judged_alike_wherever_it_is_met(place: Clone, row: Mapping[str, JSON]) -> None:
    put(place, row)
    found = lying(place)
    assert row["expect"] in {"either", "accept" if found.ok else "reject"}
    place.done("add", "-A")
    assert lines(staged(place)) == lines(found)
    place.force()
    with reader(Repository.discover(place.path)) as objects:
        gate = asked_gate(objects, staged=False, rev="HEAD", base=None)
        assert lines(judge_stores(gate.snapshot, gate.base, Question(detail="warnings"))) == lines(found)


READABLE = [row for row in HOSTILE if "link_to" not in row]


@pytest.mark.parametrize("row", READABLE, ids=lambda row: row["id"])
def test_hostile_content_is_judged_alike_when_it_is_written(place: Clone, row: Mapping[str, JSON]) -> None:
    try:
        data = read(content(row))
    except ProfileError:
        return  # nobody can hand this to a program as fields
    summary = data.get("summary")
    name = summary if isinstance(summary, str) and is_summary(summary) else "x"
    place.write(f"memory/{directory(LAW.kinds['memory'], data)}/{name}.yaml", emit(data))
    place.done("add", "-A")
    accepted = staged(place).ok
    place.done("reset", "-q", "--hard")
    assert writable(place, data) is accepted

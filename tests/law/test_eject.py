"""`memfs schema eject`: the packaged schemas become the store's own, byte for byte, through the gate of every write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs.schemas import packaged
from tests.law.conftest import data, legislate, shipped

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

HEADER = "# yaml-language-server: $schema="
FACT = ("--outcome", "learning", "--insight-type", "fact")


def test_one_schema_is_ejected_in_one_commit(store: Memfs, repository: GitRepository) -> None:
    done = store.said("schema", "eject", "memory")
    commit = repository.git("rev-parse", "--short=7", "HEAD").strip()
    assert done == f"added schema memory (memory/schema/memory.schema.json) {commit}\n"
    trailers = "Memfs-Op: eject\nMemfs-Key: schema/memory\nMemfs-Via: cli\n"
    assert repository.git("log", "-1", "--format=%B") == f"memory: eject schema memory\n\n{trailers}\n"
    assert (store.path / "memory/schema/memory.schema.json").read_bytes() == packaged()["memory.schema.json"]
    assert repository.git("status", "--porcelain") == ""


def test_all_kinds_are_ejected_and_the_policy_is_none(store: Memfs, repository: GitRepository) -> None:
    changes = data(store, "schema", "eject")["changes"]
    assert [change["key"] for change in changes] == ["memory", "context", "source"]
    assert repository.git("log", "-1", "--format=%s") == "memory: eject schema memory, context, source\n"
    assert sorted(path.name for path in store.path.glob("memory/schema/*")) == [
        "context.schema.json",
        "memory.schema.json",
        "source.schema.json",
    ]
    assert store.said("check") == "0 records, 0 violations\n"


def test_ejecting_again_changes_nothing_and_says_so(store: Memfs, repository: GitRepository) -> None:
    store.said("schema", "eject", "memory")
    changed = {**shipped("memory"), "title": "Our memory"}
    legislate(store, changed)
    before = repository.state()
    again = store("schema", "eject", "memory")
    assert (again.status, again.out) == (0, "unchanged schema memory (memory/schema/memory.schema.json)\n")
    assert again.err == "note: the store has its own schema of memory already\n"
    assert repository.state() == before
    rest = store("schema", "eject")
    assert [line.split(" (")[0] for line in rest.out.splitlines()] == ["added schema context", "added schema source"]
    assert json.loads((store.path / "memory/schema/memory.schema.json").read_bytes()) == changed


def test_dry_run_shows_what_would_be_ejected(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    done = store.said("schema", "eject", "context", "--dry-run")
    assert done.startswith("--- /dev/null\n+++ b/memory/schema/context.schema.json\n")
    assert repository.state() == before


def test_ejecting_makes_the_store_where_there_is_none(memfs: Memfs) -> None:
    done = memfs("schema", "eject", "source")
    assert (done.status, done.err) == (0, "note: made the store 'memory'\n")
    assert memfs.said("check") == "0 records, 0 violations\n"


@pytest.mark.parametrize("name", ["decision", "../memory", ""])
def test_what_is_not_packaged_cannot_be_ejected(store: Memfs, repository: GitRepository, name: str) -> None:
    before = repository.state()
    refused = store("schema", "eject", name)
    known = "the packaged ones are memory, context, source, policy"
    assert (refused.status, refused.err) == (2, f"memfs: there is no packaged schema of '{name}'; {known}\n")
    assert repository.state() == before


@pytest.mark.parametrize(
    ("policy", "directory", "up"),
    [
        ("memfs: 1\n", "outcome=learning/insight_type=fact", "../../.."),
        ("memfs: 1\nlayout: {fanout: 2}\n", "outcome=learning/insight_type=fact/ca", "../../../.."),
    ],
)
def test_new_records_name_their_schema_for_editors(
    store: Memfs, repository: GitRepository, *, policy: str, directory: str, up: str
) -> None:
    store.said("schema", "eject")
    repository.write("memory/memfs.yaml", policy)
    repository.commit()
    store.said("add", "memory", "It lives five minutes.", "--summary", "a", *FACT)
    record = store.path / f"memory/memories/{directory}/a.yaml"
    first, _, rest = record.read_text(encoding="utf-8").partition("\n")
    assert first == f"{HEADER}{up}/schema/memory.schema.json"
    assert (record.parent / first.removeprefix(HEADER)).resolve() == store.path / "memory/schema/memory.schema.json"
    assert rest.startswith("summary: a\n")
    store.said("add", "context", "objectives", "Settle")
    section = (store.path / "memory/context/objectives.yaml").read_text(encoding="utf-8")
    assert section == f"{HEADER}../schema/context.schema.json\nsection: objectives\nitems:\n- Settle\n"


def test_a_record_of_a_schema_that_is_not_ejected_has_no_such_line(store: Memfs) -> None:
    store.said("schema", "eject", "memory")
    store.said("add", "context", "objectives", "Settle")
    section = (store.path / "memory/context/objectives.yaml").read_text(encoding="utf-8")
    assert section == "section: objectives\nitems:\n- Settle\n"


def test_the_line_follows_a_record_that_moves(store: Memfs) -> None:
    store.said("schema", "eject", "memory")
    store.said("add", "memory", "Found.", "--summary", "a", "--outcome", "success", "--tool", "code_interpreter",
               "--task-type", "debug")  # fmt: skip
    moved = store("replace", "memory", "a", "--outcome", "failure", "--tool", "unknown")
    assert moved.status == 0
    record = store.path / "memory/memories/outcome=failure/tool=unknown/a.yaml"
    first = record.read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"{HEADER}../../../schema/memory.schema.json"
    assert (record.parent / first.removeprefix(HEADER)).resolve() == store.path / "memory/schema/memory.schema.json"


def test_a_line_that_a_person_wrote_stays(store: Memfs, repository: GitRepository) -> None:
    store.said("schema", "eject", "memory")
    store.said("add", "memory", "Found.", "--summary", "a", *FACT)
    path = "memory/memories/outcome=learning/insight_type=fact/a.yaml"
    own = f"{HEADER}https://example.invalid/memory.json\n"
    text = (store.path / path).read_text(encoding="utf-8")
    repository.write(path, own + text.partition("\n")[2])
    repository.commit()
    store("replace", "memory", "a", "--insight-type", "pattern")
    moved = store.path / "memory/memories/outcome=learning/insight_type=pattern/a.yaml"
    assert moved.read_text(encoding="utf-8").startswith(own)

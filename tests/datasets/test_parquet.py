"""`export --to parquet`: what DuckDB reads in it, by its own reading of Hive's layout."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.errors import InvalidError
from memfs.verbs import Selection, export_to
from tests.datasets.conftest import facts, lines, rows
from tests.datasets.stores import view_of
from tests.datasets.test_export import CELLS, MEMORY, memories_of
from tests.datasets.test_sqlite import LOST, filled
from tests.law.conftest import DECISION, legislate
from tests.size import size

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.core.model import JSON
    from tests.cli.conftest import Memfs

__all__ = ["filled"]

PARTED = ("reason", "sentiment", "tool", "task_type", "domain", "error_type", "insight_type")


def asked(home: Path, query: str) -> list[tuple[object, ...]]:
    """Ask DuckDB; in the query {memories} is the table of that name below a directory."""
    tables = {
        path.name: f"read_parquet('{path}/**/*.parquet', hive_partitioning = true)"
        for path in home.iterdir()
        if path.is_dir()
    }
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(query.format(**tables)).fetchall()


def exported(memfs: Memfs, *options: str) -> Path:
    memfs.said("export", "--to", "parquet", "-o", "out", *options)
    return memfs.path / "out"


def test_every_kind_is_a_table_parted_by_what_all_its_records_have(filled: Memfs) -> None:
    said = filled.said("export", "--to", "parquet", "-o", "out")
    assert said == "exported 3 memories, 1 context and 1 source to out\n"
    home = filled.path / "out"
    assert sorted(path.relative_to(home).as_posix() for path in home.rglob("*.parquet")) == [
        "context/part-0.parquet",
        "memories/outcome=failure/part-0.parquet",
        "memories/outcome=learning/part-0.parquet",
        "sources/part-0.parquet",
    ]
    assert asked(home, "select outcome, count(*) from {memories} group by 1 order by 1") == [
        ("failure", 1),
        ("learning", 2),
    ]


def test_a_record_has_all_its_fields_in_their_types(filled: Memfs) -> None:
    home = exported(filled)
    (one,) = asked(
        home,
        "select summary, outcome, tool, reason, content, created, tags, session, metadata->>'$.deep.x[0]', path"
        " from {memories} where outcome = 'failure'",
    )
    assert one == (
        "lost_order",
        "failure",
        "file_operation",
        None,
        LOST["content"],
        datetime(2026, 3, 5, 10, tzinfo=UTC),
        ["orders", "night"],
        "s1",
        "1",
        "memory/memories/outcome=failure/tool=file_operation/lost_order.yaml",
    )
    (blob,) = asked(home, "select blob from {memories} where summary = 'lost_order'")
    there = subprocess.run(["git", "rev-parse", f":{one[-1]}"], cwd=filled.path, capture_output=True, check=True)
    assert blob == (there.stdout.decode().strip(),)


def test_sections_and_sources_keep_their_lists(filled: Memfs) -> None:
    home = exported(filled)
    assert asked(home, "select section, items, text from {context}") == [
        ("objectives", ["Ship v1", "Stay small"], None)
    ]
    (one,) = asked(home, "select name, notes, variables from {sources}")
    assert one[:2] == ("customers", ["nightly"])
    assert json.loads(str(one[2])) == [{"name": "churned", "notes": ["1 if gone", "since 2020"]}]


def test_the_files_say_what_they_were_made_from_and_what_columns_mean(filled: Memfs) -> None:
    home = exported(filled, "--where", "outcome=learning")
    assert not (home / "memories/outcome=failure").exists()
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=filled.path, capture_output=True, check=True)
    file = home / "memories/outcome=learning/part-0.parquet"
    with duckdb.connect() as connection:
        query = "select key::varchar, value::varchar from parquet_kv_metadata(?)"
        found = dict(connection.execute(query, [str(file)]).fetchall())
    assert {name: value for name, value in found.items() if name.startswith("memfs.")} == {
        "memfs.store": "memory",
        "memfs.commit": head.stdout.decode().strip(),
        "memfs.where": "outcome=learning",
    }


def test_a_kind_of_a_team_is_a_table_too(store: Memfs) -> None:
    legislate(store, DECISION)
    one = {"title": "Über uns", "status": "accepted", "content": "x", "created": "2026-01-02T03:04:05.5Z"}
    store.said("add", "decision", "-", stdin=json.dumps({**one, "options": [{"name": "a"}]}).encode())
    home = exported(store)
    assert asked(home, "select title, status, options->>'$[0].name', epoch_ms(created) from {decisions}") == [
        ("Über uns", "accepted", "a", 1767323045500)
    ]
    assert (home / "decisions/status=accepted/part-0.parquet").is_file()


def test_the_same_records_are_the_same_bytes(filled: Memfs) -> None:
    first = {path.name: path.read_bytes() for path in exported(filled).rglob("*.parquet")}
    (filled.path / "out").rename(filled.path / "before")
    assert {path.name: path.read_bytes() for path in exported(filled).rglob("*.parquet")} == first


@settings(max_examples=size(40, small=15), deadline=None)
@given(cells=st.lists(st.sampled_from(CELLS), max_size=5), drawn=st.lists(MEMORY, max_size=5))
def test_what_the_store_holds_duckdb_reads(
    cells: list[dict[str, str]], drawn: list[dict[str, JSON]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    memories = memories_of(cells, drawn)
    home = tmp_path_factory.mktemp("parquet") / "out"
    export_to(view_of(memories.values()), Selection("parquet"), home)
    if not memories:
        assert list(home.iterdir()) == []
        return
    names = ("summary", "content", "tags", "session", "outcome", *PARTED)
    with duckdb.connect() as connection:
        table = connection.read_parquet(f"{home}/memories/**/*.parquet", hive_partitioning=True)
        found = table.select(*names, "metadata").fetchall()
    read = {row[0]: dict(zip(names, row, strict=False)) for row in found}
    assert read == {name: {field: memory.get(field) for field in names} for name, memory in memories.items()}
    kept = {row[0]: row[-1] for row in found}
    assert {name: memory.get("metadata") for name, memory in memories.items()} == {
        name: None if text is None else json.loads(str(text)) for name, text in kept.items()
    }


@pytest.mark.parametrize(
    ("created", "stored"),
    [
        ("2026-11-22T03:27:23.081Z", "2026-11-22 03:27:23.081+00"),
        ("2026-11-22T03:27:23.0812345678Z", "2026-11-22 03:27:23.081234+00"),
        ("1969-12-31T23:59:59.9Z", "1969-12-31 23:59:59.9+00"),
        ("2016-12-31T23:59:60Z", "2017-01-01 00:00:00+00"),
    ],
)
def test_a_time_is_a_time_of_microseconds(created: str, stored: str, tmp_path: Path) -> None:
    export_to(view_of([{**facts("a")[0], "created": created}]), Selection("parquet"), tmp_path / "out")
    assert asked(tmp_path / "out", "select created::varchar from {memories}") == [(stored,)]


@pytest.mark.parametrize(
    ("field", "value"), [("tags", ["a", 1]), ("content", 3), ("created", "soon"), ("outcome", "../up")]
)
def test_a_value_that_no_column_holds_stops_the_export(field: str, value: JSON, tmp_path: Path) -> None:
    view = view_of([{**facts("a")[0], field: value}])
    with pytest.raises(InvalidError, match=f"the '{field}' of '.*a.yaml' does not fit its column"):
        export_to(view, Selection("parquet"), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_one_group_are_one_file(tmp_path: Path) -> None:
    view = view_of({**facts(f"m{number}")[0]} for number in range(10_050))
    export_to(view, Selection("parquet"), tmp_path / "out")
    assert len(list((tmp_path / "out").rglob("*.parquet"))) == 1
    assert asked(tmp_path / "out", "select count(*), count(distinct summary) from {memories}") == [(10_050, 10_050)]


def test_it_needs_a_new_directory(filled: Memfs) -> None:
    done = filled("export", "--to", "parquet")
    assert (done.status, done.err) == (2, "memfs: parquet is a directory; name it with -o\n")
    exported(filled)
    done = filled("export", "--to", "parquet", "-o", "out")
    assert (done.status, done.err) == (2, "memfs: 'out' is there and not an empty directory\n")


def test_without_the_extra_it_says_what_to_install(filled: Memfs) -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None; from memfs.cli.edge import run;"
        " sys.exit(run(['export', '--to', 'parquet', '-o', 'out']))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=filled.path, capture_output=True, check=False)
    words = "memfs: Parquet needs packages that are not installed\n  hint: pip install 'memfs-git[parquet]'\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", words)
    assert [path.name for path in filled.path.iterdir() if "out" in path.name] == []


def test_a_selection_is_exported(filled: Memfs) -> None:
    filled.said("import", "-", stdin=lines(*facts("three")))
    home = exported(filled, "--where", "insight_type=fact", "--at", "HEAD~1")
    assert sorted(asked(home, "select summary from {memories}")) == [("one",), ("two",)]
    assert rows(filled("export").out)

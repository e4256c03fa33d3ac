"""`export --to sqlite`: tables, full text, views, the same bytes, and a file that is whole or not there."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs, memfs, store
from tests.datasets.conftest import facts, lines, rows

if TYPE_CHECKING:
    from memfs.core.model import JSON

__all__ = ["memfs", "store"]

LOST: dict[str, JSON] = {
    "summary": "lost_order",
    "outcome": "failure",
    "tool": "file_operation",
    "content": "Orders were lost in Kraków; 'quoted', \"too\"",
    "created": "2026-03-05T10:00:00Z",
    "tags": ["orders", "night"],
    "session": "s1",
    "metadata": {"tries": 3, "deep": {"x": [1, None]}},
}


@pytest.fixture
def filled(store: Memfs) -> Memfs:
    """Make a store with some of everything."""
    store.said("import", "-", stdin=lines(LOST, *facts("one", "two")))
    store.said("add", "context", "objectives", "Ship v1", "Stay small")
    store.said("add", "source", "customers", "--note", "nightly")
    store.said("add", "variable", "customers", "churned", "1 if gone", "since 2020")
    return store


def asked(memfs: Memfs, query: str, *values: str) -> list[tuple[JSON, ...]]:
    """Ask the database that the store was exported to."""
    with closing(sqlite3.connect(memfs.path / "memory.db")) as connection:
        return connection.execute(query, values).fetchall()


def exported(memfs: Memfs, *options: str) -> str:
    return memfs.said("export", "--to", "sqlite", "-o", "memory.db", *options)


def test_every_record_stands_in_its_table_with_all_its_fields(filled: Memfs) -> None:
    assert exported(filled) == "exported 3 memories, 1 context and 1 source to memory.db\n"
    with closing(sqlite3.connect(filled.path / "memory.db")) as connection:
        connection.row_factory = sqlite3.Row
        found = dict(connection.execute("select * from memories where summary = 'lost_order'").fetchone())
    assert {name: found[name] for name in ("task_type", "reason")} == {"task_type": None, "reason": None}
    nested = {name: json.loads(found[name]) for name in ("tags", "metadata")}
    assert {**{name: found[name] for name in LOST}, **nested} == LOST
    assert found["path"] == "memory/memories/outcome=failure/tool=file_operation/lost_order.yaml"
    blob = subprocess.run(["git", "rev-parse", f":{found['path']}"], cwd=filled.path, capture_output=True, check=True)
    assert found["blob"] == blob.stdout.decode().strip()
    assert asked(filled, "select section, items, text from context") == [
        ("objectives", '["Ship v1", "Stay small"]', None)
    ]


def test_lists_are_views_with_a_row_a_member(filled: Memfs) -> None:
    exported(filled)
    assert asked(filled, "select * from memories_tags") == [("lost_order", 0, "orders"), ("lost_order", 1, "night")]
    assert asked(filled, "select * from context_items") == [
        ("objectives", 0, "Ship v1"),
        ("objectives", 1, "Stay small"),
    ]
    assert asked(filled, "select source, position, name, notes from sources_variables") == [
        ("customers", 0, "churned", '["1 if gone","since 2020"]')
    ]


def test_counts_are_views(filled: Memfs) -> None:
    exported(filled)
    assert asked(filled, "select outcome, tool, insight_type, count from memories_by_facet") == [
        ("failure", "file_operation", None, 1),
        ("learning", None, "fact", 2),
    ]
    assert asked(filled, "select * from memories_by_day where day is not null") == [("2026-03-05", 1)]


def test_full_text_knows_stems_and_leaves_accents_out(filled: Memfs) -> None:
    exported(filled)
    query = "select summary from memories where rowid in (select rowid from memories_fts where memories_fts match ?)"
    assert asked(filled, query, "order krakow") == [("lost_order",)]
    assert asked(filled, query, "tags: nights") == [("lost_order",)]
    assert asked(filled, query, "nothing") == []
    assert asked(filled, "select count(*) from sources_fts where sources_fts match 'churned'") == [(1,)]


def test_the_database_says_what_it_was_made_from_and_what_its_columns_mean(filled: Memfs) -> None:
    exported(filled, "--where", "outcome=learning")
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=filled.path, capture_output=True, check=True)
    assert asked(filled, "select * from memfs where name <> 'made_by'") == [
        ("store", "memory"),
        ("commit", commit.stdout.decode().strip()),
        ("where", "outcome=learning"),
    ]
    meant = asked(
        filled, 'select description from memfs_columns where "table" = ? and "column" = ?', "memories", "tool"
    )
    assert meant == [("The tool that succeeded or failed.",)]
    assert asked(filled, "select (select count(*) from memories), (select count(*) from sources)") == [(2, 1)]


def test_same_records_give_the_same_bytes(filled: Memfs) -> None:
    exported(filled)
    first = (filled.path / "memory.db").read_bytes()
    filled.process("export", "--to", "sqlite", "-o", "memory.db")
    assert (filled.path / "memory.db").read_bytes() == first
    assert asked(filled, "pragma integrity_check") == [("ok",)]


def test_datasette_finds_the_full_text(filled: Memfs) -> None:
    exported(filled)
    found = asked(filled, """select name from sqlite_master where sql like '%using fts%content="memories"%'""")
    assert found == [("memories_fts",)]


def test_the_past_can_be_exported(filled: Memfs) -> None:
    assert exported(filled, "--at", "HEAD~3") == "exported 3 memories to memory.db\n"


def test_a_kind_of_a_teams_own_gets_its_table(filled: Memfs) -> None:
    annotation = {"kind": "note", "directory": "notes", "key": "title", "facets": [], "unique": [], "unique_items": {}}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-memfs": annotation,
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {"title": {"type": "string"}, "path": {"type": "string"}, "weight": {"type": "number"}},
    }
    place = filled.path / "memory" / "schema"
    place.mkdir(exist_ok=True)
    (place / "note.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=filled.path, check=True)
    subprocess.run(["git", "commit", "-qm", "notes"], cwd=filled.path, check=True)
    filled.said("add", "note", "-", stdin=b'{"title": "scales", "path": "shelf", "weight": 2.5}')
    exported(filled)
    assert asked(filled, "select title, path, weight, memfs_path from notes") == [
        ("scales", "shelf", 2.5, "memory/notes/scales.yaml")
    ]


def test_it_is_written_whole_or_not_at_all(filled: Memfs) -> None:
    (filled.path / "memory.db").write_text("mine", encoding="utf-8")
    broken = filled.path / "memory" / "context" / "objectives.yaml"
    broken.write_text("a: [", encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "break"], cwd=filled.path, check=True)
    done = filled("export", "--to", "sqlite", "-o", "memory.db")
    assert done.status == 1
    assert "objectives.yaml" in done.err
    assert (filled.path / "memory.db").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in filled.path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "memfs: sqlite is a database; name it with -o\n"),
        (("-o", "memory"), "memfs: 'memory' is a directory; name a file\n"),
        (("-o", "no/such.db"), "memfs: 'no/such.db' cannot be written: unable to open database file\n"),
        (("-o", "open.db"), "memfs: 'open.db' is open: 'open.db-wal' lies beside it\n"),
    ],
)
def test_where_it_cannot_be_written_is_said(filled: Memfs, options: tuple[str, ...], said: str) -> None:
    (filled.path / "open.db-wal").touch()
    done = filled("export", "--to", "sqlite", *options)
    assert (done.status, done.out, done.err) == (2, "", said)


def test_two_records_of_one_key_are_refused(filled: Memfs) -> None:
    there = filled.path / "memory" / "memories" / "outcome=learning" / "insight_type=fact" / "one.yaml"
    other = there.parent.with_name("insight_type=pattern") / "one.yaml"
    other.parent.mkdir()
    other.write_text(there.read_text(encoding="utf-8").replace("fact", "pattern"), encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=filled.path, check=True)
    subprocess.run(["git", "commit", "-qm", "twice"], cwd=filled.path, check=True)
    done = filled("export", "--to", "sqlite", "-o", "memory.db")
    assert (done.status, (filled.path / "memory.db").exists()) == (1, False)
    assert done.err.startswith("memfs: two records have one key, which a table cannot hold: ")


def test_what_jsonl_holds_the_table_holds(filled: Memfs) -> None:
    exported(filled)
    found = [(one["summary"], one["content"]) for one in rows(filled("export").out)]
    assert asked(filled, "select summary, content from memories") == found


def test_the_page_names_what_is_there_and_its_queries_run(filled: Memfs) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sqlite.md").read_text(encoding="utf-8")
    exported(filled)
    queries = re.findall(r"^    (select (?:.|\n    )*?;)$", page, re.MULTILINE)
    assert len(queries) == 2
    assert [asked(filled, query.rstrip(";")) for query in queries] == [[], [("failure", 1), ("learning", 2)]]
    named = {name for row in re.findall(r"^\| (`.*?) \| ", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    there = {str(name) for (name,) in asked(filled, "select name from sqlite_master where type in ('table', 'view')")}
    assert named - there == set()
    assert {name for name in there if not re.search(r"_fts|^sqlite_", name)} - named == set()

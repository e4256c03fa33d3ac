"""What is exported imports again equal, in every format."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.errors import InvalidError
from memfs.verbs import Given, Selection, export_to, exported_texts
from memfs.verbs.datasets import reader
from tests.datasets.conftest import DATA, Memfs, facts, lines, rows
from tests.datasets.stores import law, view_of
from tests.datasets.test_recall import CREATED
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

FILES = ("jsonl", "json", "yaml", "csv")
WHOLE = st.characters(codec="utf-8")
TEXT = st.text(WHOLE, min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(WHOLE, max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=4), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from(["tags", "metadata", "tool", "summary", "timestamp", "_path", "a", "b"])
MEMORY = st.fixed_dictionaries(
    {"content": TEXT},
    optional={
        "created": CREATED,
        "tags": st.lists(TEXT, max_size=2),
        "session": TEXT,
        "metadata": st.dictionaries(NAMES, JSONS, max_size=3),
    },
)
CELLS = [dict(cell) for cell in law().kinds["memory"].cells()]


def memories_of(cells: list[dict[str, str]], drawn: list[dict[str, JSON]]) -> dict[str, dict[str, JSON]]:
    pairs = enumerate(zip(cells, drawn, strict=False))
    return {f"m{number}": {"summary": f"m{number}", **cell, **memory} for number, (cell, memory) in pairs}


def read_back(form: str, data: bytes) -> dict[str, Mapping[str, JSON]]:
    items = list(reader(form)(Given("x", data, kinds=law().kinds)))
    return {str(item.data["summary"]): item.data for item in items if item.data is not None}


@pytest.mark.parametrize("form", FILES)
@given(cells=st.lists(st.sampled_from(CELLS), max_size=4), drawn=st.lists(MEMORY, max_size=4))
@settings(max_examples=size(100, small=30), deadline=None)
def test_memories_come_back_equal(form: str, cells: list[dict[str, str]], drawn: list[dict[str, JSON]]) -> None:
    memories = memories_of(cells, drawn)
    exported = "".join(exported_texts(view_of(memories.values()), Selection(form)))
    assert read_back(form, exported.encode()) == memories


def test_a_directory_of_the_engine_comes_back_equal(tmp_path_factory: pytest.TempPathFactory) -> None:
    @given(cells=st.lists(st.sampled_from(CELLS), max_size=4), drawn=st.lists(MEMORY, max_size=4))
    @settings(max_examples=size(60, small=20), deadline=None)
    def check(cells: list[dict[str, str]], drawn: list[dict[str, JSON]]) -> None:
        memories = memories_of(cells, drawn)
        path = tmp_path_factory.mktemp("btb") / "agent_brain"
        export_to(view_of(memories.values()), Selection("btb"), path)
        items = list(reader("btb")(Given(str(path), directory=path, kinds=law().kinds)))
        assert {str(item.data["summary"]): dict(item.data) for item in items if item.data} == memories

    check()


@pytest.mark.parametrize("form", FILES)
def test_a_thousand_memories_make_the_same_tree_again(
    form: str, oneliner: Memfs, repository: GitRepository, tmp_path: Path
) -> None:
    tree = repository.git("rev-parse", "HEAD:memory")
    out = tmp_path / f"out.{form}"
    said = oneliner.said("export", "--to", form, "-o", str(out))
    assert said == f"exported 1000 memories to {out}\n"
    oneliner.said("init", "--store", "other")
    oneliner.said("import", "--store", "other", "--from", form, str(out))
    assert repository.git("rev-parse", "HEAD:other") == tree


def test_a_project_comes_back_equal(store: Memfs, repository: GitRepository) -> None:
    store("import", str(DATA / "btw-memory.yaml"))
    store.said("add", "variable", "customers", "~", "null")
    store.said("add", "variable", "customers", "no", "a: b # c")
    store.said("add", "context", "constraints", "007", "'", 'a "b"', "--", "- x")
    tree = repository.git("rev-parse", "HEAD:memory")
    document = store.said("export", "--to", "btw")
    store.said("init", "--store", "other")
    store.said("import", "--store", "other", "-", stdin=document.encode())
    assert repository.git("rev-parse", "HEAD:other") == tree
    assert document.startswith("project_context:\n  problem_description: |-\n    Find the customers")
    assert "\ndata_sources:\n- name: calls-2025.csv\n" in document


def test_jsonl_is_plain_records_one_a_line(store: Memfs) -> None:
    memories = [{**fact, "tags": ["é"]} for fact in facts("a", "b")]
    store.said("import", "-", stdin=lines(*memories))
    out = store.said("export")
    assert rows(out) == [{**fact, "tags": ["é"]} for fact in facts("a", "b")]
    assert list(rows(out)[0]) == ["summary", "outcome", "insight_type", "content", "tags"]
    assert json.loads(store.said("export", "--to", "json")) == rows(out)


def test_csv_has_a_column_for_every_field(store: Memfs) -> None:
    memory = {**facts("a")[0], "content": 'One, "two"\nthree', "tags": ["x"], "metadata": {"n": 1}}
    store.said("import", "-", stdin=lines(memory))
    header, row = csv.reader(store.said("export", "--to", "csv").splitlines(keepends=True))
    assert header == [*law().kinds["memory"].fields]
    assert dict(zip(header, row, strict=True)) == {
        **dict.fromkeys(header, ""),
        **memory,
        "tags": '["x"]',
        "metadata": '{"n": 1}',
    }


def test_filters_and_the_past_are_exported(store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines(*facts("a"), {**facts("b")[0], "insight_type": "pattern"}))
    then = repository.git("rev-parse", "HEAD").strip()
    store.said("remove", "memory", "a")
    assert [row["summary"] for row in rows(store.said("export", "--where", "insight_type=pattern"))] == ["b"]
    assert [row["summary"] for row in rows(store.said("export", "--where", "insight_type=fact"))] == []
    assert [row["summary"] for row in rows(store.said("export", "--at", then))] == ["a", "b"]


def test_what_a_format_has_no_place_for_is_said(store: Memfs) -> None:
    store.said("import", "-", stdin=lines(*facts("a", "b")))
    store.said("add", "context", "objectives", "x")
    assert store("export").err == "note: 1 context left out; --to btw writes them\n"
    assert store("export", "--to", "btw").err == "note: 2 memories left out; --to jsonl writes them\n"
    assert store("export", "-q", "-o", "out").err == ""


@pytest.mark.parametrize("form", [*FILES, "btw"])
def test_an_empty_store_is_exported(form: str, store: Memfs) -> None:
    empty = {"jsonl": "", "json": "[]\n", "yaml": "", "csv": ",".join(law().kinds["memory"].fields) + "\n", "btw": ""}
    assert store.said("export", "--to", form) == empty[form]


def test_a_directory_is_made_whole_or_not_at_all(store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines({**facts("dns_ttl")[0], "created": "2026-11-22T03:27:23.081Z"}))
    assert store("export", "--to", "btb").err == "memfs: btb is a directory; name it with -o\n"
    assert json.loads(store.said("export", "--to", "btb", "-o", "brain", "--json")) == {
        "memfs": 1,
        "ok": True,
        "exported": "1 memory",
        "path": "brain",
    }
    path = "outcome=learning/insight_type=fact/20261122_032723_dns_ttl.json"
    assert json.loads((repository.path / "brain" / path).read_text()) == {
        "timestamp": "2026-11-22T03:27:23.081",
        "outcome": "learning",
        "tool": None,
        "summary": "dns_ttl",
        "content": "About dns_ttl",
        "metadata": {"insight_type": "fact"},
        "_path": path,
    }
    again = store("export", "--to", "btb", "-o", "brain")
    assert (again.status, again.err) == (2, "memfs: 'brain' is there and not an empty directory\n")
    assert not list(repository.path.glob(".*.part"))


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--to", "btw", "--where", "outcome=success"), 2, "sections and sources have no facets; leave --where out"),
        (("--where", "outcome=sucess"), 1, "'sucess' is no outcome"),
        (("-o", "memory"), 2, "'memory' is a directory; name a file"),
        (("-o", "absent/out"), 2, "'absent/out' cannot be written: no such file or directory"),
        (("--to", "btb", "-o", "absent/out"), 2, "'absent/out' cannot be written: no such file or directory"),
        (("--to", "parquet", "-o", "absent/out"), 2, "'absent/out' cannot be written: no such file or directory"),
        (("--to", "parquet", "-o", "memory"), 2, "'memory' is there and not an empty directory"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    arguments: tuple[str, ...], status: int, message: str, store: Memfs, repository: GitRepository
) -> None:
    before = repository.state()
    done = store("export", *arguments)
    assert (done.status, done.out, repository.state()) == (status, "", before)
    assert message in done.err


def test_a_record_that_cannot_be_read_stops_the_export(oneliner: Memfs, repository: GitRepository) -> None:
    repository.write("memory/memories/outcome=learning/insight_type=pattern/pattern_7.yaml", "a: [\n")
    repository.git("add", "-A")
    done = oneliner("export", "-o", "out.jsonl")
    assert done.status == 1
    assert "pattern_7.yaml' cannot be read" in done.err
    assert not list(repository.path.glob("*out.jsonl*"))


def test_an_empty_text_has_no_cell() -> None:
    view = view_of([{**facts("a")[0], "session": ""}])
    with pytest.raises(InvalidError, match="CSV cannot hold the empty 'session' of a memory"):
        list(exported_texts(view, Selection("csv")))

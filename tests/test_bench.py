"""The measuring itself: what it counts, that corpora are what they say, and that the others' work is really done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bench.cases import Place
from bench.corpus import STORE, Shape, copy, corpus, files, git, memory_kind
from bench.engine import memories
from bench.judging import full, idle, reviewed, staged, staged_after_add, unchanged, warm, working
from bench.ratio import Command, Comparison, Usage, measure, medians, row
from bench.run import CASES
from bench.writing import WAYS, add, imported, remembered
from memfs.codec import read
from memfs.core.names import path_of, place
from tests.size import size

if TYPE_CHECKING:
    from pathlib import Path


def python(code: str, directory: Path, *, says: str = "") -> Command:
    return Command("python", lambda turn: (sys.executable, "-S", "-c", code, str(turn)), directory, says=says)


def test_cpu_of_children_counts_and_waiting_does_not(tmp_path: Path) -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', 'sum(range(10**7))'])"
    busy = measure(python(child, tmp_path), 0)
    lazy = measure(python("import time; time.sleep(0.3)", tmp_path), 0)
    assert lazy.wall >= 0.3
    assert lazy.cpu < 0.3
    assert busy.cpu > lazy.cpu


def test_peak_memory_is_in_bytes(tmp_path: Path) -> None:
    # what this process holds counts as well: half a gigabyte after thousands of tests
    assert 400 << 20 < measure(python("bytearray(400 << 20)", tmp_path), 0).peak < 4 << 30


def test_run_that_fails_stops_the_measurement_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"python exited 3: [^\n]*\nfull disk"):
        measure(python("import sys; print('full disk'); sys.exit(3)", tmp_path), 0)


def test_run_that_did_not_do_its_work_stops_the_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="python exited 0"):
        measure(python("print('0 records')", tmp_path, says="7 records"), 0)


def test_commands_run_in_turn_after_one_warm_up(tmp_path: Path) -> None:
    code = "import sys; open('log', 'a').write('{} ' + sys.argv[1] + ' ')"
    commands = [python(code.format(name), tmp_path) for name in ("a", "b")]
    assert len(medians(commands, 2)) == 2
    assert (tmp_path / "log").read_text(encoding="utf-8") == "a 0 b 0 a 1 b 1 a 2 b 2 "


@pytest.mark.parametrize(
    ("wall", "cpu", "verdict"),
    [(0.1, 0.1, "yes"), (0.3, 0.1, "by CPU only"), (0.1, 0.3, "by wall only"), (0.3, 0.3, "no")],
)
def test_row_of_the_table(wall: float, cpu: float, verdict: str) -> None:
    comparison = Comparison("add", Usage(wall, cpu, 50 << 20), Usage(1.0, 1.0, 0), "git", 0.2)
    assert row(comparison) == (
        f"| add | git | {wall * 1000:.0f} / {cpu * 1000:.0f} ms | 1,000 / 1,000 ms "
        f"| {wall:.2f} / {cpu:.2f} | <= 0.2 | {verdict} | 50 / 0 MiB |"
    )


def test_corpus_is_the_same_every_time(tmp_path: Path) -> None:
    commits = {git(corpus(tmp_path / name, Shape(30)), "rev-parse", "HEAD") for name in ("a", "b")}
    assert len(commits) == 1


@pytest.mark.parametrize("fanout", [0, 2])
def test_corpus_is_committed_and_every_record_lies_where_it_belongs(tmp_path: Path, fanout: int) -> None:
    directory, kind = corpus(tmp_path, Shape(60, fanout)), memory_kind()
    names = git(directory, "ls-files", f"{STORE}/memories").decode().splitlines()
    assert git(directory, "status", "--porcelain", "--ignored") == b""
    assert len(names) == 60
    assert [path_of(STORE, kind, read((directory / name).read_bytes()), digits=fanout) for name in names] == names
    assert {place(name, STORE, [kind]) is None for name in names} == {False}


def test_corpus_looks_like_real_memories() -> None:
    written = dict(files(Shape(500)))
    sizes = [len(data) for path, data in written.items() if "/memories/" in path]
    assert len(sizes) == 500
    assert 300 < sum(sizes) / len(sizes) < 420


def test_copy_starts_anew_each_time(tmp_path: Path) -> None:
    first = copy(tmp_path, Shape(5), "x")
    (first / "stray").write_text("x", encoding="utf-8")
    (first / STORE / "memfs.yaml").write_text("memfs: 2\n", encoding="utf-8")
    git(first, "add", "-A")
    git(first, "commit", "-q", "-m", "work")
    assert copy(tmp_path, Shape(5), "x") == first
    assert git(first, "status", "--porcelain") == b""
    assert git(first, "rev-parse", "HEAD") == git(corpus(tmp_path, Shape(5)), "rev-parse", "HEAD")


def test_others_add_commits_the_file_through_its_hook(tmp_path: Path) -> None:
    _, theirs = add(Place(tmp_path), Shape(5), hook=True)
    for turn in (0, 1):
        measure(theirs, turn)
    committed = git(theirs.directory, "log", "--format=%s", "--name-only", "-2").decode().split()
    assert [line.rpartition("/")[2] for line in committed] == ["add", "bench_0001.yaml", "add", "bench_0000.yaml"]
    bad = theirs.directory / STORE / "memories" / "bad.yaml"
    bad.write_text("outcome: nothing\n", encoding="utf-8")
    git(theirs.directory, "add", "-A")
    refused = Command(
        "commit", lambda _: ("git", "commit", "-m", "bad"), theirs.directory, environment=theirs.environment
    )
    with pytest.raises(RuntimeError, match=r"(?s)check-jsonschema.*Failed.*'nothing' is not one of"):
        measure(refused, 0)


def test_others_checks_pass_the_corpus(tmp_path: Path) -> None:
    for commands in (staged(Place(tmp_path), Shape(5), "memfs", "check"), full(Place(tmp_path), Shape(5))):
        assert measure(commands[1], 0).wall > 0
    assert measure(idle(Place(tmp_path))[1], 0).wall > 0


def test_review_and_what_it_is_compared_with_do_their_work(tmp_path: Path) -> None:
    many = size(1_000, small=100)
    for command in reviewed(Place(tmp_path), Shape(many), changes=many):
        assert measure(command, 0).wall > 0


def test_cases_of_large_stores_do_their_work(tmp_path: Path) -> None:
    here, shape = Place(tmp_path), Shape(30, fanout=2)
    pairs = [imported(here, shape), staged_after_add(here, shape), warm(here, shape), working(here, shape)]
    pairs += [unchanged(here, shape, "--rev", "HEAD"), unchanged(here, shape, "--staged")]
    for command in (command for pair in pairs for command in pair):
        for turn in (0, 1):
            assert measure(command, turn).wall > 0
    ours, theirs = (git(command.directory, "ls-tree", "-r", "HEAD", f"{STORE}/memories") for command in pairs[0])
    assert ours == theirs


def test_bound_in_seconds_is_what_ours_takes_longer() -> None:
    near = Comparison("check", Usage(0.14, 0.3, 0), Usage(0.05, 0.05, 0), "memfs --version", 0.1, over=True)
    assert near.verdict == "by wall only"
    assert "| <= 0.1 s longer |" in row(near)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_stores_the_same_memories(tmp_path: Path, way: str) -> None:
    command, _ = remembered(Place(tmp_path), (way, way), 60)
    measure(command, 0)
    (directory,) = (tmp_path / "engine").iterdir()
    texts = [path.read_text(encoding="utf-8") for path in directory.rglob("outcome=*/**/*.*")]
    summaries = [str(memory["summary"]) for memory in memories(60)]
    assert [sum(f"{summary}\n" in text or f'"{summary}"' in text for text in texts) for summary in summaries] == [
        1
    ] * 60
    commits = git(directory, "rev-list", "--count", "--all").decode().strip()
    assert commits == {"engine-batch": "2", "engine-each": "61", "git-batch": "1", "git-each": "60", "json": "0"}[way]


def test_every_case_names_a_bound() -> None:
    assert {name for name, case in CASES.items() if not 0 < case.bound <= 3} == set()

"""Whatever becomes of a catalog, every gate says what it says without one."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.corpus import Shape, corpus
from memfs.catalog import program
from memfs.catalog.state import load, save
from tests.catalog.worlds import GATES, Asked, World, store_files
from tests.conftest import GitRepository
from tests.repository.forking import child, ended
from tests.rules.stores import placed
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memfs.core.report import Report

POLICY = b"""\
memfs: 1
distribution: {enforce: report, minimum: 2, targets: [{facet: insight_type, shares: {fact: 10}}]}
"""
FACT = {"outcome": "learning", "insight_type": "fact", "content": "It lives five minutes."}
PATTERN = {**FACT, "insight_type": "pattern"}
FACTS = placed("memory", *({"summary": f"fact_{number}", **FACT} for number in range(40)))
PATTERNS = placed("memory", *({"summary": f"pattern_{number}", **PATTERN} for number in range(7)))
SINS = {
    "memory/memories/outcome=learning/insight_type=pattern/fact_1.yaml": b"summary: fact_1\n",
    "memory/stray.txt": b"x",
}
NOBODY = 65534
HEAD: Asked = {"staged": False, "rev": "HEAD", "base": None}
SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "one byte": lambda data: data[:1],
    "header alone": lambda data: data[:100],
    "half of it": lambda data: data[: len(data) // 2],
    "last page cut": lambda data: data[:-1000],
    "zeroed": lambda data: bytes(len(data)),
    "header zeroed": lambda data: bytes(100) + data[100:],
    "second page zeroed": lambda data: data[:4096] + bytes(4096) + data[8192:],
    "text": lambda _: b"memfs: 1\n" * 1000,
    "of a future SQLite": lambda data: data[:18] + b"\x09\x09" + data[20:],
}


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a store with sins and a catalog that knows it."""
    return made(tmp_path_factory.mktemp("learned") / "repository", {**FACTS, **PATTERNS, **SINS})


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a store without a sin and a catalog that knows it."""
    return made(tmp_path_factory.mktemp("clean") / "repository", {**FACTS, **PATTERNS})


def made(directory: Path, contents: dict[str, bytes]) -> World:
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        os.environ.setdefault(f"{name}_NAME", "Ada")
        os.environ.setdefault(f"{name}_EMAIL", "ada@example.invalid")
    world = World.make(directory)
    world.commit(store_files(contents, POLICY))
    world.commit(placed("memory", {"summary": "late", **FACT}))
    world.reports(keep=True)
    assert len(world.catalogs()) == 1
    return world


@pytest.fixture
def world(learned: World, tmp_path: Path) -> World:
    """Copy it, so that a test may spoil it."""
    return learned.copy(tmp_path / "copy")


def without(world: World) -> list[Report]:
    """Judge at every gate without a catalog, in a copy."""
    with tempfile.TemporaryDirectory(dir=world.repository.path.parent) as directory:
        bare = world.copy(Path(directory) / "bare")
        bare.forget()
        return bare.reports()


def assert_unmoved(world: World) -> None:
    """Judge as a hook does, then as a check that keeps what it learns, then with what that kept."""
    expected = without(world)
    for keep in (False, True, False):
        assert world.reports(keep=keep) == expected


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_file_is_no_catalog(world: World, name: str) -> None:
    (path,) = world.catalogs()
    path.write_bytes(SPOILT[name](path.read_bytes()))
    assert_unmoved(world)


def test_flipped_bytes_of_the_header_do_not_matter(world: World) -> None:
    (path,) = world.catalogs()
    whole, expected = path.read_bytes(), world.reports()
    for at in range(0, 100, size(3, small=8)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert [world.report(HEAD)] == expected[3:4]


def test_flipped_bytes_anywhere_do_not_hide_that_a_store_is_in_order(clean: World, tmp_path: Path) -> None:
    world = clean.copy(tmp_path / "copy")
    (path,) = world.catalogs()
    whole, chance = path.read_bytes(), random.Random(7)  # noqa: S311 - the same bytes every time
    expected = world.report(HEAD)
    for at in chance.sample(range(len(whole)), size(120, small=30)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ chance.randrange(1, 256)]) + whole[at + 1 :])
        assert world.report(HEAD) == expected


def test_catalog_of_another_program_is_none(world: World) -> None:
    (path,) = world.catalogs()
    with closing(sqlite3.connect(path)) as connection:
        save(connection, load(connection)[0]._replace(program="memfs 0.0.1"))
        connection.execute("update blob set place = null")
        connection.commit()
    assert_unmoved(world)


@pytest.mark.parametrize("name", ["rules/engine.py", "verbs/checking.py", "repository/staged.py", "catalog/reader.py"])
def test_program_in_a_checkout_is_another_one_once_it_is_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(Path(program.__file__).parent.parent, tmp_path / "memfs")
    monkeypatch.setattr(program, "__file__", str(tmp_path / "memfs" / "catalog" / "program.py"))
    before = program.judged_by()
    (tmp_path / "memfs" / name).touch()
    assert program.judged_by() != before


def test_directory_or_dangling_link_in_its_place(world: World) -> None:
    (path,) = world.catalogs()
    path.unlink()
    path.symlink_to("nowhere")
    assert_unmoved(world)
    path.unlink(missing_ok=True)
    path.mkdir()
    expected = without(world) if not path.is_dir() else world.reports()
    assert world.reports(keep=True) == expected


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin exclusive")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(world: World) -> Iterator[World]:
    """Let another process hold the catalog's exclusive lock."""
    (path,) = world.catalogs()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield world
    process.communicate()


def test_locked_catalog_is_not_waited_for(held: World) -> None:
    assert_unmoved(held)


def test_directory_that_somebody_else_owns(learned: World) -> None:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        world = learned.copy(Path(directory) / "copy")
        expected = without(world)
        for path in [world.repository.path / ".git" / "memfs", *world.catalogs()]:
            path.chmod(0o555)
        assert as_nobody(world) == [expected] * 3


def as_nobody(world: World) -> list[list[Report]]:
    """Judge at every gate in a process that may write nowhere: one of root's gives its rights up."""
    there, here = os.pipe()

    def judge() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        os.environ.update(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*")
        with os.fdopen(here, "wb") as stream:
            pickle.dump([world.reports(keep=keep) for keep in (False, True, False)], stream)

    pid = child(judge)
    os.close(here)
    with os.fdopen(there, "rb") as stream:
        data = stream.read()
    assert ended(pid) == 0
    found: list[list[Report]] = pickle.loads(data)  # noqa: S301 - our own child wrote it
    return found


KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 1")
connection.execute("begin immediate")
connection.execute("update blob set record = record || record || record, place = null")
connection.execute("update entry set odd = 0")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_writer_that_was_killed_leaves_nothing_that_counts(world: World) -> None:
    (path,) = world.catalogs()
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert [found.name for found in world.catalogs()] == [path.name, f"{path.name}-journal"]
    assert_unmoved(world)


def test_behind_and_on_another_branch(world: World) -> None:
    git = world.repository.git
    git("checkout", "-q", "-b", "other")
    world.commit({**dict.fromkeys(FACTS), **placed("memory", *({"summary": f"new_{n}", **PATTERN} for n in range(30)))})
    assert_unmoved(world)
    git("checkout", "-q", "main")
    assert_unmoved(world)


@pytest.mark.slow
def test_behind_by_thousands_of_changes(tmp_path: Path) -> None:
    records = size(11_000, small=1_100)
    world = World(GitRepository(corpus(tmp_path, Shape(records, fanout=2))))
    assert world.report(HEAD, keep=True).records == records
    world.repository.git("rm", "-rqf", "memory/memories/outcome=success", "memory/memories/outcome=failure")
    world.commit(PATTERNS)
    behind = [world.report(gate) for gate in (HEAD, *GATES[:3])]
    followed = world.report(HEAD, keep=True)
    world.repository.git("checkout", "-q", "-b", "back", "HEAD~1")
    back = world.report(HEAD)
    world.forget()
    assert back == world.report(HEAD)
    world.repository.git("checkout", "-q", "main")
    expected = [world.report(gate) for gate in (HEAD, *GATES[:3])]
    assert (behind, followed) == (expected, expected[0])


def test_tree_that_git_collected(world: World) -> None:
    git = world.repository.git
    world.lay(dict.fromkeys(list(FACTS)[:5]))
    git("commit", "-q", "-a", "--amend", "-m", "instead")
    git("reset", "-q", "--hard")
    git("reflog", "expire", "--expire=now", "--all")
    git("gc", "-q", "--prune=now")
    assert_unmoved(world)


def test_each_working_tree_has_its_own(world: World) -> None:
    world.repository.git("worktree", "add", "-q", "-b", "other", "../linked", "HEAD~1")
    linked = World(replace(world.repository, path=world.repository.path.with_name("linked")))
    linked.commit(dict.fromkeys(PATTERNS))
    for one in (world, linked):
        for keep in (False, True, False):
            report = one.report({"staged": False, "rev": None, "base": None}, keep=keep)
            assert report.records == (41 if one is linked else 49)
    found = {path.parent for path in (world.repository.path / ".git").rglob("*.sqlite")}
    assert found == {world.repository.path / ".git" / "memfs", world.repository.path / ".git/worktrees/linked/memfs"}


def test_repository_of_sha256(tmp_path: Path) -> None:
    world = World.make(tmp_path / "repository")
    (world.repository.path / ".git").rename(tmp_path / "unused")
    world.repository.git("init", "-q", "-b", "main", "--object-format=sha256")
    world.commit(store_files({**FACTS, **SINS}, POLICY))
    world.commit(PATTERNS)
    assert_unmoved(world)
    assert [path.name for path in world.catalogs()] == ["catalog5-sha256-memory.sqlite"]

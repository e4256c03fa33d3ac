"""The full text never changes an answer: filled, behind, spoilt or locked, a search says what a scan says."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from memfs.catalog.state import load
from memfs.verbs import Memory, Query, Store, View, recall_records
from tests.catalog.test_faults import HOLDER, SPOILT
from tests.catalog.test_selection import scanned
from tests.catalog.worlds import World, store_files
from tests.conftest import IDENTITY
from tests.repository.forking import child, ended
from tests.rules.stores import POLICY, placed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memfs.core.model import JSON
    from memfs.verbs import Recalled

FACT: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact"}
QUERY = Query(words="the cello of the harbour lock", explain=True)


def memory(number: int, **fields: JSON) -> dict[str, JSON]:
    things = ("cello", "ledger", "harbour", "lock", "kayak", "bow", "cellos")
    content = f"About the {things[number % 7]} and a {things[number // 7 % 7]}, {number}"
    created = f"2026-11-22T{number % 24:02}:{number % 60:02}:00Z"
    return {
        "summary": f"m{number}", **FACT, "content": content, "session": f"s{number % 5}", "created": created, **fields
    }  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Make a store whose catalog holds the full text."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    world = World.make(tmp_path / "repository")
    world.commit(store_files(placed("memory", *(memory(number) for number in range(60))), POLICY))
    assert answer(world).hits
    assert texts(world) == (60, 60)
    return world


def answer(world: World, query: Query = QUERY) -> Recalled:
    """Answer from the catalog where there is one, and see that a scan of the files says the same."""
    found = recall_records(view(world), query)
    assert found == scanned(world, query)
    return found


def view(world: World) -> View:
    return Store.open(world.repository.path).view()


def texts(world: World) -> tuple[int, int]:
    """Return how many passages the catalog says it has, and how many contents."""
    (path,) = world.catalogs()
    with closing(sqlite3.connect(path)) as connection:
        held = connection.execute("select count(*) from held").fetchone()[0]
        return load(connection)[0].passages, held


def test_what_was_written_since_is_found_beside_it(world: World) -> None:
    store = Store.open(world.repository.path)
    store.add(Memory(**memory(99, summary="new", content="The cello in the harbour, behind the lock")))
    assert answer(world).hits[0].key == "new"
    store.remove("memory", "new")
    assert "new" not in {hit.key for hit in answer(world).hits}
    assert texts(world) == (60, 60)


def test_what_is_staged_is_found_and_what_was_moved_is_found_once(world: World) -> None:
    world.stage({**dict.fromkeys(placed("memory", memory(7))), **placed("memory", memory(7, insight_type="pattern"))})
    keys = [hit.key for hit in answer(world).hits]
    assert keys.count("m7") == 1
    where = {"insight_type": {"pattern"}}
    assert [hit.key for hit in answer(world, Query(words="cello", where=where)).hits] == ["m7"]


def test_it_takes_in_and_drops_what_has_gathered(world: World) -> None:
    gone = dict.fromkeys(placed("memory", *(memory(number) for number in range(30))))
    world.commit({**gone, **placed("memory", *(memory(number) for number in range(100, 300)))})
    answer(world)
    assert texts(world) == (230, 230)
    world.repository.git("revert", "--no-edit", "HEAD")
    answer(world)
    assert texts(world) == (60, 60)


def test_the_same_content_at_two_places_is_found_twice(world: World) -> None:
    (path, data), *_ = placed("memory", memory(0)).items()
    world.commit({path.replace("insight_type=fact", "insight_type=pattern"): data})
    assert [hit.key for hit in answer(world).hits].count("m0") == 2


LAST_BLOCK = "select block from words_data order by id desc limit 1"


def flipped(connection: sqlite3.Connection) -> None:
    (block,) = connection.execute(LAST_BLOCK).fetchone()
    spoilt = block[:-9] + bytes([block[-9] ^ 1]) + block[-8:]
    connection.execute("update words_data set block = ? where block = ?", (spoilt, block))


def misled(connection: sqlite3.Connection) -> None:
    connection.execute("update words_idx set pgno = pgno + 2")


@pytest.mark.parametrize("spoil", [flipped, misled])
def test_a_changed_bit_in_it_is_seen(world: World, spoil: Callable[[sqlite3.Connection], None]) -> None:
    (path,) = world.catalogs()
    with closing(sqlite3.connect(path)) as connection:
        spoil(connection)
        connection.commit()
    answer(world)
    answer(world)
    assert texts(world) == (60, 60)


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_not_believed(world: World, name: str) -> None:
    (path,) = world.catalogs()
    path.write_bytes(SPOILT[name](path.read_bytes()))
    answer(world)
    answer(world)


def test_a_locked_catalog_is_not_waited_for(world: World) -> None:
    (path,) = world.catalogs()
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert answer(world).hits
        process.communicate()


def test_searches_and_writes_side_by_side_lose_nothing(world: World) -> None:
    def write() -> None:
        for number in range(200, 206):
            Store.open(world.repository.path).add(Memory(**memory(number)))

    def search() -> None:
        for _ in range(6):
            commit = world.repository.git("rev-parse", "HEAD").strip()
            at = Store.open(world.repository.path).view(at=commit)
            listed = recall_records(at, Query(session="s1")).hits
            found = recall_records(at, Query(words="about", session="s1")).hits
            assert {hit.key for hit in found} == {hit.key for hit in listed}

    children = [child(work) for work in (write, search, search)]
    assert [ended(pid) for pid in children] == [0, 0, 0]
    answer(world)

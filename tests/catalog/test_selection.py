"""A recall from the catalog is the recall of a scan, over random memories and edits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.snapshot import Files
from memfs.verbs import Query, Recalled, Store, View, recall_records
from tests.catalog.test_verdicts import WITHOUT_SHRINKING
from tests.catalog.worlds import World, store_files
from tests.datasets.stores import law
from tests.datasets.test_recall import MEMORIES, QUERIES, memories_of
from tests.rules.stores import POLICY, placed
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.model import JSON

BROKEN = b"summary: a\nsummary: b\n"
ODD = st.dictionaries(
    st.sampled_from(
        [
            "memory/memories/outcome=learning/insight_type=fact/m1.yaml",
            "memory/memories/outcome=failure/tool=unknown/m2.yaml",
            "memory/memories/m3.yaml",
        ]
    ),
    st.sampled_from([BROKEN, b"summary: m1\ncontent: stray\ncreated: '2026-11-22T01:00:00Z'\n", None]),
)


def files_of(drawn: Sequence[Mapping[str, JSON]]) -> dict[str, bytes]:
    return placed("memory", *memories_of(drawn))


def scanned(world: World, query: Query) -> Recalled:
    """Answer from the staged files, where nothing can keep a catalog."""
    names = world.repository.git("ls-files", "-z").split("\0")[:-1]
    staged = {name: (world.repository.path / name).read_bytes() for name in names}
    return recall_records(View(Files(staged), law()), query)


@settings(deadline=None, max_examples=size(40, small=10), phases=WITHOUT_SHRINKING)
@given(MEMORIES, MEMORIES, ODD, st.lists(QUERIES, min_size=3, max_size=6), st.booleans())
def test_a_recall_from_the_catalog_equals_a_scan(
    first: list[dict[str, JSON]],
    second: list[dict[str, JSON]],
    odd: dict[str, bytes | None],
    queries: list[Query],
    staged: bool,  # noqa: FBT001 - drawn
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        world = World.make(Path(directory) / "repository")
        world.commit(store_files(files_of(first), POLICY))
        store = Store.open(world.repository.path)
        recall_records(store.view(), Query())
        change = {**dict.fromkeys(files_of(first)), **files_of(second), **odd}
        (world.stage if staged else world.commit)(change)
        for query in queries:
            assert recall_records(store.view(), query) == scanned(world, query)
        assert world.catalogs() != []

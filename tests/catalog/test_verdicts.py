"""A catalog never changes a verdict: random stores and edits, judged at every gate with and without one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.catalog.worlds import Edits, Files, World, store_files
from tests.rules.test_engine_property import edits, files, policies
from tests.size import size

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # each example takes a second of git


@settings(deadline=None, max_examples=size(30, small=8), phases=WITHOUT_SHRINKING)
@given(files, policies, st.tuples(edits, edits, edits), st.sampled_from(["first", "second", "staged", "last"]))
def test_every_gate_says_the_same_with_and_without_a_catalog(
    contents: Files, policy: bytes, changes: tuple[Edits, Edits, Edits], known: str
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        world = World.make(Path(directory) / "repository")
        world.commit(store_files(contents, policy))
        learn(world, known == "first")
        world.commit(changes[0])
        learn(world, known == "second")
        world.stage(changes[1])
        learn(world, known == "staged")
        world.lay(changes[2])
        learn(world, known == "last")
        with_catalog = world.reports()
        learning = world.reports(keep=True)
        learned = world.reports()
        assert world.catalogs() != []
        world.forget()
        expected = world.reports()
        assert [with_catalog, learning, learned] == [expected, expected, expected]


def learn(world: World, now: bool) -> None:  # noqa: FBT001 - a test's own word
    if now:
        world.reports(keep=True)

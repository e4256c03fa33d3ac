"""The retrieval benchmark measures what it says, on data that is the same for everybody."""

from __future__ import annotations

from bench.retrieval import quality
from bench.talk import dialogue, facts
from memfs.core.search.scale import Weights


def test_neighbours_find_what_words_alone_do_not() -> None:
    for haystack in (dialogue(sessions=60), facts(sessions=150)):
        alone, together = quality(haystack, Weights(window=0)), quality(haystack, Weights())
        assert together.first_ten > alone.first_ten
        assert together.silent > 0.9
        assert together.answered > 0.9


def test_data_is_the_same_for_everybody() -> None:
    first, again = dialogue(sessions=5), dialogue(sessions=5)
    assert (first.records, first.probes, first.foreign) == (again.records, again.probes, again.foreign)
    assert len({record["summary"] for record in first.records}) == len(first.records)
    keys = {record["summary"] for record in first.records}
    assert all(probe.evidence <= keys for probe in first.probes)

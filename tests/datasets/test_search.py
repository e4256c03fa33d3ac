"""A recall with words answers a question, says why, and says so when it knows nothing."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.search.ranking import BEST
from memfs.verbs import Query, recall_records
from tests.datasets.conftest import Memfs, facts, lines, rows
from tests.datasets.stores import view_of
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.model import JSON
    from memfs.verbs import Hit

FACT = {"outcome": "learning", "insight_type": "fact"}
NOISE = [
    {"summary": f"noise_{number}", **FACT, "content": f"Nothing of interest, number {number}"} for number in range(30)
]


def spoken(*turns: str, session: str = "talk") -> list[dict[str, JSON]]:
    """Make a session of memories, a minute apart."""
    return [
        {**FACT, "summary": f"turn_{at}", "content": text, "session": session, "created": f"2026-11-22T03:{at:02}:00Z"}
        for at, text in enumerate(turns)
    ]


def found(memories: Sequence[Mapping[str, JSON]], words: str) -> list[Hit]:
    return list(recall_records(view_of([*memories, *NOISE]), Query(words=words, explain=True)).hits)


def keys(memories: Sequence[Mapping[str, JSON]], words: str) -> list[str]:
    return [hit.key for hit in found(memories, words)]


def test_any_word_matches_whatever_its_ending() -> None:
    memories = [
        {"summary": "a", **FACT, "content": "The ledgers were locked"},
        {"summary": "b", **FACT, "content": "A ledger, and no more"},
    ]
    assert keys(memories, "why is the ledger locking?") == ["a", "b"]


def test_a_word_is_found_in_key_and_tags_too() -> None:
    tagged: dict[str, JSON] = {"summary": "b", **FACT, "content": "x", "tags": ["dns"]}
    named: dict[str, JSON] = {"summary": "dns_ttl", **FACT, "content": "x"}
    memories = [named, tagged]
    assert sorted(keys(memories, "dns")) == ["b", "dns_ttl"]


def test_a_phrase_must_occur() -> None:
    memories = [
        {"summary": "a", **FACT, "content": "a dead lock of the ledger"},
        {"summary": "b", **FACT, "content": "the lock of a dead ledger"},
    ]
    assert keys(memories, "dead lock ledger") == ["a", "b"]
    assert keys(memories, 'ledger "dead locks"') == ["a"]


def test_the_neighbour_that_made_a_hit_is_named() -> None:
    turns = spoken("I bought a cello at the harbour", "Really?", "Yes, the teacher lent me a bow")
    (first, second) = found(turns, "cello bow")
    assert (first.key, second.key) == ("turn_2", "turn_0")
    assert [(part.words, part.neighbour, part.steps) for part in first.reasons] == [
        (("cello",), "turn_0", -2),
        (("bow",), None, 0),
    ]
    assert [(part.words, part.neighbour, part.steps) for part in second.reasons][:2] == [
        (("cello",), None, 0),
        (("bow",), "turn_2", 2),
    ]


def test_a_neighbour_counts_less_the_farther_it_is_and_not_behind_the_sixth() -> None:
    for away, share in [(1, 0.6), (2, 0.48), (6, 0.6 * 0.8**5), (7, 0)]:
        turns = spoken("cello", *["x"] * (away - 1), "bow")
        bow = next(hit for hit in found(turns, "cello bow") if hit.key == f"turn_{away}")
        own = next(part.score for part in bow.reasons if part.words == ("bow",))
        borrowed = sum(part.score for part in bow.reasons if part.words == ("cello",))
        assert borrowed == pytest.approx(own * share, abs=2e-4)


def test_a_neighbour_of_another_session_does_not_count() -> None:
    (hit, _) = found([*spoken("cello"), {**spoken("", "bow", session="else")[1]}], "cello bow")
    assert [part.neighbour for part in hit.reasons] == [None]


def test_words_near_one_another_and_names_add_to_a_score() -> None:
    memories = [
        {"summary": "a", **FACT, "content": "One ledger has one lock for Mia"},
        {"summary": "b", **FACT, "content": "A lock and other things here and a ledger"},
    ]
    first, second = found(memories, "the ledger lock of Mia")
    assert [(part.what, part.words) for part in first.reasons] == [
        ("word", ("ledger",)),
        ("word", ("lock",)),
        ("name", ("Mia",)),
        ("pair", ("ledger", "lock")),
    ]
    assert [part.what for part in second.reasons] == ["word", "word"]


def test_a_paragraph_of_a_long_record_answers_and_borrows_from_the_others() -> None:
    content = "\n\n".join(["ledger " + "x " * 300, "y " * 300, "lock " + "z " * 300])
    (hit,) = found([{"summary": "a", **FACT, "content": content}], "ledger lock")
    assert [(part.words, part.neighbour, part.steps) for part in hit.reasons] == [
        (("ledger",), None, 0),
        (("lock",), None, 2),
    ]


def test_what_nobody_spoke_of_is_answered_with_nothing() -> None:
    view = view_of([*spoken("the ledger of the harbour"), *NOISE])
    answer = recall_records(view, Query(words="which enzyme unfolds the protein of the ledger?"))
    assert answer.hits == ()
    assert answer.nearest
    assert answer.nearest[0] == "turn_0"
    assert 0 < answer.nearest[1] < 0.34
    assert recall_records(view, Query(words="enzyme protein")).nearest is None


def test_more_than_the_best_are_found() -> None:
    memories = [{"summary": f"m{number}", **FACT, "content": "the ledger"} for number in range(BEST + 50)]
    assert sorted(keys(memories, "ledger")) == sorted(str(memory["summary"]) for memory in memories)


def test_another_order_may_be_asked_for() -> None:
    def by_length(words: str, hits: Sequence[Hit]) -> list[float]:
        assert words == "ledger"
        return [len(str(hit.record["content"])) for hit in hits]

    memories = [{"summary": name, **FACT, "content": f"ledger {'x ' * at}"} for at, name in enumerate("abc")]
    answer = recall_records(view_of(memories), Query(words="ledger", limit=2), rerank=by_length)
    assert [hit.key for hit in answer.hits] == ["c", "b"]


PARTS = st.lists(
    st.sampled_from(["ledger", "locks", "Mia", "of the", "harbour", "lock ledger"]), min_size=1, max_size=6
)
TURNS = st.lists(PARTS.map(" ".join), min_size=1, max_size=8)


@given(TURNS, PARTS.map(" ".join))
@settings(max_examples=size(100, small=30), deadline=None)
def test_parts_sum_to_the_score(turns: list[str], words: str) -> None:
    for hit in found(spoken(*turns), words):
        assert round(sum(part.score for part in hit.reasons), 4) == hit.score


HOSTILE = [
    '"', '""', '"""', "'", "*", "^", "-", "NOT", "AND OR NOT", "NEAR(", "NEAR(a b, 2)", "col:x", "{a b}:c", "a*", "^a",
    "a + b", '"a" OR "b"', "');drop table words;--", "\0", "a\0b", "\x1b[31m", "\u202e", "🙂", "日本語", "İ", "ß",
    "%", "_", "\\", "a" * 100_000, "a " * 50_000, '" ' * 50_000, "(" * 100_000, "é" * 100_000,
    " ".join(map(str, range(20_000))),
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words)[:20])
def test_no_words_are_an_error(words: str, searched: Memfs) -> None:
    started = time.process_time()
    done = searched("recall", "--json", "--", words)
    assert (done.status, done.err) == (0, "")
    assert time.process_time() - started < 10
    assert all(row["key"] == "dns_ttl" for row in rows(done.out))


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Memfs:
    """Make a store with one memory, and search it once."""
    memfs = Memfs(tmp_path_factory.mktemp("searched"))
    memfs("init", "--author", "Ada <ada@example.invalid>")
    memfs("import", "-", "--author", "Ada <ada@example.invalid>", stdin=lines(*facts("dns_ttl")))
    assert [row["key"] for row in rows(memfs.said("recall", "--json", "dns"))] == ["dns_ttl"]
    return memfs


def test_reasons_are_shown(store: Memfs) -> None:
    turns = spoken("I bought a cello at the harbour", "Really?", "Yes, the teacher lent me a bow")
    store.said("import", "-", stdin=lines(*turns, *NOISE))
    said = store.said("recall", "--explain", "cello", "bow", "--limit", "1").splitlines()
    assert said[1] == "    Yes, the teacher lent me a bow"
    score, _, parts = said[2].strip().partition(" = ")
    first, second = parts.split(", ", 1)[0], parts.rsplit(", ", 1)[1]
    assert (first.split()[0], second.split()[0]) == ("cello", "bow")
    assert "(in turn_0, 2 before)" in parts
    numbers = [float(word) for word in parts.replace(",", "").split() if word[0].isdigit() and "." in word]
    assert round(sum(numbers), 3) == float(score)
    (row,) = rows(store.said("recall", "--json", "--explain", "cello", "bow", "--limit", "1"))
    assert row["snippet"] == "Yes, the teacher lent me a bow"
    parts_shown = row["reasons"]
    assert isinstance(parts_shown, list)
    assert parts_shown[0] == {
        "what": "word",
        "words": ["cello"],
        "score": parts_shown[0]["score"],
        "neighbour": "turn_0",
        "steps": -2,
    }
    assert round(sum(part["score"] for part in parts_shown), 4) == row["score"]


def test_nothing_relevant_is_said(store: Memfs) -> None:
    store.said("import", "-", stdin=lines(*spoken("the ledger of the harbour"), *NOISE))
    done = store("recall", "which", "enzyme", "unfolds", "the", "protein", "of", "a", "ledger")
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("note: nothing relevant; the nearest is 'turn_0' with a score of 0.")
    assert done.err.endswith(", 0.34 is needed\n")


def test_reasons_need_words(store: Memfs) -> None:
    done = store("recall", "--explain")
    assert done.status == 2
    assert "--explain needs words" in done.err


def test_json_without_reasons_has_the_keys_of_the_contract(store: Memfs) -> None:
    store.said("import", "-", stdin=lines(*facts("dns_ttl")))
    assert list(json.loads(store.said("recall", "--json", "dns"))) == ["key", "path", "blob", "score", "record"]

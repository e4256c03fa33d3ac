"""Likely duplicates: ranked with a score, never decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.review import Likeness
from memfs.core.snapshot import Files
from memfs.verbs.reviewing import likeness
from memfs.verbs.reviewing.likeness import features, likenesses
from tests.review.teams import fact, placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from memfs.verbs.reviewing.likeness import Likenesses

LEAK = "The connection pool leaked under load because the worker kept its lock while it waited for a retry."
REWORDED = "Under load the connection pool leaked because the worker kept its lock while it waited for the retry."
OTHER = "Ana asked for tables instead of prose in the weekly summary, and was happy with the first one."


def _likenesses(store: Mapping[str, str], *added: str) -> Likenesses:
    files = Files({placed(fact(key)): emit(fact(key, content)) for key, content in store.items()})
    entries = list(files.entries())
    return likenesses(files, [entry for entry in entries if entry.path in set(map(_path, added))], entries)


def _path(key: str) -> str:
    return placed(fact(key))


def test_same_content_under_another_name_scores_one() -> None:
    found = _likenesses({"leak": LEAK, "pool": LEAK, "tables": OTHER}, "pool")
    assert found.found == (Likeness(_path("pool"), _path("leak"), 1.0),)
    assert (found.compared, found.comparable) == (3, 3)


def test_reworded_content_scores_less() -> None:
    (like,) = _likenesses({"leak": LEAK, "pool": REWORDED, "tables": OTHER}, "pool").found
    assert (like.like, 0.5 < like.score < 0.9) == (_path("leak"), True)


def test_other_content_is_not_listed() -> None:
    assert _likenesses({"leak": LEAK, "tables": OTHER}, "tables").found == ()


def test_two_added_twins_are_listed_once() -> None:
    found = _likenesses({"leak": LEAK, "pool": LEAK}, "leak", "pool").found
    assert found == (Likeness(_path("pool"), _path("leak"), 1.0),)


def test_many_copies_are_all_found() -> None:
    store = {f"copy_{number:02d}": LEAK for number in range(40)} | {"leak": LEAK}
    found = _likenesses(store, *(key for key in store if key != "leak")).found
    assert len({like.path for like in found}) == 39  # the first is what the others are like
    assert {like.score for like in found} == {1.0}


def test_best_score_comes_first() -> None:
    found = _likenesses({"leak": LEAK, "again": REWORDED, "pool": LEAK}, "pool").found
    assert [like.like for like in found] == [_path("leak"), _path("again")]


def test_nothing_added_reads_nothing() -> None:
    assert _likenesses({"leak": LEAK}).compared == 0


def test_features_are_words_and_pairs_of_the_content_alone() -> None:
    assert features(emit(fact("leak", "Two words"))) == {"two", "words", "two words"}
    assert features(emit(fact("leak", "Line one\nline two", session="spring"))) >= {"one line", "line two"}
    assert features(b"summary: leak\n") == frozenset()
    assert features(b"content: '...'\n") == frozenset()


def test_work_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "COMPARED", 5)
    store = {f"other_{number}": f"{OTHER} {number}" for number in range(20)} | {"pool_leak": LEAK, "pool_again": LEAK}
    found = _likenesses(store, "pool_again")
    assert (found.compared, found.comparable) == (5, 22)
    assert [like.like for like in found.found] == [_path("pool_leak")]


def test_bytes_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "BYTES", 500)
    found = _likenesses({f"other_{number}": OTHER for number in range(20)}, "other_1")
    assert found.compared < found.comparable

"""A review in each of its formats: what is said, in which order, and how much of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from memfs.core.report import Distribution, Share, Violation
from memfs.core.review import FieldChange, Likeness, RecordChange, Review, Shares
from memfs.render import review_data, review_in_github, review_in_html, review_in_markdown, review_in_text
from memfs.render.review_words import remedy, share_tables, verdict
from tests.review import demo

if TYPE_CHECKING:
    from tests.review.teams import Team


@pytest.fixture
def shown(team: Team) -> Review:
    demo.make(team)
    return team.reviewed()


def _many(number: int, *, words: int = 40) -> Review:
    fields = (FieldChange("content", None, "word " * words),)
    changes = tuple(
        RecordChange(
            action="added",
            kind="memory",
            key=f"memory_{at:05d}",
            path=f"memory/memories/outcome=learning/insight_type=fact/memory_{at:05d}.yaml",
            fields=fields,
            facets={"outcome": "learning", "insight_type": "fact"},
            author="Ada",
            tokens=50,
        )
        for at in range(number)
    )
    like = tuple(Likeness(change.path, change.path, 0.9) for change in changes)
    violations = tuple(Violation(change.path, "schema", "'content' is odd") for change in changes)
    shares = (Shares("memory", (), (), 0, number),)
    return Review("a" * 40, "b" * 40, changes, (), shares, violations, like, 20, 30)


def test_text_tells_everything_in_the_order_of_weight(shown: Review) -> None:
    text = review_in_text(shown)
    lines = text.splitlines()
    assert lines[0] == "memfs refuses this: 1 new violation in 9 changes. The law changes: read that first."
    headings = ["The law changes (1)", "4 added, 2 changed, 2 moved, 1 removed", "Added (4)", "Changed (2)"]
    headings += ["Moved or renamed (2)", "Removed (1)", "New violations (1)"]
    assert [line for line in lines if line in headings] == headings
    assert "      ~ content: The internal DNS answers with a TTL of [-60-]{+30+} seconds[-, so" in text
    assert "      + tags: test" in lines
    assert "        | By row group it took 90 seconds." in lines
    assert "      metadata.ticket: DATA-1182" in lines
    assert "Likely duplicates, for you to judge (1)" in lines


def test_nothing_is_said_in_every_format() -> None:
    nothing = Review("a" * 40, "b" * 40)
    said = "memfs sees no change: the memory is the same on both sides."
    assert review_in_text(nothing) == f"{said}\naaaaaaa...bbbbbbb"
    assert review_in_markdown(nothing) == f"### {said}\n"
    assert review_in_github(nothing) == said
    assert said in review_in_html(nothing, {})
    assert review_data(nothing)["changes"] == []


@pytest.mark.parametrize(
    ("review", "said"),
    [
        (_many(1), "memfs refuses this: 1 new violation in 1 change."),
        (replace(_many(2), violations=()), "memfs passes this: no new violations in 2 changes."),
        (
            replace(_many(2), violations=(Violation("p", "secret", "m", level="warning"),)),
            "memfs passes this: 1 new warning in 2 changes.",
        ),
    ],
)
def test_verdict_is_one_line(review: Review, said: str) -> None:
    assert verdict(review) == said


def test_json_has_the_fields_of_the_contract(shown: Review) -> None:
    data = json.loads(json.dumps(review_data(shown)))
    names = ["ok", "base", "head", "changes", "law", "distribution", "violations", "duplicates"]
    assert list(data) == names
    change = ["action", "kind", "key", "path", "old_path", "fields", "author", "tokens"]
    assert {tuple(found) for found in data["changes"]} == {tuple(change)}
    assert {tuple(field) for found in data["changes"] for field in found["fields"]} == {("name", "old", "new")}
    assert list(data["law"][0]) == ["action", "kind", "path", "fields", "author", "breaks", "allows"]
    assert list(data["distribution"]) == ["before", "after"]
    assert {tuple(found) for found in data["duplicates"]} == {("path", "like", "score")}
    assert data["ok"] is False
    assert (data["base"], data["head"]) == (shown.base, shown.head)


def test_markdown_folds_the_changes_and_shows_the_rest(shown: Review) -> None:
    text = review_in_markdown(shown)
    assert text.startswith("### memfs refuses this: 1 new violation in 9 changes. The law changes: read that first.\n")
    assert "<details><summary>Added (4)</summary>" in text
    assert "```diff\n! content: The internal DNS answers with a TTL of [-60" in text
    assert "- `memory/memories/outcome=learning/insight_type=fact/Churn-Rate.yaml:1:1` **summary-format**: `" in text
    assert "| `success` | 16.7 % | 25.0 % | 38 to 42 % | **missed: add 2** |" in text
    assert text.count("<details>") == text.count("</details>") == 6
    assert "Shortened" not in text


@pytest.mark.parametrize(
    ("number", "words", "left_out"),
    [
        (10, 40, ""),
        (20, 900, "texts are cut at 1,000 characters"),
        (50, 900, "texts are cut at 300 characters"),
        (90, 900, "texts are cut at 80 characters"),
        (150, 40, "what stands in the records is left out"),
        (300, 40, "what stands in the records is left out, and lists end after 150 items"),
        (20_000, 40, "what stands in the records is left out, and lists end after 150 items"),
    ],
)
def test_markdown_gets_shorter_in_steps(number: int, words: int, left_out: str) -> None:
    text = review_in_markdown(_many(number, words=words))
    assert len(text) < 60_000
    said = [line for line in text.splitlines() if line.startswith("Shortened to fit: ")]
    wanted = f"Shortened to fit: {left_out}. `memfs review --format html` shows more."
    assert said == ([wanted] if left_out else [])
    assert f"Added ({number:,})" in text


def test_longest_names_fit_into_the_last_step() -> None:
    review = _many(500)
    changes = tuple(
        replace(change, key="k" * 9_000, path="p/" * 2_000, author="a" * 900, notes=("n" * 900,))
        for change in review.changes
    )
    facets = {f"facet_{number}": "v" * 90 for number in range(30)}
    changes = tuple(replace(change, facets=facets, action="moved", old_path="o/" * 2_000) for change in changes)
    assert len(review_in_markdown(replace(review, changes=changes))) < 60_000


def test_annotations_are_the_ten_worst() -> None:
    review = _many(30)
    warnings = tuple(violation._replace(level="warning") for violation in review.violations[:25])
    lines = review_in_github(replace(review, violations=(*warnings, *review.violations[25:]))).splitlines()
    assert [line.partition(" ")[0] for line in lines[:10]] == ["::error"] * 5 + ["::warning"] * 5
    assert lines[10:] == [
        "memfs refuses this: 5 new violations in 30 changes.",
        "30 added, 0 changed, 0 moved, 0 removed",
        "... and 20 more violations (memfs review shows all)",
    ]


def test_text_ends_long_lists() -> None:
    lines = review_in_text(_many(300)).splitlines()
    assert "  ... and 100 more (--json shows all)" in lines
    assert lines[-2:] == ["  ... and 280 more (--json shows all)", "  (compared with 20 of 30 memories)"]


def _share(count: int, total: int, target: tuple[float, float]) -> Share:
    return Share("x", count, total, target, ok=False)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (_share(50, 100, (0.58, 0.62)), "add 20"),
        (_share(70, 100, (0.58, 0.62)), "add 13 of the others"),
        (_share(1, 100, (0.0, 0.0)), "remove all of these"),
        (_share(99, 100, (1.0, 1.0)), "remove all others"),
        (_share(0, 0, (0.5, 0.6)), "add 0"),
    ],
)
def test_remedy_brings_a_share_back(share: Share, said: str) -> None:
    assert remedy(share) == said


@pytest.mark.parametrize(("count", "total"), [(50, 100), (70, 100), (1, 3), (999, 1000)])
def test_remedy_is_enough_and_not_one_more_than_that(count: int, total: int) -> None:
    low, high = 0.58, 0.62
    words = remedy(_share(count, total, (low, high))).split()
    number = int(words[1])

    def within(more: int) -> bool:
        if len(words) > 2:
            return count <= high * (total + more)
        return count + more >= low * (total + more)

    assert (within(number), within(number - 1)) == (True, False)


def test_shares_without_a_target_stand_behind_and_unchanged_ones_are_left_out() -> None:
    def side(target: tuple[float, float] | None, count: int) -> tuple[Distribution, ...]:
        shares = (Share("a", count, 10), Share("b", 10 - count, 10), Share("never", 0, 10))
        aimed = (Share("a", count, 10, target, ok=True), Share("b", 10 - count, 10))
        same = (Share("c", 10, 10),)
        return (
            Distribution("memory", "free", None, 10, shares),
            Distribution("memory", "same", None, 10, same),
            Distribution("memory", "aimed", {"free": "a"}, 10, aimed),
        )

    tables = share_tables(Shares("memory", side((0.4, 0.6), 4), side((0.4, 0.6), 5), 10, 10))
    assert [table.title for table in tables] == ["aimed within free=a", "free"]
    assert [row.value for row in tables[1].rows] == ["a", "b"]

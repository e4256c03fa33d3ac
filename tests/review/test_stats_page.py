"""`memfs stats --format html`: the pictures of a review, of what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.report import Distribution, Share
from memfs.render import stats_in_html
from memfs.repository import Repository
from memfs.verbs.reviewing import store_growth
from tests.cli.conftest import Memfs
from tests.review import demo
from tests.review.pages import Page
from tests.review.teams import STORE

if TYPE_CHECKING:
    from tests.conftest import GitRepository
    from tests.review.teams import Team


def test_page_counts_and_draws(team: Team) -> None:
    demo.make(team)
    team.repository.commit("change")
    page = Page(Memfs(team.repository.path).said("stats", "--format", "html"))
    assert [heading.text for heading in page.all("h1")] == ["9 records in memory"]
    assert [e.text for e in page.all("dt")] == ["memory", "context", "source"]
    assert [e.text for e in page.all("dd")] == ["8", "1", "0"]
    assert page.all("figcaption")[0].text == "outcome 8 records now"
    assert [e.text for e in page.all("li")] == ["now", "target"]
    assert [e.text for e in page.all("th")[:4]] == ["outcome", "now", "target", "judged"]
    titles = [e.text for e in page.all("title")]
    assert titles[1].startswith("Shares of outcome: success 25.0 % now, target 38 to 42 %, missed: add 2; ")


def test_page_without_targets_is_unfolded() -> None:
    shares = (Share("a", 1, 1),)
    found = Page(stats_in_html({"memory": 1}, (Distribution("memory", "f", None, 1, shares),), place=("", "index")))
    assert "open" in found.all("details")[0].attributes
    assert found.all("h1")[0].text == "1 record in the store"


def test_page_of_the_past_shows_the_past(team: Team) -> None:
    demo.make(team)
    team.repository.commit("change")
    page = Page(Memfs(team.repository.path).said("stats", "--format", "html", "--at", "main"))
    assert page.all("h1")[0].text == "6 records in memory"


def test_store_without_a_commit_has_no_growth(empty_repository: GitRepository) -> None:
    assert store_growth(Repository.discover(empty_repository.path), STORE) == ()


def test_page_lists_the_largest_areas(team: Team) -> None:
    demo.make(team)
    team.repository.commit("change")
    page = Page(Memfs(team.repository.path).said("stats", "--format", "html"))
    assert [heading.text for heading in page.all("h2")][:2] == ["Shares", "Hotspots"]
    tables = [e for e in page.all("table") if e.attributes.get("aria-label") == "The largest areas of each outcome"]
    assert len(tables) == 1

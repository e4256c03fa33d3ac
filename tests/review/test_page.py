"""The page of a review: one file, readable by everyone, and nothing in it runs or asks for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from memfs.core.review import Growth, Review
from memfs.render import element, escaped, review_in_html
from memfs.render.html_page import paths
from memfs.render.html_style import STYLE
from memfs.verbs.reviewing import commits, growths, review
from tests.conftest import GitRepository
from tests.review import demo
from tests.review.pages import Page
from tests.review.teams import Team

if TYPE_CHECKING:
    from pathlib import Path

GROWTH = {"memory": (Growth("", 3), Growth("2026-01-01", 5), Growth("2026-03-01", 9))}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "Ada")
            patch.setenv(f"GIT_{name}_EMAIL", "ada@example.invalid")
        repository = GitRepository(tmp_path_factory.mktemp("page"))
        repository.git("init", "-q", "-b", "main")
        demo.make(Team(repository))
        return Team(repository).reviewed()


@pytest.fixture
def page(shown: Review) -> Page:
    return Page(review_in_html(shown, GROWTH))


def test_policy_allows_the_sheet_alone(page: Page) -> None:
    (policy,) = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    digest = base64.b64encode(hashlib.sha256(page.all("style")[0].text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page.all("style")[0].text == STYLE


def test_nothing_runs_and_nothing_is_asked_for(shown: Review) -> None:
    source = review_in_html(shown, GROWTH)
    assert re.findall(r"<(?:script|link|img|iframe|object)|javascript:|url\(|@import", source) == []
    assert re.findall(r"\s(?:src|href|style|on\w+)=|https?://", source) == []


def test_page_has_a_language_one_heading_and_landmarks(page: Page) -> None:
    assert page.all("html")[0].attributes["lang"] == "en"
    assert [heading.text for heading in page.all("h1")] == [
        "✗memfs refuses this: 1 new violation in 9 changes. The law changes: read that first."
    ]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "title")] == [1, 1, 1, 8]
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_a_title_and_a_table_below_it(page: Page) -> None:
    pictures = [e for e in page.all("svg") if e.attributes.get("role") == "img"]
    titles = {e.attributes.get("id"): e.text for e in page.all("title")}
    assert len(pictures) == len(page.all("figure")) == len(page.all("table")) == 7
    assert all(titles[picture.attributes["aria-labelledby"]] for picture in pictures)
    assert "success 16.7 % before, 25.0 % now, target 38 to 42 %, missed: add 2" in titles["shares-0"]
    assert "3 before 2026-01-01, 9 on 2026-03-01" in titles["growth-0"]


def test_table_headers_have_their_scope(page: Page) -> None:
    assert {cell.attributes.get("scope") for cell in page.all("th")} == {"col", "row"}


def test_names_are_unique(page: Page) -> None:
    names = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(names) == len(set(names))


def test_change_is_told_by_elements_and_not_by_colour(page: Page) -> None:
    inserted = [e.text for e in page.all("ins")]
    deleted = [e.text for e in page.all("del")]
    assert {"30", "test"} <= set(inserted)
    assert {"60", "locks"} <= set(deleted)
    judged = [e.text for e in page.all("text") if e.attributes.get("class") == "bad"]
    assert judged
    assert all(text.endswith("✗ missed") for text in judged)


def test_few_changes_are_unfolded_and_many_are_not(shown: Review) -> None:
    change = shown.changes[0]
    many = replace(shown, changes=tuple(replace(change, key=f"k{at}") for at in range(41)))
    groups = [e for e in Page(review_in_html(many, {})).all("details") if "group" in str(e.attributes["class"])]
    assert "open" not in groups[0].attributes
    assert "open" in Page(review_in_html(shown, {})).all("details")[0].attributes


def test_huge_review_says_what_is_not_shown(shown: Review) -> None:
    added = [change for change in shown.changes if change.action == "added"]
    changes = tuple(replace(added[0], key=f"k{at}") for at in range(2_001))
    violations = tuple(shown.violations[0]._replace(line=at) for at in range(501))
    source = review_in_html(replace(shown, changes=changes, violations=violations, compared=5, comparable=9), {})
    page = Page(source)
    assert len(page.all("h3")) == 2_001  # 2,000 changes and one of the law
    said = [e.text for e in page.all("p")]
    assert said.count("... and 1 more.") == 2
    assert "compared with 5 of 9 memories" in said
    assert "The first 2,000 of each group are shown; memfs review --json has all." in page.all("footer")[0].text


def test_two_stores_are_told_apart(shown: Review) -> None:
    (shares,) = shown.shares
    page = Page(review_in_html(replace(shown, shares=(shares, replace(shares, store="notes"))), {}))
    captions = [e.text for e in page.all("figcaption")]
    assert any(caption.startswith("outcome in memory ") for caption in captions)
    assert any(caption.startswith("outcome in notes ") for caption in captions)


def test_foreign_text_is_escaped_until_an_element_is_made_of_it() -> None:
    assert escaped("<b> & \"'\u202e") == "&lt;b&gt; &amp; &quot;&#x27;\\u202e"
    assert element("p", "<i>", element("br"), class_='a"b') == '<p class="a&quot;b">&lt;i&gt;<br></p>'
    assert escaped("::error:: ##[x]") == ":&#58;error:&#58; #&#35;[x]"


def test_long_names_may_break_and_stay_what_they_are() -> None:
    assert paths("a/<b>/c::d") == "<code>a/<wbr>&lt;b&gt;/<wbr>c:&#58;d</code>"
    assert Page(paths("a/b/c")).all("code")[0].text == "a/b/c"


def test_growth_of_one_day_is_no_picture(shown: Review) -> None:
    assert "Growth" not in review_in_html(shown, {"memory": (Growth("2026-01-01", 5),)})


def test_long_growth_is_thinned(shown: Review) -> None:
    points = tuple(
        Growth(f"20{year:02d}-{month:02d}-01", year * 12 + month) for year in range(60) for month in range(1, 13)
    )
    page = Page(review_in_html(shown, {"memory": points}))
    (curve,) = [e for e in page.all("path") if e.attributes["class"] == "curve"]
    assert str(curve.attributes["d"]).count("L") == 399
    rows = [e for e in page.all("tr") if e.text.startswith("20")]
    assert len(rows) == 12


def test_page_of_a_real_review_shows_its_growth(team: Team, tmp_path: Path) -> None:
    demo.make(team)
    team.repository.commit("change")
    between = commits(team.opened(), "main")
    assert tmp_path.exists()
    assert list(growths(between, review(between))) == ["memory"]

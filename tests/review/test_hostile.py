"""A pull request made to harm whoever reads its review: harmless in every format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from memfs.core.escape import printable
from memfs.render import (
    encoded,
    review_data,
    review_in_github,
    review_in_html,
    review_in_markdown,
    review_in_text,
)
from tests.conftest import GitRepository
from tests.review.attacks import ATTACKS, attacked
from tests.review.teams import Team

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.core.review import Review

FORMATS: dict[str, Callable[[Review], str]] = {
    "text": review_in_text,
    "markdown": review_in_markdown,
    "github": review_in_github,
    "html": lambda review: review_in_html(review, {}),
    "json": lambda review: encoded(review_data(review)),
}
UNSEEN = re.compile(r"[^\n\t -~\u00a0-\U0010ffff]|[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "@octocat ![x](https://evil.invalid/a.png) ::error::a")
            patch.setenv(f"GIT_{name}_EMAIL", "x@example.invalid")
        repository = GitRepository(tmp_path_factory.mktemp("hostile"))
        repository.git("init", "-q", "-b", "main")
        return attacked(Team(repository))


@pytest.fixture(params=FORMATS)
def shown(request: pytest.FixtureRequest, hostile: Review) -> tuple[str, str]:
    name = str(request.param)
    return name, FORMATS[name](hostile)


def test_nothing_unseen_reaches_the_reader(shown: tuple[str, str]) -> None:
    _, text = shown
    assert UNSEEN.findall(text) == []


def test_no_line_is_a_command_for_the_log(shown: tuple[str, str]) -> None:
    name, text = shown
    lines = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
    assert len(lines) <= (10 if name == "github" else 0)
    if name in {"text", "markdown", "github"}:
        assert re.findall(r"##\w*\[", text) == []


def test_annotation_holds_one_command(hostile: Review) -> None:
    annotations = [line for line in review_in_github(hostile).splitlines() if line.startswith("::")]
    assert len(annotations) == 10
    for line in annotations:
        properties, _, message = line[2:].partition("::")
        assert re.fullmatch(r"(error|warning) file=[^,:]+,line=\d+,col=\d+,title=memfs [a-z-]+", properties), line
        assert "\r" not in message


def test_markdown_stays_small_and_says_what_it_left_out(hostile: Review) -> None:
    text = review_in_markdown(hostile)
    assert len(text.encode("utf-16-le")) // 2 < 60_000
    assert text.rstrip().splitlines()[-1].startswith("Shortened to fit: ")


def _outside_of_code(text: str) -> str:
    """Take the code out of Markdown as CommonMark reads it: blocks first, then spans line by line."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif opened := re.match(r"(`{3,})(text|diff)?$", line):
            fence = opened[1]
        else:
            kept.append(line)
    assert fence == ""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "CODE", "\n".join(kept))


def test_everything_foreign_in_markdown_is_code(hostile: Review) -> None:
    for detail in ("whole", "short"):
        review = hostile if detail == "short" else _small(hostile)
        rest = _outside_of_code(review_in_markdown(review))
        assert re.findall(r"@|https?:|evil|octocat|script|!\[|\]\(|javascript|&#|\$\{", rest) == []
        assert set(re.findall(r"</?\w+[^>]*>", rest)) <= {"<details>", "</details>", "<summary>", "</summary>"}


def _small(review: Review) -> Review:
    kept = tuple(change for change in review.changes if "huge" not in change.key and "two_mega" not in change.key)
    return replace(review, changes=kept[:20], violations=review.violations[:10])


class _Page(HTMLParser):
    """Read a page as a browser does, and keep its elements and the text that shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_page_holds_our_elements_and_the_attacks_as_text(hostile: Review) -> None:
    page = _Page()
    page.feed(review_in_html(hostile, {}))
    ours = {"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "article"}
    ours |= {"h1", "h2", "h3", "p", "br", "wbr", "dl", "dt", "dd", "div", "ul", "li", "span", "strong", "small", "code"}
    ours |= {"details", "summary", "ins", "del", "figure", "figcaption", "svg", "rect", "line", "text", "table"}
    ours |= {"thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in page.elements} <= ours
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "href", "srcset", "style"}]
    text = "".join(page.said)
    assert all(printable(attack.partition("\n")[0]) in text for attack in ATTACKS)


def test_json_keeps_every_attack_whole(hostile: Review) -> None:
    data = json.loads(encoded(review_data(hostile)))
    contents = {field["new"] for change in data["changes"] for field in change["fields"] if field["name"] == "content"}
    assert set(ATTACKS) <= contents


def test_text_too_large_for_a_record_is_not_read(hostile: Review) -> None:
    (change,) = [change for change in hostile.changes if change.key == "two_megabytes.yaml"]
    assert change.fields == ()
    assert change.notes[0].endswith("more than 262,144 bytes, the most that are allowed")


def test_hostile_names_are_whole_in_the_text(repository: GitRepository) -> None:
    team = Team(repository).begin()
    team.write("memories/a`b|c.yaml", "a: [\n")
    found = team.reviewed()
    assert "``memory/memories/a`b|c.yaml``" in review_in_markdown(found)
    assert "memory/memories/a`b|c.yaml:2:1:" in review_in_text(found)

"""The page in a real browser: nothing overflows, nothing is fetched, every text can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from memfs.core.review import Growth
from memfs.render import review_in_html
from tests.conftest import GitRepository
from tests.review import demo
from tests.review.attacks import attacked
from tests.review.chromium import Page, browser
from tests.review.teams import Team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON

TOP = Path(__file__).parent.parent.parent
AXE = Path(os.environ.get("AXE_CORE", TOP / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"))
GROWTH = {"memory": (Growth("2026-01-01", 3), Growth("2026-02-11", 5), Growth("2026-03-01", 9))}
WIDTHS = (320, 390, 768, 1280)

pytestmark = pytest.mark.skipif(
    browser() is None,
    reason="THE PAGE IS NOT LOOKED AT: there is no Chromium on PATH (apt-get install chromium)",
)

# every element that shows text of its own, with its colour, the colour behind it, and the contrast of the two
CONTRASTS = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const parse = text => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
    if (!node.getClientRects().length || node.tagName === "title") continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(node.closest("svg") ? style.fill : style.color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    found.push([node.tagName + "." + (node.getAttribute("class") || ""), ratio]);
  }
  return found;
})()
"""

WIDER = """
[...document.querySelectorAll("body *")].filter(node => {
  const box = node.getBoundingClientRect();
  return box.width && !node.closest(".wide") && box.right > document.documentElement.clientWidth + 0.5;
}).map(node => node.tagName + "." + node.getAttribute("class"))
"""

RUN_AXE = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then(result => result.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).slice(0, 3).join(" | ")))
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "Ada")
            patch.setenv(f"GIT_{name}_EMAIL", "ada@example.invalid")
        repository = GitRepository(tmp_path_factory.mktemp("page"))
        repository.git("init", "-q", "-b", "main")
        demo.make(Team(repository))
        path = repository.path / "review.html"
        path.write_text(review_in_html(Team(repository).reviewed(), GROWTH), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with Page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def _unfolded(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(page: Page, file: Path, width: int) -> None:
    page.open(file, width=width)
    _unfolded(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(WIDER) == []


def test_nothing_but_the_file_is_asked_for(page: Page, file: Path) -> None:
    page.open(file, width=1280)
    _unfolded(page)
    assert list(page.requests.values()) == [file.as_uri()]


def test_no_script_could_run(page: Page, file: Path, tmp_path: Path) -> None:
    bad = "<script>document.title = 'run'</script><img src='https://example.invalid/x.png' style='color:red'>"
    injected = file.read_text(encoding="utf-8").replace("</h1>", f"</h1>{bad}")
    hostile = tmp_path / "hostile.html"
    hostile.write_text(injected, encoding="utf-8")
    page.open(hostile, width=1280)
    assert page.evaluate("document.title") == "memfs review"
    assert page.evaluate("document.querySelector('img').naturalWidth") == 0
    assert list(page.requests.values()) == [hostile.as_uri()]


def test_hostile_review_is_a_page_like_any_other(page: Page, empty_repository: GitRepository, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(review_in_html(attacked(Team(empty_repository)), GROWTH), encoding="utf-8")
    page.open(path, width=390)
    _unfolded(page)
    assert list(page.requests.values()) == [path.as_uri()]
    assert page.evaluate("document.querySelectorAll('script, img, iframe, a, [onload], [onerror]').length") == 0
    assert page.evaluate("[document.title, document.querySelectorAll('h1').length]") == ["memfs review", 1]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(page: Page, file: Path, scheme: str) -> None:
    page.open(file, width=1280, scheme=scheme)
    _unfolded(page)
    found = cast("list[tuple[str, float]]", page.evaluate(CONTRASTS))
    assert len(found) > 100
    assert [(name, round(ratio, 2)) for name, ratio in found if ratio < 4.5] == []


def test_light_and_dark_differ(page: Page, file: Path) -> None:
    colours: list[JSON] = []
    for scheme in ("light", "dark"):
        page.open(file, width=1280, scheme=scheme)
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours == ["rgb(245, 246, 248)", "rgb(14, 17, 22)"]


def test_picture_of_the_page_can_be_taken(page: Page, file: Path, tmp_path: Path) -> None:
    page.open(file, width=390)
    page.picture(tmp_path / "phone.png")
    assert (tmp_path / "phone.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(
    not AXE.exists(),
    reason=f"ACCESSIBILITY IS NOT AUDITED: there is no {AXE} (npm install --no-save --prefix .venv/axe axe-core)",
)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing(page: Page, file: Path, width: int, scheme: str) -> None:
    page.open(file, width=width, scheme=scheme)
    _unfolded(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE) == []

"""A page in one file: no script, no request, nothing from outside; the sheet is allowed by its hash alone."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from memfs.render.html_style import STYLE
from memfs.render.html_text import Html, breakable, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HASH: Final = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def page(title: str, *, head: Iterable[str], main: Iterable[str], foot: Iterable[str]) -> str:
    """Return a whole page in English: a header, the main part and a footer."""
    metas = (
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Html(STYLE)),
    )
    body = element("header", *head), element("main", *main), element("footer", *foot)
    document = element("html", element("head", *metas), element("body", *body), lang="en")
    return f"<!doctype html>\n{document}\n"


def section(title: str, *parts: str) -> Html:
    """Make a section with a heading; nothing where it has no parts."""
    return element("section", element("h2", title), *parts) if any(parts) else Html("")


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: frozenset[int] = frozenset(),
    long: frozenset[int] = frozenset(),
) -> Html:
    """Make a table that can be scrolled where it is too wide; the first cell of a row names it.

    `numbers` are the columns that hold numbers, `long` those that hold text that may break. The caption is for those
    who hear the page.
    """
    styles = ["number" if at in numbers else "long" if at in long else "short" for at in range(len(head))]
    titles = [element("th", text, class_=style, scope="col") for text, style in zip(head, styles, strict=True)]
    body = [element("tr", *_cells(row, styles)) for row in rows]
    whole = element("table", element("thead", element("tr", *titles)), element("tbody", *body), aria_label=caption)
    return element("div", whole, class_="wide", tabindex="0", role="region", aria_label=caption)


def _cells(row: Sequence[str], styles: Sequence[str]) -> Iterable[Html]:
    for at, (text, style) in enumerate(zip(row, styles, strict=True)):
        yield element("td", text, class_=style) if at else element("th", text, class_=style, scope="row")


def paths(*names: str) -> Html:
    """Show paths so that they may break where a line ends."""
    return joined(element("code", breakable(name, "/")) for name in names)

"""Judges of what was printed: does anything in it act on the terminal, the log or the page that shows it?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from memfs.core.escape import visible

COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
OURS = re.compile(r"::(?:error|warning) file=[^:,\n]*,line=\d+,col=\d+,title=memfs [a-z-]+::[^\n]*")
TAGS = frozenset(
    """
    html head meta title style body header main footer section article details summary div span p br ul li dl dt dd
    h1 h2 h3 small wbr code strong ins del table thead tbody tr th td svg g rect line path text polyline
    figure figcaption
    """.split()  # noqa: SIM905 - a list of that many lines says no more
)
LOUD = frozenset({"href", "src", "srcset", "action", "formaction", "style", "data", "poster", "background", "ping"})


def raw(text: str) -> list[str]:
    """Return the characters that stand raw and may not."""
    return sorted({repr(text[at]) for at in range(len(text)) if text[at] not in "\n\t" and not _shown(text, at)})


def _shown(text: str, at: int) -> bool:
    if text[at] in "\u200c\u200d":
        return 0 < at < len(text) - 1 and visible(text[at - 1]) and visible(text[at + 1])
    return visible(text[at])


def faults(text: str, form: str = "text") -> list[str]:
    """Say what is wrong with an output of a format."""
    found = [*raw(text), *(word for word in ("Traceback", "internal error") if word in text)]
    lines = [line for line in text.split("\n") if COMMAND.search(line)]
    found += [line[:80] for line in lines if form != "github" or not OURS.fullmatch(line) or "##[" in line]
    return found + (_page_faults(text) if form == "html" else _markdown_faults(text) if form == "markdown" else [])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name in LOUD]

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")


def _page_faults(text: str) -> list[str]:
    page = _Page()
    page.feed(text)
    head = text.partition("</head>")[0]
    return page.found + ([] if "default-src &#x27;none&#x27;" in head else ["no policy"])


FENCE = re.compile(r"^(`{3,})[a-z]*\n.*?\n\1$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
MARKUP = re.compile(r"<(?!/?(?:details|summary)>)|(?<!\\)\]\(|!\[|@\w|https?://|(?<![\w&])#\d")


def _markdown_faults(text: str) -> list[str]:
    """Look at a review's Markdown outside of its code, where nothing of a stranger may stand."""
    rest = SPAN.sub("", FENCE.sub("", text))
    return [rest[max(0, found.start() - 20) : found.end() + 20] for found in MARKUP.finditer(rest)]

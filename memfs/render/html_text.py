"""HTML that escapes by itself: a string is foreign text until an element was made of it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from memfs.core.escape import block

if TYPE_CHECKING:
    from collections.abc import Iterable

VOID = frozenset({"meta", "br", "wbr", "rect", "line", "path"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Html:
    """Return foreign text as markup that shows it; what cannot be seen is written out.

    The signs of a CI log's commands are entities: a page that is printed into a log commands nothing.
    """
    if isinstance(text, Html):
        return text
    return Html(html.escape(block(text)).replace("::", ":&#58;").replace("##", "#&#35;"))


def joined(parts: Iterable[str]) -> Html:
    """Put parts one after the other, escaping what is no markup."""
    return Html("".join(map(escaped, parts)))


def element(tag: str, *children: str, **attributes: str) -> Html:
    """Make an element; `class_` becomes `class`, `aria_label` becomes `aria-label`, values are escaped."""
    given = "".join(f' {name.rstrip("_").replace("_", "-")}="{escaped(str(v))}"' for name, v in attributes.items())
    if tag in VOID:
        return Html(f"<{tag}{given}>" if tag in {"meta", "br", "wbr"} else f"<{tag}{given}/>")
    return Html(f"<{tag}{given}>{joined(children)}</{tag}>")


def breakable(text: str, after: str) -> Html:
    """Return foreign text that may break behind each of a sign, and copies as it is."""
    first, *others = text.split(after)
    return joined([first, *(part for other in others for part in (after, element("wbr"), other))])

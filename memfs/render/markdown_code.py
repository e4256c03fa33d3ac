"""Foreign text as code in Markdown: GitHub and GitLab make nothing of code.

No mention, link, image, reference, emoji, HTML or entity works in it, which no amount of backslashes can say of other
text: `@name` notifies a person wherever it stands outside of code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.core.escape import shortened
from memfs.render.log_text import logged

if TYPE_CHECKING:
    from collections.abc import Iterable

_TICKS = re.compile(r"`+")


def code(text: str, *, limit: int = 200, in_table: bool = False) -> str:
    """Show a text on one line as code, cut to `limit` characters; a cell of a table needs its pipes escaped."""
    shown = shortened(logged(text[: 2 * limit]), limit=limit) or " "
    ticks = "`" * (1 + _longest(shown))
    padded = f" {shown} " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else shown
    return f"{ticks}{padded.replace('|', chr(92) + '|') if in_table else padded}{ticks}"


def code_block(lines: Iterable[str], *, language: str = "") -> str:
    """Show lines as a block of code; they must be escaped, and each must begin with something of ours."""
    shown = "\n".join(lines)
    fence = "`" * max(3, 1 + _longest(shown))
    return f"{fence}{language}\n{shown}\n{fence}"


def _longest(text: str) -> int:
    return max((len(found) for found in _TICKS.findall(text)), default=0)

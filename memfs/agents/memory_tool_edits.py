"""What `str_replace` and `insert` do to a text, in the words of the SDK's own tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import block, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = 50
"""Lines that an ambiguous text is said to stand in."""
REPEATED = 2_000
"""Characters of a text that an answer repeats."""


def replaced(text: str, old: str, new: str, *, path: str) -> tuple[str, int]:
    """Replace the one `old` in a text and return its line too, from 0; raises MemfsError for none or several."""
    count = text.count(old)
    shown = shortened(block(old), limit=REPEATED)
    if count == 0:
        what = f"No replacement was performed, old_str `{shown}` did not appear verbatim in {path}."
        raise MemfsError(what, code="usage")
    if count > 1:
        lines = list(_lines(text, old))
        more = ["and more"] if len(lines) > NAMED else []
        where = ", ".join([*map(str, lines[:NAMED]), *more])
        what = f"No replacement was performed. Multiple occurrences of old_str `{shown}` in lines: {where}."
        raise MemfsError(f"{what} Please ensure it is unique", code="usage")
    at = text.find(old)
    return text[:at] + new + text[at + len(old) :], text.count("\n", 0, at)


def inserted(text: str, words: str, *, line: int) -> str:
    """Return the text with other lines after one of its own, 0 for the beginning; raises MemfsError outside of it."""
    lines = text.removesuffix("\n").split("\n") if text else []
    if not 0 <= line <= len(lines):
        what = f"Invalid `insert_line` parameter: {line}. It should be within the range [0, {len(lines)}]."
        raise MemfsError(what, code="usage")
    lines.insert(line, words.rstrip("\n"))
    return "\n".join(lines) + "\n"


def _lines(text: str, old: str) -> Iterator[int]:
    """Tell the line of each occurrence, at most one more than are named; those that overlap count."""
    at = text.find(old)
    for _ in range(NAMED + 1):
        if at < 0:
            return
        yield text.count("\n", 0, at) + 1
        at = text.find(old, at + 1)

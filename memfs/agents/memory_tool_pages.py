"""What the memory tool shows: a directory's listing and a file's numbered lines, in the words of the SDK's own tool.

Both end where a model's patience does: a note in the last line says how to see the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.memory_tool_paths import told
from memfs.agents.pages import BUDGET
from memfs.core.escape import block
from memfs.core.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

WIDTH = 6
"""Columns that a line's number takes, as in the SDK's tool."""
AROUND = 2
"""Lines shown before and after a change."""

Range = tuple[int, int]


def numbered(lines: Sequence[str], first: int) -> list[str]:
    """Return lines with their numbers, hidden characters written out."""
    return [f"{number:>{WIDTH}}\t{block(line)}" for number, line in enumerate(lines, start=first)]


def file_page(path: str, text: str, shown: Range | None) -> str:
    """Return a file's lines, those of a range where one is asked for."""
    lines, (start, end) = text.split("\n"), shown or (1, -1)
    start = max(1, start)
    wanted = numbered(lines[start - 1 : len(lines) if end == -1 else end], start)
    return f"Here's the content of {path} with line numbers:\n" + _fitting(wanted, start, "lines")


def directory_page(path: str, names: Iterable[str], shown: Range | None, *, size: Callable[[str], int | None]) -> str:
    """Return the files and directories up to two levels deep, of the entries in a range where one is asked for.

    `names` are the paths of files below the directory; `size` tells the bytes of a path below it, None where it is
    gone.
    """
    start, end = shown or (1, -1)
    start = max(1, start)
    sized = [(size(name), name) for name in two_levels(names)]
    lines = [f"{amount(many)}\t{told(f'{path}/{name}')}" for many, name in sized if many is not None]
    wanted = lines[start - 1 : len(lines) if end == -1 else end]
    header = f"Here're the files and directories up to 2 levels deep in {path}, excluding hidden items:"
    rest = [_fitting(wanted, start, "entries")] if wanted else []
    return "\n".join([header, f"{amount(size('') or 0)}\t{path}", *rest])


def two_levels(names: Iterable[str]) -> list[str]:
    """List what a directory of these files shows two levels deep: directories end in a slash, dotted names are out."""
    found: dict[str, set[str]] = {}
    for name in names:
        first, _, rest = name.partition("/")
        second, slash, _ = rest.partition("/")
        inner = found.setdefault(first, set())
        if rest:
            inner.add(second + slash)
    return [entry for first in sorted(found) if not first.startswith(".") for entry in _level(first, found[first])]


def _level(first: str, inner: set[str]) -> list[str]:
    if not inner:
        return [first]
    seen = [name for name in inner if not name.startswith(".")]
    return [f"{first}/", *(f"{first}/{name}" for name in sorted(seen, key=lambda name: name.removesuffix("/")))]


def amount(size: int) -> str:
    """Write a number of bytes as the SDK's tool does: `0B`, `1.5K`."""
    if size == 0:
        return "0B"
    step = min((size.bit_length() - 1) // 10, 3)
    many = size / 1024**step
    return f"{int(many)}{'BKMG'[step]}" if many == int(many) else f"{many:.1f}{'BKMG'[step]}"


def snippet(text: str, line: int) -> str:
    """Return the lines around a changed one, counted from 0."""
    lines, start = text.split("\n"), max(0, line - AROUND)
    return "\n".join(numbered(lines[start : line + AROUND + 1], start + 1))


def _fitting(lines: Sequence[str], start: int, what: str) -> str:
    """Return as many lines as an answer has room for, the first in any case, and say what is missing."""
    left, kept = BUDGET, 0
    for line in lines:
        left -= tokens(line.encode("utf-8", "surrogatepass")) + 1
        if kept and left < 0:
            break
        kept += 1
    more = len(lines) - kept
    rest = [f"({more} more {what} are not shown; go on with view_range [{start + kept}, -1])"] if more else []
    return "\n".join([*lines[:kept], *rest])

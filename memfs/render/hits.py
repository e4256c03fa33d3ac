"""What a recall found, as JSON lines for programs and as short entries for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import shortened
from memfs.render.log_text import logged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memfs.core.model import JSON
    from memfs.core.search.reason import Reason

WIDTH = 160


def hit_lines(
    key: str, record: Mapping[str, JSON], facets: Sequence[str], *, excerpt: str | None = None
) -> Iterator[str]:
    """Write a record's key with what classifies and dates it, and below that the start of its content.

    An excerpt stands instead of that.
    """
    said = [f"{name}={record[name]}" for name in facets if name in record]
    said += [str(record[name]) for name in ("created",) if name in record]
    tags = record.get("tags")
    said += [f"#{tag}" for tag in tags] if isinstance(tags, list) else []
    yield logged("  ".join([key, *said]))
    content = record.get("content")
    if excerpt is not None:
        yield f"    {logged(excerpt)}"
    elif isinstance(content, str):
        yield f"    {shortened(logged(' '.join(content.split())), limit=WIDTH)}"


def reason_line(score: float, reasons: Sequence[Reason]) -> str:
    """Write what a score is the sum of; the thousandths that are shown add up too."""
    shown: list[str] = []
    total = before = 0.0
    for reason in reasons:
        total += reason.score
        shown.append(f"{' + '.join(reason.words)} {round(total, 3) - round(before, 3):.3f}{_source(reason)}")
        before = total
    return logged(f"    {score:.3f} = {', '.join(shown)}")


def reason_data(reason: Reason) -> dict[str, JSON]:
    """Return a part of a score as data."""
    return {
        "what": reason.what,
        "words": list(reason.words),
        "score": reason.score,
        "neighbour": reason.neighbour,
        "steps": reason.steps,
    }


def _source(reason: Reason) -> str:
    """Say where a word stands that is not in the best paragraph of the record itself."""
    if reason.what != "word":
        return " (near one another)" if reason.what == "pair" else " (name)"
    if not reason.steps:
        return ""
    distance = f"{abs(reason.steps)} {'before' if reason.steps < 0 else 'after'}"
    return f" (in {reason.neighbour}, {distance})" if reason.neighbour else f" (paragraph {distance})"

"""What a recall found, as JSON lines for programs and as short entries for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memfs.core.model import JSON

WIDTH = 160


def hit_lines(key: str, record: Mapping[str, JSON], facets: Sequence[str]) -> Iterator[str]:
    """Write a record's key with what classifies and dates it, and below that the start of its content."""
    said = [f"{name}={record[name]}" for name in facets if name in record]
    said += [str(record[name]) for name in ("created",) if name in record]
    tags = record.get("tags")
    said += [f"#{tag}" for tag in tags] if isinstance(tags, list) else []
    yield printable("  ".join([key, *said]))
    content = record.get("content")
    if isinstance(content, str):
        yield f"    {shortened(printable(' '.join(content.split())), limit=WIDTH)}"

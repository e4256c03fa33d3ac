"""Passages: the pieces in which a record is searched. A long record is several, so that its length is no advantage.

The number of a passage carries what ranking needs of it: whose it is, which one, and how long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.core.search.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

LONG = 1_200
"""Characters above which a text is taken apart at its paragraphs."""

LEAST = 400
"""Characters that a passage has at least, so that lists of short lines are not torn into single ones."""

BITS = 6
MOST = 1 << BITS
"""Passages of a record, and lengths that are told apart."""

STEP = 4
"""Words between one length and the next."""

_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_BESIDE = ("created", "session", "metadata", "tags")


def passages_of(record: Mapping[str, JSON], kind: Kind) -> list[str]:
    """Return the texts in which a record is searched: its key and tags with each part of what it says.

    What it says is its content; where a team's kind has none, all its texts but facets.
    """
    content = record.get("content")
    fields = (value for name, value in record.items() if name not in {kind.key, *kind.facets, *_BESIDE})
    text = content if isinstance(content, str) else "\n\n".join(said for value in fields for said in _texts(value))
    head = "\n".join([*_texts(record.get(kind.key)), *_texts(record.get("tags"))])
    return [f"{head}\n{part}" for part in parts_of(text)]


def parts_of(text: str) -> list[str]:
    """Take a long text apart at its paragraphs, short ones together; at most 64 parts."""
    if len(text) <= LONG:
        return [text]
    least = max(LEAST, len(text) // (MOST - 2))
    parts: list[str] = []
    for paragraph in _GAP.split(text):
        if parts and len(parts[-1]) < least:
            parts[-1] = f"{parts[-1]}\n\n{paragraph}"
        else:
            parts.append(paragraph)
    return parts


def numbered(page: int, texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each passage of a page, and its words."""
    for at, text in enumerate(texts):
        words = words_of(text)
        yield ((page << BITS | at) << BITS) | min(len(words) // STEP, MOST - 1), words


def page_of(passage: int) -> int:
    """Return the page of a passage."""
    return passage >> 2 * BITS


def part_of(passage: int) -> int:
    """Return which part of its page a passage is."""
    return passage >> BITS & MOST - 1


def length_of(passage: int) -> int:
    """Return the length of a passage, in steps; none has no length."""
    return (passage & MOST - 1) + 1


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        yield from (text for item in value for text in _texts(item))

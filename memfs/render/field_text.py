"""What changed in a field as plain lines, for terminals and logs: what is foreign in them is escaped."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from memfs.render.field_lines import cut, field_lines, short_list
from memfs.render.log_text import logged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.review import FieldChange


def text_lines(fields: Iterable[FieldChange], *, signed: bool, limit: int) -> Iterator[str]:
    """Write each field's name and what it says; runs of text longer than `limit` are cut.

    Signs tell what came and what went. Lines of a text begin with `*` for its first and `|` for the others, so that
    none begins with foreign text.
    """
    lines = (cut(line, limit=limit) for line in field_lines(fields))
    for (sign, place), group in groupby(lines, key=lambda line: (line.sign, line.place)):
        texts = [line.text for line in group]
        named = f"{f'{sign} ' if signed else ''}{logged(place)}:"
        if short_list(texts):
            yield f"{named} {logged(', '.join(texts))}"
        else:
            yield named
            yield from (f"  {bar} {logged(part)}" for text in texts for bar, part in _barred(text))


def _barred(text: str) -> Iterator[tuple[str, str]]:
    first, *more = text.split("\n")
    yield "*", first
    yield from (("|", part) for part in more)

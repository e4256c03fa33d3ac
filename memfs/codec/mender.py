"""Mend what has one right answer in a text that the profile refuses, and leave the rest to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec.cuts import Cuts
from memfs.codec.editor import edit
from memfs.codec.events import events, span
from memfs.codec.reader import read
from memfs.codec.scalars import is_ambiguous, is_text
from memfs.codec.source import ProfileError, decoded
from memfs.codec.strings import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import ScalarEvent


def mend(data: bytes) -> bytes:
    """Return the bytes with line feeds at line ends and at the end, no byte order mark, and doubtful text in quotes.

    Quoted are plain values that readers do not take alike (`no`, `2025-01-01`) and plain keys that are no text (`1`).
    What is right already comes back as it is. The result may still be refused, for another reason. Raise ProfileError
    where the text is no YAML at all.
    """
    text = decoded(data)
    cuts = Cuts(text)
    for event, is_key in _plain(text):
        if is_ambiguous(event.value) or (is_key and event.value and not is_text(event.value)):
            cuts.cut(*span(event), one_line(event.value, style="'"))
    mended = cuts.applied().encode()
    if mended.endswith(b"\n"):
        return mended
    try:  # the line feed must not become part of a block that ends the file
        return edit(mended, read(mended))
    except ProfileError:
        return mended + b"\n"


def _plain(text: str) -> Iterator[tuple[ScalarEvent, bool]]:
    """Yield each plain scalar and whether it is a key; those with anchors or tags are left alone."""
    from yaml.events import CollectionEndEvent, CollectionStartEvent, MappingStartEvent, NodeEvent, ScalarEvent

    keys: list[bool | None] = [None]  # of each open collection, whether a key comes next; None in a list
    for event in events(text):
        if isinstance(event, CollectionEndEvent):
            keys.pop()
        if not isinstance(event, NodeEvent):
            continue
        is_key = bool(keys[-1])
        keys[-1] = None if keys[-1] is None else not is_key
        if isinstance(event, CollectionStartEvent):
            keys.append(True if isinstance(event, MappingStartEvent) else None)
        elif isinstance(event, ScalarEvent) and not event.style and event.anchor is None and event.tag is None:
            yield event, is_key

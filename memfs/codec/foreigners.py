"""YAML of other systems, read as the text that stands there.

Every plain scalar is text: `no`, `007`, `1e3` and `12:30:45` arrive as they were written, whatever a YAML version
makes of them. Anchors, aliases, tags, directives and duplicate keys are refused as in a record, sizes are larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memfs.codec.events import comments, events, place, refusal
from memfs.codec.limits import MAX_DEPTH
from memfs.codec.source import ProfileError, decoded
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yaml.events import Event, ScalarEvent

    from memfs.core.model import JSON

FOREIGN_BYTES = 4 * 1024 * 1024
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Said:
    """A value as the file says it: text, a list or a mapping of such values; the place counts from 1."""

    value: str | list[Said] | dict[str, Said]
    line: int
    column: int
    plain: bool = False

    @property
    def is_null(self) -> bool:
        """Tell whether every reader takes it for nothing; the text is there all the same."""
        return self.plain and self.value in _NULLS

    def bare(self) -> JSON:
        """Return the value without its places."""
        if isinstance(self.value, list):
            return [item.bare() for item in self.value]
        if isinstance(self.value, dict):
            return {name: item.bare() for name, item in self.value.items()}
        return self.value


def foreign(data: bytes) -> tuple[Said, tuple[tuple[int, str], ...]]:
    """Read a document of another system, and its comments with their lines; raise ProfileError."""
    text = decoded(data, limit=FOREIGN_BYTES)
    builder = _Builder()
    for event in events(text):
        _TAKE[type(event).__name__](builder, event)
    if not builder.documents:
        raise ProfileError("the file is empty", 1, 1)
    found = tuple((text.count("\n", 0, at) + 1, comment) for at, comment in comments(text))
    return builder.documents[0], found


class _Builder:
    """The values so far: the collections that are open, and the key that waits in each mapping."""

    __slots__ = ("documents", "keys", "opened")

    def __init__(self) -> None:
        self.documents: list[Said] = []
        self.opened: list[Said] = []
        self.keys: list[str | None] = []

    def take(self, event: ScalarEvent) -> None:
        _refuse_properties(event)
        line, column = place(event)
        said = Said(event.value, line + 1, column + 1, plain=not event.style)
        if self.opened and isinstance(self.opened[-1].value, dict) and self.keys[-1] is None:
            self.name(event)
        else:
            self.put(said, event)

    def name(self, event: ScalarEvent) -> None:
        mapping = self.opened[-1].value
        if event.value in mapping:
            raise refusal(event, f"the key {quoted(event.value)} stands twice in one mapping; keep one")
        self.keys[-1] = event.value

    def put(self, said: Said, event: Event) -> None:
        if not self.opened:
            self.documents.append(said)
            return
        holder = self.opened[-1].value
        if isinstance(holder, list):
            holder.append(said)
        elif isinstance(holder, dict):
            key = self.keys[-1]
            if key is None:
                raise refusal(event, "a key is text, not a list or a mapping")
            holder[key] = said
            self.keys[-1] = None

    def mapping(self, event: Event) -> None:
        self.open({}, event)

    def sequence(self, event: Event) -> None:
        self.open([], event)

    def open(self, value: list[Said] | dict[str, Said], event: Event) -> None:
        _refuse_properties(event)
        if len(self.opened) == MAX_DEPTH:
            raise refusal(event, f"lists and mappings are nested deeper than {MAX_DEPTH} levels")
        line, column = place(event)
        said = Said(value, line + 1, column + 1)
        self.put(said, event)
        self.opened.append(said)
        self.keys.append(None)

    def close(self, _event: Event) -> None:
        self.opened.pop()
        self.keys.pop()

    def document(self, event: Event) -> None:
        if self.documents:
            raise refusal(event, "a second document begins here; one file holds one")
        if getattr(event, "version", None) is not None or getattr(event, "tags", None):
            raise ProfileError("directives are not allowed; remove the line that starts with '%'", 1, 1)

    def alias(self, event: Event) -> None:
        raise refusal(event, "aliases are not allowed; write out what they stand for")

    def skip(self, event: Event) -> None:
        """Stream and document ends say nothing."""


_TAKE: Mapping[str, Callable[[_Builder, Any], None]] = {
    "ScalarEvent": _Builder.take,
    "MappingStartEvent": _Builder.mapping,
    "SequenceStartEvent": _Builder.sequence,
    "MappingEndEvent": _Builder.close,
    "SequenceEndEvent": _Builder.close,
    "DocumentStartEvent": _Builder.document,
    "AliasEvent": _Builder.alias,
    "StreamStartEvent": _Builder.skip,
    "StreamEndEvent": _Builder.skip,
    "DocumentEndEvent": _Builder.skip,
}


def _refuse_properties(event: Event) -> None:
    if getattr(event, "anchor", None) is not None:
        raise refusal(event, "anchors are not allowed; quote the value where it is meant as text")
    if getattr(event, "tag", None) is not None:
        raise refusal(event, "tags are not allowed; quote the value where it is meant as text")

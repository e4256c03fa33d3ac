"""The door to libyaml: its events, their places, and the text that lies between the scalars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.codec.source import ProfileError, located
from memfs.codec.words import not_yaml
from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

_COMMENT = re.compile(r"#[^\n]*")
_BLOCK = frozenset("|>")
_WITH_LIBYAML = "pip install --force-reinstall --only-binary :all: PyYAML"


def events(text: str) -> Iterator[Event]:
    """Yield libyaml's events of a text; raise ProfileError where it is not YAML."""
    from yaml.error import YAMLError

    try:
        from yaml._yaml import CParser
    except ImportError:
        raise MemfsError("PyYAML was built without libyaml", code="environment", hint=_WITH_LIBYAML) from None
    try:
        yield from iter(CParser(text).get_event, None)
    except YAMLError as error:
        raise not_yaml(error, text) from None


def place(event: Event) -> tuple[int, int]:
    """Return the line and column, from 0, where an event starts."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def span(event: Event) -> tuple[int, int]:
    """Return where an event starts and ends, as indices into the text."""
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0, end.index if end else 0)


def refusal(event: Event, message: str) -> ProfileError:
    """Place a sentence where an event starts."""
    line, column = place(event)
    return ProfileError(message, line + 1, column + 1)


def gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans outside the scalars; the line of `|` or `>` is outside, the block below it is not."""
    last = 0
    for start, end, _ in scalars(text):
        yield last, start
        last = end
    yield last, len(text)


def scalars(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the span of each scalar's text with its style, "" for plain; of a block only what is below its head."""
    from yaml.events import ScalarEvent

    for event in events(text):
        if isinstance(event, ScalarEvent):
            start, end = span(event)
            below = text.find("\n", start, end) if event.style in _BLOCK else start
            yield below if below >= 0 else end, end, event.style or ""


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield each comment with the index of its `#`."""
    for start, end in gaps(text):
        for found in _COMMENT.finditer(text, start, end):
            yield found.start(), found.group()


def refuse_tabs(text: str) -> None:
    """Allow a tab in quotes, blocks and comments alone: PyYAML's own parser and ruamel take it nowhere else."""
    last = 0
    for start, end, style in [*scalars(text), (len(text), len(text), "'")]:
        between = _COMMENT.sub(lambda found: " " * len(found.group()), text[last:start])
        if "\t" in between:
            raise located(text, last + between.index("\t"), "a tab stands between keys and values; use spaces")
        if not style and "\t" in text[start:end]:
            raise located(text, text.index("\t", start), "a tab stands in text without quotes; quote it")
        last = end

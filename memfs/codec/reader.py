"""The strict reader: one pass over libyaml's events gives the data or says what the profile does not allow.

Events are taken one by one and the open collections stand in a list: nothing recurses, so depth costs nothing and is
refused when the ninth level opens. Composing in C instead ends the process on deep input.

A few texts that libyaml reads are refused because PyYAML's own parser or ruamel.yaml cannot: tabs outside quotes and
blocks, `?` in plain text inside brackets, `["a":b]`, `|#comment`, spaces in blank lines that lead a block. Others are
refused because YAML 1.2 says something else: `{?a: b}`, `"a"#comment`, and spaces where the last line feed should be.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from memfs.codec.events import events, refusal, refuse_tabs, span
from memfs.codec.limits import MAX_DEPTH, MAX_KEY, MAX_NODES
from memfs.codec.plainest import plainest
from memfs.codec.scalars import resolve
from memfs.codec.source import ProfileError, decoded, located
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.events import AliasEvent, CollectionStartEvent, DocumentStartEvent, Event, ScalarEvent

    from memfs.codec.tree import Path

_BLOCK, _QUOTES = frozenset("|>"), frozenset("'\"")
_PORTABLE_BLOCK = re.compile(r"[|>][-+0-9]*(?: +#[^\n]*| *)(?:\Z|\n(?!\n* +(?:\n|\Z)))")


def read(data: bytes) -> dict[str, Any]:
    """Read a record's bytes as strict YAML; raise ProfileError, and nothing else, for what the profile refuses."""
    text = decoded(data)
    return plainest(text) or parsed(text)


def parsed(text: str) -> dict[str, Any]:
    """Read a text by libyaml's events; raise ProfileError for what the profile refuses."""
    builder = _Builder(text)
    for event in events(text):
        _TAKE[type(event).__name__](builder, event)
    if "\t" in text:
        refuse_tabs(text)
    return builder.finished()


def positions(data: bytes) -> dict[Path, tuple[int, int]]:
    """Return the line and column, from 1, of each key and item by its path; () is the record itself.

    It is called only to explain a refusal, so `read` does not pay for it; it raises what `read` raises.
    """
    from memfs.codec.tree import parse, places

    read(data)
    return dict(places(parse(decoded(data))))


class _Builder:
    """The data so far: the collections that are open, the innermost one, and its key that waits for a value."""

    __slots__ = ("accented", "documents", "flow", "here", "key", "nodes", "opened", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.documents: list[Any] = []
        self.here: Any = self.documents
        self.flow = False
        self.opened: list[tuple[Any, bool]] = []
        self.key: str | None = None
        self.nodes = 0
        self.accented: list[tuple[dict[str, Any], str, Event]] = []

    def scalar(self, event: ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self.property(event)
        value = self.styled(event) if event.style else self.plain(event)  # libyaml says plain as "", PyYAML as None
        if self.key is None and type(self.here) is dict:
            self.key = self.name(value, event)
        else:
            self.place(value, event)

    def styled(self, event: ScalarEvent) -> str:
        if event.style in _BLOCK and not _PORTABLE_BLOCK.match(self.text, span(event)[0]):
            raise refusal(event, "after '|' or '>' comes a line end or ' #', and blank lines before the text are empty")
        if event.style in _QUOTES:
            self.demand_space(event)
        text: str = event.value
        return text

    def demand_space(self, event: Event) -> None:
        end = span(event)[1]
        if self.text.startswith("#", end):
            raise located(self.text, end, "a space is missing before the comment")

    def plain(self, event: ScalarEvent) -> bool | float | str | None:
        if self.flow and "?" in event.value:
            raise refusal(event, f"inside brackets and braces quote text with a question mark: {quoted(event.value)}")
        try:
            return resolve(event.value)
        except ValueError as error:
            raise refusal(event, str(error)) from None

    def name(self, key: object, event: ScalarEvent) -> str:
        if type(key) is not str:
            raise refusal(event, f"a key is text; quote it: {quoted(event.value)}")
        if key in self.here:
            raise refusal(event, f"the key {quoted(key)} stands twice in one mapping; keep one")
        if len(key) > MAX_KEY:
            raise refusal(event, f"a key has at most {MAX_KEY:,} characters; this one has {len(key):,}")
        if self.flow and self.text.startswith("?", span(event)[0] - 1):
            raise refusal(event, f"inside braces quote text with a question mark: {quoted('?' + key)}")
        if not key.isascii():
            self.accented.append((self.here, key, event))
        self.nodes += 1
        return key

    def place(self, value: object, event: Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise refusal(event, f"more than {MAX_NODES:,} keys and values; split the record")
        if self.key is not None:
            self.here[self.key] = value
            self.key = None
            return
        if self.here is self.documents and type(value) is not dict:
            raise refusal(event, self.rootless(event))
        self.here.append(value)

    def rootless(self, event: Event) -> str:
        start, end = span(event)
        if end - start > MAX_KEY and self.text.startswith(":", end):
            return f"a key has at most {MAX_KEY:,} characters"
        return "the file holds no mapping; write 'key: value' lines"

    def mapping(self, event: CollectionStartEvent) -> None:
        if self.flow and type(self.here) is list and self.text[span(event)[0]] != "{":
            raise refusal(event, "a key inside brackets needs braces: [{key: value}]")
        self.open({}, event)

    def sequence(self, event: CollectionStartEvent) -> None:
        self.open([], event)

    def open(self, collection: object, event: CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self.property(event)
        if self.key is None and type(self.here) is dict:
            raise refusal(event, "a key is text, not a list or a mapping; quote it")
        if len(self.opened) == MAX_DEPTH:
            raise refusal(event, f"lists and mappings are nested deeper than {MAX_DEPTH} levels")
        self.place(collection, event)
        self.opened.append((self.here, self.flow))
        self.here, self.flow = collection, bool(event.flow_style)

    def close(self, event: Event) -> None:
        if self.flow:
            self.demand_space(event)
        self.here, self.flow = self.opened.pop()

    def document(self, event: DocumentStartEvent) -> None:
        if self.documents:
            raise refusal(event, "a second document begins here; one file holds one mapping")
        if event.version is not None or event.tags:
            raise ProfileError("directives are not allowed; remove the line that starts with '%'", 1, 1)

    def skip(self, event: Event) -> None:
        """Stream and document ends say nothing."""

    def alias(self, event: AliasEvent) -> None:
        name = quoted("*" + str(event.anchor))
        raise refusal(event, f"aliases are not allowed; write out what {name} stands for, or quote it")

    def property(self, event: ScalarEvent | CollectionStartEvent) -> ProfileError:
        start = span(event)[0]
        what = "anchors" if event.anchor is not None and self.text[start] == "&" else "tags"
        token = self.text[start : start + MAX_KEY].split(maxsplit=1)[0]
        return refusal(event, f"{what} are not allowed; remove {quoted(token)}, or quote the value")

    def finished(self) -> dict[str, Any]:
        if not self.documents:
            raise ProfileError("the file is empty; a record is a mapping of 'key: value' lines", 1, 1)
        if self.accented:
            _refuse_twins(self.accented)
        root: dict[str, Any] = self.documents[0]
        return root


_TAKE: dict[str, Callable[[_Builder, Any], None]] = {
    "ScalarEvent": _Builder.scalar,
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


def _refuse_twins(accented: list[tuple[dict[str, Any], str, Event]]) -> None:
    """Refuse keys of one mapping that are one text to a person, spelled with other code points."""
    forms: dict[int, Counter[str]] = {}
    for mapping, key, event in accented:
        spelled = forms.setdefault(id(mapping), Counter())
        if not spelled:
            spelled.update(normalize("NFC", name) for name in mapping)
        if spelled[normalize("NFC", key)] > 1:
            raise refusal(event, f"the key {quoted(key)} stands twice in one mapping, in two spellings of its accents")

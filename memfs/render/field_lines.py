"""What changed in a field as lines of words, the same for every format: a sign, the place, the text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.core.escape import shortened
from memfs.core.wording import ADDED, KEPT, REMOVED, Segment, difference, elided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.model import JSON
    from memfs.core.review import FieldChange

CHANGED = "~"
SHORT = 80


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One leaf of a field that was added (`+`), removed (`-`) or changed (`~`); `place` is its dotted name.

    Nothing is escaped: `place` and the segments are foreign text. Only the segments of a changed one have signs.
    """

    sign: str
    place: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Return the words with `[-...-]` around what went and `{+...+}` around what came."""
        return "".join(map(_marked, self.segments))


def field_lines(fields: Iterable[FieldChange]) -> list[FieldLine]:
    """Describe changed fields in order, whole."""
    return [line for field in fields for line in _lines(field.name, field.old, field.new)]


def cut(line: FieldLine, *, limit: int) -> FieldLine:
    """Cut each run of text longer than `limit` characters, and say by how much."""
    return replace(line, segments=tuple(_cut(segment, limit) for segment in line.segments))


def short_list(texts: Sequence[str]) -> bool:
    """Tell whether texts can stand on one line with commas between them: one of one line, or several short ones."""
    if any("\n" in text for text in texts):
        return False
    return len(texts) == 1 or (sum(map(len, texts)) <= SHORT and not any("," in text for text in texts))


def _marked(segment: Segment) -> str:
    marks = {REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return marks[segment.sign].format(segment.text) if segment.sign in marks else segment.text


def _cut(segment: Segment, limit: int) -> Segment:
    text = segment.text
    if len(text) <= limit:
        return segment
    return replace(segment, text=f"{shortened(text, limit=limit)} ({len(text) - limit + 1:,} more characters)")


def _lines(place: str, old: JSON, new: JSON) -> Iterator[FieldLine]:
    if isinstance(old, str) and isinstance(new, str):
        yield FieldLine(CHANGED, place, elided(difference(old, new)))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(place, old, new)
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        yield from _lists(place, old, new)
    else:
        yield from _leaves(REMOVED, place, old)
        yield from _leaves(ADDED, place, new)


def _mappings(place: str, old: Mapping[str, JSON], new: Mapping[str, JSON]) -> Iterator[FieldLine]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if name not in old or name not in new or _json(before) != _json(after):
            yield from _lines(f"{place}.{name}", before, after)


def _lists(place: str, old: Sequence[JSON], new: Sequence[JSON]) -> Iterator[FieldLine]:
    gone, come = _without(old, new), _without(new, old)
    named = {_name(item): item for item in come if _name(item)}
    for item in gone:
        successor = named.pop(_name(item), None) if _name(item) else None
        if successor is None:
            yield from _leaves(REMOVED, place, item)
        else:
            come.remove(successor)
            yield from _lines(f"{place}.{_name(item)}", item, successor)
    for item in come:
        yield from _leaves(ADDED, place, item)
    if not gone and not come and list(map(_json, old)) != list(map(_json, new)):
        yield FieldLine(CHANGED, place, (Segment(KEPT, "the same items in another order"),))


def _without(items: Sequence[JSON], others: Sequence[JSON]) -> list[JSON]:
    """Return the items that the other list does not have, each as often as it has it less."""
    counts: dict[str, int] = {}
    for other in others:
        counts[_json(other)] = counts.get(_json(other), 0) + 1
    rest = []
    for item in items:
        text = _json(item)
        counts[text] = counts.get(text, 0) - 1
        if counts[text] < 0:
            rest.append(item)
    return rest


def _name(item: JSON) -> str:
    """Return what an item that is a mapping calls itself: the text of its first field."""
    first = next(iter(item.values()), None) if isinstance(item, Mapping) else None
    return first if isinstance(first, str) else ""


def _leaves(sign: str, place: str, value: JSON) -> Iterator[FieldLine]:
    if value is None:
        return
    if isinstance(value, Mapping) and value:
        for name, item in value.items():
            yield from _leaves(sign, f"{place}.{name}", item)
    elif isinstance(value, (list, tuple)) and value:
        for item in value:
            yield from _leaves(sign, place, item)
    else:
        text = value if isinstance(value, str) else _json(value)
        yield FieldLine(sign, place, (Segment(KEPT, text),))


def _json(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)

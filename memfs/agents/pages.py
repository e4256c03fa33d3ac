"""Pages: as much of an answer as its budget of tokens allows, and a cursor that continues it.

A record that is too large for a page alone is shown in part: its texts, lists and mappings are cut into pieces, and
the next page goes on with the piece behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import block, printable, quoted, shortened
from memfs.core.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.model import JSON

BUDGET = 8_000
"""Tokens that one answer may cost, by the estimate of `core.tokens`."""
PIECE = 2_000
"""Characters of a text that is cut into pieces."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an answer: `name` for the cursor, `around` what is always shown, `body` what may be cut."""

    name: str
    around: Mapping[str, JSON]
    body: Mapping[str, JSON]
    slot: str = "record"

    def shown(self, body: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return the entry with this much of its body, hidden characters written out."""
        return {**cleaned(self.around), self.slot: cleaned(body)}


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an answer, from the entry numbered `start`; `left_out` and `cursor` are None where it is the last."""

    start: int
    items: tuple[Mapping[str, JSON], ...]
    left_out: str | None = None
    cursor: str | None = None


def cleaned(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a mapping with the hidden characters of all its texts written out."""
    return {printable(name): clean(item) for name, item in value.items()}


def clean(value: JSON) -> JSON:
    """Return a value with the hidden characters of its texts written out."""
    if isinstance(value, str):
        return block(value)
    if isinstance(value, Mapping):
        return cleaned(value)
    return [clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def cost(value: JSON) -> int:
    """Estimate the tokens of a value as it is sent."""
    return tokens(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def paged(items: Sequence[Item], *, cursor: str | None, limit: int | None = None, budget: int = BUDGET) -> Page:
    """Return the page that a cursor asks for; raises MemfsError `usage` for a cursor that no answer gave."""
    start, part = _position(items, cursor)
    shown: list[Mapping[str, JSON]] = []
    left = budget
    for index in range(start, min(len(items), start + (limit or len(items)))):
        body = _rest(items[index].body, part if index == start else 0)
        entry = items[index].shown(body)
        spent = cost(entry)
        if spent > left:
            if shown:
                break
            return _cut(items, index, part, budget=budget)
        shown.append(entry)
        left -= spent
    return _page(items, shown, start)


def _page(items: Sequence[Item], shown: list[Mapping[str, JSON]], start: int) -> Page:
    after = start + len(shown)
    if after >= len(items):
        return Page(start, tuple(shown))
    words = f"{len(items) - after} of {len(items)} are left out; call again with this cursor to go on"
    return Page(start, tuple(shown), words, _cursor(after, 0, items[after]))


def _cut(items: Sequence[Item], index: int, part: int, *, budget: int) -> Page:
    """Show as many pieces of one entry as fit, at least one."""
    item = items[index]
    pieces = list(_pieces(item.body))[part:]
    count = _fitting(pieces, budget - cost(item.around))
    entry = item.shown(_assembled(pieces[:count]))
    short = cost(entry) > budget
    if short:
        entry = item.shown({name: _shortened(piece, budget) for name, piece in pieces[:count]})
    what = f"{quoted(item.name)} is shown in part" + (", one value of it cut short" if short else "")
    if count < len(pieces):
        words = f"{what}; call again with this cursor to go on"
        return Page(index, (entry,), words, _cursor(index, part + count, item))
    page = _page(items, [entry], index)
    return page if page.left_out or not short else replace(page, left_out=what)


def _fitting(pieces: Sequence[tuple[str, JSON]], budget: int) -> int:
    """Count the pieces that fit, at least one."""
    left = budget
    for count, (name, piece) in enumerate(pieces):
        left -= cost({name: clean(piece)})
        if left < 0:
            return max(count, 1)
    return len(pieces)


def _rest(body: Mapping[str, JSON], part: int) -> Mapping[str, JSON]:
    return _assembled(list(_pieces(body))[part:]) if part else body


def _assembled(pieces: Sequence[tuple[str, JSON]]) -> dict[str, JSON]:
    body: dict[str, JSON] = {}
    for name, piece in pieces:
        body[name] = _joined(body[name], piece) if name in body else piece
    return body


def _pieces(body: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
    for name, value in body.items():
        if isinstance(value, str) and value:
            yield from ((name, value[at : at + PIECE]) for at in range(0, len(value), PIECE))
        elif isinstance(value, (list, tuple)) and value:
            yield from ((name, [item]) for item in value)
        elif isinstance(value, Mapping) and value:
            yield from ((name, {key: item}) for key, item in value.items())
        else:
            yield name, value


def _joined(old: JSON, piece: JSON) -> JSON:
    if isinstance(old, str) and isinstance(piece, str):
        return old + piece
    if isinstance(old, Mapping) and isinstance(piece, Mapping):
        return {**old, **piece}
    return [*old, *piece] if isinstance(old, (list, tuple)) and isinstance(piece, (list, tuple)) else piece


def _shortened(value: JSON, budget: int) -> JSON:
    """Cut one piece that is larger than a page: the end of it can be read by other means alone."""
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shortened(words, limit=budget)


def _cursor(index: int, part: int, item: Item) -> str:
    return f"{index}:{part}:{printable(item.name)}"


def _position(items: Sequence[Item], cursor: str | None) -> tuple[int, int]:
    """Find the place again: by the name of the entry, since others may have been written since."""
    if cursor is None:
        return 0, 0
    number, part, name = (*cursor.split(":", 2), "", "", "")[:3]
    if not (_is_count(number) and _is_count(part) and name):
        raise MemfsError(f"{quoted(cursor)} is no cursor; take one from an answer, or none to begin", code="usage")
    index = next((at for at, item in enumerate(items) if printable(item.name) == name), int(number))
    return (index, int(part)) if index < len(items) else (len(items), 0)


def _is_count(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) < 10

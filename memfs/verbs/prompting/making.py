"""Prompt: what a store holds as Markdown for a model, the weightiest first and never above a budget."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.errors import InvalidError
from memfs.render import prompt_document, prompt_passage, value_text
from memfs.repository import changes_since, ground_of
from memfs.verbs.prompting.stock import Choice, stock_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.prompting.counting import Counter as TokenCounter
    from memfs.verbs.prompting.stock import Candidate, Stock
    from memfs.verbs.view import View

BUDGET = 8_000
"""Tokens that a prompt takes at most where nobody says otherwise."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=T)")

LEAST = 16
"""Tokens that the shortest record takes with its source; where less is left, none is looked for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One record of a prompt: under which title it stands, what it is, and its text with what that costs."""

    title: str
    kind: str
    key: str
    path: str
    blob: str
    text: str
    cost: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that keeps its budget: what is shown, in order, and how many records of each kind are left out.

    `missing` are pinned records that are not there; `unreadable` counts what cannot be read.
    """

    text: str
    tokens: int
    counter: str
    shown: tuple[Passage, ...]
    left_out: Mapping[str, int]
    missing: tuple[str, ...]
    unreadable: int


def make_prompt(view: View, choice: Choice, counter: TokenCounter, *, budget: int = BUDGET) -> Prompt:
    """Fill a budget with what matters most, and say at the end what was left out.

    The same records under the same choice give the same text. Raises InvalidError where not even the words around
    the records fit, and as `stock_of`.
    """
    stock = stock_of(view, choice, most=budget // LEAST + 1)
    writing = _Writing(stock, f"{_place(view)}, within {budget:,} tokens ({counter.name})", view)
    shown = _fitting(stock, counter, room=budget - counter.count(writing.document(())))
    text = writing.document(shown)
    while shown and counter.count(text) > budget:
        shown.pop()
        text = writing.document(shown)
    needed = counter.count(text)
    if needed > budget:
        what = f"a budget of {budget} tokens holds no prompt: without any record one takes {needed}"
        raise InvalidError(what, hint=f"memfs prompt --budget {BUDGET}")
    left = writing.left_out(shown)
    return Prompt(text, needed, counter.name, tuple(shown), left, stock.missing, stock.unreadable)


def _fitting(stock: Stock, counter: TokenCounter, *, room: int) -> list[Passage]:
    """Take every record that still fits, the weightiest first; a long one does not keep shorter ones out."""
    shown: list[Passage] = []
    titles: set[str] = set()
    for candidate in stock.candidates:
        if room < LEAST:
            break
        passage = _passage(candidate, counter, is_first=candidate.title not in titles)
        if passage.cost <= room:
            shown.append(passage)
            titles.add(passage.title)
            room -= passage.cost
    return shown


def _passage(candidate: Candidate, counter: TokenCounter, *, is_first: bool) -> Passage:
    """Write a record out; the first one of a title pays for the title too."""
    day = _DAY.match(str(candidate.data.get("created", "")))
    text = prompt_passage(candidate.path, about=day[0] if day else "", text=_text(candidate.kind, candidate.data))
    title = f"## {candidate.title}\n\n" if is_first else ""
    cost = counter.count(f"{title}{text}\n\n")
    found = candidate
    return Passage(found.title, found.kind.name, found.key, found.path, found.blob, text, cost)


def _text(kind: Kind, data: Mapping[str, JSON]) -> str:
    """Return what a record says: a memory's content, a section's items as a list, any other record as YAML."""
    if kind.has_summary and "content" in data:
        return value_text(data["content"])
    if not kind.keys():
        return emit(kind.ordered(data)).decode().removesuffix("\n")
    rest = [value for name, value in kind.ordered(data).items() if name != kind.key]
    return "\n".join(line for value in rest for line in _lines(value))


def _lines(value: JSON) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        yield from ("- " + value_text(item).replace("\n", "\n  ") for item in value)
    else:
        yield value_text(value)


class _Writing:
    """How a prompt is written around the records that it shows."""

    def __init__(self, stock: Stock, place: str, view: View) -> None:
        self._stock, self._place, self._view = stock, place, view

    def document(self, shown: Sequence[Passage]) -> str:
        groups = groupby(shown, key=lambda passage: passage.title)
        texts = [(title, [passage.text for passage in group]) for title, group in groups]
        return prompt_document(texts, foot=" ".join(self._foot(shown)))

    def left_out(self, shown: Sequence[Passage]) -> dict[str, int]:
        counts = Counter(passage.kind for passage in shown)
        return {kind: total - counts[kind] for kind, total in self._stock.totals.items() if total > counts[kind]}

    def _foot(self, shown: Sequence[Passage]) -> Iterator[str]:
        yield f"{len(shown):,} of {sum(self._stock.totals.values()):,} records {self._place}."
        left = self.left_out(shown)
        if left:
            counted = (
                f"{n:,} of {self._stock.totals[kind]:,} {self._kind(kind).directory}" for kind, n in left.items()
            )
            ways = (f"`{self._way(self._kind(kind))}`" for kind in left)
            yield f"Left out: {', '.join(counted)}. For more: {', '.join(ways)}, or a larger budget."

    def _kind(self, name: str) -> Kind:
        return self._view.law.kinds[name]

    @staticmethod
    def _way(kind: Kind) -> str:
        return "memfs recall" if kind.facets else f"memfs read {kind.name}{'' if kind.keys() else ' NAME'}"


def _place(view: View) -> str:
    """Say as of when the records stand there."""
    ground = ground_of(view.snapshot)
    if ground is None:
        return "as staged"
    staged = any(changes_since(view.snapshot, ground, under=view.law.store))
    return f"as {'staged on top of' if staged else 'of'} commit {ground.name[:12]}"

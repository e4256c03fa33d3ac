"""Generate: memories of any number that read as if they had happened, in exactly the shares that are wanted."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.snapshot import Files
from memfs.rules import demand_law
from memfs.verbs.checking import strict, with_targets
from memfs.verbs.generating.author import Author, shuffled
from memfs.verbs.generating.book import book_with, packaged_book
from memfs.verbs.generating.naming import Names
from memfs.verbs.generating.sittings import Labels, sittings, span, stamp
from memfs.verbs.generating.wanted import counts
from memfs.verbs.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.cells import Cell
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.policy import Targets
    from memfs.verbs.generating.author import Part
    from memfs.verbs.generating.book import Book
    from memfs.verbs.generating.sittings import Sitting

MEMORY = "memory"
START, END = "2026-01-05", "2026-06-26"
"""When made-up memories happen unless somebody says otherwise; a clock would make every set another one."""

A_SESSION = 12
"""How many memories a session has on average."""

AT_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """What to generate; `sessions` None leaves their number to the total, `templates` are a file's name and bytes."""

    total: int
    seed: int = 0
    start: str = START
    end: str = END
    sessions: int | None = None
    templates: tuple[str, bytes] | None = None


def nowhere() -> View:
    """Return an empty store under the packaged law, for those who generate outside of any store."""
    policy = Files({POLICY_FILE: b"memfs: 1\n"})
    return View(policy, demand_law(policy, ""))


def aimed(law: Law, *, targets: Targets | None = None) -> Law:
    """Return the law whose targets a set has to meet: those given, else the law's own, else the dataset's."""
    return with_targets(law, targets) if targets else strict(law)


def generate(law: Law, order: Order) -> Iterator[dict[str, JSON]]:
    """Yield memories in the order of their times; the counts meet the law's targets, no two contents are alike.

    The same order under the same law yields the same memories. Raises InvalidError where the targets contradict each
    other or the templates do not suffice, MemfsError `usage` for numbers and dates that make no sense.
    """
    if not 0 < order.total <= AT_MOST:
        raise MemfsError(f"the total is {order.total}, expected 1 to {AT_MOST}", code="usage")
    sessions = _sessions(order)
    within = span(order.start, order.end)
    kind = law.kinds[MEMORY]
    book = book_with(kind, *order.templates) if order.templates else packaged_book(kind)
    cells = counts(law, kind, order.total)
    chance = Random(order.seed)  # noqa: S311 - nothing secret is made here, and a seed must give the same set
    author = Author(book, cells, chance=chance)
    times = sittings(order.total, sessions, within=within, chance=chance)
    fields = kind.fields
    made = _made(author, _Cast(book, cells, chance), times, key=kind.key)
    return ({name: memory[name] for name in fields if name in memory} for memory in made)


def _sessions(order: Order) -> int:
    count = order.sessions if order.sessions is not None else max(1, round(order.total / A_SESSION))
    if not 0 < count <= order.total:
        raise MemfsError(f"the sessions are {count}, expected 1 to {order.total}", code="usage")
    return count


class _Cast:
    """Which memory comes next, and what it is about."""

    def __init__(self, book: Book, cells: list[tuple[Cell, int]], chance: Random) -> None:
        self.book, self.cells, self._chance = book, cells, chance
        every = array("H", [at for at, (_, number) in enumerate(cells) for _ in range(number)])
        self.order = iter(array("H", shuffled(every, chance)))
        self._themes: list[int] = []

    def parts(self) -> list[Part]:
        """Choose what a session is about: a theme, and its parts in the order of their weight."""
        if not self._themes:
            self._themes = shuffled(range(len(self.book.themes)), self._chance)
        theme = self._themes.pop()
        return [(theme, part) for part in shuffled(range(len(self.book.themes[theme].parts)), self._chance)]

    def led(self, parts: list[Part]) -> list[Part]:
        """Let another part lead now and then; the first ones lead most of the time."""
        lead = int(self._chance.random() ** 2 * len(parts))
        return [parts[lead], *parts[:lead], *parts[lead + 1 :]]


def _made(author: Author, cast: _Cast, times: Iterator[Sitting], *, key: str) -> Iterator[Mapping[str, JSON]]:
    names, labels = Names(cast.book.stop_words), Labels()
    for sitting in times:
        parts = cast.parts()
        theme = cast.book.themes[parts[0][0]].name
        session = labels.label(theme, sitting.day)
        for cell, moment in zip(islice(cast.order, len(sitting.moments)), sitting.moments, strict=True):
            content = author.write(cell, cast.led(parts))
            yield {
                key: names.give(content),
                **cast.cells[cell][0],
                "content": content,
                "created": stamp(moment),
                "tags": [theme],
                "session": session,
            }

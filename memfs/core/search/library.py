"""Libraries: what is known of the records that are searched, each a page of one or more passages."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from memfs.core.search.passages import length_of, numbered
from memfs.core.search.words import Stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

NEAR = 2
"""Words that may stand between two of a pair."""

Order = tuple[bool, str, str, str]
"""What pages of a session are ordered by: undated ones last, then the moment, the key, and the content's id."""


@dataclass(frozen=True, slots=True)
class Page:
    """A record as a search knows it: its number, where it stands in time and among others, and its session."""

    number: int
    key: str
    blob: str
    moment: str | None = None
    session: str | None = None

    @property
    def order(self) -> Order:
        """Return what comes first of two pages of a session."""
        return (self.moment is None, self.moment or "", self.key, self.blob)


class Library(Protocol):
    """Where pages are looked up, by words as `words_of` folds them, or by their stems.

    Passages and pages are numbers; `length` sums the lengths of all passages.
    """

    @property
    def passages(self) -> int:
        """Count the passages."""

    @property
    def length(self) -> int:
        """Sum their lengths."""

    def holding(self, stem: str) -> Mapping[int, int]:
        """Map the passages that hold a stem to how often they do."""

    def near(self, first: str, second: str) -> Collection[int]:
        """Return the passages in which two words stand near one another, in any order."""

    def saying(self, phrase: Sequence[str]) -> Collection[int]:
        """Return the passages that hold words in a row."""

    def pages(self, numbers: Collection[int]) -> Mapping[int, Page]:
        """Look pages up."""

    def sessions(self, names: Collection[str]) -> Mapping[str, Sequence[int]]:
        """List the pages of sessions in their order."""


class Shelf:
    """A library in memory."""

    __slots__ = ("_pages", "_places", "_stems", "length", "passages")

    def __init__(self) -> None:
        self.passages = self.length = 0
        self._pages: dict[int, Page] = {}
        self._stems = Stems()
        self._places: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))

    @classmethod
    def of(cls, filed: Iterable[tuple[Page, list[str]]]) -> Shelf:
        """Take in pages, each with the texts of its passages."""
        shelf = cls()
        for page, texts in filed:
            shelf._put(page, texts)
        return shelf

    def holding(self, stem: str) -> Mapping[int, int]:
        """Map the passages that hold a stem to how often they do."""
        return {passage: len(places) for passage, places in self._of(stem).items()}

    def near(self, first: str, second: str) -> Collection[int]:
        """Return the passages in which two words stand near one another, in any order."""
        one, other = self._stems.of([first, second])
        others = self._of(other)
        return {
            passage
            for passage, places in self._of(one).items()
            if any(abs(here - there) <= NEAR + 1 for here in places for there in others.get(passage, ()))
        }

    def saying(self, phrase: Sequence[str]) -> Collection[int]:
        """Return the passages that hold words in a row."""
        found: Counter[tuple[int, int]] = Counter()
        for step, stem in enumerate(self._stems.of(phrase)):
            found.update((passage, at - step) for passage, places in self._of(stem).items() for at in places)
        return {passage for (passage, _), count in found.items() if count == len(phrase)}

    def pages(self, numbers: Collection[int]) -> Mapping[int, Page]:
        """Look pages up."""
        return {number: self._pages[number] for number in numbers if number in self._pages}

    def sessions(self, names: Collection[str]) -> Mapping[str, Sequence[int]]:
        """List the pages of sessions in their order."""
        found: dict[str, list[Page]] = {name: [] for name in names}
        for page in self._pages.values():
            if page.session in found:
                found[page.session].append(page)
        return {name: _ordered(pages) for name, pages in found.items()}

    def _put(self, page: Page, texts: list[str]) -> None:
        self._pages[page.number] = page
        for passage, words in numbered(page.number, texts):
            self.passages += 1
            self.length += length_of(passage)
            for at, stem in enumerate(self._stems.of(words)):
                self._places[stem][passage].append(at)

    def _of(self, stem: str) -> Mapping[int, list[int]]:
        return self._places.get(stem, {})


class Joined:
    """A library without some of its pages and with others in addition, as one."""

    __slots__ = ("_gone", "_held", "_new", "length", "passages")

    def __init__(self, held: Library, *, gone: Shelf, new: Shelf) -> None:
        self._held, self._gone, self._new = held, gone, new
        self.passages = held.passages - gone.passages + new.passages
        self.length = held.length - gone.length + new.length

    def holding(self, stem: str) -> Mapping[int, int]:
        """Map the passages that hold a stem to how often they do."""
        found = {**self._held.holding(stem), **self._new.holding(stem)}
        for passage in self._gone.holding(stem):
            found.pop(passage, None)
        return found

    def near(self, first: str, second: str) -> Collection[int]:
        """Return the passages in which two words stand near one another, in any order."""
        held = {*self._held.near(first, second)} - {*self._gone.near(first, second)}
        return held | {*self._new.near(first, second)}

    def saying(self, phrase: Sequence[str]) -> Collection[int]:
        """Return the passages that hold words in a row."""
        return ({*self._held.saying(phrase)} - {*self._gone.saying(phrase)}) | {*self._new.saying(phrase)}

    def pages(self, numbers: Collection[int]) -> Mapping[int, Page]:
        """Look pages up."""
        return {**self._held.pages(numbers), **self._new.pages(numbers)}

    def sessions(self, names: Collection[str]) -> Mapping[str, Sequence[int]]:
        """List the pages of sessions in their order."""
        gone, new = self._gone.sessions(names), self._new.sessions(names)
        held = self._held.sessions(names)
        return {
            name: self._merged(held[name], without=gone[name], also=new[name])
            if gone[name] or new[name]
            else held[name]
            for name in names
        }

    def _merged(self, pages: Sequence[int], *, without: Collection[int], also: Sequence[int]) -> list[int]:
        return _ordered(self.pages({*pages, *also} - {*without}).values())


def _ordered(pages: Iterable[Page]) -> list[int]:
    return [page.number for page in sorted(pages, key=lambda page: page.order)]

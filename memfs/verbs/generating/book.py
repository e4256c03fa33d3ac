"""The book that memories are written from: themes with their parts, words, and sentences by facets.

The packaged book is data beside this module. A file of the user's is laid over it: its words and themes take the
place of the packaged ones, and its sentences those of every cell that they speak of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.cells import options
from memfs.core.errors import InvalidError
from memfs.core.escape import printable, quoted
from memfs.core.report import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.generating.words import Choices, Words

DATA = Path(__file__).parent / "data"
PARTS, TEMPLATES, THEMES, WORDS, STOP_WORDS = "parts", "templates", "themes", "words", "stop_words"
FACETS, SAY = "facets", "say"
RULE = "yaml"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to fill: the facets of the memories it is for, and words of its own."""

    text: str
    facets: Mapping[str, str]
    words: Words


@dataclass(frozen=True, slots=True)
class Theme:
    """What a session is about; each part has all the words that its sentences may use."""

    name: str
    parts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that memories are made from; `own` are the sentences of the user, `sentences` the packaged ones."""

    themes: tuple[Theme, ...]
    sentences: tuple[Sentence, ...]
    own: tuple[Sentence, ...] = ()
    stop_words: frozenset[str] = frozenset()

    def about(self, cell: Cell) -> list[Sentence]:
        """Return the sentences for the memories of a cell, the user's alone where there are any."""
        return _about(self.own, cell) or _about(self.sentences, cell)


def _about(sentences: Sequence[Sentence], cell: Cell) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.facets.items() <= cell.items()]


def packaged_book(kind: Kind) -> Book:
    """Read the packaged book."""
    return _bound(_packaged(kind))


def book_with(kind: Kind, name: str, data: bytes) -> Book:
    """Read the packaged book with a user's file laid over it; raises InvalidError where the file is none."""
    return _bound(_packaged(kind), own=_Pages(name, data, kind, cells=kind.cells()))


def _packaged(kind: Kind) -> list[_Pages]:
    cells = kind.cells()
    return [_Pages(file.name, file.read_bytes(), kind, cells=cells) for file in sorted(DATA.glob("*.yaml"))]


def _bound(packaged: list[_Pages], own: _Pages | None = None) -> Book:
    pages = [*packaged, own] if own else packaged
    words = {name: choices for page in pages for name, choices in page.words.items()}
    telling = [own] if own and own.themes else packaged
    themes = [
        Theme(name, tuple({**words, **part} for part in parts)) for page in telling for name, parts in page.themes
    ]
    stopped = [page.stop_words for page in pages if page.stop_words]
    return Book(
        themes=tuple(themes),
        sentences=tuple(sentence for page in packaged for sentence in page.sentences),
        own=own.sentences if own else (),
        stop_words=stopped[-1] if stopped else frozenset(),
    )


class _Pages:
    """One file of a book, read and found good."""

    def __init__(self, name: str, data: bytes, kind: Kind, *, cells: Sequence[Cell]) -> None:
        self._name, self._kind, self._cells = name, kind, cells
        try:
            found = read(data)
        except ProfileError as error:
            raise self._refusal(error.message, line=error.line, column=error.column) from None
        self._demand_keys(found, {THEMES, WORDS, TEMPLATES, STOP_WORDS}, "the file")
        self.words = self._words_in(found.get(WORDS, {}), WORDS)
        self.themes = [self._theme(name, theme) for name, theme in self._mapping(found.get(THEMES, {}), THEMES).items()]
        templates = enumerate(self._list(found.get(TEMPLATES, []), TEMPLATES))
        self.sentences = tuple(sentence for number, one in templates for sentence in self._sentences(one, number))
        self.stop_words = frozenset(self._texts(found.get(STOP_WORDS, []), STOP_WORDS))

    def _theme(self, name: str, theme: JSON) -> tuple[str, list[Words]]:
        where = f"{THEMES}.{name}"
        found = self._mapping(theme, where)
        shared = self._words_in({key: value for key, value in found.items() if key != PARTS}, where)
        parts = self._list(found.get(PARTS, [{}]), f"{where}.{PARTS}")
        read_ = [self._words_in(part, f"{where}.{PARTS}[{number}]") for number, part in enumerate(parts)]
        return name, [{**shared, **part} for part in read_]

    def _sentences(self, template: JSON, number: int) -> Iterator[Sentence]:
        where = f"{TEMPLATES}[{number}]"
        found = self._mapping(template, where)
        self._demand_keys(found, {FACETS, SAY, WORDS}, where)
        facets = self._facets(found.get(FACETS, {}), f"{where}.{FACETS}")
        words = self._words_in(found.get(WORDS, {}), f"{where}.{WORDS}")
        for text in self._texts(found.get(SAY), f"{where}.{SAY}"):
            yield Sentence(text, facets, words)

    def _facets(self, value: JSON, where: str) -> Mapping[str, str]:
        facets = {name: str(one) for name, one in self._mapping(value, where).items()}
        for name, one in facets.items():
            legal = options(self._kind.schema, name) if name in self._kind.facets else ()
            if one not in legal:
                known = ", ".join(legal or self._kind.facets)
                what = f"{quoted(one)} is no {name}" if legal else f"{quoted(name)} is no facet"
                raise self._refusal(f"{where}: {what}, expected one of {known}")
        if not any(facets.items() <= cell.items() for cell in self._cells):
            said = ", ".join(f"{name}={one}" for name, one in facets.items())
            raise self._refusal(f"{where}: no memory can have {said}")
        return facets

    def _words_in(self, value: JSON, where: str) -> dict[str, Choices]:
        return {name: self._choices(one, f"{where}.{name}") for name, one in self._mapping(value, where).items()}

    def _choices(self, value: JSON, where: str) -> Choices:
        """Read a word: a text, a list of texts or of mappings of texts, or the numbers of a range."""
        if isinstance(value, Mapping) and value.keys() == {"from", "to"}:
            first, last = value["from"], value["to"]
            if isinstance(first, int) and isinstance(last, int) and first <= last:
                return range(first, last + 1)
            raise self._refusal(f"{where}: a range goes from one whole number to another that is not less")
        choices = value if isinstance(value, (list, tuple)) else [value]
        shapes = {frozenset(one) if isinstance(one, Mapping) else isinstance(one, (str, int)) for one in choices}
        if len(shapes) != 1 or False in shapes:
            raise self._refusal(f"{where}: expected texts, or mappings with the same fields, at least one")
        return [self._fields(one) if isinstance(one, Mapping) else str(one) for one in choices]

    @staticmethod
    def _fields(value: Mapping[str, JSON]) -> dict[str, str]:
        return {name: str(one) for name, one in value.items()}

    def _texts(self, value: JSON, where: str) -> list[str]:
        texts = [value] if isinstance(value, str) else value
        if isinstance(texts, (list, tuple)) and all(isinstance(text, str) and text.strip() for text in texts):
            return [str(text) for text in texts]
        raise self._refusal(f"{where}: expected a list of texts")

    def _mapping(self, value: JSON, where: str) -> Mapping[str, JSON]:
        if isinstance(value, Mapping):
            return value
        raise self._refusal(f"{where}: expected a mapping")

    def _list(self, value: JSON, where: str) -> Sequence[JSON]:
        if isinstance(value, (list, tuple)):
            return value
        raise self._refusal(f"{where}: expected a list")

    def _demand_keys(self, found: Mapping[str, JSON], known: set[str], where: str) -> None:
        for name in found:
            if name not in known:
                raise self._refusal(f"{where} has no {quoted(name)}, expected {', '.join(sorted(known))}")

    def _refusal(self, message: str, *, line: int = 1, column: int = 1) -> InvalidError:
        said = printable(message)
        violation = Violation(self._name, RULE, said, line, column)
        place = f":{line}:{column}" if (line, column) != (1, 1) else ""
        return InvalidError(f"{printable(self._name)}{place}: {said}", violations=(violation,))

"""Questions: words as they were asked, taken apart into what must match, what adds to a match, and phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from memfs.core.search.words import STOP, Stems, spelled, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST = 64
"""Words of a question that are looked for; who asks with a whole page is answered by its beginning."""

LARGEST = 16_384
"""Characters of a question that are read at all."""

_PHRASE = re.compile('"([^"]*)"|\u201c([^\u201d]*)\u201d')
_SENTENCE = re.compile(r"(?:^|[.!?:;\n])\W*$")
_BEFORE = 8
_JOINED = "_-/\\@#"


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for: as it was asked, folded, and its stem."""

    word: str
    plain: str
    stem: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: any of `terms` is a match, `names` and `pairs` add to it, every one of `phrases` is demanded."""

    terms: tuple[Term, ...] = ()
    names: tuple[Term, ...] = ()
    pairs: tuple[tuple[Term, Term], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked that a record could hold."""
        return not (self.terms or self.phrases)


@dataclass(frozen=True, slots=True)
class _Word:
    term: Term
    is_name: bool
    is_stop: bool


def question_of(text: str) -> Question:
    """Take a question apart.

    Words like `the` are left out. A capitalised word within a sentence is a name: nearly every record of a conversation
    holds its speakers' names, so they tell little of what it is about. What is left of a question of nothing but names,
    or of nothing but such words, is looked for all the same.
    """
    asked = text[:LARGEST].replace("\0", " ")
    phrases = [words_of(found[1] or found[2] or "") for found in _PHRASE.finditer(asked)]
    read = list(_read(asked, {word for phrase in phrases for word in phrase}))
    said = [word for word in read if not word.is_stop] or read
    plain = [word.term for word in said if not word.is_name] or [word.term for word in said]
    terms = _once(plain)
    return Question(
        terms=terms,
        names=tuple(name for name in _once(w.term for w in said if w.is_name) if name.stem not in _stems(terms)),
        pairs=_pairs(said, _stems(terms)),
        phrases=tuple(dict.fromkeys(tuple(phrase) for phrase in phrases if phrase)),
    )


def _read(text: str, quoted: set[str]) -> Iterator[_Word]:
    stems = Stems()
    for start, end, words in spelled(text):
        spelling = text[start:end]
        is_name = _is_name(spelling, before=text[max(0, start - _BEFORE) : start], after=text[end : end + 1])
        for word, stem in zip(words, stems.of(words), strict=True):
            shown = spelling if len(words) == 1 else word
            yield _Word(Term(shown, word, stem), is_name and word not in quoted, word in STOP)


def _is_name(spelling: str, *, before: str, after: str) -> bool:
    """Tell whether a word is capitalised for what it is: not as the first of a sentence, nor as a part of a term."""
    capital = spelling[0].isupper() and spelling[1:].islower() and spelling.isalpha()
    return capital and not _SENTENCE.search(before) and before[-1:] not in _JOINED and (after or " ") not in _JOINED


def _once(terms: Iterable[Term]) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for term in terms:
        found.setdefault(term.stem, term)
    return tuple(found.values())[:MOST]


def _stems(terms: Iterable[Term]) -> set[str]:
    return {term.stem for term in terms}


def _pairs(said: Sequence[_Word], stems: set[str]) -> tuple[tuple[Term, Term], ...]:
    """List words that follow one another, but for what was left out between them."""
    found: dict[tuple[str, str], tuple[Term, Term]] = {}
    for first, second in pairwise(word.term for word in said if word.term.stem in stems):
        if first.stem != second.stem:
            found.setdefault((first.stem, second.stem), (first, second))
    return tuple(found.values())[:MOST]

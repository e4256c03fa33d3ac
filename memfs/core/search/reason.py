"""Reasons: why a record was found, in words that a person can follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: what a word, a name or a pair of words adds; the parts add up to the score.

    `neighbour` is the key of the record that holds the word, `steps` before (below 0) or after this one in its session;
    None is this record itself, where steps lead to another of its paragraphs.
    """

    what: str
    words: tuple[str, ...]
    score: float
    neighbour: str | None = None
    steps: int = 0

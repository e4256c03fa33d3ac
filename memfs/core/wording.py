"""What changed between two texts, by words where that can be read and by lines where the texts are long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMIT: Final = 300
"""Pieces that are compared on a side; comparing takes time that grows with their product. More become one piece."""

# white space goes with the word before it: alone it would match everywhere, which is slow and says nothing
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_WORD = re.compile(r"\w")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
KEPT, REMOVED, ADDED = "=", "-", "+"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that both sides have (`=`), or only the old (`-`) or the new (`+`) one."""

    sign: str
    text: str


def difference(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments that lead from one text to the other; `=` and `-` together are the old one.

    Texts that share less than a third are shown one after the other: a mosaic of single words says nothing.
    """
    segments = _compared(old, new, _WORDS, end=" ")
    if segments is None:
        segments = _compared(old, new, _LINES, end="\n")
    kept = sum(len(segment.text) for segment in segments or () if segment.sign == KEPT)
    if segments is None or kept * 3 < max(len(old), len(new)):
        return _whole(old, new)
    return segments


def _whole(old: str, new: str) -> tuple[Segment, ...]:
    return tuple(segment for segment in (Segment(REMOVED, old), Segment(ADDED, new)) if segment.text)


def _compared(old: str, new: str, pieces: re.Pattern[str], *, end: str) -> tuple[Segment, ...] | None:
    """Compare two texts piece by piece; `end` is put behind both and taken away, so that last pieces can match."""
    before, after = pieces.findall(old + end), pieces.findall(new + end)
    start, rest = _shared(before, after)
    middle = [side[start : len(side) - rest] for side in (before, after)]
    if max(map(len, middle)) > LIMIT:
        return None
    shared = [Segment(KEPT, _text(before[:start])), Segment(KEPT, _text(before[len(before) - rest :]))]
    return _ended(list(_merged([shared[0], *_matched(*middle), shared[1]])))


def _ended(segments: list[Segment]) -> tuple[Segment, ...]:
    """Take away the last character, which both sides have: behind the last one, or at the end of what came before."""
    *first, last = segments
    if last.sign != KEPT:
        *first, kept = first
        first, last = [*first, Segment(KEPT, kept.text[:-1])], Segment(last.sign, kept.text[-1] + last.text)
    return tuple(segment for segment in (*first, Segment(last.sign, last.text[:-1])) if segment.text)


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Count the pieces both sides share at the start and, beyond those, at the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    return start, end


def _matched(old: Sequence[str], new: Sequence[str]) -> list[Segment]:
    segments = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(Segment(KEPT, _text(old[i:j])))
        else:
            segments.extend([Segment(REMOVED, _text(old[i:j])), Segment(ADDED, _text(new[k:m]))])
    return segments


def _text(pieces: Sequence[str]) -> str:
    return "".join(pieces)


def _merged(segments: list[Segment]) -> tuple[Segment, ...]:
    """Leave out empty segments; put words that both sides of a change begin with, and white space, around it."""
    merged: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        last = merged[-1] if merged else None
        if last and last.sign == REMOVED and segment.sign == ADDED:
            same = _shared_words(last.text, segment.text)
            old, new = last.text[same:], segment.text[same:]
            space = _shared_space(old, new)
            parts = (last.text[:same], old[: len(old) - space], new[: len(new) - space], new[len(new) - space :])
            merged[-1:] = map(Segment, (KEPT, REMOVED, ADDED, KEPT), parts)
        else:
            merged.append(segment)
    return _joined(segment for segment in merged if segment.text)


def _shared_words(old: str, new: str) -> int:
    """Count the characters of whole words that both begin with: one with a space behind it is the same word."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    return next((at for at in range(start, 0, -1) if _ends_a_word(old, at) and _ends_a_word(new, at)), 0)


def _ends_a_word(text: str, at: int) -> bool:
    return at == len(text) or not (_WORD.match(text[at - 1]) and _WORD.match(text[at]))


def _shared_space(old: str, new: str) -> int:
    """Count the white space that both end with."""
    most = min(len(old), len(new))
    return next((at for at in range(most) if old[-1 - at] != new[-1 - at] or not old[-1 - at].isspace()), most)


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    runs = groupby(segments, key=lambda segment: segment.sign)
    return tuple(Segment(sign, "".join(segment.text for segment in run)) for sign, run in runs)


def elided(segments: Sequence[Segment], *, around: int = 60) -> tuple[Segment, ...]:
    """Shorten what stays the same to some characters around each change."""
    last = len(segments) - 1
    return tuple(_shortened(segment, around, first=at == 0, last=at == last) for at, segment in enumerate(segments))


def _shortened(segment: Segment, around: int, *, first: bool, last: bool) -> Segment:
    text = segment.text
    room = around if first or last else 2 * around
    if segment.sign != KEPT or len(text) <= room + 5:
        return segment
    head = "" if first else text[:around].rpartition(" ")[0] or text[:around]
    tail = "" if last else text[-around:].partition(" ")[2] or text[-around:]
    return Segment(KEPT, f"{head}…{tail}")

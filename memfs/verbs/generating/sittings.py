"""Sittings: how memories are grouped into sessions, and when each of them happened.

The time is cut into as many spans as there are sessions, so that they follow one another and their times only rise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.verbs.recalling import instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

DAY = 24 * 3600 * 1000
MORNING, EVENING = 7 * 3600 * 1000, 17 * 3600 * 1000
APART = 11 * 60 * 1000
"""Milliseconds that lie between two memories of a session where there is room."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session: when each of its memories happened, in milliseconds since 1970."""

    day: str
    moments: tuple[int, ...]


def span(start: str, end: str) -> tuple[int, int]:
    """Return the first millisecond of `start` and the last one of `end`.

    Raises MemfsError `usage` where one is neither a date nor a time, or where the end comes first.
    """
    first, last = _milliseconds(start, last=False), _milliseconds(end, last=True)
    if last < first:
        raise MemfsError(f"the end {end} lies before the start {start}", code="usage")
    return first, last


def _milliseconds(text: str, *, last: bool) -> int:
    second, fraction = instant(text, last=last)
    whole = datetime.fromisoformat(second).replace(tzinfo=UTC) - _EPOCH
    part = 999 if fraction == "~" else int(fraction.ljust(3, "0")[:3])
    return whole // timedelta(milliseconds=1) + part


def sittings(total: int, count: int, *, within: tuple[int, int], chance: Random) -> Iterator[Sitting]:
    """Yield the sessions in order; together they have `total` memories, each at least one."""
    first, last = within
    room, ended, mean = last - first + 1, 0, total / count
    for number in range(1, count + 1):
        wanted = round(number * mean + (chance.random() - 0.5) * mean * 0.8)
        until = total if number == count else min(max(wanted, ended + 1), total - (count - number))
        begin, end = (first + room * at // count for at in (number - 1, number))
        yield _sitting(until - ended, begin, max(begin, end - 1), chance=chance)
        ended = until


def _sitting(size: int, begin: int, end: int, *, chance: Random) -> Sitting:
    """Place memories between two moments, one after the other."""
    gaps = [0.2 + chance.random() ** 2 * 2 for _ in range(size)]
    scale = min(APART, (end - begin) * 0.9 / sum(gaps))
    at = float(_start(begin, end, int(sum(gaps) * scale), chance=chance))
    moments = []
    for gap in gaps:
        moments.append(int(at))
        at += gap * scale
    return Sitting(stamp(moments[0])[:10], tuple(moments))


def _start(begin: int, end: int, length: int, *, chance: Random) -> int:
    """Choose when a session begins: in daytime where there are whole days to choose from."""
    first, last = -(-begin // DAY), end // DAY - 1
    if last < first or length > EVENING - MORNING:
        return begin + int(chance.random() * (end - begin - length))
    day = first + int(chance.random() * (last - first + 1))
    return day * DAY + MORNING + int(chance.random() * (EVENING - MORNING - length // 2))


def stamp(moment: int) -> str:
    """Write a moment as `created` has it."""
    text = (_EPOCH + timedelta(milliseconds=moment)).isoformat(timespec="milliseconds")
    return f"{text[:-6]}Z"


class Labels:
    """Names of sessions: the theme and the day, with a number where a theme has several a day."""

    __slots__ = ("_used",)

    def __init__(self) -> None:
        """Start with none."""
        self._used: Counter[str] = Counter()

    def label(self, theme: str, day: str) -> str:
        """Return a name that no session has yet."""
        name = f"{theme}-{day}"
        self._used[name] += 1
        return name if self._used[name] == 1 else f"{name}-{self._used[name]}"

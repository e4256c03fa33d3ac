"""The time between two dates or moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from memfs.core.moments import Instant
    from memfs.verbs.recalling.query import Query

_LAST = "~"  # sorts behind every fraction


class Span:
    """The time between `since` and `until`."""

    __slots__ = ("_first", "_last")

    def __init__(self, query: Query) -> None:
        self._first = None if query.since is None else instant(query.since, last=False)
        self._last = None if query.until is None else instant(query.until, last=True)

    @property
    def is_open(self) -> bool:
        return self._first is None and self._last is None

    @property
    def first(self) -> str | None:
        """Return the start as text that sorts."""
        return None if self._first is None else "".join(self._first)

    @property
    def last(self) -> str | None:
        """Return the end as text that sorts."""
        return None if self._last is None else "".join(self._last)

    def holds(self, moment: Instant) -> bool:
        return (self._first is None or self._first <= moment) and (self._last is None or moment <= self._last)


def instant(text: str, *, last: bool) -> Instant:
    """Return the first or last instant of a date (in UTC), or a time; without a zone it is in UTC.

    Raises MemfsError `usage` for anything else.
    """
    try:
        if len(text) == len("2026-11-22"):
            day = date.fromisoformat(text)
            return (f"{day}T{time.max if last else time.min:%H:%M:%S}", _LAST if last else "")
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        what = f"{quoted(text)} is neither a date (2026-11-22) nor a time (2026-11-22T03:27:23Z)"
        raise MemfsError(what, code="usage") from None
    return (moment.isoformat()[:19], f"{moment.microsecond:06}".rstrip("0"))

"""How a store grew: the number of its records after each commit, day by day, followed backwards from its present."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from memfs.core.names import place
from memfs.core.review import Growth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.law import Law
    from memfs.repository import Repository

COMMITS: Final = 2_000
"""Commits that are followed; what came before stands as the first count."""


def growth(repository: Repository, commit: str, law: Law, *, records: int) -> tuple[Growth, ...]:
    """Return how many records the store held at the end of each day on which that changed, oldest first.

    `records` is how many `commit` holds; first parents are followed from there, the last 2,000 that touched the store.
    """
    arguments = ("log", "-z", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-renames", "--no-abbrev")
    limits = ("--diff-filter=AD", f"--max-count={COMMITS}", "--date=format-local:%Y-%m-%d", "--format=%x20%cd")
    paths = ["--", law.store] if law.store else []
    found = repository.git(*arguments, *limits, commit, *paths, extra={"TZ": "UTC"})
    steps = list(_steps(found.decode("utf-8", "surrogateescape").split("\0"), law))
    return tuple(reversed(list(_days(steps, records))))


def _steps(tokens: Iterable[str], law: Law) -> Iterator[tuple[str, int]]:
    """Yield the day of each file that came (1) or went (-1), newest first."""
    kinds = tuple(law.kinds.values())
    day = ""
    following = iter(tokens)
    for token in following:
        text = token.lstrip("\n")
        if not text.startswith(":"):
            day = text.strip() or day
        elif place(next(following, ""), law.store, kinds) is not None:
            yield day, 1 if text.endswith("A") else -1


def _days(steps: list[tuple[str, int]], records: int) -> Iterator[Growth]:
    last = ""
    for day, step in steps:
        if day != last:
            yield Growth(day, records)
            last = day
        records -= step
    if records and last:
        yield Growth("", records)

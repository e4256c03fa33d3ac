"""How a store grew: the number of its records after each commit, day by day, followed backwards from its present."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from memfs.core.names import place
from memfs.core.review import Growth
from memfs.repository import head, resolve_at, tree_snapshot
from memfs.rules import NameCensus, load_law

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.law import Law
    from memfs.core.review import Review
    from memfs.repository import Repository
    from memfs.verbs.reviewing.between import Between

COMMITS: Final = 2_000
"""Commits that are followed; what came before stands as the first count."""


def growths(between: Between, found: Review) -> dict[str, tuple[Growth, ...]]:
    """Return the growth of each store that a review speaks of, up to the newest commit of the two."""
    committed = between.head.name if between.committed else between.base.name
    if committed == "empty":
        return {}
    past = tree_snapshot(between.repository, committed)
    counts = {one.store: one.records_after if between.committed else one.records_before for one in found.shares}
    return {
        store: growth(between.repository, committed, load_law(past, store), records=records)
        for store, records in counts.items()
    }


def store_growth(repository: Repository, store: str, *, at: str | None = None) -> tuple[Growth, ...]:
    """Return the growth of one store up to HEAD, or up to a revision or date."""
    commit = head(repository) if at is None else resolve_at(repository, at)
    if commit is None:
        return ()
    past = tree_snapshot(repository, commit)
    law = load_law(past, store)
    records = NameCensus((entry.path for entry in past.entries(store)), law).counts().total()
    return growth(repository, commit, law, records=records)


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

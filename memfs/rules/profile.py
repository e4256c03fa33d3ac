"""The profile of a store, its counts and shares, held against the store's own `schema/profile.schema.json`.

It belongs to the rule `distribution`: what a target cannot say of the shares, JSON Schema may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.layout import SCHEMA_DIRECTORY, SCHEMA_ENDING
from memfs.core.names import join
from memfs.rules.law import compiled
from memfs.rules.shares import distributions
from memfs.rules.subject import Finding

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.rules.ledger import Cell
    from memfs.rules.subject import Location
    from memfs.rules.whole import Whole

ID = "distribution"
FILE = f"profile{SCHEMA_ENDING}"


def judge_whole(whole: Whole) -> Iterator[Finding]:
    """Report what the profile schema refuses; with a former state, where it did not refuse the former profile.

    So a change may bring a store nearer to what is wanted in steps, and none may take it away.
    """
    if FILE not in whole.law.ejected:
        return
    stood = _stood(whole)
    path = join(whole.law.store, SCHEMA_DIRECTORY, FILE)
    for place, message in _problems(whole.now.census.counts(), whole.law).items():
        if place not in stood:
            yield Finding(ID, path, f"the store's profile is refused: {message}", ())


def _stood(whole: Whole) -> Collection[Location]:
    """Return the places that were refused before, by a demand that is the same now."""
    if whole.former is None or FILE not in whole.former.side.law.ejected:
        return ()
    counts, law = whole.counts_before(), whole.former.side.law
    before = _problems(counts, law)
    if law.schemas[FILE] == whole.law.schemas[FILE] or not before:
        return before
    now = _problems(counts, whole.law)
    return {place for place, message in before.items() if now.get(place) == message}


def _problems(counts: Counter[Cell], law: Law) -> dict[Location, str]:
    data = profile(counts, law)
    schemas = compiled(law)
    problems = () if schemas.accepts(FILE)(data) else schemas.explain(FILE, data, kind=None)
    return {problem.path: _said(problem.path, problem.message) for problem in problems}


def _said(place: Location, message: str) -> str:
    return f"{'/'.join(map(str, place))}: {message}" if place else message


def profile(counts: Counter[Cell], law: Law) -> Mapping[str, JSON]:
    """Return the counts and shares of a store as `stats --json` prints them."""
    from memfs.render import distribution_data

    totals: dict[str, int] = dict.fromkeys(law.kinds, 0)
    for (kind, _), count in counts.items():
        totals[kind] += count
    return {"records": totals, "distribution": [distribution_data(one) for one in distributions(counts, law)]}

"""Add many records as one write: all or none, and whatever is refused is told by its place in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.model import Record
from memfs.verbs.datasets import Item
from memfs.verbs.gathering import Gathering
from memfs.verbs.records import stamped
from memfs.verbs.writing import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from memfs.core.model import JSON
    from memfs.verbs.view import View

    Planner = Callable[[View], Draft]


def add_each(kind: str, given: Sequence[Mapping[str, JSON]], *, name: str) -> Planner:
    """Plan the records of a list that is called `name`, as `add` would each of them.

    The plan raises InvalidError with every violation of every record: `path` is the list's name, `line` the place in
    it, from 0.
    """

    def plan(view: View) -> Draft:
        gathering = Gathering(view)
        for index, data in enumerate(given):
            record = stamped(view, Record(kind, data))
            gathering.take(Item(name, index, dict(data), data=record.data, kind=kind))
        if gathering.refused:
            violations = tuple(violation for one in gathering.refused for violation in one.violations)
            refused = f"{len(gathering.refused)} of {len(given)} are refused, nothing is added"
            raise InvalidError(refused, violations=violations)
        subject = f"add {gathering.counted()}"
        return Draft("added", subject, gathering.edits, tuple(gathering.written), judged=gathering.edits.keys())

    return plan

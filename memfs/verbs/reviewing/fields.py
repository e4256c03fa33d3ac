"""What differs between two records or two files of the law, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.core.model import equal
from memfs.core.review import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

Data = Mapping[str, "JSON"]


def changed_fields(old: Data | None, new: Data | None, kind: Kind) -> tuple[FieldChange, ...]:
    """Compare two records by their top-level fields, in file order; None stands for no record."""
    before, after = old or {}, new or {}
    names = kind.ordered({**before, **after})
    differing = (name for name in names if name not in before or name not in after or _differs(before, after, name))
    return tuple(FieldChange(name, before.get(name), after.get(name)) for name in differing)


def _differs(before: Data, after: Data, name: str) -> bool:
    return not equal(before[name], after[name])


def changed_places(old: Data, new: Data, *, at: str = "") -> Iterator[FieldChange]:
    """Compare two nested mappings; each place that differs is named by its dotted path."""
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        place = f"{at}.{name}" if at else name
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from changed_places(before, after, at=place)
        elif (name in old) != (name in new) or not equal(before, after):
            yield FieldChange(place, before, after)

"""The three lenient ways with records of other systems; whatever else is illegal stays so and is refused.

A tool where the outcome knows none, and fields that no schema knows, move into `metadata`. A summary that breaks the
format is rewritten, the old one kept there. A time without a zone is read as UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.core.model import equal
from memfs.core.names import is_summary, slug, summary_of

if TYPE_CHECKING:
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

TOOL, METADATA, CREATED, CONTENT = "tool", "metadata", "created", "content"
_NAIVE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)")


def eased(kind: Kind, data: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a memory's fields after the three lenient ways."""
    inner = data.get(METADATA, {})
    if not isinstance(inner, Mapping):
        return dict(data)  # for the schema to refuse
    outside = {name: value for name, value in data.items() if name not in kind.fields}
    kept = {name: value for name, value in data.items() if name in kind.fields and name != METADATA}
    if TOOL in kept and not fits(kind, TOOL, kept):
        outside[TOOL] = kept.pop(TOOL)
    metadata = dict(inner)
    summary = kept.get(kind.key)
    if isinstance(summary, str) and not is_summary(summary):
        kept[kind.key] = rewritten(summary, content=kept.get(CONTENT))
        outside[kind.key] = summary
    for name, value in outside.items():
        keep(metadata, name, value)
    if isinstance(created := kept.get(CREATED), str):
        kept[CREATED] = in_utc(created)
    return {**kept, METADATA: metadata} if metadata or METADATA in data else kept


def fits(kind: Kind, field: str, data: Mapping[str, JSON]) -> bool:
    """Tell whether a record may have a field, whatever its value, given the facets before it that fit themselves."""
    known: dict[str, JSON] = {}
    for facet in kind.facets[: kind.facets.index(field)] if field in kind.facets else ():
        if facet in data and kind.allows(facet, known):
            known[facet] = data[facet]
    return kind.allows(field, known)


def rewritten(summary: str, *, content: JSON) -> str:
    """Return a legal summary as near as possible to one that breaks the format."""
    if slug(summary[:400]) or not isinstance(content, str):
        return summary_of(summary)
    return summary_of(content)


def in_utc(time: str) -> str:
    """Return a time without a zone as one in UTC; any other text as it is."""
    found = _NAIVE.fullmatch(time)
    return f"{found[1]}T{found[2]}Z" if found else time


def keep(metadata: dict[str, JSON], name: str, value: JSON) -> None:
    """Put a value under its name, or under `name_2`, `name_3`, ... where another value stands."""
    free, number = name, 1
    while free in metadata and not equal(metadata[free], value):
        number += 1
        free = f"{name}_{number}"
    metadata[free] = value

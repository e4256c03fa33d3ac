"""Columns for other programs: which a kind's table has beside its fields, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

OWN = ("path", "blob")
MEANT = {"path": "The record's file, relative to the repository's top.", "blob": "The id that git gives its content."}


def own(kind: Kind) -> tuple[str, ...]:
    """Name the columns that are no fields; a field of that name keeps it."""
    return tuple(column if column not in kind.fields else f"memfs_{column}" for column in OWN)


def meanings(kind: Kind) -> dict[str, str]:
    """Say what each column means, in the schema's words."""
    meant = {field: str(inside(kind.schema, "properties", field, "description") or "") for field in kind.fields}
    return {**meant, **{column: MEANT[column.removeprefix("memfs_")] for column in own(kind)}}


def inside(schema: JSON, *names: str) -> JSON:
    """Return the part of a schema below some names; None where there is none."""
    for name in names:
        schema = schema.get(name) if isinstance(schema, Mapping) else None
    return schema

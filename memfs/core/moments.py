"""Moments: when a record says it was created, as a value that sorts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON

Instant = tuple[str, str]
"""A time in UTC: to the second as text that sorts, and the digits of its fraction."""

_CREATED = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?Z")


def created_at(record: Mapping[str, JSON]) -> Instant | None:
    """Return when a record was created, None where it does not say."""
    created = record.get("created")
    found = _CREATED.fullmatch(created) if isinstance(created, str) else None
    return None if found is None else (found[1], (found[2] or "").rstrip("0"))

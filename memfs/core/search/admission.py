"""Admissions: which of the pages that hold the words meet the other conditions of a recall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Admission:
    """The pages that fit, and those that would if they were dated."""

    fit: Collection[int]
    undated: Collection[int] = ()

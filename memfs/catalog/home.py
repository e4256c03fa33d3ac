"""Homes: where the catalog of a store lies, and what it must be made by."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.catalog.program import program
from memfs.catalog.seals import catalog_name, raw

if TYPE_CHECKING:
    from memfs.core.law import Law


@dataclass(frozen=True, slots=True)
class Home:
    """Where the catalog of a store lies: in the state directory of one worktree, read and judged by one law."""

    directory: str
    object_format: str
    law: Law
    program: str = field(default_factory=program)

    @property
    def path(self) -> str:
        """Return the catalog's file."""
        return os.path.join(self.directory, catalog_name(raw(self.law.store), self.object_format))

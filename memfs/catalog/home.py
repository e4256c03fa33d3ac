"""Homes: where the catalog of a store lies, and what it must be made by."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from memfs.catalog.program import judged_by
from memfs.catalog.seals import catalog_name, raw

if TYPE_CHECKING:
    from memfs.core.law import Law


class Home:
    """Where the catalog of a store lies: in the state directory of one worktree, read and judged by one law."""

    __slots__ = ("_program", "directory", "law", "object_format")

    def __init__(self, directory: str, object_format: str, law: Law) -> None:
        self.directory, self.object_format, self.law = directory, object_format, law
        self._program: str | None = None

    @property
    def program(self) -> str:
        """Name the program that a catalog must be made by; looked at once, as it looks at many files."""
        if self._program is None:
            self._program = judged_by()
        return self._program

    @property
    def path(self) -> str:
        """Return the catalog's file."""
        return os.path.join(self.directory, catalog_name(raw(self.law.store), self.object_format))


def exists(home: Home) -> bool:
    """Tell whether there is a file that may be a catalog; nothing is imported or opened."""
    return os.path.exists(home.path)

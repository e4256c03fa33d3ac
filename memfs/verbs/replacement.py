"""A file that is written beside its place first and moved there when all is well: whole, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType


class Replacement:
    """The new content of a file; without `keep` nothing of it stays."""

    def __init__(self, path: Path | None) -> None:
        """Remember where the file shall stand, None for nowhere; nothing is written yet."""
        self._path = path
        self._draft: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    def put(self, pieces: Iterable[bytes]) -> None:
        """Write a draft, in place of an earlier one.

        Raises MemfsError `environment` where that cannot be done, `usage` where a directory stands in the way.
        """
        self._discard()
        if self._path is None:
            return
        if self._path.is_dir():
            raise MemfsError(f"{quoted(self._path, limit=200)} is a directory; name a file", code="usage")
        draft = self._path.with_name(f".{self._path.name[:40]}.{os.getpid()}.part")
        try:
            with draft.open("xb") as stream:
                self._draft = draft
                stream.writelines(pieces)
        except OSError as error:
            what = f"{quoted(self._path, limit=200)} cannot be written: {(error.strerror or str(error)).lower()}"
            raise MemfsError(what, code="environment") from None

    def keep(self) -> None:
        """Move the draft to its place, if there is one."""
        if self._path is not None and self._draft is not None:
            self._draft.replace(self._path)
            self._draft = None

    def _discard(self) -> None:
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
            self._draft = None

"""The quarantine file: what an import refuses, written beside its place first and moved there when all is well."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.render import encoded, violation_data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from memfs.verbs.gathering import Refused


class Aside:
    """A file of JSON lines `{source,line,violations,record}`; without `keep` nothing of it stays."""

    def __init__(self, path: Path | None) -> None:
        """Remember where the file shall stand; nothing is written yet."""
        self._path = path
        self._draft: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    def put(self, refused: Iterable[Refused]) -> None:
        """Write the refused records to a draft.

        Raises MemfsError `environment` where that cannot be done, `usage` where a directory stands in the way.
        """
        self._discard()
        lines = [f"{_line(one)}\n".encode() for one in refused]
        if self._path is None or not lines:
            return
        if self._path.is_dir():
            raise MemfsError(f"{quoted(self._path, limit=200)} is a directory; name a file", code="usage")
        self._draft = self._path.with_name(f".{self._path.name[:40]}.{os.getpid()}.part")
        try:
            with self._draft.open("xb") as stream:
                stream.writelines(lines)
        except OSError as error:
            what = f"{quoted(self._path, limit=200)} cannot be written: {(error.strerror or str(error)).lower()}"
            raise MemfsError(what, code="environment") from None

    def keep(self) -> None:
        """Move the draft to its place."""
        if self._path is not None and self._draft is not None:
            self._draft.replace(self._path)
            self._draft = None

    def _discard(self) -> None:
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
            self._draft = None


def _line(one: Refused) -> str:
    violations = [violation_data(found) for found in one.violations]
    return encoded({"source": one.source, "line": one.line, "violations": violations, "record": one.raw})

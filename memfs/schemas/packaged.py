"""Where the packaged schemas lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parent.parent


def packaged() -> Mapping[str, bytes]:
    """Read the packaged schemas: file name to bytes.

    An installation holds them in `memfs/schema`; a checkout, which an editable install uses, beside `memfs`.
    """
    installed = _PACKAGE / "schema"
    directory = installed if installed.is_dir() else _PACKAGE.parent / "schema"
    return {file.name: file.read_bytes() for file in sorted(directory.glob("*.schema.json"))}

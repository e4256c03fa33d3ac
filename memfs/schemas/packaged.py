"""Where the packaged schemas lie."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


def packaged() -> Mapping[str, bytes]:
    """Read the packaged schemas: file name to bytes.

    An installation holds them in `memfs/schema`; a checkout, which an editable install uses, beside `memfs`.
    """
    installed = os.path.join(_PACKAGE, "schema")
    directory = installed if os.path.isdir(installed) else os.path.join(os.path.dirname(_PACKAGE), "schema")
    names = sorted(name for name in os.listdir(directory) if name.endswith(".schema.json"))
    return {name: _content(os.path.join(directory, name)) for name in names}


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()

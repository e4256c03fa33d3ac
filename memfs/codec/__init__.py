"""The door to YAML: a strict reader, a canonical writer, and an editor that keeps what a person wrote.

What writes is imported when it is first asked for: a check only reads. No module is called like a function it holds:
once imported, the module would stand in the function's place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec.limits import MAX_BYTES
from memfs.codec.reader import positions, read
from memfs.codec.source import ProfileError
from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.codec.editor import edit
    from memfs.codec.foreigners import Said, foreign
    from memfs.codec.mender import mend
    from memfs.codec.writer import emit

__all__ = ["MAX_BYTES", "ProfileError", "Said", "edit", "emit", "foreign", "mend", "positions", "read"]

_HOMES = {
    "Said": "memfs.codec.foreigners:Said",
    "edit": "memfs.codec.editor:edit",
    "emit": "memfs.codec.writer:emit",
    "foreign": "memfs.codec.foreigners:foreign",
    "mend": "memfs.codec.mender:mend",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

"""The door to YAML: a strict reader, a canonical writer, and an editor that keeps what a person wrote.

A module is imported when one of its names is first asked for: a check only reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.codec.edit import edit
    from memfs.codec.foreign import Said, foreign
    from memfs.codec.read import positions, read
    from memfs.codec.source import ProfileError
    from memfs.codec.write import emit

__all__ = ["ProfileError", "Said", "edit", "emit", "foreign", "positions", "read"]

_HOMES = {
    "ProfileError": "memfs.codec.source:ProfileError",
    "Said": "memfs.codec.foreign:Said",
    "edit": "memfs.codec.edit:edit",
    "emit": "memfs.codec.write:emit",
    "foreign": "memfs.codec.foreign:foreign",
    "positions": "memfs.codec.read:positions",
    "read": "memfs.codec.read:read",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

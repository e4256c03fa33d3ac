"""memfs: git-backed, file-based memory for AI agents and teams, with a validator that judges every change."""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.agents import MemoryEngine
    from memfs.core.errors import ExistsError, InvalidError, MemfsError
    from memfs.core.model import Record
    from memfs.verbs import Memory, Revision, Store, Wishes

__version__ = "0.1.0"

__all__ = [
    "ExistsError",
    "InvalidError",
    "MemfsError",
    "Memory",
    "MemoryEngine",
    "Record",
    "Revision",
    "Store",
    "Wishes",
]

_HOMES = {
    "ExistsError": "memfs.core.errors:ExistsError",
    "InvalidError": "memfs.core.errors:InvalidError",
    "MemfsError": "memfs.core.errors:MemfsError",
    "Memory": "memfs.verbs:Memory",
    "MemoryEngine": "memfs.agents:MemoryEngine",
    "Record": "memfs.core.model:Record",
    "Revision": "memfs.verbs:Revision",
    "Store": "memfs.verbs:Store",
    "Wishes": "memfs.verbs:Wishes",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

"""Front doors for programs: the memory engine, the MCP server. Each is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.agents.memory_engine import MemoryEngine

__all__ = ["MemoryEngine"]

_HOMES = {"MemoryEngine": "memfs.agents.memory_engine:MemoryEngine"}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

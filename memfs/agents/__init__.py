"""Front doors for programs: the memory engine, the MCP server. Each is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.agents.door import Door
    from memfs.agents.mcp_server import serve, server_of
    from memfs.agents.memory_engine import MemoryEngine

__all__ = ["Door", "MemoryEngine", "serve", "server_of"]

_HOMES = {
    "Door": "memfs.agents.door:Door",
    "MemoryEngine": "memfs.agents.memory_engine:MemoryEngine",
    "serve": "memfs.agents.mcp_server:serve",
    "server_of": "memfs.agents.mcp_server:server_of",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

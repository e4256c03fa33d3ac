"""Front doors for programs: memory engine, MCP server, Anthropic's memory tool; each is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.agents.door import Door
    from memfs.agents.mcp_server import serve, server_of
    from memfs.agents.memory_engine import MemoryEngine
    from memfs.agents.memory_tool import AsyncMemoryTool, MemoryTool

__all__ = ["AsyncMemoryTool", "Door", "MemoryEngine", "MemoryTool", "serve", "server_of"]

_HOMES = {
    "AsyncMemoryTool": "memfs.agents.memory_tool:AsyncMemoryTool",
    "Door": "memfs.agents.door:Door",
    "MemoryEngine": "memfs.agents.memory_engine:MemoryEngine",
    "MemoryTool": "memfs.agents.memory_tool:MemoryTool",
    "serve": "memfs.agents.mcp_server:serve",
    "server_of": "memfs.agents.mcp_server:server_of",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

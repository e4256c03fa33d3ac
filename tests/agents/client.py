"""The official client as a test uses it: a call is a line, and every answer is held against its schema."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

import jsonschema
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import TextContent, TextResourceContents

from memfs import Store
from memfs.agents import Door, server_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from pathlib import Path

    from anyio.from_thread import BlockingPortal
    from mcp.types import Tool

    from memfs.core.model import JSON

    T = TypeVar("T")

ERAS = ("legacy", "auto")
"""The handshake of 2025 and before, and the protocol of 2026."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A client that is connected to a server."""

    portal: BlockingPortal
    client: Client
    tools: Mapping[str, Tool]

    def do(self, function: Callable[..., Awaitable[T]], *arguments: object) -> T:
        """Wait for what the client does."""
        return self.portal.call(function, *arguments)

    def call(self, tool: str, /, **arguments: JSON) -> dict[str, JSON]:
        """Call a tool that must do it, and return its answer."""
        result = self.do(self.client.call_tool, tool, arguments)
        assert isinstance(result.content[0], TextContent)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        jsonschema.validate(result.structured_content, self.tools[tool].output_schema or False)
        return cast("dict[str, JSON]", result.structured_content)

    def refused(self, tool: str, /, **arguments: JSON) -> str:
        """Call a tool that must refuse, and return what it says."""
        result = self.do(self.client.call_tool, tool, arguments)
        assert isinstance(result.content[0], TextContent)
        assert result.is_error, result.content[0].text
        assert len(result.content) == 1
        return result.content[0].text

    def records(self, tool: str, /, **arguments: JSON) -> list[dict[str, JSON]]:
        """Call a tool that reads, and return the records of its answer."""
        return cast("list[dict[str, JSON]]", self.call(tool, **arguments)["records"])

    def resource(self, uri: str) -> dict[str, JSON]:
        """Read a resource."""
        contents = self.do(self.client.read_resource, uri).contents
        assert isinstance(contents[0], TextResourceContents)
        assert (len(contents), contents[0].mime_type) == (1, "application/json")
        return cast("dict[str, JSON]", json.loads(contents[0].text))

    def no_resource(self, uri: str) -> str:
        """Read a resource that must not be there, and return what the server says."""
        try:
            self.do(self.client.read_resource, uri)
        except MCPError as error:
            return error.error.message
        raise AssertionError(f"{uri} is there")


@contextmanager
def connected(client: Client) -> Iterator[Agent]:
    """Connect a client for the length of a block."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as entered:
        tools = portal.call(entered.list_tools).tools
        yield Agent(portal, entered, {tool.name: tool for tool in tools})


@contextmanager
def in_process(path: Path, *, era: str = "auto", author: str | None = None, read_only: bool = False) -> Iterator[Agent]:
    """Connect to a server in this process."""
    store = Store.open(path)
    with store.conversation() as conversation:
        door = Door(store, conversation, author=author, read_only=read_only)
        with connected(Client(server_of(door), mode=era)) as agent:
            yield agent


@contextmanager
def over_stdio(path: Path, *arguments: str, era: str = "auto") -> Iterator[Agent]:
    """Start `memfs mcp` as a host program does, and connect to it."""
    words = ["-m", "memfs", "mcp", *arguments]
    server = StdioServerParameters(command=sys.executable, args=words, cwd=path, env=dict(os.environ))
    with connected(Client(server, mode=era)) as agent:
        yield agent

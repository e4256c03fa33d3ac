"""The MCP server, on the official SDK's low-level server: it speaks both eras of the protocol, and we the rest.

The SDK's high-level server reads arguments its own way (see `arguments`) and answers with a validator's words, so the
tools are described and called here. Everything that touches the store runs in a thread, since git takes its time.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from mcp import types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from memfs import __version__
from memfs.agents import guide, resources
from memfs.agents.arguments import input_schema
from memfs.agents.descriptions import descriptions
from memfs.agents.refusals import refusal
from memfs.agents.tools import tools_of
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.render import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcp.server.context import ServerRequestContext

    from memfs.agents.door import Door
    from memfs.agents.tool import Answer, Tool
    from memfs.core.model import JSON

NAME, TITLE = "memfs", "Project memory in git"
JSON_TYPE = "application/json"
ENDINGS = ("SIGTERM", "SIGHUP", "SIGINT")
"""Signals at which what a session gathered is committed before the server goes."""


def server_of(door: Door) -> Server:
    """Return a server for one store; whoever runs it closes the door's conversation afterwards."""
    desk = Desk(door)
    return Server(
        NAME,
        version=__version__,
        title=TITLE,
        instructions=guide.INSTRUCTIONS,
        on_list_tools=desk.list_tools,
        on_call_tool=desk.call_tool,
        on_list_resources=desk.list_resources,
        on_list_resource_templates=desk.list_templates,
        on_read_resource=desk.read_resource,
        on_list_prompts=desk.list_prompts,
        on_get_prompt=desk.get_prompt,
    )


def serve(door: Door) -> None:
    """Serve on standard input and output until the client goes; then commit what the session gathered.

    Raises MemfsError where that commit is refused: what was gathered stays staged then.
    """
    endings = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
    _listen(door, endings)
    asyncio.run(_serve(door, endings))
    _listen(door, endings)  # a loop that ends takes its handlers along
    door.conversation.close()


def _listen(door: Door, endings: Iterable[signal.Signals]) -> None:
    for number in endings:
        signal.signal(number, lambda found, _frame: _end(door, found))


async def _serve(door: Door, endings: Iterable[signal.Signals]) -> None:
    """Serve one client, and let signals wake the loop.

    Python runs a plain handler between two of its own steps: a signal that comes after the last of them, right before
    the loop waits for input, or that the system gives to another thread would be heard when the client speaks next.
    """
    for number in endings:
        with suppress(NotImplementedError):  # Windows: there the loop looks up now and then
            asyncio.get_running_loop().add_signal_handler(number, _end, door, number)
    server = server_of(door)
    async with stdio_server() as (receiving, sending):
        await server.run(receiving, sending, server.create_initialization_options())


def _end(door: Door, number: int) -> None:
    """Commit what was gathered and let the signal do what it does.

    No task is cancelled for it: the loop would wait for the thread that reads standard input, which waits for the
    client.
    """
    with suppress(MemfsError):
        door.conversation.close()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


class Desk:
    """Answers the requests of a client."""

    def __init__(self, door: Door) -> None:
        """Answer for one store."""
        self._door = door

    async def list_tools(
        self, _context: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        """Describe the tools as the store's law shapes them now."""
        return types.ListToolsResult(tools=await asyncio.to_thread(self._tools))

    def _tools(self) -> list[types.Tool]:
        law = self._door.law()
        words = descriptions(law)
        found = tools_of(law, read_only=self._door.read_only)
        return [_described(tool, words[name]) for name, tool in found.items()]

    async def call_tool(
        self, context: ServerRequestContext, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        """Do what a tool does; a refusal is an answer, for the model to read."""
        sent: dict[str, JSON] = params.arguments or {}
        try:
            answer = await asyncio.to_thread(self._answer, params.name, sent, agent=_agent(context))
        except Exception as error:  # noqa: BLE001 - a fault of ours ends a call, never the server
            return types.CallToolResult(content=[_text(refusal(error))], is_error=True)
        return types.CallToolResult(content=[_text(encoded(answer))], structured_content=dict(answer))

    def _answer(self, name: str, sent: dict[str, JSON], *, agent: str | None) -> Answer:
        tools = tools_of(self._door.law(), read_only=self._door.read_only)
        if name not in tools:
            raise MemfsError(f"there is no tool {quoted(name)}; there are {', '.join(tools)}", code="usage")
        return tools[name].call(self._door, sent, agent=agent)

    async def list_resources(
        self, _context: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """List the overview, the sections and the sources."""
        found = await asyncio.to_thread(resources.listed, self._door)
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=one.uri, name=one.name, description=one.description, mime_type=JSON_TYPE)
                for one in found
            ]
        )

    async def list_templates(
        self, _context: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        """List how a section, a source or a memory is addressed."""
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=one.uri, name=one.name, description=one.description, mime_type=JSON_TYPE
                )
                for one in resources.TEMPLATES
            ]
        )

    async def read_resource(
        self, _context: ServerRequestContext, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Return a record, or several, as JSON; raises MCPError with a sentence where there is none."""
        uri = str(params.uri)
        try:
            answer = await asyncio.to_thread(resources.read_resource, self._door, uri)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends a call, never the server
            raise MCPError(code=types.INVALID_PARAMS, message=refusal(error)) from None
        contents = types.TextResourceContents(uri=params.uri, text=encoded(answer), mime_type=JSON_TYPE)
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(
        self, _context: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        """List the one prompt."""
        prompt = types.Prompt(name=guide.PROMPT, title=guide.PROMPT_TITLE, description=guide.PROMPT_DESCRIPTION)
        return types.ListPromptsResult(prompts=[prompt])

    async def get_prompt(
        self, _context: ServerRequestContext, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        """Return the guide; raises MCPError for any other name."""
        if params.name != guide.PROMPT:
            message = f"there is no prompt {quoted(params.name)}; there is {guide.PROMPT}"
            raise MCPError(code=types.INVALID_PARAMS, message=message)
        words = await asyncio.to_thread(lambda: guide.guide(self._door.law()))
        message_ = types.PromptMessage(role="user", content=_text(words))
        return types.GetPromptResult(description=guide.PROMPT_DESCRIPTION, messages=[message_])


def _described(tool: Tool, description: str) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=description,
        input_schema=input_schema(tool.parameters),
        output_schema=dict(tool.answer),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.reads,
            destructive_hint=tool.destroys,
            idempotent_hint=tool.reads or tool.repeats,
            open_world_hint=False,
        ),
    )


def _text(words: str) -> types.TextContent:
    return types.TextContent(type="text", text=words)


def _agent(context: ServerRequestContext) -> str | None:
    """Return the name that the client gave itself, None where it gave none."""
    client = context.session.client_params
    return client.client_info.name if client and client.client_info.name else None

"""Anthropic's memory tool over a store: the six commands of `memory_20250818`, each write judged and committed.

The tools go where the SDK's `BetaLocalFilesystemMemoryTool` goes, and answer in its words; `docs/memory-tool.md` says
where they differ, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from anthropic.lib.tools import BetaAbstractMemoryTool, BetaAsyncAbstractMemoryTool, ToolError
from anyio.to_thread import run_sync

from memfs.agents.memory_tool_files import MemoryFiles
from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from anthropic.types.beta import (
        BetaCacheControlEphemeralParam,
        BetaMemoryTool20250818CreateCommand,
        BetaMemoryTool20250818DeleteCommand,
        BetaMemoryTool20250818InsertCommand,
        BetaMemoryTool20250818RenameCommand,
        BetaMemoryTool20250818StrReplaceCommand,
        BetaMemoryTool20250818ViewCommand,
    )

    from memfs.agents.memory_tool_pages import Range


class MemoryTool(BetaAbstractMemoryTool):
    """The memory tool for `client.beta.messages.tool_runner(tools=[MemoryTool("memory")], ...)`.

    `root` is the store's directory, as with `MemoryEngine`: inside a git repository it becomes a store of that
    repository, elsewhere a repository is made in it. `author` (`Name <email>`) writes the commits in the agent's name.
    A refusal is a `ToolError`, which the SDK's runner hands to the model.
    """

    def __init__(
        self,
        root: str | Path = "memory",
        *,
        author: str | None = None,
        cache_control: BetaCacheControlEphemeralParam | None = None,
    ) -> None:
        """Open the store, and make and commit it where it is not there yet."""
        super().__init__(cache_control=cache_control)
        self._files = MemoryFiles(root, author=author)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit what `commit.mode: session` gathered; a `with` block and the program's end do it too."""
        self._files.close()

    def instructions(self) -> str:
        """Say for a system prompt how a memory's file looks in this store, so that the first one is right."""
        return self._files.form()

    def view(self, command: BetaMemoryTool20250818ViewCommand) -> str:
        """Show a directory or a file."""
        return _answer(self._files, lambda: _view(self._files, command))

    def create(self, command: BetaMemoryTool20250818CreateCommand) -> str:
        """Store a new record."""
        return _answer(self._files, lambda: _create(self._files, command))

    def str_replace(self, command: BetaMemoryTool20250818StrReplaceCommand) -> str:
        """Replace a text that occurs once in a file."""
        return _answer(self._files, lambda: _str_replace(self._files, command))

    def insert(self, command: BetaMemoryTool20250818InsertCommand) -> str:
        """Insert lines into a file."""
        return _answer(self._files, lambda: _insert(self._files, command))

    def delete(self, command: BetaMemoryTool20250818DeleteCommand) -> str:
        """Remove a record, or all below a directory."""
        return _answer(self._files, lambda: _delete(self._files, command))

    def rename(self, command: BetaMemoryTool20250818RenameCommand) -> str:
        """Give a record another name or other facets."""
        return _answer(self._files, lambda: _rename(self._files, command))

    def clear_all_memory(self) -> str:
        """Remove every record in one commit, which git can undo."""
        return _answer(self._files, self._files.clear)


class AsyncMemoryTool(BetaAsyncAbstractMemoryTool):
    """The same for `AsyncAnthropic`; each command runs in a thread, since git takes its time."""

    def __init__(
        self,
        root: str | Path = "memory",
        *,
        author: str | None = None,
        cache_control: BetaCacheControlEphemeralParam | None = None,
    ) -> None:
        """Open the store, and make and commit it where it is not there yet."""
        super().__init__(cache_control=cache_control)
        self._files = MemoryFiles(root, author=author)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Commit what `commit.mode: session` gathered; an `async with` block and the program's end do it too."""
        await run_sync(self._files.close)

    async def instructions(self) -> str:
        """Say for a system prompt how a memory's file looks in this store, so that the first one is right."""
        return await run_sync(self._files.form)

    async def view(self, command: BetaMemoryTool20250818ViewCommand) -> str:
        """Show a directory or a file."""
        return await self._answered(lambda: _view(self._files, command))

    async def create(self, command: BetaMemoryTool20250818CreateCommand) -> str:
        """Store a new record."""
        return await self._answered(lambda: _create(self._files, command))

    async def str_replace(self, command: BetaMemoryTool20250818StrReplaceCommand) -> str:
        """Replace a text that occurs once in a file."""
        return await self._answered(lambda: _str_replace(self._files, command))

    async def insert(self, command: BetaMemoryTool20250818InsertCommand) -> str:
        """Insert lines into a file."""
        return await self._answered(lambda: _insert(self._files, command))

    async def delete(self, command: BetaMemoryTool20250818DeleteCommand) -> str:
        """Remove a record, or all below a directory."""
        return await self._answered(lambda: _delete(self._files, command))

    async def rename(self, command: BetaMemoryTool20250818RenameCommand) -> str:
        """Give a record another name or other facets."""
        return await self._answered(lambda: _rename(self._files, command))

    async def clear_all_memory(self) -> str:
        """Remove every record in one commit, which git can undo."""
        return await self._answered(self._files.clear)

    async def _answered(self, act: Callable[[], str]) -> str:
        return await run_sync(_answer, self._files, act)


def _answer(files: MemoryFiles, act: Callable[[], str]) -> str:
    """Do what a command says; a refusal is for the model to read, and a fault of ours ends a call only."""
    try:
        return act()
    except Exception as error:
        raise ToolError(files.refusal(error)) from error


def _view(files: MemoryFiles, command: object) -> str:
    return files.view(_word(command, "path"), _range(command))


def _create(files: MemoryFiles, command: object) -> str:
    return files.create(_word(command, "path"), _word(command, "file_text"))


def _str_replace(files: MemoryFiles, command: object) -> str:
    return files.str_replace(_word(command, "path"), _word(command, "old_str"), _word(command, "new_str", default=""))


def _insert(files: MemoryFiles, command: object) -> str:
    line: object = getattr(command, "insert_line", None)
    if not isinstance(line, int):
        raise MemfsError("insert needs 'insert_line', a number", code="usage")
    return files.insert(_word(command, "path"), line, _word(command, "insert_text"))


def _delete(files: MemoryFiles, command: object) -> str:
    return files.delete(_word(command, "path"))


def _rename(files: MemoryFiles, command: object) -> str:
    return files.rename(_word(command, "old_path"), _word(command, "new_path"))


def _word(command: object, name: str, *, default: str | None = None) -> str:
    """Return a text among a command's arguments; the SDK does not check what a model sends."""
    value: object = getattr(command, name, None)
    if value is None:
        value = default
    if not isinstance(value, str):
        asked = getattr(command, "command", "the command")
        raise MemfsError(f"{asked} needs '{name}', a text", code="usage")
    return value


def _range(command: object) -> Range | None:
    match getattr(command, "view_range", None):
        case [int(start), int(end)]:
            return (start, end)
    return None

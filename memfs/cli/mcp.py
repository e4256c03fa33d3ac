"""`memfs mcp`: serve the memory to agents, on standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, shared
from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from memfs.cli.session import Session

EXTRA = "mcp"


@click.command(
    "mcp",
    params=[
        click.Option(["--read-only"], is_flag=True, help="Leave out the tools that write."),
        shared("--author", metavar="AUTHOR", help="Who writes the commits, as 'NAME <EMAIL>'; or MEMFS_AUTHOR."),
        *common_options("text"),
    ],
    epilog=examples("memfs mcp", "memfs -C ~/src/app mcp --read-only", "memfs mcp --author 'Bot <bot@example.com>'"),
)
@in_session("text")
def command(session: Session, *, read_only: bool) -> None:
    """Serve the memory over the Model Context Protocol, to one client on standard input and output.

    The store is fixed when the server starts, and made by the first write where there is none. Under commit.mode:
    session everything that is written until the client goes is one commit, made earlier after 60 seconds without a
    write or at 500 records. Where git knows no identity, the author is the committer as well.
    """
    store = session.open()
    wishes = session.wishes()
    try:
        from memfs.agents import Door, serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "memfs":
            raise
        raise MemfsError(
            "the MCP server needs packages that are not installed",
            code="environment",
            hint=f"pip install 'memfs-git[{EXTRA}]'",
        ) from None
    serve(Door(store, store.conversation(wishes=wishes), author=wishes.author, read_only=read_only))

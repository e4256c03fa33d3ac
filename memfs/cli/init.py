"""`memfs init`: make a store, and a repository around it where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, writing_options

if TYPE_CHECKING:
    from memfs.cli.session import Session


@click.command(
    "init",
    params=[
        click.Argument(["directory"], required=False, metavar="[DIR]"),
        click.Option(["--dataset"], is_flag=True, help="Demand the shares of a balanced dataset, strictly."),
        *writing_options(),
        *common_options(),
    ],
    epilog=examples("memfs init", "memfs init agents/memory"),
)
@in_session()
def command(session: Session, directory: str | None, *, dataset: bool) -> None:
    """Make a store in DIR (default: memory) and commit its files.

    Where the current directory is in no git repository, it becomes one. It is safe to repeat.
    """
    from memfs.verbs import establish

    name = directory or session.store
    session.tell(establish(session.directory, name, dataset=dataset, wishes=session.wishes()))

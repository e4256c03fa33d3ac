"""`memfs textconv FILE`: what git runs to show a record in a diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import in_session

if TYPE_CHECKING:
    from memfs.cli.session import Session


@click.command(
    "textconv",
    params=[click.Argument(["file"], metavar="FILE")],
    epilog=examples("git config diff.memfs.textconv 'memfs textconv'"),
)
@in_session()
def command(session: Session, *, file: str) -> None:
    """Print a record as readable lines, every hidden character written out; what is no record, as its text."""
    from memfs.verbs import readable

    output.show(readable(Path(session.directory, file).read_bytes()))

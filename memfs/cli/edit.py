"""`memfs edit`: a record in the user's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys, kinds
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, writing_options
from memfs.cli.words import decoded

if TYPE_CHECKING:
    from memfs.cli.session import Session


@click.command(
    "edit",
    params=[
        click.Argument(["kind"], shell_complete=kinds),
        click.Argument(["key"], shell_complete=keys()),
        *writing_options(),
        *common_options(),
    ],
    epilog=examples("memfs edit memory ledger_lock", "memfs edit context objectives"),
)
@in_session()
def command(session: Session, kind: str, key: str) -> None:
    """Open a record in your editor, and write what comes of it through the gate of every write.

    The editor is the one that git uses: GIT_EDITOR, core.editor, VISUAL or EDITOR. Comments and layout stay as you
    leave them, and the file moves where the key or a facet says so. A text that is refused is kept, and the same
    command opens it again; empty it to give it up.
    """
    from memfs.verbs import edit_record

    session.tell(edit_record(session.open(), kind, decoded(key), wishes=session.wishes()))

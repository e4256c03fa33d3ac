"""`memfs blame`: which commit last set each field of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.completing import keys, kinds
from memfs.cli.kinds import examples
from memfs.cli.log import cut_note
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.words import decoded

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.model import JSON


@click.command(
    "blame",
    params=[
        click.Argument(["kind"], shell_complete=kinds),
        click.Argument(["key"], shell_complete=keys()),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples("memfs blame memory payment_mutex_fix", "memfs blame source customers --at v1.0"),
)
@in_session()
def command(session: Session, *, kind: str, key: str) -> None:
    """Show for each field, and each item of a list, the commit that last set it, across moves and renames."""
    from memfs.render import blame_data, blame_lines
    from memfs.verbs import blame

    store = session.open()
    found = blame(store, kind, decoded(key), at=session.at)
    if session.json:
        fields: list[JSON] = [blame_data(row) for row in found]
        output.show_json({"kind": kind, "key": decoded(key), "fields": fields})
    else:
        output.show("\n".join(blame_lines(found)))
    cut_note(store)

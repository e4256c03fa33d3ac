"""`memfs schema`: the schemas that say what a record is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import words
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, writing_options

if TYPE_CHECKING:
    from memfs.cli.session import Session

command = click.Group(
    "schema",
    help="The JSON Schemas that say what a record is.",
    epilog=examples("memfs schema eject context"),
    params=common_options(),
    no_args_is_help=False,
)


@command.command(
    "eject",
    params=[
        click.Argument(
            ["kinds"], nargs=-1, metavar="[KIND]...", shell_complete=words("memory", "context", "source", "policy")
        ),
        *writing_options(),
        *common_options(),
    ],
    epilog=examples("memfs schema eject", 'memfs schema eject context -m "Let context have an audience"'),
    short_help="Write the packaged schemas into the store, to change them.",
)
@in_session()
def _eject(session: Session, kinds: tuple[str, ...]) -> None:
    """Write the packaged schema of each KIND into the store, of every kind where none is named.

    From then on the store's file counts, and new records name it for editors. Change it to add a section, a facet's
    value or a field; put a schema of another name beside it to add a kind. A schema that the store has already stays.
    """
    from memfs.verbs import eject_schemas

    session.write(eject_schemas(kinds))

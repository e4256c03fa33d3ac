"""`memfs restore`: let a record be again what it once was."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys, kinds
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options, writing_options
from memfs.cli.words import decoded
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from memfs.cli.session import Session


@click.command(
    "restore",
    params=[
        click.Argument(["kind"], shell_complete=kinds),
        click.Argument(["key"], shell_complete=keys()),
        *reading_options(demanded=True),
        *writing_options(),
        *common_options(),
    ],
    epilog=examples(
        "memfs restore memory payment_mutex_fix --at HEAD~3", "memfs restore context objectives --at 2026-11-01"
    ),
)
@in_session()
def command(session: Session, *, kind: str, key: str) -> None:
    """Write a record as it was at a revision or date: a new commit, judged like any write."""
    from memfs.verbs import restore_record

    if session.at is None:
        raise click.UsageError("say from when: --at REV, a date or a time")
    try:
        old = session.open().read(kind, decoded(key), at=session.at)
    except MemfsError as error:
        if error.code != "not-found" or error.hint:
            raise
        hint = shlex.join(["memfs", "log", kind, key])
        raise MemfsError(f"{error.message} at {quoted(session.at)}", code=error.code, hint=hint) from None
    session.write(restore_record(kind, decoded(key), old.data, source=old.source))

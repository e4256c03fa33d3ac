"""`memfs install`: let git run memfs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session
from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.cli.session import Session
    from memfs.verbs import HookChange


@click.command(
    "install",
    params=[
        click.Option(
            ["--hooks"], is_flag=True, help="The hooks that judge a commit, a merge and a push (the default)."
        ),
        click.Option(["--undo"], is_flag=True, help="Take them away again, and put back what was there."),
        *common_options(),
    ],
    epilog=examples("memfs install --hooks", "memfs install --hooks --undo"),
)
@in_session()
def command(session: Session, *, hooks: bool, undo: bool) -> None:
    """Install hooks into this repository's hooks directory: pre-receive in a bare repository.

    A hook that is there already is kept as NAME.before-memfs and runs first.
    """
    from memfs.repository import Repository
    from memfs.verbs import hook_program, install_hooks, remove_hooks

    del hooks  # there is nothing else to install, named or not
    repository = Repository.discover(session.directory)
    changes = remove_hooks(repository) if undo else install_hooks(repository)
    _tell(session, changes, action="removed" if undo else "installed")
    if not undo and hook_program() is None:
        output.note("memfs-hook is not on PATH; until it is, the hooks refuse every commit")


def _tell(session: Session, changes: Sequence[HookChange], *, action: str) -> None:
    if session.json:
        hooks = [{"name": c.name, "path": c.path, "action": c.action, "note": c.note or None} for c in changes]
        output.show_json({"ok": True, "action": action, "hooks": hooks})
    elif not session.quiet:
        output.show("\n".join(map(_line, changes)))


def _line(change: HookChange) -> str:
    note = f"; {change.note}" if change.note else ""
    return printable(f"{change.action} {change.name} ({change.path}){note}")

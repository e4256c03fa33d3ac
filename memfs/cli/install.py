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
    from memfs.repository import Repository
    from memfs.verbs import HookChange


@click.command(
    "install",
    params=[
        click.Option(["--hooks"], is_flag=True, help="The hooks that judge a commit, a merge and a push."),
        click.Option(["--drivers"], is_flag=True, help="The drivers that merge records and show them in diffs."),
        click.Option(["--global", "everywhere"], is_flag=True, help="The drivers for all of your repositories."),
        click.Option(["--undo"], is_flag=True, help="Take them away again, and put back what was there."),
        *common_options(),
    ],
    epilog=examples("memfs install", "memfs install --drivers --global", "memfs install --hooks --undo"),
)
@in_session()
def command(session: Session, *, hooks: bool, drivers: bool, everywhere: bool, undo: bool) -> None:
    """Install hooks into this repository's hooks directory and drivers into its configuration; one of them where named.

    A hook that is there already is kept as NAME.before-memfs and runs first; a bare repository gets pre-receive.
    """
    from memfs.repository import Repository
    from memfs.verbs import hook_program

    repository = Repository.discover(session.directory)
    everything = not (hooks or drivers or everywhere)
    hook_changes = _hooks(repository, undo=undo) if hooks or everything else ()
    settings = _drivers(repository, undo=undo, everywhere=everywhere) if drivers or everywhere or everything else ()
    _tell(session, hook_changes, settings, action="removed" if undo else "installed")
    if hook_changes and not undo and hook_program() is None:
        output.note("memfs-hook is not on PATH; until it is, the hooks refuse every commit")


def _hooks(repository: Repository, *, undo: bool) -> Sequence[HookChange]:
    from memfs.verbs import install_hooks, remove_hooks

    return remove_hooks(repository) if undo else install_hooks(repository)


def _drivers(repository: Repository, *, undo: bool, everywhere: bool) -> Sequence[str]:
    from memfs.verbs import set_drivers, unset_drivers

    if undo:
        return unset_drivers(repository, everywhere=everywhere)
    return set_drivers(repository, everywhere=everywhere)


def _tell(session: Session, changes: Sequence[HookChange], settings: Sequence[str], *, action: str) -> None:
    if session.json:
        hooks = [{"name": c.name, "path": c.path, "action": c.action, "note": c.note or None} for c in changes]
        output.show_json({"ok": True, "action": action, "hooks": hooks, "settings": list(settings)})
    elif not session.quiet:
        lines = [*map(_line, changes), *(f"{action} {name} in git's configuration" for name in settings)]
        output.show("\n".join(lines) or "nothing to do")


def _line(change: HookChange) -> str:
    note = f"; {change.note}" if change.note else ""
    return printable(f"{change.action} {change.name} ({change.path}){note}")

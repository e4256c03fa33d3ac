"""`memfs install`: let git run memfs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session
from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.repository import Repository
    from memfs.verbs import EditorChange, HookChange


@click.command(
    "install",
    params=[
        click.Option(["--hooks"], is_flag=True, help="The hooks that judge a commit, a merge and a push."),
        click.Option(["--drivers"], is_flag=True, help="The drivers that merge records and show them in diffs."),
        click.Option(["--global", "everywhere"], is_flag=True, help="The drivers for all of your repositories."),
        click.Option(["--editor"], is_flag=True, help="Schemas for the records, in VS Code's settings."),
        click.Option(["--undo"], is_flag=True, help="Take them away again, and put back what was there."),
        *common_options(),
    ],
    epilog=examples(
        "memfs install", "memfs install --drivers --global", "memfs install --editor", "memfs install --hooks --undo"
    ),
)
@in_session()
def command(session: Session, *, hooks: bool, drivers: bool, everywhere: bool, editor: bool, undo: bool) -> None:
    """Install hooks into this repository's hooks directory and drivers into its configuration; one of them where named.

    A hook that is there already is kept as NAME.before-memfs and runs first; a bare repository gets pre-receive.
    Where an editor's settings are there already, --editor leaves them alone and prints what to put into them.
    """
    from memfs.repository import Repository
    from memfs.verbs import hook_program

    repository = Repository.discover(session.directory)
    everything = not (hooks or drivers or everywhere or editor)
    hook_changes = _hooks(repository, undo=undo) if hooks or everything else ()
    settings = _drivers(repository, undo=undo, everywhere=everywhere) if drivers or everywhere or everything else ()
    edited = _editor(repository, undo=undo) if editor else None
    _tell(session, hook_changes, settings, action="removed" if undo else "installed", editor=edited)
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


def _editor(repository: Repository, *, undo: bool) -> EditorChange:
    from memfs.verbs import install_editor, remove_editor

    return remove_editor(repository) if undo else install_editor(repository)


def _tell(
    session: Session,
    changes: Sequence[HookChange],
    settings: Sequence[str],
    *,
    action: str,
    editor: EditorChange | None,
) -> None:
    if session.json:
        hooks = [{"name": c.name, "path": c.path, "action": c.action, "note": c.note or None} for c in changes]
        shown: dict[str, JSON] = {"ok": True, "action": action, "hooks": hooks, "settings": list(settings)}
        output.show_json({**shown, **({} if editor is None else {"editor": _editor_data(editor)})})
    elif not session.quiet:
        lines = [*map(_line, changes), *(f"{action} {name} in git's configuration" for name in settings)]
        output.show("\n".join([*lines, *_editor_lines(editor, action)]) or "nothing to do")


def _line(change: HookChange) -> str:
    note = f"; {change.note}" if change.note else ""
    return printable(f"{change.action} {change.name} ({change.path}){note}")


def _editor_data(editor: EditorChange) -> dict[str, JSON]:
    return {"path": editor.path, "action": editor.action, "mapping": dict(editor.mapping)}


def _editor_lines(editor: EditorChange | None, action: str) -> Iterator[str]:
    if editor is None:
        return
    yield f"{editor.action} editor settings ({editor.path})"
    if editor.action == "left":
        from memfs.render import encoded

        yield f"that file is yours; {'take this out of it' if action == 'removed' else 'put this into it'}:"
        members = [f"    {encoded({place: globs})[1:-1]}" for place, globs in editor.mapping.items()]
        yield '  "yaml.schemas": {\n' + ",\n".join(members) + "\n  }"

"""The options that commands share. They count wherever they stand: before the verb, behind it, behind the kind."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from memfs.cli.completing import words
from memfs.cli.session import Session, remember, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memfs.cli.completing import Completion
    from memfs.core.model import JSON

P = ParamSpec("P")


def _keep(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    """Keep a given value for the whole command line; the last one given counts."""
    if value is not None:
        remember(context, str(parameter.name), value)


def _enter(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    """Keep the directories to enter, each relative to the one before it, as git does."""
    before, more = remembered(context, str(parameter.name)), value
    entered = [*(before if isinstance(before, tuple) else ()), *(more if isinstance(more, tuple) else ())]
    remember(context, str(parameter.name), tuple(entered))


def _as_json(context: click.Context, _: click.Parameter, value: JSON) -> None:
    if value:
        remember(context, "format", "json")


def shared(
    *names: str,
    help: str,  # noqa: A002 - click's word
    metavar: str | None = None,
    is_flag: bool | None = None,
    multiple: bool = False,
    keep: Callable[[click.Context, click.Parameter, JSON], None] = _keep,
    complete: Completion | None = None,
) -> click.Option:
    """Return an option that is kept for the whole command line instead of being a parameter of one function."""
    return click.Option(
        names,
        help=help,
        metavar=metavar,
        is_flag=is_flag,
        multiple=multiple,
        callback=keep,
        default=() if multiple else None,
        expose_value=False,
        shell_complete=complete,
    )


FORMATS = ("text", "json")


def common_options(*formats: str) -> list[click.Parameter]:
    """Return the options of every command; `formats` are those it can print, text and JSON where none is named."""
    return [
        shared("-C", "start", metavar="DIR", multiple=True, keep=_enter, help="Run as if started in DIR."),
        shared("--store", metavar="DIR", help="The store's directory, relative to the current one."),
        *([] if formats == ("text",) else _format_options(formats or FORMATS)),
        shared("-q", "--quiet", is_flag=True, help="Print no confirmation."),
    ]


def _format_options(formats: Sequence[str]) -> list[click.Parameter]:
    help_text = f"Print as {', '.join(formats)}."
    return [
        shared("--format", metavar="FORMAT", help=help_text, complete=words(*formats)),
        shared("--json", "as_json", is_flag=True, keep=_as_json, help="The same as --format json."),
    ]


def reading_options(*, demanded: bool = False) -> list[click.Parameter]:
    """Return the options of commands that can read the past, or that read nothing else."""
    note = "  [required]" if demanded else ""
    return [shared("--at", metavar="REV", help=f"As of a revision, or of a date or a time (UTC).{note}")]


def writing_options() -> list[click.Parameter]:
    """Return the options of every command that writes."""
    return [
        shared("-m", "--message", metavar="MESSAGE", help="The commit's subject."),
        shared("--commit/--no-commit", is_flag=True, help="Commit, or only write and stage (commit.mode decides)."),
        shared("--dry-run", is_flag=True, help="Print what would change and write nothing."),
        shared("--author", metavar="AUTHOR", help="The commit's author, as 'NAME <EMAIL>'; or MEMFS_AUTHOR."),
        shared("--allow-detached", is_flag=True, help="Write on a detached HEAD too."),
    ]


def if_match_option() -> click.Option:
    """Return the option that refuses to overwrite what somebody else changed."""
    words = "Refuse unless the record is still this blob (at least 7 hex digits of it)."
    return click.Option(["--if-match"], metavar="BLOB", help=words)


def in_session(
    *formats: str,
) -> Callable[[Callable[Concatenate[Session, P], int | None]], Callable[P, int | None]]:
    """Give a command's function the session as its first argument.

    `formats` are what the command can print, the default first; text and JSON where none is named.
    """

    def decorate(function: Callable[Concatenate[Session, P], int | None]) -> Callable[P, int | None]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> int | None:
            return function(Session.of(click.get_current_context(), formats or FORMATS), *args, **kwargs)

        return run

    return decorate

"""`memfs read`: show records, or an overview of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.completing import keys
from memfs.cli.kinds import KindGroup, examples, keys_argument
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.reading import FORMATS, Shown, show_all, show_one
from memfs.cli.words import decoded
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.verbs import View

MEMORY, CONTEXT, SOURCE, VARIABLES = "memory", "context", "source", "variables"
EXAMPLES = "memfs read memory ledger_lock\nmemfs read memory ledger_lock --format text --at 2026-11-01"
COMMON = (*reading_options(), *common_options(*FORMATS))


def _demanded(view: View, kind: str, key: str) -> Shown:
    return Shown(view.kind(kind), key, view.demand(kind, decoded(key)))


@in_session(*FORMATS)
def _records(session: Session, kind: str, keys: tuple[str, ...]) -> None:
    view = session.open().working_view(at=session.at)
    shown = [_demanded(view, kind, key) for key in dict.fromkeys(keys)]
    if len(keys) == 1:
        show_one(session, shown[0])
    else:
        show_all(session, shown, nothing=f"there is no {kind}")


def _command_of(kind: str) -> click.Command:
    return click.Command(
        kind,
        help=f"Show records of kind {kind}, by name.",
        short_help="Memories, by name.",
        epilog=examples(EXAMPLES if kind == MEMORY else f"memfs read {kind} KEY"),
        params=[keys_argument(kind), *COMMON],
        callback=lambda keys: _records(kind, keys),
    )


@in_session(*FORMATS)
def _overview(session: Session) -> None:
    if click.get_current_context().invoked_subcommand is not None:
        return
    from memfs.cli.overview import overview_data, overview_markdown

    data = overview_data(session.open().view(at=session.at))
    if session.json:
        output.show_json(data)
    elif session.format == "yaml":
        from memfs.codec import emit

        output.show(emit(data).decode().removesuffix("\n"))
    else:
        output.show(overview_markdown(data))


command = KindGroup(
    "read",
    summary="""Show records, or an overview of the store where no kind is named.

    FORMAT is markdown (the default), yaml (the file's bytes), json or text (the content alone). Without --at records
    are read from their working files, and the overview from what git has staged.
    """,
    example="memfs read\nmemfs read context --at 2026-11-01\nmemfs read memory ledger_lock --format text",
    options=reading_options(),
    formats=FORMATS,
    other=_command_of,
    alone=_overview,
)
command.add_command(_command_of(MEMORY))


@command.command(
    CONTEXT,
    params=[click.Argument(["sections"], nargs=-1, metavar="[SECTION]...", shell_complete=keys(CONTEXT)), *COMMON],
    epilog=examples("memfs read context", "memfs read context objectives constraints"),
    short_help="The project's context, or sections of it.",
)
@in_session(*FORMATS)
def _context(session: Session, sections: tuple[str, ...]) -> None:
    """Show the project's context, or some of its sections; those that are empty are left out unless named."""
    from memfs.verbs import demand_section

    view = session.open().working_view(at=session.at)
    kind = view.kind(CONTEXT)
    for section in sections:
        demand_section(view, section)
    shown = [Shown(kind, key, view.find(CONTEXT, key)) for key in dict.fromkeys(sections or kind.keys())]
    if len(sections) == 1:
        show_one(session, shown[0])
    else:
        kept = shown if sections else [one for one in shown if not one.empty]
        show_all(session, kept, nothing="the context is empty")


@command.command(
    SOURCE,
    params=[
        click.Argument(["name"], required=False, shell_complete=keys(SOURCE)),
        click.Argument(["key"], required=False),
        *COMMON,
    ],
    epilog=examples("memfs read source customers", "memfs read source customers code --format text"),
    short_help="Data sources, one of them, or a field of one.",
)
@in_session(*FORMATS)
def _source(session: Session, name: str | None, key: str | None) -> None:
    """Show the data sources, one of them, or one field of it."""
    view = session.open().working_view(at=session.at)
    if name is None:
        shown = [Shown(view.kind(SOURCE), found.key, found) for found in view.records(SOURCE)]
        show_all(session, shown, nothing="there are no data sources")
    elif key is None:
        show_one(session, _demanded(view, SOURCE, name))
    else:
        show_one(session, _field(view, name, key))


def _field(view: View, name: str, key: str) -> Shown:
    kind = view.kind(SOURCE)
    if key not in kind.fields:
        known = ", ".join(kind.fields)
        raise MemfsError(f"a source has no {quoted(key)}; it has {known}", code="not-found")
    found = view.demand(SOURCE, decoded(name))
    value = found.data.get(key)
    return Shown(kind, found.key, found, part={kind.key: found.key, key: value}, value=value)


@command.command(
    "variable",
    params=[
        click.Argument(["source"], shell_complete=keys(SOURCE)),
        click.Argument(["variable"], required=False),
        *COMMON,
    ],
    epilog=examples("memfs read variable customers", "memfs read variable customers churned"),
    short_help="The variables of a data source, or one of them.",
)
@in_session(*FORMATS)
def _variable(session: Session, source: str, variable: str | None) -> None:
    """Show the variables of a data source, or one of them."""
    from memfs.verbs import demand_variable

    view = session.open().working_view(at=session.at)
    if variable is None:
        show_one(session, _field(view, source, VARIABLES))
        return
    kind, found = view.kind(SOURCE), view.demand(SOURCE, decoded(source))
    value = demand_variable(found, decoded(variable))
    part: dict[str, JSON] = {kind.key: found.key, VARIABLES: [value]}
    show_one(session, Shown(kind, found.key, found, part=part, value=value))

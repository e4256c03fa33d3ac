"""`memfs replace`: change what a record says, as one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys
from memfs.cli.fields import MEMORY, FieldsCommand, field_options, given_fields
from memfs.cli.kinds import KindGroup, examples
from memfs.cli.mappings import mapping
from memfs.cli.options import common_options, if_match_option, in_session, writing_options
from memfs.cli.words import decoded, word, words

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.verbs import Draft, View

COMMON = (if_match_option(), *writing_options(), *common_options())


def _clear_option() -> click.Option:
    return click.Option(["--clear"], is_flag=True, help="Replace with nothing.")


def _demand_content(texts: tuple[str, ...], *, clear: bool) -> tuple[str, ...]:
    """Return the texts; replacing with nothing has to be said."""
    if clear and texts:
        raise click.UsageError("--clear goes without a TEXT")
    if not texts and not clear:
        raise click.UsageError("replacing with nothing needs --clear")
    return words(texts)


def _revision_options(name: str) -> list[click.Parameter]:
    return [
        click.Option(["--rename"], metavar=name, help="A new name."),
        click.Option(["--unset"], metavar="FIELD", multiple=True, help="A field to take away; repeatable."),
    ]


@in_session()
def _other(
    session: Session,
    kind: str,
    *,
    key: str,
    text: str | None,
    rename: str | None,
    unset: tuple[str, ...],
    if_match: str | None,
) -> None:
    from memfs.verbs import Revision, replace_record

    if not (text or rename is not None or unset):
        raise click.UsageError("replacing with nothing: give a mapping, --rename or --unset")
    given = None if text is None else word(text)
    name = None if rename is None else decoded(rename)

    def plan(view: View) -> Draft:
        view.kind(kind)  # a misspelled kind is what to say first
        fields = {} if given is None else mapping(given)
        revision = Revision(fields, unset=unset, rename=name, if_match=if_match)
        return replace_record(kind, decoded(key), revision)(view)

    session.write(plan)


def _command_of(kind: str) -> click.Command:
    return click.Command(
        kind,
        help="Change fields of a record of a kind that the store defines: those of one JSON or YAML mapping.",
        epilog=examples(f"memfs replace {kind} KEY - < fields.yaml"),
        params=[
            click.Argument(["key"], shell_complete=keys(kind)),
            click.Argument(["text"], required=False, metavar="[-]"),
            *_revision_options("KEY"),
            *COMMON,
        ],
        callback=lambda **given: _other(kind, **given),
    )


command = KindGroup(
    "replace",
    summary="Change what a record says, as one commit; what is not named stays as it is.",
    example="memfs replace memory ledger_lock --outcome success --tool code_interpreter --task-type debug",
    options=[if_match_option(), *writing_options()],
    other=_command_of,
)


@command.command(
    MEMORY,
    cls=FieldsCommand,
    params=[
        click.Argument(["summary"], shell_complete=keys(MEMORY)),
        click.Argument(["content"], required=False, metavar="[CONTENT|-]"),
        *field_options(),
        *_revision_options("SUMMARY"),
        *COMMON,
    ],
    epilog=examples(
        'memfs replace memory ledger_lock "Take the ledger lock before the payment lock."',
        "memfs replace memory ledger_lock --rename ledger_lock_order --unset session",
    ),
    short_help="Fields of a memory.",
)
@in_session()
def _memory(
    session: Session,
    *,
    summary: str,
    content: str | None,
    rename: str | None,
    unset: tuple[str, ...],
    if_match: str | None,
) -> None:
    """Change fields of a memory; the rest stays.

    Where a new outcome or tool rules out another facet, that facet goes, the file moves, and the answer says so.
    """
    from memfs.verbs import Revision, replace_record

    fields = given_fields(session)
    metadata = fields.pop("metadata", {})
    if content is not None:
        fields["content"] = word(content)
    if not (fields or metadata or rename is not None or unset):
        raise click.UsageError("replacing with nothing: give CONTENT or an option of a field")
    revision = Revision(
        fields,
        unset=unset,
        rename=None if rename is None else decoded(rename),
        if_match=if_match,
        metadata=metadata if isinstance(metadata, dict) else {},
    )
    session.write(replace_record(MEMORY, summary, revision))


@command.command(
    "context",
    params=[
        click.Argument(["section"], shell_complete=keys("context")),
        click.Argument(["texts"], nargs=-1, metavar="[TEXT]..."),
        _clear_option(),
        *COMMON,
    ],
    epilog=examples('memfs replace context objectives "Settle payments within one second"'),
    short_help="A section of the project's context.",
)
@in_session()
def _context(session: Session, section: str, texts: tuple[str, ...], *, clear: bool, if_match: str | None) -> None:
    """Let a section of the project's context hold these texts and nothing else."""
    from memfs.verbs import replace_section

    session.write(replace_section(section, _demand_content(texts, clear=clear), if_match=if_match))


@command.command(
    "source",
    params=[
        click.Argument(["name"], shell_complete=keys("source")),
        click.Argument(["key"]),
        click.Argument(["texts"], nargs=-1, metavar="[TEXT]..."),
        _clear_option(),
        *COMMON,
    ],
    epilog=examples('memfs replace source customers description "One row for each customer"'),
    short_help="A field of a data source.",
)
@in_session()
def _source(
    session: Session, *, name: str, key: str, texts: tuple[str, ...], clear: bool, if_match: str | None
) -> None:
    """Let a field of a data source hold these texts and nothing else."""
    from memfs.verbs import replace_source

    planner = replace_source(decoded(name), decoded(key), _demand_content(texts, clear=clear), if_match=if_match)
    session.write(planner)


@command.command(
    "variable",
    params=[
        click.Argument(["source"], shell_complete=keys("source")),
        click.Argument(["variable"]),
        click.Argument(["notes"], nargs=-1, metavar="[NOTE]..."),
        _clear_option(),
        *COMMON,
    ],
    epilog=examples('memfs replace variable customers churned "1 = left within 90 days"'),
    short_help="The notes on a variable of a data source.",
)
@in_session()
def _variable(
    session: Session, *, source: str, variable: str, notes: tuple[str, ...], clear: bool, if_match: str | None
) -> None:
    """Let a variable of a data source have these notes and no others."""
    from memfs.verbs import replace_variable

    planner = replace_variable(
        decoded(source), decoded(variable), _demand_content(notes, clear=clear), if_match=if_match
    )
    session.write(planner)

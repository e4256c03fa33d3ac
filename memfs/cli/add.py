"""`memfs add`: put something into the store, as one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys
from memfs.cli.fields import MEMORY, FieldsCommand, field_options, given_fields
from memfs.cli.kinds import KindGroup, examples
from memfs.cli.mappings import mapping
from memfs.cli.options import common_options, in_session, writing_options
from memfs.cli.words import decoded, word, words

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.verbs import Draft, View

COMMON = (*writing_options(), *common_options())


@in_session()
def _other(session: Session, kind: str, text: str) -> None:
    from memfs.core.model import Record
    from memfs.verbs import add_record

    given = word(text)

    def plan(view: View) -> Draft:
        view.kind(kind)  # a misspelled kind is what to say first
        return add_record(Record(kind, mapping(given)))(view)

    session.write(plan)


def _command_of(kind: str) -> click.Command:
    return click.Command(
        kind,
        help="Add a record of a kind that the store defines: one JSON or YAML mapping, - for standard input.",
        epilog=examples(f"memfs add {kind} - < record.yaml"),
        params=[click.Argument(["text"], metavar="-"), *COMMON],
        callback=lambda text: _other(kind, text),
    )


command = KindGroup(
    "add",
    summary="Put something into the store, as one commit. The store is made where there is none yet.",
    example='memfs add memory "Take the ledger lock first." --outcome learning --insight-type pattern\n'
    'memfs add context objectives "Settle payments within two seconds"\n'
    'memfs add variable customers churned "1 = left within 90 days"',
    options=writing_options(),
    other=_command_of,
)


@command.command(
    MEMORY,
    cls=FieldsCommand,
    params=[
        click.Argument(["content"], required=False, metavar="[CONTENT|-]"),
        *field_options(),
        click.Option(["--summary"], metavar="SUMMARY", help="Its name; made from the content where it is not given."),
        *COMMON,
    ],
    epilog=examples(
        'memfs add memory "Take the ledger lock first." --outcome learning --insight-type pattern --tag locking',
        "git log -1 --format=%B | memfs add memory - --outcome success --tool conversation",
    ),
    short_help="What happened or was learned.",
)
@in_session()
def _memory(session: Session, content: str | None, summary: str | None) -> None:
    """Add a memory: what happened or was learned, classified by its facets.

    CONTENT is the text, or - for standard input; text that starts with a dash goes behind --. Which facets go together
    is said by the schema, and a refusal names the legal values. The time of creation is set unless it is given.
    """
    from memfs.core.model import Record
    from memfs.verbs import add_record

    if content is None:
        raise click.UsageError("a memory needs CONTENT, or - to read it from standard input")
    fields = {**given_fields(session), "content": word(content)}
    named = fields if summary is None else {"summary": decoded(summary), **fields}
    session.write(add_record(Record(MEMORY, named)))


@command.command(
    "context",
    params=[
        click.Argument(["section"], shell_complete=keys("context")),
        click.Argument(["texts"], nargs=-1, required=True, metavar="TEXT..."),
        *COMMON,
    ],
    epilog=examples('memfs add context constraints "No personal data leaves the country"'),
    short_help="Items of a section of the project's context.",
)
@in_session()
def _context(session: Session, section: str, texts: tuple[str, ...]) -> None:
    """Add to a section of the project's context: items to a list, a paragraph to a text.

    An item that is there already is left as it is.
    """
    from memfs.verbs import add_section

    session.write(add_section(section, words(texts)))


@command.command(
    "source",
    params=[
        click.Argument(["name"], shell_complete=keys("source")),
        click.Argument(["key"], required=False),
        click.Argument(["texts"], nargs=-1, metavar="[TEXT]..."),
        click.Option(["--description"], metavar="TEXT", help="What it holds."),
        click.Option(["--source"], metavar="TEXT", help="Where it comes from: a path, a table, an address."),
        click.Option(["--code"], metavar="TEXT|-", help="How to load it."),
        click.Option(["--note", "notes"], metavar="TEXT", multiple=True, help="What to know about it; repeatable."),
        *COMMON,
    ],
    epilog=examples('memfs add source customers --source warehouse.public.customers --note "Refreshed each night"'),
    short_help="A data source, or more about one.",
)
@in_session()
def _source(
    session: Session,
    *,
    name: str,
    key: str | None,
    texts: tuple[str, ...],
    description: str | None,
    source: str | None,
    code: str | None,
    notes: tuple[str, ...],
) -> None:
    """Add a data source, or more about one: by options, or one KEY with its TEXT.

    Notes are appended; a description, a source or code that is set is not overwritten (memfs replace does).
    """
    from memfs.verbs import add_source

    options = {"description": description, "source": source}
    fields: dict[str, tuple[str, ...]] = {
        field: (decoded(text),) for field, text in options.items() if text is not None
    }
    if code is not None:
        fields["code"] = (word(code),)
    if notes:
        fields["notes"] = tuple(map(decoded, notes))
    if key is not None and not texts:
        raise click.UsageError(f"{key} needs a TEXT")
    if key is not None:
        fields[key] = (*fields.get(key, ()), *words(texts))
    session.write(add_source(decoded(name), fields))


@command.command(
    "variable",
    params=[
        click.Argument(["source"], shell_complete=keys("source")),
        click.Argument(["variable"]),
        click.Argument(["notes"], nargs=-1, required=True, metavar="NOTE..."),
        *COMMON,
    ],
    epilog=examples('memfs add variable customers churned "1 = left within 90 days"'),
    short_help="Notes on a variable of a data source.",
)
@in_session()
def _variable(session: Session, *, source: str, variable: str, notes: tuple[str, ...]) -> None:
    """Add notes on a variable of a data source; both are made where they are absent."""
    from memfs.verbs import add_variable

    session.write(add_variable(decoded(source), decoded(variable), words(notes)))

"""`memfs import`: the records of a dataset, as one commit."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.importing import imported_data, imported_lines, note_lines, problem_lines
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, writing_options
from memfs.cli.words import STDIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from memfs.cli.session import Session
    from memfs.verbs import Given, Imported

FORMS = ("auto", "jsonl", "json", "csv", "literal", "yaml", "btw", "btb", "letta", "claude", "mcp")
CONFLICTS = ("refuse", "skip", "rename")
REFUSED = 1


@click.command(
    "import",
    params=[
        click.Argument(["name"], metavar="FILE|DIR|-"),
        click.Option(["--from", "form"], type=click.Choice(FORMS), default="auto", help="The format; auto looks."),
        click.Option(["--on-conflict"], type=click.Choice(CONFLICTS), default="refuse", help="Where a name is taken."),
        click.Option(["--quarantine"], metavar="FILE", help="Set refused records aside here and import the rest."),
        click.Option(["--strict"], is_flag=True, help="Refuse missing summaries, and shares that miss their targets."),
        *writing_options(),
        *common_options(),
    ],
    epilog=examples(
        "memfs import memories.jsonl",
        "memfs import memories.jsonl --dry-run --strict",
        "memfs import btw-memory.yaml --quarantine refused.jsonl",
    ),
)
@in_session()
def command(
    session: Session, name: str, *, form: str, on_conflict: str, quarantine: str | None, strict: bool
) -> int | None:
    """Import the records of a dataset as one commit, all or nothing.

    Every refused record is reported with its line. With --dry-run --strict, the dataset's checklist is answered and
    nothing is written.
    """
    from memfs.verbs import Terms, import_dataset

    home = Path(session.directory)
    terms = Terms(
        form=form,
        on_conflict=on_conflict,
        strict=strict,
        quarantine=home / quarantine if quarantine else None,
        progress=_progress(session),
    )
    try:
        found = import_dataset(session.open(), _given(name, home), terms, wishes=session.wishes())
    finally:
        if terms.progress:
            terms.progress("")
    return _say(session, found, checks=strict and session.wishes().dry_run)


def _given(name: str, home: Path) -> Given:
    from memfs.verbs import Given, given_at

    return Given(STDIN, sys.stdin.buffer.read()) if name == STDIN else given_at(name, home)


def _progress(session: Session) -> Callable[[str], None] | None:
    """Say on a terminal what goes on, on one line of standard error."""
    if session.quiet or not sys.stderr.isatty():
        return None
    return lambda words: click.echo(f"\r\033[K{words}", err=True, nl=False)


def _say(session: Session, found: Imported, *, checks: bool) -> int | None:
    wishes = session.wishes()
    if session.json:
        output.show_json(imported_data(found, checks=checks, dry_run=wishes.dry_run))
        return REFUSED if found.error else None
    for line in problem_lines(found):
        output.tell(line)
    lines = imported_lines(replace(found, diff="") if checks else found, checks=checks, dry_run=wishes.dry_run)
    text = "\n".join(lines)
    if text and not (session.quiet and not wishes.dry_run):
        output.show(text)
    if found.error:
        raise found.error
    for sentence in () if session.quiet else note_lines(found):
        output.note(sentence)
    return None

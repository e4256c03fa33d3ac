"""`memfs generate`: datasets of made-up memories."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session
from memfs.core.errors import MemfsError

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.law import Law
    from memfs.verbs import View

AT_ONCE = 1_000
OUTSIDE = frozenset({"not-a-repository", "no-store"})


@click.command(
    "generate",
    params=[
        click.Option(["--total"], metavar="N", type=int, required=True, help="How many memories."),
        click.Option(["--seed"], metavar="S", type=int, default=0, help="Another seed makes another set; 0 at first."),
        click.Option(["--targets"], metavar="FILE", help="The shares to meet: dataset, or a file like memfs.yaml."),
        click.Option(["--templates"], metavar="FILE", help="Your own themes, words and sentences (docs/generate.md)."),
        click.Option(["--start", "first"], metavar="D", help="No memory is older than this date or time (UTC)."),
        click.Option(["--end", "last"], metavar="D", help="No memory is younger than this date or time (UTC)."),
        click.Option(["--sessions"], metavar="N", type=int, help="Into how many sessions they are grouped."),
        *common_options(),
    ],
    epilog=examples(
        "memfs generate --total 1000 --seed 7 > memories.jsonl",
        "memfs generate --total 200 --targets shares.yaml --templates ours.yaml",
        "memfs generate --total 500 --start 2026-03-01 --end 2026-03-31 --sessions 20 > march.jsonl",
    ),
)
@in_session("text", "json")
def command(
    session: Session,
    *,
    total: int,
    seed: int,
    targets: str | None,
    templates: str | None,
    first: str | None,
    last: str | None,
    sessions: int | None,
) -> None:
    """Make up memories that read as if they had happened, and print them as JSON lines.

    Their counts meet every target exactly: those of the store here, else the dataset's. No two contents are alike, and
    one seed gives one set, whenever and wherever it is made.
    """
    from memfs.render import encoded
    from memfs.verbs import given_at
    from memfs.verbs.generating import END, START, Order, generate

    book = (templates, given_at(templates, Path(session.directory)).data) if templates else None
    order = Order(total, seed=seed, start=first or START, end=last or END, sessions=sessions, templates=book)
    made = map(encoded, generate(_law(session, targets), order))
    done, tells = 0, sys.stderr.isatty() and not (sys.stdout.isatty() or session.quiet)
    while some := list(islice(made, AT_ONCE)):
        output.show_bytes("".join(f"{line}\n" for line in some).encode())
        done += len(some)
        if tells:
            click.echo(f"\r{done} of {total} memories" if done < total else "\r\033[K", err=True, nl=False)


def _law(session: Session, targets: str | None) -> Law:
    """Return the law of the store here, else the packaged one, with the targets that count."""
    from memfs.verbs import given_at, named_targets, targets_in
    from memfs.verbs.generating import aimed

    view = _view(session)
    if targets is None:
        return aimed(view.law)
    given = named_targets(targets) or targets_in(view, targets, given_at(targets, Path(session.directory)).data)
    return aimed(view.law, targets=given)


def _view(session: Session) -> View:
    from memfs.verbs.generating import nowhere

    try:
        return session.open().view()
    except MemfsError as error:
        if error.code not in OUTSIDE or session.store is not None:
            raise
        return nowhere()

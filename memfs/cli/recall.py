"""`memfs recall`: find memories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.completing import conditions as facet_conditions
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.words import decoded
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.cli.session import Session
    from memfs.verbs import Hit, Recalled, View


def where_option() -> click.Option:
    """Return the option that filters by facets."""
    words = "Only records with this facet; of several values of one facet any."
    return click.Option(["--where"], metavar="FACET=VALUE", multiple=True, help=words, shell_complete=facet_conditions)


def conditions(pairs: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Return the wanted values of each facet; raises UsageError where a pair is none."""
    wanted: dict[str, set[str]] = {}
    for pair in pairs:
        facet, equals, value = decoded(pair).partition("=")
        if not equals:
            raise click.UsageError(f"{quoted(pair)} is no condition, expected FACET=VALUE")
        wanted.setdefault(facet, set()).add(value)
    return wanted


@click.command(
    "recall",
    params=[
        click.Argument(["words"], nargs=-1, metavar="[WORDS]..."),
        where_option(),
        click.Option(["--since"], metavar="D", help="Created on or after a date or a time (UTC)."),
        click.Option(["--until"], metavar="D", help="Created on or before a date or a time (UTC)."),
        click.Option(["--session", "theme"], metavar="S", help="Only memories of this session."),
        click.Option(
            ["--tag", "tags"], metavar="T", multiple=True, help="Only memories with this tag; all of several."
        ),
        click.Option(["--limit"], metavar="N", type=click.IntRange(min=1), help="At most N memories."),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples("memfs recall --where outcome=failure --since 2026-11-01", "memfs recall ledger lock --limit 5"),
)
@in_session()
def command(
    session: Session,
    *,
    words: tuple[str, ...],
    where: tuple[str, ...],
    since: str | None,
    until: str | None,
    theme: str | None,
    tags: tuple[str, ...],
    limit: int | None,
) -> None:
    """Find memories: with words the best match first, else the newest first.

    Every condition must hold. As JSON, each memory is one line.
    """
    from memfs.verbs import Query, recall_records

    query = Query(
        words=" ".join(map(decoded, words)),
        where=conditions(where),
        since=since,
        until=until,
        session=theme,
        tags=tags,
        limit=limit,
    )
    view = session.open().view(at=session.at)
    found = recall_records(view, query)
    for hit in found.hits:
        _show(session, view, hit)
    _tell(session, found)


def _show(session: Session, view: View, hit: Hit) -> None:
    from memfs.render import encoded, hit_lines

    if session.json:
        shown = {"key": hit.key, "path": hit.path, "blob": hit.blob, "score": hit.score, "record": hit.record}
        output.show(encoded(shown))
    else:
        output.show("\n".join(hit_lines(hit.key, hit.record, view.kind(hit.kind).facets)))


def _tell(session: Session, found: Recalled) -> None:
    if found.undated:
        output.note(f"{found.undated} without 'created' left out")
    if found.unreadable:
        output.note(f"{found.unreadable} that cannot be read left out; memfs check says why")
    if not (found.hits or session.json or session.quiet):
        output.note("no memory matches")

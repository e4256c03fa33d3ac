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
    from memfs.verbs import Hit, Query, Recalled, View


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
        click.Option(["--explain"], is_flag=True, help="Say for each score what it is the sum of."),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples(
        "memfs recall --where outcome=failure --since 2026-11-01",
        "memfs recall 'why did the ledger stop with two writers?' --limit 5",
        "memfs recall --explain '\"idempotency key\" retry'",
    ),
)
@in_session()
def command(  # noqa: PLR0913 - one for each option of the contract
    session: Session,
    *,
    words: tuple[str, ...],
    where: tuple[str, ...],
    since: str | None,
    until: str | None,
    theme: str | None,
    tags: tuple[str, ...],
    limit: int | None,
    explain: bool,
) -> None:
    """Find memories: with words the best match first, else the newest first.

    Words are a question: ask in a whole sentence or in a few words. Any of them may match, what stands before and
    after in the same session counts too, and what has too little of what was asked is left out. A phrase in double
    quotes must occur as it is. Every other condition must hold. As JSON, each memory is one line.
    """
    from memfs.verbs import Query, recall_records

    if explain and not words:
        raise click.UsageError("--explain needs words: without them nothing has a score")
    query = Query(
        words=" ".join(map(decoded, words)),
        where=conditions(where),
        since=since,
        until=until,
        session=theme,
        tags=tags,
        limit=limit,
        explain=explain,
    )
    view = session.open().view(at=session.at)
    found = recall_records(view, query)
    for hit in found.hits:
        _show(session, view, hit, query=query)
    _tell(session, found)


def _show(session: Session, view: View, hit: Hit, *, query: Query) -> None:
    from memfs.render import encoded, hit_lines, reason_data, reason_line

    excerpt = _excerpt(hit, query.words)
    if session.json:
        shown = {"key": hit.key, "path": hit.path, "blob": hit.blob, "score": hit.score, "record": hit.record}
        parts = [reason_data(reason) for reason in hit.reasons]
        output.show(encoded({**shown, "snippet": excerpt, "reasons": parts} if query.explain else shown))
        return
    output.show("\n".join(hit_lines(hit.key, hit.record, view.kind(hit.kind).facets, excerpt=excerpt)))
    if query.explain:
        output.show(reason_line(hit.score or 0.0, hit.reasons))


def _excerpt(hit: Hit, words: str) -> str | None:
    """Return the piece of a record's content that holds most of what was asked."""
    content = hit.record.get("content")
    if hit.score is None or not isinstance(content, str):
        return None
    from memfs.core.search.question import question_of
    from memfs.core.search.snippets import snippet
    from memfs.render import WIDTH

    return snippet(content, question_of(words), width=WIDTH)


def _tell(session: Session, found: Recalled) -> None:
    if found.undated:
        output.note(f"{found.undated} without 'created' left out")
    if found.unreadable:
        output.note(f"{found.unreadable} that cannot be read left out; memfs check says why")
    if found.hits or session.json or session.quiet:
        return
    if found.nearest is None:
        output.note("no memory matches")
    else:
        from memfs.core.search.scale import RELEVANT

        key, score = found.nearest
        output.note(
            f"nothing relevant; the nearest is {quoted(key)} with a score of {score:.2f}, {RELEVANT:.2f} is needed"
        )

"""`memfs log`: the versions of one record, or the commits of the store."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.completing import keys, kinds
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.words import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.verbs import Sieve, Store


@click.command(
    "log",
    params=[
        click.Argument(["kind"], required=False, metavar="[KIND", shell_complete=kinds),
        click.Argument(["key"], required=False, metavar="KEY]", shell_complete=keys()),
        click.Option(["--author"], metavar="NAME", help="Commits of authors whose name holds NAME."),
        click.Option(["--since"], metavar="D", help="Commits made on or after a date or a time (UTC)."),
        click.Option(["--until"], metavar="D", help="Commits made on or before a date or a time (UTC)."),
        click.Option(["--limit"], type=click.IntRange(min=1), metavar="N", help="The newest N only."),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples("memfs log", "memfs log memory payment_mutex_fix", "memfs log context --since 2026-11-01"),
)
@in_session()
def command(
    session: Session,
    *,
    kind: str | None,
    key: str | None,
    author: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
) -> None:
    """Show every version of a record, newest first, across moves and renames; without KEY the store's commits."""
    from memfs.verbs import Sieve

    sieve = Sieve(author, since, until)
    store = session.open()
    if kind is not None and key is not None:
        _record(session, store, (kind, decoded(key)), sieve=sieve, limit=limit)
    else:
        _store(session, store, kind, sieve=sieve, limit=limit)
    cut_note(store)


def cut_note(store: Store) -> None:
    """Say where a shallow clone has only a part of the history."""
    from memfs.repository import is_shallow

    if is_shallow(store.place.repository):
        output.note("this clone is shallow, so older history is not here (git fetch --unshallow)")


def _record(session: Session, store: Store, name: tuple[str, str], *, sieve: Sieve, limit: int | None) -> None:
    from memfs.render import version_data, version_lines
    from memfs.verbs import record_log

    found = record_log(store, *name, at=session.at)
    wanted = [version for version in found if sieve.lets(version.commit)][:limit]
    if session.json:
        versions: list[JSON] = [version_data(version) for version in wanted]
        output.show_json({"kind": name[0], "key": name[1], "versions": versions})
    else:
        _show(version_lines(wanted))


def _store(session: Session, store: Store, kind: str | None, *, sieve: Sieve, limit: int | None) -> None:
    from memfs.render import commit_data, commit_line
    from memfs.verbs import store_log

    commits = [step.commit for step in islice(store_log(store, at=session.at, kind=kind, sieve=sieve), limit)]
    if session.json:
        found: list[JSON] = [commit_data(commit) for commit in commits]
        output.show_json({"commits": found})
    else:
        _show(map(commit_line, commits))


def _show(lines: Iterable[str]) -> None:
    """Print lines; those of a commit, which begin at the edge, in colour where a terminal wants it."""
    for line in lines:
        output.show(line, style="yellow" if line[:1].strip() else output.STYLES.get(line.lstrip()[:2]))

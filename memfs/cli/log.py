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
    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.verbs import Store


@click.command(
    "log",
    params=[
        click.Argument(["kind"], required=False, metavar="[KIND", shell_complete=kinds),
        click.Argument(["key"], required=False, metavar="KEY]", shell_complete=keys()),
        click.Option(["--author"], metavar="NAME", help="Commits of authors whose name holds NAME."),
        click.Option(["--limit"], type=click.IntRange(min=1), metavar="N", help="The newest N only."),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples("memfs log", "memfs log memory payment_mutex_fix", "memfs log context objectives --at 2026-11-01"),
)
@in_session()
def command(session: Session, *, kind: str | None, key: str | None, author: str | None, limit: int | None) -> None:
    """Show every version of a record, newest first, across moves and renames; without KEY the store's commits."""
    store = session.open()
    if kind is not None and key is not None:
        _record(session, store, kind, key=decoded(key), author=author, limit=limit)
    else:
        _store(session, store, kind, author=author, limit=limit)


def _record(session: Session, store: Store, kind: str, *, key: str, author: str | None, limit: int | None) -> None:
    from memfs.render import version_data, version_lines
    from memfs.verbs import record_log

    found = record_log(store, kind, key, at=session.at)
    wanted = [v for v in found if author is None or author.casefold() in v.commit.author.casefold()][:limit]
    if session.json:
        versions: list[JSON] = [version_data(version) for version in wanted]
        output.show_json({"kind": kind, "key": key, "versions": versions})
    else:
        output.show("\n".join(version_lines(wanted)))


def _store(session: Session, store: Store, kind: str | None, *, author: str | None, limit: int | None) -> None:
    from memfs.render import commit_data, commit_line
    from memfs.verbs import store_log

    commits = [step.commit for step in islice(store_log(store, at=session.at, kind=kind, author=author), limit)]
    if session.json:
        found: list[JSON] = [commit_data(commit) for commit in commits]
        output.show_json({"commits": found})
    elif commits:
        output.show("\n".join(map(commit_line, commits)))

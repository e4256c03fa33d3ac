"""`memfs review`: tell what a change does to the memory, so that a person can judge it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.review import Review
    from memfs.verbs.reviewing import Between

FORMATS = ("text", "markdown", "json", "html", "github")


@click.command(
    "review",
    params=[
        click.Argument(["between"], metavar="[BASE[...HEAD]]", required=False),
        click.Option(["--staged"], is_flag=True, help="What is staged, against HEAD."),
        click.Option(["--worktree"], is_flag=True, help="What lies in the working tree, against HEAD."),
        *common_options(*FORMATS),
    ],
    epilog=examples("memfs review", "memfs review main...my-branch --format markdown", "memfs review --staged"),
)
@in_session(*FORMATS)
def command(session: Session, *, between: str | None, staged: bool, worktree: bool) -> int:
    """Tell what changed: which records came, changed, moved and went, and what that does to the store.

    Compared are HEAD and its merge base with BASE, the default branch of the upstream where none is named. Exits 1
    where the change brings new violations. html is a page in one file, github annotations for a workflow run.
    """
    from memfs.verbs.reviewing import review

    if sum((between is not None, staged, worktree)) > 1:
        raise click.UsageError("name BASE...HEAD, --staged or --worktree, only one of them")
    compared, store = _compared(session, between, place="index" if staged else "worktree" if worktree else "")
    found = review(compared, store=store)
    _show(session, compared, found)
    return 0 if found.ok else 1


def _compared(session: Session, between: str | None, *, place: str) -> tuple[Between, str | None]:
    from memfs.repository import Repository
    from memfs.verbs import reviewing

    repository = Repository.discover(session.directory)
    store = reviewing.store_named(repository, session.directory, session.store) if session.store else None
    if place == "index":
        return reviewing.staged(repository), store
    if place == "worktree":
        return reviewing.unstaged(repository), store
    return reviewing.commits(repository, between), store


def _show(session: Session, compared: Between, found: Review) -> None:
    from memfs import render

    if session.json:
        output.show_json(render.review_data(found))
    elif session.format == "markdown":
        output.show(render.review_in_markdown(found).removesuffix("\n"))
    elif session.format == "html":
        from memfs.verbs.reviewing import growths

        output.show(render.review_in_html(found, growths(compared, found)).removesuffix("\n"), safe=True)
    elif session.format == "github":
        output.show(render.review_in_github(found), safe=True)
    else:
        _show_text(render.review_in_text(found), ok=found.ok)


def _show_text(text: str, *, ok: bool) -> None:
    """Print line by line where a terminal wants colour, at once where not."""
    if not output.coloured(sys.stdout):
        output.show(text)
        return
    verdict, *lines = text.split("\n")
    output.show(verdict, style="green" if ok else "red")
    for line in lines:
        output.show(line, style=output.STYLES.get(line.lstrip()[:2]))

"""`memfs check`: judge the memory by its rules."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, shared
from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.core.report import Report
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository
    from memfs.verbs import Mended, Question

FORMATS = ("text", "json", "github", "sarif", "gitlab")
LAWS = ("head", "base")


@click.command(
    "check",
    params=[
        click.Option(["--staged"], is_flag=True, help="What the next commit would hold, against HEAD."),
        click.Option(["--rev"], metavar="REV", help="A commit."),
        click.Option(["--worktree"], is_flag=True, help="The files that git tracks or would add (the default)."),
        click.Option(["--base"], metavar="REV", help="Blame only what is new since REV; none judges every record."),
        click.Option(["--law"], metavar="SIDE", help="Whose policy and schemas refuse: head (default) or base."),
        click.Option(["--rule", "rules"], metavar="ID", multiple=True, help="Judge by this rule alone; repeatable."),
        click.Option(["--strict"], is_flag=True, help="As if the policy said enforce: strict."),
        shared("--fix", is_flag=True, help="Mend working files where there is one right answer, then judge."),
        *common_options(*FORMATS),
    ],
    epilog=examples(
        "memfs check",
        "memfs check --fix",
        "memfs check --staged",
        "memfs check --rev HEAD --base origin/main --format github",
    ),
)
@in_session(*FORMATS)
def command(
    session: Session,
    *,
    staged: bool,
    rev: str | None,
    worktree: bool,
    base: str | None,
    law: str | None,
    rules: tuple[str, ...],
    strict: bool,
) -> int:
    """Judge every record of every store, or of the one that --store names.

    With a base, violations that stand there are left out; where the policy or a schema changed since, what passes only
    because of that comes first. Exits 1 where something is refused.

    --fix moves a file to where its content says, puts doubtful text in quotes, and mends line ends, a missing final
    newline, a byte order mark and the ending .yml. It changes working files alone; what is staged stays as it is.
    """
    from memfs.repository import Repository, reader
    from memfs.verbs import asked_gate, judge_stores

    fix = bool(session.kept.get("fix"))
    _demand_one_place(staged=staged, rev=rev, worktree=worktree, fix=fix)
    _demand_law(law, has_base=staged or base not in {None, "none"})
    repository = Repository.discover(session.directory)
    # what a whole check learns is worth keeping, and what a hook is about to be asked; a few records are not
    keep = base is None if staged else base in {None, "none"}
    question = _question(session, repository, rules=rules, law=law, strict=strict, keep=keep)
    mended = _mended(repository, question.store) if fix else None
    with reader(repository) as objects:
        gate = asked_gate(objects, staged=staged, rev=rev, base=base)
        report = judge_stores(gate.snapshot, gate.base, question)
        _demand_store(repository, report, gate.snapshot)
    _show(session, report, mended)
    return 0 if report.ok else 1


def _mended(repository: Repository, store: str | None) -> tuple[Mended, ...]:
    from memfs.verbs import mend_stores  # brings along all that writes

    return mend_stores(repository, store)


def _question(
    session: Session, repository: Repository, *, rules: tuple[str, ...], law: str | None, strict: bool, keep: bool
) -> Question:
    from memfs.verbs import Question, named_store

    wanted = session.text("store")
    return Question(
        store=None if wanted is None else named_store(repository, Path(session.directory), wanted),
        rules=frozenset(rules),
        law_level="error" if law == "base" else "warning",
        strict=strict,
        detail="shares" if session.json else "warnings",
        keep=keep,
    )


def _demand_one_place(*, staged: bool, rev: str | None, worktree: bool, fix: bool) -> None:
    if sum((staged, rev is not None, worktree)) > 1:
        raise click.UsageError("name --staged, --rev REV or --worktree, only one of them")
    if fix and (staged or rev is not None):
        raise click.UsageError("--fix mends working files, so it goes without --staged and --rev")


def _demand_law(law: str | None, *, has_base: bool) -> None:
    if law not in {None, *LAWS}:
        raise click.UsageError(f"--law is {quoted(law)}, expected {' or '.join(LAWS)}")
    if law == "base" and not has_base:
        raise click.UsageError("--law base needs a base: --base REV, or --staged")


def _demand_store(repository: Repository, report: Report, snapshot: Snapshot) -> None:
    """Refuse to call nothing at all in order: whoever asks thinks there is a store, and HEAD may know where."""
    from memfs.core.names import join
    from memfs.repository import head, tree_snapshot
    from memfs.verbs import stores_of

    if report.records or report.errors or stores_of(snapshot):
        return
    commit = head(repository)
    for store in stores_of(tree_snapshot(repository, commit)) if commit else ():
        policy = printable(join(store, "memfs.yaml"))
        restore = f"git restore --source=HEAD -- {shlex.quote(f':/{policy}')}"
        raise MemfsError(f"'{policy}' is in HEAD and gone from what is judged", code="no-store", hint=restore)
    raise MemfsError("there is no memory store in this repository", code="no-store", hint="memfs init")


def _show(session: Session, report: Report, mended: tuple[Mended, ...] | None) -> None:
    from memfs.render import annotation_lines, report_data, report_lines

    if session.json:
        more: dict[str, JSON] = {} if mended is None else {"mended": [_mended_data(one) for one in mended]}
        output.show_json({**report_data(report), **more})
    elif session.format in {"sarif", "gitlab"}:
        output.show(_for_services(report, session.format))
    elif not session.quiet or report.errors or report.warnings:
        lines = annotation_lines(report) if session.format == "github" else report_lines(report)
        safe = session.format == "github"  # its lines are commands of ours
        output.show("\n".join([*map(_mended_line, mended or ()), *lines]), safe=safe)


def _for_services(report: Report, name: str) -> str:
    """Write a report as a service wants it: nothing of ours may stand beside it."""
    from memfs import __version__
    from memfs.render import encoded, gitlab_data, sarif_data
    from memfs.rules import RULES

    if name == "gitlab":
        return f"[{', '.join(map(encoded, gitlab_data(report)))}]"
    return encoded(sarif_data(report, pages={rule.id: rule.page for rule in RULES}, version=__version__))


def _mended_line(mended: Mended) -> str:
    from memfs.render import logged

    moved = () if mended.moved_to is None else (f"moved to {logged(mended.moved_to)}",)
    return f"mended {logged(mended.path)}: {', '.join((*mended.what, *moved))}"


def _mended_data(mended: Mended) -> dict[str, JSON]:
    return {"path": mended.path, "what": list(mended.what), "moved_to": mended.moved_to}

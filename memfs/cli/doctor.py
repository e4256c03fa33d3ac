"""`memfs doctor`: what a repository's memory needs, and what to type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.verbs import Finding

ERROR = "error"
STYLES = {ERROR: "red", "warning": "yellow"}


@click.command(
    "doctor",
    params=[
        click.Option(["--fix"], is_flag=True, help="Put right what can be put right without a decision of yours."),
        *common_options(),
    ],
    epilog=examples("memfs doctor", "memfs doctor --fix"),
)
@in_session()
def command(session: Session, *, fix: bool) -> int:
    """Look for what killed writers and git left behind, for missing drivers and hooks, and for what makes writes slow.

    --fix undoes killed writes and removes those locks of git's that nobody holds. Nothing of yours is changed. Exits 1
    where something is left to do.
    """
    from memfs.repository import Repository
    from memfs.verbs import examine, named_store

    repository = Repository.discover(session.directory)
    wanted = session.text("store")
    store = None if wanted is None else named_store(repository, Path(session.directory), wanted)
    findings = examine(repository, store=store, fix=fix)
    to_do = [finding for finding in findings if finding.level == ERROR and not finding.fixed]
    if session.json:
        output.show_json({"ok": not to_do, "findings": [_data(finding) for finding in findings]})
    else:
        _show(to_do if session.quiet else findings)
        if not session.quiet:
            output.show(_summary(findings, to_do=len(to_do)))
    return 1 if to_do else 0


def _data(finding: Finding) -> dict[str, JSON]:
    return {
        "id": finding.id,
        "level": finding.level,
        "message": finding.message,
        "hint": finding.hint,
        "fixed": finding.fixed,
    }


def _show(findings: Sequence[Finding]) -> None:
    for finding in findings:
        word, style = ("fixed", "green") if finding.fixed else (finding.level, STYLES.get(finding.level))
        hint = f" ({'undo' if finding.fixed else 'do'}: {finding.hint})" if finding.hint else ""
        output.show(f"{word}: {finding.id}: {finding.message}{hint}", style=style)


def _summary(findings: Sequence[Finding], *, to_do: int) -> str:
    if not findings:
        return "all is well"
    fixed = sum(finding.fixed for finding in findings)
    return f"{_counted(findings)}, {fixed} fixed, {to_do} to do"


def _counted(findings: Sequence[Finding]) -> str:
    return f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'}"

"""`memfs merge-driver -- %O %A %B %P`: what git runs to merge one record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import in_session
from memfs.core.escape import printable

if TYPE_CHECKING:
    from memfs.cli.session import Session


@click.command(
    "merge-driver",
    params=[click.Argument([name], metavar=f"%{name[0].upper()}") for name in ("origin", "a", "b", "path")],
    epilog=examples("git config merge.memfs.driver 'memfs merge-driver -- %O %A %B %P'"),
)
@in_session()
def command(session: Session, *, origin: str, a: str, b: str, path: str) -> int:
    """Merge the versions %O (base), %A (ours) and %B (theirs) of the record at %P into %A.

    git runs this for a store's files where `memfs install --drivers` set it up. Exits 1 where both sides changed the
    same thing: git's markers then stand around the lines of those fields.
    """
    from memfs.repository import Repository
    from memfs.verbs import Versions, merge_files

    here = Path(session.directory)
    versions = Versions(here / origin, here / a, here / b)
    conflicts = merge_files(Repository.discover(here), versions, path)
    if conflicts:
        fields = ", ".join(map(printable, conflicts))
        output.note(f"{printable(path)}: both sides changed {fields}; choose between the markers and git add it")
    return 1 if conflicts else 0

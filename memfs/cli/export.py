"""`memfs export`: records in other forms."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.recall import conditions, where_option

if TYPE_CHECKING:
    from memfs.cli.session import Session

AT_ONCE = 1_000
FORMS = ("jsonl", "json", "yaml", "csv", "btw", "btb", "sqlite", "parquet")


@click.command(
    "export",
    params=[
        click.Option(
            ["--to", "form"], type=click.Choice(FORMS), default="jsonl", help="The format, jsonl if not named."
        ),
        click.Option(["-o", "path"], metavar="PATH", help="Write to this file, or directory for btb and parquet."),
        where_option(),
        *reading_options(),
        *common_options(),
    ],
    epilog=examples(
        "memfs export > memories.jsonl",
        "memfs export --to csv --where outcome=failure -o failures.csv",
        "memfs export --to btw -o btw-memory.yaml",
        "memfs export --to sqlite -o memory.db",
        "memfs export --to parquet -o memory.parquet",
    ),
)
@in_session("text", "json")
def command(session: Session, *, form: str, path: str | None, where: tuple[str, ...]) -> None:
    """Write records in another form; imported again, they are equal.

    jsonl, json, yaml, csv and btb hold the memories, btw holds the context and the data sources. sqlite (with full
    text) and parquet (in Hive layout, extra [parquet]) hold all of them, and are for other programs to read.
    """
    from memfs.verbs import Selection, export_to, exported_texts, measured

    view = session.open().view(at=session.at)
    selection = Selection(form, conditions(where))
    if path is None:
        pieces = exported_texts(view, selection)
        while some := "".join(islice(pieces, AT_ONCE)):
            output.show_bytes(some.encode())
    else:
        export_to(view, selection, Path(session.directory) / path)
    found = measured(view, selection)
    if path is not None and session.json:
        output.show_json({"ok": True, "exported": found.counted, "path": path})
    elif path is not None and not session.quiet:
        output.show(f"exported {found.counted} to {path}")
    if found.left_out and not session.quiet:
        output.note(f"{found.left_out} left out; {'--to jsonl' if form == 'btw' else '--to btw'} writes them")

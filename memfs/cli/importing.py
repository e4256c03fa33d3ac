"""What an import did, as lines for people and as fields for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.cli.output import error_data
from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.model import JSON
    from memfs.verbs import Imported

SHORT = 7
LINES = 200
"""How many refusals, and how many notes, are shown as text; JSON has them all."""


def problem_lines(found: Imported) -> Iterator[str]:
    """Write a line for each reason of each refused record."""
    from memfs.render import violation_line

    lines = [violation_line(violation) for one in found.refused for violation in one.violations]
    lines += [violation_line(violation) for violation in found.shares]
    yield from _cut(lines)


def note_lines(found: Imported) -> Iterator[str]:
    """Write what else there is to know: what was not carried, what was skipped."""
    return _cut(found.notes)


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:LINES]
    if len(lines) > LINES:
        yield f"... and {len(lines) - LINES} more (--json shows all)"


def imported_lines(found: Imported, *, checks: bool, dry_run: bool) -> Iterator[str]:
    """Write what was done or would be: the diff of a dry run, the checklist, the counts."""
    from memfs.verbs import checked_off

    if found.diff:
        yield found.diff
    if checks:
        yield from (f"[{'x' if box.ok else ' '}] {box.box}: {printable(box.detail)}" for box in checked_off(found))
    if found.error:
        return
    yield from (f"renamed {printable(one.old)} to {printable(one.new)}" for one in found.renamed[:LINES])
    words = [f"{'would import' if dry_run else 'imported'} {found.counted}"]
    words += [f"skipped {found.skipped}"] if found.skipped else []
    words += [f"set {len(found.refused)} aside"] if found.refused else []
    yield ", ".join(words) + (f" {found.commit[:SHORT]}" if found.commit else "")


def imported_data(found: Imported, *, checks: bool, dry_run: bool) -> dict[str, JSON]:
    """Return what was done, or what refused it, as fields."""
    from memfs.render import violation_data
    from memfs.verbs import checked_off

    refused: list[JSON] = [
        {"source": one.source, "line": one.line, "violations": [violation_data(v) for v in one.violations]}
        for one in found.refused
    ]
    boxes: list[JSON] = [{"box": box.box, "ok": box.ok, "detail": box.detail} for box in checked_off(found)]
    return {
        "ok": found.error is None,
        "action": "imported",
        "added": len(found.changes),
        "skipped": found.skipped,
        "renamed": [{"from": one.old, "to": one.new} for one in found.renamed],
        "refused": refused,
        "commit": found.commit,
        **({"checklist": boxes} if checks else {}),
        **({"notes": list(found.notes)} if found.notes else {}),
        **({"dry_run": True} if dry_run else {}),
        **({"diff": found.diff} if dry_run and not checks else {}),
        **({} if found.error is None else error_data(found.error)),
    }

"""What a write did, as lines for people and as fields for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.verbs import Outcome, Written

SHORT = 7


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Write a line for each record: what was done, to what, where its file lies, and the commit."""
    commit = f" {outcome.commit[:SHORT]}" if outcome.commit else ""
    staged = " staged" if outcome.commit is None and outcome.action != "unchanged" else ""
    for written in outcome.changes:
        yield f"{outcome.action} {written.kind} {printable(written.key)} ({printable(written.path)}){commit}{staged}"


def outcome_data(outcome: Outcome, *, dry_run: bool) -> dict[str, JSON]:
    """Return what was done as fields: those of the record, or `changes` where there are several."""
    written = [_written(change) for change in outcome.changes]
    records: dict[str, JSON] = written[0] if len(written) == 1 else {"changes": written}
    return {
        "ok": True,
        "action": outcome.action,
        **records,
        "commit": outcome.commit,
        **({"notes": list(outcome.notes)} if outcome.notes else {}),
        **({"dry_run": True, "diff": outcome.diff} if dry_run else {}),
    }


def _written(change: Written) -> dict[str, JSON]:
    return {"kind": change.kind, "key": change.key, "path": change.path, "blob": change.blob}

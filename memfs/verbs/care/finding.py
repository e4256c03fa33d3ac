"""Findings: what a doctor says of a repository."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a repository, and what to type about it.

    `level` is `error` where something needs to be done, `warning` where that would help, `note` where it is good to
    know. `fixed` tells that it has just been put right; `hint` is then the way back, if there is one.
    """

    id: str
    level: str
    message: str
    hint: str | None = None
    fixed: bool = False

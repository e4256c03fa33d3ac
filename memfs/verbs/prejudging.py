"""Judge what was staged as the hook of the next commit will, so that the hook need not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.repository import reader, staged_change
from memfs.verbs.checking import FEW, Question, judge_stores
from memfs.verbs.gates import committing_gate

if TYPE_CHECKING:
    from memfs.repository import Repository


def prejudge(repository: Repository) -> None:
    """Ask of a few staged changes what the hook will ask, which keeps the answer where there is nothing to say.

    What judges is loaded after a write, which is most of a hook's time. The write is done: what goes wrong here is no
    fault of it, and the hook will tell.
    """
    with suppress(MemfsError, OSError), reader(repository) as objects:
        change = staged_change(repository)
        if change is not None and len(change) <= FEW:
            gate = committing_gate(objects, change)
            judge_stores(gate.snapshot, gate.base, Question(detail="warnings", keep=True))

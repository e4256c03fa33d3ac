"""What a commit of ours says: a subject, and trailers that name what was done to which records, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.core.escape import block, printable, quoted, shortened
from memfs.rules import redacted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.verbs.outcome import Written

KEYS_NAMED = 20
"""A commit names at most this many records in its trailers."""


def commit_message(
    subject: str, written: Sequence[Written], *, message: str | None = None, via: str, agent: str | None = None
) -> str:
    """Write a commit's message: `message` in place of the subject where one is given, then the trailers.

    Raises InvalidError where the message holds a secret: it would stand in history as a record does.
    """
    if message and redacted(message) != message:
        raise InvalidError(f"the commit message must not hold a secret: {quoted(redacted(message))}")
    first = block(message or "").strip() or f"memory: {subject}"
    trailers = [f"Memfs-Op: {subject.split(maxsplit=1)[0]}"]
    if len(written) <= KEYS_NAMED:
        names = dict.fromkeys(f"{change.kind}/{change.key}" for change in written)
        trailers.extend(f"Memfs-Key: {printable(name)}" for name in names)
    trailers.append(f"Memfs-Via: {via}")
    if agent:
        trailers.append(f"Memfs-Agent: {shortened(printable(agent), limit=100)}")
    return f"{first}\n\n" + "\n".join(trailers) + "\n"

"""Facts: what the content of one file says, and where it passes the law."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from memfs.catalog.seals import raw, seal
from memfs.core.moments import created_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON


_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Facts(NamedTuple):
    """What is known of a blob in the directory of a kind.

    `place` is the path at which it passed every rule, None where it did not or nobody judged it; `record` is None where
    the content cannot be read.
    """

    blob: str
    kind: str
    record: Mapping[str, JSON] | None
    place: str | None = None


Row = tuple[bytes, str, bytes | None, str | None, str | None, str | None, str | None, int]
"""A row of `blob`: oid, kind, place, record, key, created, session, seal."""


def row_of(facts: Facts, kind: Kind) -> Row:
    """Return the row that keeps the facts."""
    place = None if facts.place is None else raw(facts.place)
    oid, name, record = bytes.fromhex(facts.blob), facts.kind, _written(facts.record)
    sealed = seal((oid, name, place, record))
    if facts.record is None:
        return (oid, name, place, None, None, None, None, sealed)
    created, session = created_at(facts.record), facts.record.get("session")
    return (
        oid,
        name,
        place,
        record,
        str(facts.record.get(kind.key)),
        None if created is None else "".join(created),
        session if isinstance(session, str) else None,
        sealed,
    )


def _written(record: Mapping[str, JSON] | None) -> str | None:
    return None if record is None else _WRITTEN.encode(record)


def tags_of(record: Mapping[str, JSON] | None) -> Sequence[str]:
    """Return the tags that a recall can ask for."""
    tags = None if record is None else record.get("tags")
    listed = tags if isinstance(tags, (list, tuple)) else ()
    return list(dict.fromkeys(tag for tag in listed if isinstance(tag, str)))


def path_from(stored: bytes) -> str:
    """Return a path as a snapshot has it."""
    return stored.decode("utf-8", "surrogateescape")


def record_from(text: str) -> Mapping[str, JSON]:
    """Read a record as it was kept."""
    record: Mapping[str, JSON] = json.loads(text)
    return record

"""What history knows of a record: its versions, and who set what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.review import FieldChange


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: `date` is the author's, RFC 3339 with its offset; `trailers` are its `Memfs-` lines by name."""

    id: str
    author: str
    date: str
    subject: str
    trailers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: what a commit did to it.

    `action` is added, changed, moved (file or key) or removed; `data` is None where the record was removed or could
    not be read.
    """

    commit: Commit
    action: str
    key: str
    path: str
    blob: str | None
    data: Mapping[str, JSON] | None
    fields: tuple[FieldChange, ...] = ()
    old_path: str | None = None


@dataclass(frozen=True, slots=True)
class Blamed:
    """The commit that last set one field, or one item of a list (`place` as `tags[0]` or `variables.id`)."""

    place: str
    value: JSON
    commit: Commit

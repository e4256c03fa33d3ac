"""History as text: the versions of a record, the commits of a store, and who set what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.core.escape import shortened
from memfs.render.field_text import text_lines
from memfs.render.log_text import logged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.history import Blamed, Commit, Version
    from memfs.core.model import JSON

TEXT_LIMIT = 200


def version_lines(versions: Iterable[Version]) -> Iterator[str]:
    """Tell each version: the commit, what it did to which file, and the fields that changed."""
    for number, version in enumerate(versions):
        yield from [""] if number else []
        yield commit_line(version.commit)
        yield f"  {version.action} {logged(version.path)}"
        yield from [f"    was {logged(version.old_path)}"] if version.old_path else []
        signed = version.action in {"changed", "moved"}
        yield from (f"    {line}" for line in text_lines(version.fields, signed=signed, limit=TEXT_LIMIT))


def commit_line(commit: Commit) -> str:
    """Tell a commit on one line: id, date, author, subject."""
    author, title = logged(commit.author), shortened(logged(commit.subject), limit=100)
    return f"{commit.id[:7]} {_when(commit)} {author}: {title}"


def _when(commit: Commit) -> str:
    """Write the author's time as git's --date=iso does, with its zone."""
    zone = commit.date[19:].replace(":", "") or "+0000"
    return f"{commit.date[:19].replace('T', ' ')} {zone}"


def blame_lines(blamed: Iterable[Blamed]) -> Iterator[str]:
    """Tell for each field and item the commit that last set it."""
    rows = list(blamed)
    wide = max((len(logged(row.place)) for row in rows), default=0)
    authors = max((len(logged(row.commit.author)) for row in rows), default=0)
    for row in rows:
        value = row.value if isinstance(row.value, str) else json.dumps(row.value, ensure_ascii=False)
        who = f"{row.commit.id[:7]} {row.commit.date[:10]} {logged(row.commit.author):{authors}}"
        yield f"{who}  {logged(row.place):{wide}}  {shortened(logged(value), limit=80)}"


def commit_data(commit: Commit) -> dict[str, JSON]:
    """Return a commit as JSON."""
    trailers: dict[str, JSON] = {name: list(values) for name, values in commit.trailers.items()}
    facts = {"commit": commit.id, "author": commit.author, "date": commit.date, "subject": commit.subject}
    return {**facts, "trailers": trailers}


def version_data(version: Version) -> dict[str, JSON]:
    """Return a version as JSON."""
    return {
        **commit_data(version.commit),
        "action": version.action,
        "key": version.key,
        "path": version.path,
        "old_path": version.old_path,
        "blob": version.blob,
        "record": None if version.data is None else dict(version.data),
        "fields": [{"name": field.name, "old": field.old, "new": field.new} for field in version.fields],
    }


def blame_data(blamed: Blamed) -> dict[str, JSON]:
    """Return who set one field or item as JSON."""
    return {"place": blamed.place, "value": blamed.value, **commit_data(blamed.commit)}

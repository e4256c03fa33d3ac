"""`MemoryEngine`: remember, recall, reflect and forget, for programs written against the dataset cheatsheet.

The names and the shape of the answers are those of BTB's engine (github.com/templetwo/back-to-the-basics,
memory.py), so that its users change one import. What differs is meant: every memory is judged and committed, a
refused one raises instead of going to a limbo, and recall finds what was asked for.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import below
from memfs.core.model import Record, equal
from memfs.verbs import Query, Store, Wishes, add_record, eased, recall_records, reflect, remove_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from memfs.core.model import JSON
    from memfs.verbs import Area, Batch, Hit, View

MEMORY = "memory"
FAILED, SUCCEEDED = "failure", "success"
"""The two outcomes that BTB's reflection names in its answer's keys."""

QUERIED = ("since", "until", "session", "tags")


class MemoryEngine:
    """An agent's memory in a store.

    `root` is the store's directory: inside a git repository it becomes a store of that repository, elsewhere a
    repository is made in it. `author` (`Name <email>`) writes the commits in the agent's name.
    """

    def __init__(self, root: str | Path = "agent_brain", *, author: str | None = None) -> None:
        """Open the store, and make and commit it where it is not there yet."""
        self._root = os.fspath(root)
        self._store = Store.init(root)
        self._wishes = Wishes(via="python", author=author)
        self._conversation = self._store.conversation(wishes=self._wishes)
        self._batch: Batch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit what `commit.mode: session` gathered; a `with` block and the program's end do it too."""
        self._conversation.close()

    def remember(self, content: str, outcome: str, **fields: JSON) -> str:
        """Store a memory and return its record's path, relative to the repository's top.

        A missing summary is made from the content, `created` is now. A tool on an outcome that has none and unknown
        fields move into `metadata`, a summary that breaks the format is rewritten (the old one is kept there), and a
        time without a zone is read as UTC. Raises InvalidError with the violations, ExistsError for a known summary.
        Inside `batch()` nothing is committed before the block ends.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        said = {"content": content, "outcome": outcome, **given}
        if self._batch is not None:
            return self._batch.add(_record(self._batch.view, said)).path
        done = self._conversation.write(lambda view: add_record(_record(view, said))(view))
        return done.changes[0].path

    @contextmanager
    def batch(self, message: str = "remember a batch") -> Iterator[None]:
        """Commit everything that the block remembers as one; an exception discards all of it."""
        if self._batch is not None:
            raise MemfsError("a batch is open already; end it first", code="usage")
        self._conversation.commit()
        with self._store.batch(message, wishes=self._wishes) as gathered:
            self._batch = gathered
            try:
                yield
            finally:
                self._batch = None

    def recall(
        self,
        pattern: str | None = None,
        *,
        words: str = "",
        limit: int | None = None,
        rerank: Callable[[str, Sequence[Hit]], Sequence[float]] | None = None,
        **where: JSON | date,
    ) -> list[dict[str, JSON]]:
        """Return memories as dictionaries: best match first with `words`, else the newest first.

        Any field may be given: facets with one value or a list of them, `session`, `tags` (all of which it must have),
        `since` and `until` (texts, dates or times, without a zone in UTC), or any other field of the record or of its
        metadata. A field that is None says nothing. `pattern` is a glob over the records' paths, from the root (with
        or without its name) or from the first facet; one that ends in `.json`, as BTB's do, means our files. `rerank`
        may order what words found once more: it is given the words and the hits, best first, and returns a number for
        each, the highest comes first.
        """
        return [dict(hit.record) for hit in self._hits(pattern, words, where, rerank=rerank)[:limit]]

    def reflect(self) -> dict[str, JSON]:
        """Return what the memories add up to, in the shape of BTB's reflection."""
        found = reflect(self._store.view())
        hotspots, patterns = found.areas.get(FAILED, ())[:5], found.areas.get(SUCCEEDED, ())[:5]
        return {
            "total_memories": found.total,
            "by_outcome": dict(found.by_outcome),
            "by_tool": dict(found.by_tool),
            "failure_hotspots": list(hotspots),
            "success_patterns": list(patterns),
            "recent": [
                {"summary": memory["summary"], "outcome": memory["outcome"], "when": memory.get("created")}
                for memory in found.recent
            ],
            "insights": list(_insights(found.by_outcome, hotspots, patterns)),
        }

    def forget(self, pattern: str | None = None, *, before: datetime | str | None = None, **where: JSON | date) -> int:
        """Remove the memories that match, in one commit that git can undo; return how many.

        `before` takes those created earlier than a time; without a zone it is UTC. Raises MemfsError `usage` where
        nothing says which memories to forget, and for a field that is None: a slip must not forget more than is meant.
        """
        unsaid = [name for name, value in where.items() if value is None]
        if unsaid:
            raise MemfsError(
                f"{quoted(unsaid[0])} is None; leave it out, or say which memories to forget", code="usage"
            )
        if pattern is None and before is None and not where:
            raise MemfsError("say which memories to forget: a pattern, a time or fields", code="usage")
        limit = None if before is None else _instant(before)
        hits = [hit for hit in self._hits(pattern, "", where) if limit is None or _is_before(hit, limit)]
        if hits:
            self._conversation.write(remove_records(MEMORY, [hit.key for hit in hits]))
        return len(hits)

    def _hits(
        self,
        pattern: str | None,
        words: str,
        where: Mapping[str, JSON | date],
        *,
        rerank: Callable[[str, Sequence[Hit]], Sequence[float]] | None = None,
    ) -> list[Hit]:
        view, where = self._store.view(), {name: value for name, value in where.items() if value is not None}
        facets = {name: _values(value) for name, value in where.items() if name in view.kind(MEMORY).facets}
        others = {name: value for name, value in where.items() if name not in {*facets, *QUERIED}}
        since, until, session = (_text(where.get(name)) for name in QUERIED[:3])
        tags = _values(where.get("tags") or ())
        if not all(facets.values()):
            return []  # one of no values
        query = Query(words=words, where=facets, since=since, until=until, session=session, tags=tags)
        hits = [
            hit for hit in recall_records(view, query, rerank=rerank).hits if hit.kind == MEMORY and _has(hit, others)
        ]
        if pattern is None:
            return hits
        names, store = _names(pattern, self._roots), view.law.store
        parts = [(hit, below(hit.path, store).split("/")) for hit in hits]
        return [hit for hit, path in parts if _matches(path, names) or _matches(path[1:], names)]

    @property
    def _roots(self) -> tuple[str, ...]:
        """Return how a pattern may name the store before its paths."""
        return (self._root, str(self._store.place.directory), self._store.place.path)


def _record(view: View, said: Mapping[str, JSON]) -> Record:
    return Record(MEMORY, eased(view.kind(MEMORY), said))


def _text(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _values(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (list, tuple, set)) else (str(value),)


def _has(hit: Hit, wanted: Mapping[str, JSON | date]) -> bool:
    metadata = hit.record.get("metadata")
    fields = {**(metadata if isinstance(metadata, dict) else {}), **hit.record}
    return all(
        name in fields and not isinstance(value, date) and equal(fields[name], value) for name, value in wanted.items()
    )


def _names(pattern: str, roots: Sequence[str]) -> list[str]:
    """Return a glob's names from the store on; BTB's own begin with its root and end in `.json`."""
    named = [pattern[len(root) + 1 :] for root in roots if root and pattern.startswith(f"{root}/")]
    return re.sub(r"\.json$", ".yaml", next(iter(named), pattern)).split("/")


def _matches(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a path's parts match a glob's names; `**` stands for any number of parts."""
    if not names:
        return not parts
    if names[0] == "**":
        return _matches(parts, names[1:]) or (bool(parts) and _matches(parts[1:], names))
    return bool(parts) and fnmatchcase(parts[0], names[0]) and _matches(parts[1:], names[1:])


def _instant(moment: datetime | str) -> datetime:
    try:
        found = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
    except ValueError:
        raise MemfsError(
            f"{quoted(moment)} is no time; write 2026-11-22 or 2026-11-22T03:27:23Z", code="usage"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_before(hit: Hit, limit: datetime) -> bool:
    created = hit.record.get("created")
    return isinstance(created, str) and datetime.fromisoformat(created) < limit


def _insights(by_outcome: Mapping[str, int], hotspots: Sequence[Area], patterns: Sequence[Area]) -> Iterator[str]:
    if by_outcome.get(FAILED, 0) > by_outcome.get(SUCCEEDED, 0):
        yield "more memories of failures than of successes"
    for words, areas in (("failures", hotspots), ("successes", patterns)):
        yield from (f"{words} cluster in {area} ({count})" for area, count in areas[:1])

"""What all tools share: one store, fixed when the server starts, and how its writes are signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.agents.answers import records, written
from memfs.agents.pages import BUDGET, Item, paged
from memfs.core.errors import MemfsError
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.snapshot import Files
from memfs.repository import head, resolve_at, tree_snapshot
from memfs.rules import demand_law
from memfs.verbs import Hit, Wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from memfs.agents.arguments import Given
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.verbs import Conversation, Draft, Found, Store, View

NEW_POLICY = b"memfs: 1\n"
ROOM = "0" * 40
"""Stands for a commit while the size of an answer is counted; which it is, is asked for what the page shows."""


@dataclass(frozen=True, slots=True)
class Door:
    """A store behind a server, and the conversation that writes to it.

    `author` writes the commits, `budget` is what one answer may cost in tokens.
    """

    store: Store
    conversation: Conversation
    author: str | None = None
    read_only: bool = False
    budget: int = BUDGET

    def law(self) -> Law:
        """Return the store's law; that of a new store where there is none yet, or where it cannot be read."""
        try:
            return self.store.view().law
        except MemfsError:
            path = self.store.place.path
            return demand_law(Files({join(path, POLICY_FILE): NEW_POLICY}), path)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool: through which door, with what, and the name that the client gave itself."""

    door: Door
    given: Given
    agent: str | None = None

    @property
    def at(self) -> str | None:
        """Return the revision or time to read, None for now."""
        return self.given.text("at")

    def working_view(self) -> View:
        """Return the records as their files hold them, or as of the time asked for."""
        return self.door.store.working_view(at=self.at)

    def write(self, planner: Callable[[View], Draft]) -> dict[str, JSON]:
        """Let a verb write in the client's name, and tell what it did."""
        if self.door.read_only:
            raise MemfsError("this server only reads; it was started with --read-only", code="state")
        wishes = Wishes(via="mcp", agent=self.agent, author=self.door.author)
        return written(self.door.conversation.write(planner, wishes=wishes))

    def told(self, hits: Sequence[Hit], *, limit: int | None = None, notes: tuple[str, ...] = ()) -> dict[str, JSON]:
        """Tell what was found, as much as the answer has room for, each record with its source."""
        items = [_item(hit) for hit in hits]
        page = paged(items, cursor=self.given.text("cursor"), limit=limit, budget=self.door.budget)
        shown = hits[page.start : page.start + len(page.items)]
        commits = self._commits(shown)
        entries = zip(shown, page.items, strict=True)
        placed = tuple({**entry, "commit": commits.get(hit.path)} for hit, entry in entries)
        return records(replace(page, items=placed), total=len(hits), notes=notes)

    def _commits(self, hits: Sequence[Hit]) -> Mapping[str, str]:
        """Map the paths whose records a commit holds just so to that commit."""
        repository = self.door.store.place.repository
        commit = resolve_at(repository, self.at) if self.at else head(repository)
        if commit is None:
            return {}
        stored = tree_snapshot(repository, commit).locate(hit.path for hit in hits)
        return {hit.path: commit for hit in hits if hit.path in stored and stored[hit.path].blob == hit.blob}


def as_hit(found: Found, *, data: Mapping[str, JSON] | None = None) -> Hit:
    """Return a record that was found by its key, or a part of its data, like one that was recalled."""
    return Hit(found.kind, found.key, found.path, found.blob, None, found.data if data is None else data)


def _item(hit: Hit) -> Item:
    around: dict[str, JSON] = {
        "kind": hit.kind,
        "key": hit.key,
        "path": hit.path,
        "commit": ROOM,
        "blob": hit.blob,
        "score": hit.score,
    }
    return Item(f"{hit.kind}/{hit.key}", around, hit.record)

"""The store: what programs and the command line read from and write to.

What writes is imported by the first write: it is the larger part, and most commands only read.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as with_
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.model import Record
from memfs.repository import Repository, resolve_at, tree_snapshot, worktree_snapshot
from memfs.rules import demand_law
from memfs.verbs.places import DEFAULT_STORE, StorePlace, current_snapshot, find_store, has_store
from memfs.verbs.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memfs.core.model import JSON
    from memfs.core.report import Report
    from memfs.core.snapshot import Snapshot
    from memfs.verbs.batch import Batch
    from memfs.verbs.checking import Question
    from memfs.verbs.conversation import Conversation
    from memfs.verbs.outcome import Outcome
    from memfs.verbs.records import Revision
    from memfs.verbs.view import Found
    from memfs.verbs.writing import Draft, Wishes


class Memory(Record):
    """A memory to add: `Memory(content="...", outcome="learning", insight_type="fact")`."""

    __slots__ = ()

    def __init__(self, **fields: JSON) -> None:
        """Keep the fields; the store's schema judges them when the memory is written."""
        super().__init__("memory", fields)


@dataclass(frozen=True, slots=True)
class Store:
    """A store of a repository. Reading sees the newest state; every write is judged and committed."""

    place: StorePlace

    @classmethod
    def open(cls, directory: str | Path = ".", *, store: str | None = None) -> Store:
        """Open the store that `directory` belongs to; `store` names one relative to it.

        A store that is not there yet is made by the first write. Raises MemfsError `not-a-repository` outside git,
        `usage` where several stores could be meant.
        """
        start = Path(directory)
        repository = Repository.discover(start)
        path = find_store(repository, start, name=store)
        return cls(StorePlace(repository, DEFAULT_STORE if path is None else path))

    @classmethod
    def init(cls, directory: str | Path = DEFAULT_STORE, *, dataset: bool = False) -> Store:
        """Make a store in a directory and commit it; a repository too, in the directory, where there is none."""
        from memfs.verbs.founding import found_in

        return cls(found_in(Path(directory), dataset=dataset))

    def view(self, *, at: str | None = None) -> View:
        """Return the records as listings see them: the index (HEAD in a bare repository), or a revision or date.

        Raises MemfsError `no-store` where the store is not there.
        """
        return self._view(self._at(at) if at else current_snapshot(self.place.repository))

    def working_view(self, *, at: str | None = None) -> View:
        """Return the records as their working files hold them now, or as of a revision or date."""
        repository = self.place.repository
        if at is not None or repository.top is None:
            return self.view(at=at)
        return self._view(worktree_snapshot(repository))

    def read(self, kind: str, key: str, *, at: str | None = None) -> Found:
        """Read one record from its working file; raises MemfsError `not-found` with the nearest names."""
        return self.working_view(at=at).demand(kind, key)

    def write(self, planner: Callable[[View], Draft], *, wishes: Wishes | None = None) -> Outcome:
        """Plan, judge and commit a write; of one that is only staged, judge what the next commit's hook will."""
        from memfs.verbs.writing import Wishes, write

        asked = wishes or Wishes(via="python")
        done = write(self.place, planner, wishes=asked)
        if done.commit is None and done.action != "unchanged" and not asked.dry_run:
            from memfs.verbs.prejudging import prejudge

            prejudge(self.place.repository)
        return done

    def add(self, record: Record, *, wishes: Wishes | None = None) -> Outcome:
        """Add a record; raises ExistsError where its key is taken, InvalidError where it is refused."""
        from memfs.verbs import records

        return self.write(records.add(record), wishes=wishes)

    def replace(self, kind: str, key: str, revision: Revision, *, wishes: Wishes | None = None) -> Outcome:
        """Change fields of a record; raises MemfsError `not-found` or `changed`, InvalidError where it is refused."""
        from memfs.verbs import records

        return self.write(records.replace(kind, key, revision), wishes=wishes)

    def remove(self, kind: str, *keys: str, if_match: str | None = None, wishes: Wishes | None = None) -> Outcome:
        """Remove records in one commit; raises MemfsError `not-found` at the first missing, `changed` where it did."""
        from memfs.verbs import records

        return self.write(records.remove(kind, keys, if_match=if_match), wishes=wishes)

    def check(self, question: Question | None = None) -> Report:
        """Judge the working tree's files of this store."""
        from memfs.verbs.checking import Question, judge_stores

        asked = question or Question(store=self.place.path, keep=True)
        return judge_stores(worktree_snapshot(self.place.repository), None, asked)

    @contextmanager
    def batch(self, message: str, *, wishes: Wishes | None = None) -> Iterator[Batch]:
        """Gather additions and commit them as one when the block ends; an exception discards them all."""
        from memfs.repository import leftovers, recover
        from memfs.verbs import records
        from memfs.verbs.batch import Batch
        from memfs.verbs.writing import Wishes, opened

        asked, repository = wishes or Wishes(via="python"), self.place.repository
        if not repository.inside_hook and leftovers(repository):
            recover(repository)  # what a dead writer staged would be taken for records
        view, _ = opened(current_snapshot(repository), self.place)
        batch = Batch(view)
        yield batch
        if batch.records:
            subject = asked if asked.message else with_(asked, message=message)
            self.write(records.add_many(batch.records), wishes=subject)

    def conversation(self, *, wishes: Wishes | None = None) -> Conversation:
        """Begin a conversation: its writes are one commit where the policy says `commit.mode: session`."""
        from memfs.verbs.conversation import Conversation

        return Conversation(self.place, wishes=wishes)

    def _at(self, at: str) -> Snapshot:
        repository = self.place.repository
        return tree_snapshot(repository, resolve_at(repository, at))

    def _view(self, snapshot: Snapshot) -> View:
        if not has_store(snapshot, self.place.path):
            raise no_store(self.place.path)
        law = demand_law(snapshot, self.place.path)
        return View(snapshot, law, self.place.repository.object_format)


def no_store(path: str = DEFAULT_STORE) -> MemfsError:
    """Say that there is no store at a path relative to the repository's top."""
    what = "no memory store here" if path == DEFAULT_STORE else f"no store {quoted(path or '.', limit=200)}"
    return MemfsError(f"there is {what}", code="no-store", hint="memfs init")

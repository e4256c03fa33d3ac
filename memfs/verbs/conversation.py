"""A conversation: what an agent writes in one go, a commit each or, where the policy says `session`, one for all.

Gathered writes are on disk and staged at once, so nothing is lost where the process dies: the person's next commit
carries them. The one commit takes exactly the conversation's paths, whatever else is staged beside them.
"""

from __future__ import annotations

import atexit
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from memfs.core.errors import MemfsError
from memfs.core.escape import printable
from memfs.core.snapshot import blob_id
from memfs.repository import WriteOptions, commit_staged
from memfs.rules import check, demand_law
from memfs.verbs import records
from memfs.verbs.messages import commit_message
from memfs.verbs.places import has_store
from memfs.verbs.writing import Wishes, refused, standing_policy, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from memfs.core.model import Record
    from memfs.core.policy import Policy
    from memfs.core.snapshot import Snapshot
    from memfs.verbs.outcome import Outcome, Written
    from memfs.verbs.places import StorePlace
    from memfs.verbs.records import Revision
    from memfs.verbs.view import View
    from memfs.verbs.writing import Draft

    Planner = Callable[[View], Draft]

SESSION = "session"
IDLE = 60.0
"""Seconds without a write after which what was gathered is committed."""
MOST = 500
"""Records after which what was gathered is committed."""


class Conversation:
    """Writes that belong together; safe to use from several threads.

    `close` commits what was gathered and is called at the end of a `with` block and of the program.
    """

    def __init__(
        self, place: StorePlace, *, wishes: Wishes | None = None, idle: float = IDLE, most: int = MOST
    ) -> None:
        """Begin with nothing; `wishes` are those of every write that brings none of its own."""
        self._place = place
        self._wishes = wishes or Wishes(via="python")
        self._idle, self._most = idle, most
        self._guard = threading.RLock()
        self._edits: dict[str, bytes | None] = {}
        self._written: list[Written] = []
        self._subjects: list[str] = []
        self._timer: threading.Timer | None = None
        self._trouble = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, planner: Planner, *, wishes: Wishes | None = None) -> Outcome:
        """Plan, judge and commit a write, or gather it where the policy says so; raises MemfsError as a store does."""
        asked = wishes or self._wishes
        with self._guard:
            policy = standing_policy(self._place)
            if _gathers(asked, policy):
                return self._gathered(planner, asked)
            self.commit()
            return write(self._place, planner, wishes=asked, standing=policy)

    def add(self, record: Record) -> Outcome:
        """Add a record; raises ExistsError where its key is taken, InvalidError where it is refused."""
        return self.write(records.add(record))

    def replace(self, kind: str, key: str, revision: Revision) -> Outcome:
        """Change fields of a record; raises MemfsError `not-found` or `changed`, InvalidError where it is refused."""
        return self.write(records.replace(kind, key, revision))

    def remove(self, kind: str, *keys: str, if_match: str | None = None) -> Outcome:
        """Remove records; raises MemfsError `not-found` at the first that is not there, `changed` where one did."""
        return self.write(records.remove(kind, keys, if_match=if_match))

    def commit(self) -> str | None:
        """Commit what was gathered and return the commit; None where there is nothing.

        Raises MemfsError where it cannot be done now; all of it stays staged then.
        """
        with self._guard:
            self._rest()
            if not self._edits:
                return None
            repository, wishes = self._place.repository, self._wishes
            options = WriteOptions(author=wishes.author, allow_detached=wishes.allow_detached)
            message = self._message()
            made = commit_staged(repository, self._staged(), judge=self._judge, message=message, options=options)
            self._forget()
            return made

    def close(self) -> None:
        """Commit what was gathered, if anything; raises MemfsError as `commit` does."""
        atexit.unregister(self._give_up)
        self.commit()

    def _gathered(self, planner: Planner, wishes: Wishes) -> Outcome:
        drafts: list[Draft] = []

        def plan(view: View) -> Draft:
            drafts[:] = [planner(view)]
            return drafts[0]

        done = write(self._place, plan, wishes=replace(wishes, commit=False))
        if done.action == "unchanged":
            return done
        self._keep(drafts[0], done, wishes)
        if len(self._written) < self._most:
            self._wait()
            return replace(done, notes=(*done.notes, self._said()))
        try:
            return replace(done, commit=self.commit())
        except MemfsError as error:
            self._trouble = error.message
            self._wait()
            return replace(done, notes=(*done.notes, self._said()))

    def _keep(self, draft: Draft, done: Outcome, wishes: Wishes) -> None:
        self._edits.update(draft.edits)
        if not self._written:
            atexit.register(self._give_up)
        self._written.extend(done.changes)
        self._subjects.append(draft.subject)
        self._wishes = wishes

    def _staged(self) -> dict[str, str | None]:
        form = self._place.repository.object_format
        edits = self._edits.items()
        return {path: None if data is None else blob_id(data, object_format=form) for path, data in edits}

    def _said(self) -> str:
        what = f"staged; the one commit of this session will carry it ({len(self._written)} so far)"
        return f"{what}; it was refused just now: {self._trouble}" if self._trouble else what

    def _message(self) -> str:
        known = {(written.kind, written.key): written for written in self._written}
        count = "1 record" if len(known) == 1 else f"{len(known)} records"
        subject = self._subjects[0] if len(self._subjects) == 1 else f"session of {count}"
        wishes, written = self._wishes, tuple(known.values())
        return commit_message(subject, written, message=wishes.message, via=wishes.via, agent=wishes.agent)

    def _judge(self, made: Snapshot, before: Snapshot) -> None:
        path = self._place.path
        if not has_store(made, path):
            message = f"the policy of the store '{printable(path or '.')}' is not committed yet"
            raise MemfsError(message, code="state", hint="git commit")
        law = demand_law(made, path)
        base_law = demand_law(before, path) if has_store(before, path) else None
        report = check(made, law, before, base_law=base_law, detail="errors")
        if report.errors:
            raise refused(report.errors, own=self._edits)

    def _forget(self) -> None:
        atexit.unregister(self._give_up)
        self._edits.clear()
        self._written.clear()
        self._subjects.clear()
        self._trouble = ""

    def _wait(self) -> None:
        self._rest()
        self._timer = threading.Timer(self._idle, self._idled)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _idled(self) -> None:
        """Commit in the background; what stands in the way is told with the next write, and tried again."""
        with self._guard:
            if self._timer is not threading.current_thread():
                return
            try:
                self.commit()
            except MemfsError as error:
                self._trouble = error.message
                self._wait()

    def _give_up(self) -> None:
        """Commit at the program's end; what cannot be committed stays staged."""
        with suppress(MemfsError):
            self.commit()


def _gathers(wishes: Wishes, policy: Policy) -> bool:
    """Tell whether the policy wants one commit; hooks judge an index as a whole, so with them each write is one."""
    if wishes.commit is not None or wishes.dry_run:
        return False
    return policy.commit_mode == SESSION and not policy.commit_hooks

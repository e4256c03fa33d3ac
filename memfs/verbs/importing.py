"""Import: the records of a dataset as one commit, all or nothing, every refused one with its line and its reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError
from memfs.render import encoded, violation_data
from memfs.rules import NameCensus, judge_shares
from memfs.verbs.checking import strict
from memfs.verbs.datasets import detect, notes_of, reader
from memfs.verbs.gathering import REFUSE, TAKEN, Gathering
from memfs.verbs.replacement import Replacement
from memfs.verbs.writing import Draft

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.verbs.datasets import Given
    from memfs.verbs.gathering import Refused, Renamed
    from memfs.verbs.outcome import Written
    from memfs.verbs.store import Store
    from memfs.verbs.view import View
    from memfs.verbs.writing import Wishes

AUTO = "auto"
STEP = 1_000
"""How many records lie between two calls of `progress`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an import is asked for.

    `form` is a format's name or `auto`; `on_conflict` is refuse, skip or rename; `quarantine` is the file that takes
    what is refused, so that the rest can go in; `progress` is told in words what goes on.
    """

    form: str = AUTO
    on_conflict: str = REFUSE
    strict: bool = False
    quarantine: Path | None = None
    progress: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; with an `error` it did nothing, and `refused` says what stood in the way.

    `counted` says in words what it holds, `seen` counts the records that were read, `shares` are the missed targets
    of a strict import, `required` the fields that every memory must have.
    """

    changes: tuple[Written, ...] = ()
    commit: str | None = None
    skipped: int = 0
    renamed: tuple[Renamed, ...] = ()
    refused: tuple[Refused, ...] = ()
    shares: tuple[Violation, ...] = ()
    notes: tuple[str, ...] = ()
    diff: str = ""
    counted: str = ""
    seen: int = 0
    required: tuple[str, ...] = ()
    error: InvalidError | None = None


def import_dataset(store: Store, given: Given, terms: Terms, *, wishes: Wishes) -> Imported:
    """Import a dataset as one commit.

    What the records or the store's rules refuse stands in the answer's `error`. Raises MemfsError for all else:
    an unknown format (`usage`), a repository at work (`state`), a lock (`busy`), ...
    """
    form = detect(given) if terms.form == AUTO else terms.form
    with Replacement(terms.quarantine) as aside:
        run = _Run(given, replace(terms, form=form), aside)
        try:
            outcome = store.write(run.plan, wishes=wishes)
        except InvalidError as error:
            return replace(run.found(), error=error)
        if not wishes.dry_run:
            aside.keep()
        changes = outcome.changes
        notes = (*outcome.notes, *notes_of(form, given))
        return replace(run.found(), changes=changes, commit=outcome.commit, notes=notes, diff=outcome.diff)


class _Run:
    """One import; its plan may be asked for several times, where others commit first."""

    def __init__(self, given: Given, terms: Terms, aside: Replacement) -> None:
        self._given, self._terms, self._aside = given, terms, aside
        self._gathering: Gathering | None = None
        self._shares: tuple[Violation, ...] = ()

    def plan(self, view: View) -> Draft:
        """Judge every record and plan the files of those that pass."""
        gathering = self._gathering = Gathering(
            view, on_conflict=self._terms.on_conflict, names_given=self._terms.strict
        )
        read = reader(self._terms.form)
        for number, item in enumerate(read(replace(self._given, kinds=view.law.kinds)), 1):
            gathering.take(item)
            if number % STEP == 0:
                self._tell(f"{number} records read")
        self._shares = _missed(view, gathering) if self._terms.strict else ()
        if gathering.refused and self._terms.quarantine is None:
            raise _refusal(gathering.refused)
        if self._shares:
            raise InvalidError(_with_more("distribution", self._shares), violations=self._shares)
        if gathering.refused:
            self._aside.put(map(_line, gathering.refused))
        self._tell(f"making one commit of {gathering.counted()}")
        edits = gathering.edits
        return Draft("imported", f"import {gathering.counted()}", edits, tuple(gathering.written), judged=edits.keys())

    def _tell(self, words: str) -> None:
        if self._terms.progress:
            self._terms.progress(words)

    def found(self) -> Imported:
        """Say what the last plan found."""
        if self._gathering is None:
            return Imported()
        found = self._gathering
        return Imported(
            skipped=found.skipped,
            renamed=tuple(found.renamed),
            refused=tuple(found.refused),
            shares=self._shares,
            counted=found.counted(),
            seen=found.seen,
            required=found.required,
        )


def _line(one: Refused) -> bytes:
    violations: list[JSON] = [violation_data(found) for found in one.violations]
    shown: dict[str, JSON] = {"source": one.source, "line": one.line, "violations": violations, "record": one.raw}
    return f"{encoded(shown)}\n".encode()


def _refusal(refused: list[Refused]) -> InvalidError:
    violations = tuple(violation for one in refused for violation in one.violations)
    first = violations[0]
    count = "1 record is refused" if len(refused) == 1 else f"{len(refused)} records are refused"
    message = f"{count}, nothing is imported: {first.path}:{first.line}: {first.rule}: {first.message}"
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    hint = "--quarantine FILE sets the refused records aside and imports the rest"
    if all(violation.rule == TAKEN for violation in violations):
        hint = "--on-conflict skip, or rename"
    return InvalidError(message + more, violations=violations, hint=hint)


def _with_more(rule: str, violations: tuple[Violation, ...]) -> str:
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return f"{rule}: {violations[0].message}{more}"


def _missed(view: View, gathering: Gathering) -> tuple[Violation, ...]:
    """Say which shares the store would miss after the import, as if its policy said `enforce: strict`."""
    law = strict(view.law)
    listed = [entry.path for entry in view.snapshot.entries(law.store)]
    return judge_shares(NameCensus([*listed, *gathering.edits], law), law)

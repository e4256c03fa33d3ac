"""The engine: one judgement of a snapshot, the same at every gate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted, shortened
from memfs.core.report import MESSAGE_LIMIT, Report
from memfs.rules import distribution, hidden_text, path, policy, schema, secret, summary_format, unique, yaml_profile
from memfs.rules import file as file_rule
from memfs.rules.census import Census, NameCensus
from memfs.rules.law import judges_alike
from memfs.rules.ledger import Blank
from memfs.rules.moves import moves
from memfs.rules.rule import Rule
from memfs.rules.shares import distributions
from memfs.rules.side import Side
from memfs.rules.whole import Former, Whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.law import Law
    from memfs.core.report import Violation
    from memfs.core.snapshot import Change, Entry, Snapshot
    from memfs.rules.ledger import Ledger

RULES = (
    Rule(yaml_profile.ID, yaml_profile.__doc__ or "", file=yaml_profile.judge),
    Rule(schema.ID, schema.__doc__ or "", file=schema.judge),
    Rule(path.ID, path.__doc__ or "", file=path.judge),
    Rule(file_rule.ID, file_rule.__doc__ or "", file=file_rule.judge),
    Rule(summary_format.ID, summary_format.__doc__ or "", file=summary_format.judge),
    Rule(unique.ID, unique.__doc__ or "", file=unique.judge, whole=unique.judge_whole),
    Rule(distribution.ID, distribution.__doc__ or "", whole=distribution.judge_whole),
    Rule(hidden_text.ID, hidden_text.__doc__ or "", file=hidden_text.judge),
    Rule(secret.ID, secret.__doc__ or "", file=secret.judge),
    Rule(policy.ID, policy.__doc__ or ""),
)
"""Every rule; `policy` has no judgement of a file, as the law is judged when it is loaded."""

KNOWS_NOTHING = Blank()

ALWAYS = frozenset({yaml_profile.ID, policy.ID})
"""A record or a law that cannot be read fails every selection of rules."""

DETAILS = ("errors", "warnings", "shares")


def check(
    snapshot: Snapshot,
    law: Law,
    base: Snapshot | None = None,
    *,
    base_law: Law | None = None,
    changes: Iterable[Change] | None = None,
    rules: frozenset[str] = frozenset(),
    ledger: Ledger = KNOWS_NOTHING,
    detail: str = "shares",
) -> Report:
    """Judge a store as a snapshot holds it.

    With a `base` (under `base_law`, the same law unless given), a violation that stands there is left out, and only
    what the change brings is judged; `changes` are the differences, where somebody knows them. Where the laws differ,
    what the new one breaks in untouched records is a violation too, and what passes only under the new one is listed
    apart, as warnings. `rules` selects by id, all where it is empty; `ledger` tells what needs no work, and learns.
    `detail` says how much is asked for: `errors`, `warnings` too, or also the `shares` of facets; less costs less.
    Raises MemfsError `usage` for a rule that there is not.
    """
    selected = _selected(rules)
    if law.violations:
        return Report(snapshot.name, 0, _ordered(law.violations))
    judges = tuple(rule.file for rule in selected if rule.file)
    census = Census(snapshot, law, ledger=ledger)
    now = Side(snapshot, law, judges, census=census, learn=None if rules else ledger.learn)
    if base is None:
        return _judged_whole(now, selected, ledger, detail=detail)
    before = law if base_law is None or base_law.violations else base_law
    known = snapshot.changes(base, law.store) if changes is None else changes
    change = _Change(now, Side(base, before, judges), tuple(known), selected=selected, detail=detail)
    report = change.report(ledger)
    return report if before == law else report._replace(law_changes=_let_pass(change, report))


def _selected(ids: frozenset[str]) -> tuple[Rule, ...]:
    known = [rule.id for rule in RULES]
    unknown = sorted(ids.difference(known))
    if unknown:
        raise MemfsError(f"there is no rule {quoted(unknown[0])}; the rules are {', '.join(known)}", code="usage")
    return tuple(rule for rule in RULES if not ids or rule.id in ids | ALWAYS)


def _judged_whole(now: Side, selected: Sequence[Rule], ledger: Ledger, *, detail: str) -> Report:
    doubtful = ledger.unsettled()
    if doubtful is None:
        doubtful = list(now.snapshot.entries(now.law.store))
        now.census = Census(now.snapshot, now.law, NameCensus((entry.path for entry in doubtful), now.law))
    violations = [violation for _, found in now.judged(doubtful) for violation in found]
    violations.extend(_set_violations(Whole(now, warns=detail != "errors"), selected))
    counts = now.census.counts()
    shares = distributions(counts, now.law) if detail == "shares" else ()
    return Report(now.snapshot.name, counts.total(), _ordered(violations), shares)


def _set_violations(whole: Whole, selected: Iterable[Rule]) -> Iterator[Violation]:
    return whole.now.placed(finding for rule in selected if rule.whole for finding in rule.whole(whole))


def _ordered(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(violations, key=lambda violation: violation.order))


def _let_pass(change: _Change, report: Report) -> tuple[Violation, ...]:
    """Judge the change by the old law too; what only that refuses passes because the law changed with it."""
    was = change.was
    now = change.now.under(was.law)
    older = _Change(now, was, change.changes, selected=change.selected, detail="errors")
    refused = {(violation.path, violation.rule) for violation in report.errors}
    return tuple(_let(found) for found in older.report().errors if (found.path, found.rule) not in refused)


def _let(found: Violation) -> Violation:
    message = shortened(f"only the changed law lets this pass: {found.message}", limit=MESSAGE_LIMIT)
    return found._replace(level="warning", message=message)


class _Change:
    """A change under judgement: the side after it, the side before it, and the files that differ."""

    __slots__ = ("changes", "detail", "moves", "now", "selected", "was")

    def __init__(
        self, now: Side, was: Side, changes: tuple[Change, ...], *, selected: Sequence[Rule], detail: str
    ) -> None:
        self.now, self.was, self.changes = now, was, changes
        self.selected, self.detail = selected, detail
        self.moves = moves(changes, now.law)

    def report(self, ledger: Ledger = KNOWS_NOTHING) -> Report:
        """Judge what the change brings; the files that the ledger has settled are fine."""
        touched = [change.new for change in self.changes if change.new]
        settled = ledger.settled(touched)
        violations = list(self._brought(entry for entry in touched if entry.path not in settled))
        if not judges_alike(self.now.law, self.was.law):
            violations.extend(self._broken())
        if self.changes:
            former = Former(self.was, self.changes, self.moves)
            violations.extend(_set_violations(Whole(self.now, former, warns=self.detail != "errors"), self.selected))
        shares = distributions(self.now.census.counts(), self.now.law) if self.detail == "shares" else ()
        return Report(self.now.snapshot.name, self.now.counted(touched), _ordered(violations), shares)

    def _brought(self, touched: Iterable[Entry]) -> Iterator[Violation]:
        found = {entry.path: (entry, violations) for entry, violations in self.now.judged(touched) if violations}
        old = {change.path: change.old for change in self.changes if change.old and change.path in found}
        earlier = {**{path: entry for path, entry in self.moves.items() if path in found}, **old}
        stood = self._stood(earlier.values())
        for path_, (_, violations) in found.items():
            yield from _new(violations, stood[earlier[path_].path] if path_ in earlier else ())

    def _broken(self) -> Iterator[Violation]:
        """Judge the files that the change does not touch: those that the new law refuses and the old one did not."""
        touched = {change.path for change in self.changes}
        rest = (entry for entry in self.now.snapshot.entries(self.now.law.store) if entry.path not in touched)
        found = [(entry, violations) for entry, violations in self.now.judged(rest) if violations]
        stood = self._stood(entry for entry, _ in found)
        for entry, violations in found:
            yield from _new(violations, stood[entry.path])

    def _stood(self, entries: Iterable[Entry]) -> Mapping[str, list[Violation]]:
        return {entry.path: violations for entry, violations in self.was.judged({e.path: e for e in entries}.values())}


def _new(violations: Iterable[Violation], stood: Iterable[Violation]) -> Iterator[Violation]:
    """Leave out what stood before: as many of each sin as there were."""
    known = Counter(violation.sin for violation in stood)
    for violation in violations:
        if known[violation.sin]:
            known[violation.sin] -= 1
        else:
            yield violation

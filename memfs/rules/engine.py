"""The engine: one judgement of a snapshot, the same at every gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.layout import below
from memfs.core.names import join, place
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.report import Report
from memfs.rules import distribution, hidden_text, path, policy, schema, secret, summary_format, unique, yaml_profile
from memfs.rules import file as file_rule
from memfs.rules.census import NameCensus
from memfs.rules.law import compiled, schema_file
from memfs.rules.shares import distributions
from memfs.rules.subject import Rule, Subject, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.rules.subject import Census

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
    Rule(policy.ID, policy.__doc__ or "", file=policy.judge),
)
ALWAYS = frozenset({yaml_profile.ID, policy.ID})
"""A record or a law that cannot be read fails every selection of rules."""


def check(
    snapshot: Snapshot,
    law: Law,
    base: Snapshot | None = None,
    *,
    base_law: Law | None = None,
    rules: frozenset[str] = frozenset(),
    law_level: str = "warning",
    census: Census | None = None,
    quick: bool = False,
) -> Report:
    """Judge a store as a snapshot holds it.

    With a `base` (and its `base_law`), only what the change brings is reported: a violation that stands in the base
    is left out. Where the two laws differ, every record is judged by the new one, and what the change brings is
    judged by the old one too: what passes only under the new law is reported at `law_level`. `rules` selects by id,
    all of them where it is empty. A `census` answers for set rules where a listing would cost more than it; `quick`
    leaves out the shares, where no rule needs them.
    """
    selected = tuple(rule for rule in RULES if not rules or rule.id in rules | ALWAYS)
    if law.violations:
        return Report(snapshot.name, 0, tuple(sorted(law.violations, key=lambda v: v.order)))
    run = _Check(snapshot, law, base=base, selected=selected, census=census)
    report = run.report(quick=quick)
    if base is None or base_law is None or base_law.violations or base_law == law:
        return report
    return _both(report, run, base_law, level=law_level)


def _both(report: Report, new: _Check, base_law: Law, *, level: str) -> Report:
    old = _Check(new.snapshot, base_law, base=new.base, selected=new.selected, census=None)
    broken = [] if base_law.digest == new.law.digest else list(new.newly_broken(old))
    known = {violation.identity for violation in (*report.violations, *broken)}
    only_new = [violation for violation in old.report(quick=True).errors if violation.identity not in known]
    passes = [replace(v, level=level, message=f"only the changed law lets this pass: {v.message}") for v in only_new]
    violations = sorted({*report.violations, *broken}, key=lambda v: v.order)
    return replace(report, violations=tuple(violations), law_changes=tuple(passes))


class _Check:
    """One run of the engine: a snapshot under a law, beside a base."""

    __slots__ = ("_accepts", "_given", "_kinds", "_schemas", "base", "changes", "law", "selected", "snapshot")

    def __init__(
        self, snapshot: Snapshot, law: Law, *, base: Snapshot | None, selected: tuple[Rule, ...], census: Census | None
    ) -> None:
        self.snapshot, self.law, self.base, self.selected = snapshot, law, base, selected
        self._given = census
        self.changes = None if base is None else tuple(snapshot.changes(base, law.store))
        self._kinds = tuple(law.kinds.values())
        self._schemas = compiled(law)
        self._accepts: dict[str, Callable[[JSON], bool]] = {}

    def report(self, *, quick: bool) -> Report:
        entries = list(self.snapshot.entries(self.law.store)) if self.changes is None or not quick else None
        judged = entries if self.changes is None else [change.new for change in self.changes if change.new]
        violations = list(self._new_violations(judged or ()))
        violations.extend(self._set_violations(entries))
        records = sum(1 for entry in judged or () if place(entry.path, self.law.store, self._kinds))
        shares = () if quick else distributions(self._census(entries).counts(), self.law)
        return Report(self.snapshot.name, records, tuple(sorted(violations, key=lambda v: v.order)), shares)

    def newly_broken(self, old: _Check) -> Iterator[Violation]:
        """Judge the records that the change does not touch: those that only the new law refuses."""
        touched = {change.path for change in self.changes or ()}
        rest = [entry for entry in self.snapshot.entries(self.law.store) if entry.path not in touched]
        for entry, data in self._contents(rest):
            found = list(self.judge(entry, data))
            if found:
                known = {violation.identity for violation in old.judge(entry, data)}
                yield from (violation for violation in found if violation.identity not in known)

    def judge(self, entry: Entry, data: bytes) -> Iterator[Violation]:
        """Judge one file by the selected rules."""
        subject = self._subject(entry, data)
        for rule in self.selected:
            if rule.file is not None:
                yield from rule.file(subject)

    def _new_violations(self, judged: Iterable[Entry]) -> Iterator[Violation]:
        before = {change.path: change.old for change in self.changes or () if change.old}
        moved = self._moved()
        for entry, data in self._contents(judged):
            found = list(self.judge(entry, data))
            old = before.get(entry.path) or moved.get(entry.path)
            if found and old is not None and self.base is not None:
                known = {(v.rule, v.message) for _, was in self.base.read([old]) for v in self.judge(old, was)}
                found = [violation for violation in found if (violation.rule, violation.message) not in known]
            yield from found

    def _moved(self) -> Mapping[str, Entry]:
        """Pair each added path with the removed one that held the same identity."""
        removed, added = {}, {}
        for change in self.changes or ():
            found = place(change.path, self.law.store, self._kinds)
            if found is not None and change.new is None and change.old is not None:
                removed[found.identity] = change.old
            if found is not None and change.old is None:
                added[change.path] = found.identity
        return {path_: removed[identity] for path_, identity in added.items() if identity in removed}

    def _contents(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Read the files whose name and mode allow it; the others are judged by these alone."""
        readable = []
        for entry in entries:
            if file_rule.stray(Subject(entry, b"", self.law, self._kind(entry))) is None:
                readable.append(entry)
            else:
                yield entry, b""
        yield from self.snapshot.read(readable)

    def _kind(self, entry: Entry) -> Kind | None:
        return self.law.kind_in(below(entry.path, self.law.store).partition("/")[0])

    def _subject(self, entry: Entry, data: bytes) -> Subject:
        subject = Subject(entry, data, self.law, self._kind(entry))
        if subject.kind is None or file_rule.stray(subject) is not None:
            return subject
        try:
            record = read(data)
        except ProfileError as fault:
            return replace(subject, fault=fault)
        name = schema_file(subject.kind)
        if name not in self._accepts:
            self._accepts[name] = self._schemas.accepts(name)
        if self._accepts[name](record):
            return replace(subject, record=record)
        problems = self._schemas.explain(name, record, kind=subject.kind)
        return replace(subject, record=record, problems=problems)

    def _census(self, entries: Iterable[Entry] | None) -> Census:
        if self._given is not None:
            return self._given
        listed = self.snapshot.entries(self.law.store) if entries is None else entries
        return NameCensus((entry.path for entry in listed), self.law)

    def _set_violations(self, entries: Iterable[Entry] | None) -> Iterator[Violation]:
        whole_rules = [rule.whole for rule in self.selected if rule.whole is not None]
        if not whole_rules or self.changes == ():
            return
        policy_path = join(self.law.store, POLICY_FILE)
        found = self.snapshot.locate([policy_path]).values()
        data = next((data for _, data in self.snapshot.read(found)), b"")
        whole = Whole(self.law, self._census(entries), self.changes, data)
        for judge in whole_rules:
            yield from judge(whole)

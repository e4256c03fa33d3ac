"""Put a review together: what changed, what that does to the shares, and what it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import below, is_law
from memfs.core.model import equal
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.review import FieldChange, RecordChange, Review, Shares
from memfs.core.snapshot import Files
from memfs.rules import NameCensus, distributions, load_law, redacted
from memfs.verbs.checking import Question, judge_stores, outermost, stores_of
from memfs.verbs.reviewing.authors import authors
from memfs.verbs.reviewing.fields import changed_fields
from memfs.verbs.reviewing.laws import law_changes, with_consequences
from memfs.verbs.reviewing.likeness import likenesses
from memfs.verbs.reviewing.pairing import pairs
from memfs.verbs.reviewing.sides import sides

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Report, Violation
    from memfs.core.snapshot import Change, Entry, Snapshot
    from memfs.rules import Cell
    from memfs.verbs.reviewing.between import Between
    from memfs.verbs.reviewing.pairing import Pair
    from memfs.verbs.reviewing.sides import Side


def review(between: Between, *, store: str | None = None) -> Review:
    """Review what lies between two snapshots, in one store or in all of them.

    Raises MemfsError `no-store` where neither snapshot holds the store.
    """
    base, head = between.base, between.head
    stores = outermost({*stores_of(base), *stores_of(head)})
    if store is not None:
        if store not in stores:
            raise MemfsError(f"there is no store {quoted(store)}", code="no-store", hint="memfs init")
        stores = (store,)
    parts = [_review(between, one) for one in stores]
    return Review(
        base=base.name,
        head=head.name,
        changes=tuple(change for part in parts for change in part.changes),
        law=tuple(change for part in parts for change in part.law),
        shares=tuple(shares for part in parts for shares in part.shares),
        violations=tuple(violation for part in parts for violation in part.violations),
        duplicates=tuple(sorted((d for part in parts for d in part.duplicates), key=lambda like: -like.score)),
        compared=sum(part.compared for part in parts),
        comparable=sum(part.comparable for part in parts),
    )


@dataclass(frozen=True, slots=True)
class _Laws:
    """The laws of both sides; a side without one that can be read is read by the other's, or by the packaged one."""

    old: Law
    new: Law

    def kind(self, name: str) -> Kind | None:
        """Return a kind as the newer law has it, or as the older one had it."""
        return self.new.kinds.get(name) or self.old.kinds.get(name)


def _review(between: Between, store: str) -> Review:
    base, head = between.base, between.head
    changes = tuple(head.changes(base, store))
    if not changes:
        return Review(base.name, head.name)
    laws = _laws(base, head, store)
    who = authors(between, store)
    told, added = _told(between, changes, laws, who=who)
    report = judge_stores(head, base, Question(store=store))
    law = with_consequences(
        law_changes(_of_law(changes, store), base, head, store=store, who=who),
        report,
        law=laws.new,
        touched=frozenset(change.path for change in changes),
    )
    entries = list(head.entries(store))
    shares = _shares(base, entries, laws, changes=changes, report=report)
    like = likenesses(head, added, _summarised(entries, laws.new))
    return Review(
        base=base.name,
        head=head.name,
        changes=tuple(told),
        law=tuple(law),
        shares=(shares,),
        violations=tuple(violation for violation in report.violations if not _stood(violation, shares)),
        duplicates=like.found,
        compared=like.compared,
        comparable=like.comparable,
    )


def _of_law(changes: Iterable[Change], store: str) -> list[Change]:
    return [change for change in changes if is_law(below(change.path, store))]


def _laws(base: Snapshot, head: Snapshot, store: str) -> _Laws:
    old, new = (load_law(snapshot, store) for snapshot in (base, head))
    if not old.kinds and not new.kinds:
        old = load_law(Files({join(store, POLICY_FILE): b"memfs: 1\n"}), store)
    return _Laws(old if old.kinds else new, new if new.kinds else old)


def _told(
    between: Between, changes: Iterable[Change], laws: _Laws, *, who: Mapping[str, str]
) -> tuple[list[RecordChange], list[Entry]]:
    """Return what happened to each record, and the files of the memories that were added."""
    files = [change for change in changes if not is_law(below(change.path, laws.new.store))]
    before = sides(between.base, (change.old for change in files if change.old), laws.old)
    after = sides(between.head, (change.new for change in files if change.new), laws.new)
    found = pairs(before, after)
    new = (pair.side for pair in found if pair.old is None and pair.side.record is not None)
    return [_change(pair, laws, who) for pair in found], [side.entry for side in new if _is_memory(side, laws)]


def _is_memory(side: Side, laws: _Laws) -> bool:
    kind = laws.kind(side.kind)
    return kind is not None and kind.has_summary


def _change(pair: Pair, laws: _Laws, who: Mapping[str, str]) -> RecordChange:
    side, old, new = pair.side, pair.old, pair.new
    kind = laws.kind(side.kind)
    moved = old is not None and new is not None and _moved(old, new)
    return RecordChange(
        action="added" if old is None else "removed" if new is None else "moved" if moved else "changed",
        kind=side.kind,
        key=str(redacted(side.key)),
        path=side.entry.path,
        old_path=old.entry.path if old is not None and moved else None,
        fields=tuple(map(_seen, changed_fields(_record(old), _record(new), kind))) if kind else (),
        facets={name: str(redacted(value)) for name, value in side.facets.items()},
        author=who.get(side.entry.path),
        tokens=(new.tokens if new else 0) - (old.tokens if old else 0),
        notes=tuple(_notes(old, new)),
    )


def _seen(field: FieldChange) -> FieldChange:
    """Leave secrets out of what a review spreads: it goes to more people than the repository."""
    return FieldChange(str(redacted(field.name)), redacted(field.old), redacted(field.new))


def _moved(old: Side, new: Side) -> bool:
    """Tell whether a file lies elsewhere or a record has another key, also where its file stayed."""
    readable = old.record is not None and new.record is not None
    return old.entry.path != new.entry.path or (readable and old.key != new.key)


def _record(side: Side | None) -> Mapping[str, JSON] | None:
    return None if side is None else side.record


def _notes(old: Side | None, new: Side | None) -> Iterator[str]:
    if new is not None and new.fault:
        yield new.fault
    if old is not None and old.fault:
        yield f"before: {old.fault}"
    if old is None or new is None:
        return
    if old.entry.mode != new.entry.mode:
        yield f"mode {old.entry.mode} before, {new.entry.mode} now"
    elif old.entry.blob != new.entry.blob and old.record is not None and new.record is not None:
        yield from ["only comments or formatting"] if equal(old.record, new.record) else []


def _shares(
    base: Snapshot, entries: Sequence[Entry], laws: _Laws, *, changes: Iterable[Change], report: Report
) -> Shares:
    store = laws.new.store
    after = NameCensus((entry.path for entry in entries), laws.new).counts()
    before = _counts_before(base, after, laws, changes=changes)
    return Shares(
        store=store,
        before=distributions(before, laws.old),
        after=report.distribution or distributions(after, laws.new),  # a store that lost its law has no report
        records_before=before.total(),
        records_after=after.total(),
    )


def _counts_before(base: Snapshot, after: Counter[Cell], laws: _Laws, *, changes: Iterable[Change]) -> Counter[Cell]:
    """Undo the changes of names; where the kinds changed too, a listing must say what the names meant."""
    if laws.old.kinds != laws.new.kinds:
        return NameCensus((entry.path for entry in base.entries(laws.old.store)), laws.old).counts()
    come = NameCensus((change.path for change in changes if change.old is None), laws.new)
    gone = NameCensus((change.path for change in changes if change.new is None), laws.new)
    return after - come.counts() + gone.counts()


def _summarised(entries: Iterable[Entry], law: Law) -> list[Entry]:
    """Return the files of memories: of kinds whose records have a summary."""
    homes = tuple(join(law.store, kind.directory) + "/" for kind in law.kinds.values() if kind.has_summary)
    return [entry for entry in entries if entry.path.startswith(homes) and entry.path.endswith(".yaml")]


def _stood(violation: Violation, shares: Shares) -> bool:
    """Tell whether a warning about a share speaks of one that missed its target before: nothing new."""
    if violation.rule != "distribution" or violation.level == "error":
        return False
    missed = [f"{found.facet}={share.value} " for found in shares.before for share in found.shares if share.ok is False]
    return violation.message.startswith(tuple(missed))

"""Judge the stores of a snapshot: what `check` and the hooks run."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import below, is_law
from memfs.core.names import join, place
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.policy import Targets, dataset_targets
from memfs.core.report import Report
from memfs.core.snapshot import within
from memfs.verbs.passed import keep_passed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from contextlib import AbstractContextManager

    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Snapshot
    from memfs.rules import Ledger

FEW = 20
"""To ask the catalog about so few changed files takes longer than to judge them, where nobody asks for shares."""


class Question(NamedTuple):
    """What is asked of a check.

    `store` None means every store; `rules` empty means all; `law_level` is how what only a changed law lets pass is
    reported; `strict` judges as if `enforce: strict`; `detail` is as in `memfs.rules.check`; `keep` lets the catalog
    keep what a whole check learns, and the next hook know what passed; no hook does so itself.
    """

    store: str | None = None
    rules: frozenset[str] = frozenset()
    law_level: str = "warning"
    strict: bool = False
    detail: str = "shares"
    keep: bool = False

    @property
    def covers_a_hook(self) -> bool:
        """Tell whether whoever asks may keep what a hook would be told, and asks for no less than a hook does.

        Who asks strictly is told less of a policy that was `off` before: a share that was missed then stood already.
        """
        return self.keep and self.store is None and not (self.rules or self.strict) and self.detail != "errors"


def judge_stores(snapshot: Snapshot, base: Snapshot | None, question: Question) -> Report:
    """Judge the stores of a snapshot as one report; what stands in the base is not blamed.

    With a base and without shares to report, a store that the change does not touch is not looked at. Raises
    MemfsError `no-store` where `question.store` is not there.
    """
    if base is None:
        return _judge_whole(snapshot, question)
    changes = tuple(snapshot.changes(base))
    everything = question.detail == "shares" or question.store is not None
    now = stores_of(snapshot) if everything else _near(snapshot, changes)
    before = outermost(_before(now, changes))
    roots = _chosen(now, before, question)
    judged = [
        root
        for root in roots
        if root in now and (question.detail == "shares" or root not in before or _touched(changes, root))
    ]
    reports = [_judge(snapshot, base, question, store=root, known=root in before, changes=changes) for root in judged]
    gone = [root for root in roots if root not in now and not snapshot.locate([join(root, POLICY_FILE)])]
    report = _merged(snapshot.name, [*reports, *(_lost(snapshot, base, root) for root in gone)])
    if question.covers_a_hook and not (report.errors or report.warnings):
        keep_passed(snapshot, base)
    return report


def _judge_whole(snapshot: Snapshot, question: Question) -> Report:
    """Judge every record; a policy that is gone from the working tree is missed where git still tracks it."""
    from memfs.repository import roots_and_lost

    now, lost = roots_and_lost(snapshot)
    gone = {*outermost({*now, *lost})} - {*now}
    roots = _chosen(now, gone, question)
    reports = [check_store(snapshot, root, question) for root in roots if root in now]
    return _merged(snapshot.name, [*reports, *(_lost(snapshot, lost[root], root) for root in roots if root in gone)])


def _near(snapshot: Snapshot, changes: Collection[Change]) -> tuple[str, ...]:
    """Find the stores that a change touches: a look above each changed path, where a listing walks everything.

    Where a store goes, those that lay in it become stores, so all are listed.
    """
    if any(change.new is None and change.path.rpartition("/")[2] == POLICY_FILE for change in changes):
        return stores_of(snapshot)
    above: set[str] = set()
    for change in changes:
        home = change.path.rpartition("/")[0]
        while home not in above:
            above.add(home)
            home = home.rpartition("/")[0]
    found = snapshot.locate(join(home, POLICY_FILE) for home in above)
    return outermost(path.rpartition("/")[0] for path in found)


def stores_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the stores of a snapshot; one inside another is no store but a stray file."""
    from memfs.repository import store_roots

    return store_roots(snapshot)


def outermost(roots: Iterable[str]) -> tuple[str, ...]:
    """Return the stores that lie in no other one."""
    kept: list[str] = []
    for root in sorted(roots, key=lambda root: (root.count("/") if root else -1, root)):
        if not any(outer in {"", root} or root.startswith(outer + "/") for outer in kept):
            kept.append(root)
    return tuple(sorted(kept))


def check_store(snapshot: Snapshot, store: str, question: Question) -> Report:
    """Judge every record of one store."""
    from memfs.rules import check, load_law
    from memfs.verbs.ledger import approached, ledger_of

    away = approached(snapshot, store)
    law = load_law(snapshot, store, like=away.ground if away is not None and away.clean else None)
    if question.strict:
        law = strict(law)
    with ledger_of(snapshot, law, away=away, keep=question.keep) as ledger:
        return check(snapshot, law, rules=question.rules, ledger=ledger, detail=question.detail)


def strict(law: Law) -> Law:
    """Return the law as if its policy said `enforce: strict`, with the dataset's targets where it names none."""
    wanted = law.policy.targets
    return with_targets(law, wanted._replace(enforce="strict") if wanted.targets else dataset_targets())


def with_targets(law: Law, targets: Targets) -> Law:
    """Return the law with other targets for its distribution."""
    return law._replace(policy=law.policy._replace(targets=targets))


def _chosen(now: Iterable[str], before: Iterable[str], question: Question) -> tuple[str, ...]:
    roots = tuple(sorted({*now, *before}))
    if question.store is None:
        return roots
    if question.store not in roots:
        raise MemfsError(f"there is no store {quoted(question.store or '.')}", code="no-store", hint="memfs init")
    return (question.store,)


def _touched(changes: Iterable[Change], store: str) -> bool:
    return any(within(change.path, store) for change in changes)


def _before(roots: Iterable[str], changes: Iterable[Change]) -> set[str]:
    """Work out where the stores were from where they are and what changed: a second listing would cost as much."""
    policies = [change for change in changes if change.path.rpartition("/")[2] == POLICY_FILE]
    made = {change.path.rpartition("/")[0] for change in policies if change.old is None}
    lost = {change.path.rpartition("/")[0] for change in policies if change.new is None}
    return {*roots} - made | lost


def _judge(
    snapshot: Snapshot, base: Snapshot, question: Question, *, store: str, known: bool, changes: Iterable[Change]
) -> Report:
    """Judge one store; where it is new there is nothing that could have stood before."""
    if not known:
        return check_store(snapshot, store, question)
    from memfs.rules import Blank, check, load_law

    inside = [change for change in changes if within(change.path, store)]
    law = load_law(snapshot, store)
    base_law = load_law(base, store) if any(is_law(below(change.path, store)) for change in inside) else law
    if question.strict:
        law, base_law = strict(law), strict(base_law)
    asks = len(inside) > FEW or question.detail == "shares" or not law.policy.targets.silent
    with _ledger(snapshot, law) if asks else nullcontext(Blank()) as ledger:
        report = check(
            snapshot,
            law,
            base,
            base_law=base_law,
            changes=inside,
            rules=question.rules,
            ledger=ledger,
            detail=question.detail,
        )
    return report._replace(law_changes=tuple(v._replace(level=question.law_level) for v in report.law_changes))


def _ledger(snapshot: Snapshot, law: Law) -> AbstractContextManager[Ledger]:
    from memfs.verbs.ledger import ledger_of

    return ledger_of(snapshot, law)


def _lost(snapshot: Snapshot, base: Snapshot, store: str) -> Report:
    """Refuse a store that lost its policy while records lie where its kinds are kept."""
    from memfs.rules import load_law, vanished

    law = load_law(base, store)
    kinds = tuple(law.kinds.values())
    homes = (entry for kind in kinds for entry in snapshot.entries(join(store, kind.directory)))
    remaining = sum(1 for entry in homes if place(entry.path, store, kinds))
    return Report(snapshot.name, 0, (vanished(store, remaining),) if remaining else ())


def _merged(name: str, reports: list[Report]) -> Report:
    return Report(
        snapshot=name,
        records=sum(report.records for report in reports),
        violations=tuple(violation for report in reports for violation in report.violations),
        distribution=tuple(distribution for report in reports for distribution in report.distribution),
        law_changes=tuple(violation for report in reports for violation in report.law_changes),
    )

"""Judge every store of a snapshot: what `check` and the hooks run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.policy import Targets, dataset_targets
from memfs.core.report import Report
from memfs.repository import store_roots
from memfs.rules import check, load_law, vanished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.law import Law
    from memfs.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a check.

    `store` None means every store; `rules` empty means all; `law_level` is how what only a changed law lets pass is
    reported; `strict` judges as if `enforce: strict`; `quick` leaves the shares out of the report.
    """

    store: str | None = None
    rules: frozenset[str] = frozenset()
    law_level: str = "warning"
    strict: bool = False
    quick: bool = False


def judge_stores(snapshot: Snapshot, base: Snapshot | None, question: Question) -> Report:
    """Judge the stores of a snapshot as one report; what stands in the base is not blamed.

    Raises MemfsError `no-store` where `question.store` is not there.
    """
    roots = _outermost(store_roots(snapshot))
    before = _outermost(store_roots(base)) if base is not None else ()
    if question.store is not None:
        if question.store not in {*roots, *before}:
            raise MemfsError(f"there is no store {quoted(question.store)}", code="no-store", hint="memfs init")
        roots, before = (tuple(root for root in found if root == question.store) for found in (roots, before))
    reports = [_judge_store(snapshot, base, question, store=root) for root in roots]
    lost = [root for root in before if root not in roots]
    return _merged(snapshot.name, [*reports, *(_lost(snapshot, root) for root in lost)])


def stores_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the stores of a snapshot; one inside another is no store but a stray file."""
    return _outermost(store_roots(snapshot))


def _outermost(roots: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for root in sorted(roots, key=lambda root: (root.count("/") if root else -1, root)):
        if not any(outer in {"", root} or root.startswith(outer + "/") for outer in kept):
            kept.append(root)
    return tuple(sorted(kept))


def _judge_store(snapshot: Snapshot, base: Snapshot | None, question: Question, *, store: str) -> Report:
    law = load_law(snapshot, store)
    known = base is not None and bool(base.locate([join(store, POLICY_FILE)]))
    base_law = load_law(base, store) if known and base is not None else None
    if question.strict:
        law = _strict(law)
        base_law = None if base_law is None else _strict(base_law)
    return check(
        snapshot,
        law,
        base,
        base_law=base_law,
        rules=question.rules,
        law_level=question.law_level,
        quick=question.quick,
    )


def _strict(law: Law) -> Law:
    wanted = law.policy.targets
    targets = replace(wanted, enforce="strict") if wanted.targets else dataset_targets()
    return with_targets(law, targets)


def with_targets(law: Law, targets: Targets) -> Law:
    """Return the law with other targets for its distribution."""
    return replace(law, policy=replace(law.policy, targets=targets))


def _lost(snapshot: Snapshot, store: str) -> Report:
    remaining = sum(1 for _ in snapshot.entries(store)) if store else 0
    return Report(snapshot.name, remaining, (vanished(store, remaining),) if remaining else ())


def _merged(name: str, reports: list[Report]) -> Report:
    return Report(
        snapshot=name,
        records=sum(report.records for report in reports),
        violations=tuple(violation for report in reports for violation in report.violations),
        distribution=tuple(distribution for report in reports for distribution in report.distribution),
        law_changes=tuple(violation for report in reports for violation in report.law_changes),
    )

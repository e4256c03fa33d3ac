"""`policy`: memfs.yaml and the schemas of a store are themselves in order.

The policy passes its schema, its targets name facets and values that the kinds know, ranges rise, pinned records
are of a known kind, every schema of the store is fit to judge (JSON Schema 2020-12, nothing fetched from anywhere),
and a memfs.yaml does not vanish while records remain.

    passes:  distribution: {enforce: report, targets: [{facet: outcome, shares: {success: 60}}]}
    fails:   distribution: {enforce: sometimes}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.cells import options
from memfs.core.escape import quoted
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.report import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.core.kinds import Kind
    from memfs.core.policy import Policy, Target
    from memfs.rules.subject import Location

ID = "policy"
Fault = tuple["Location", str]


def vanished(store: str, records: int) -> Violation:
    """Say that a store lost its policy while records remain in it."""
    remain = "1 record remains" if records == 1 else f"{records:,} records remain"
    message = f"is gone while {remain} in the store; restore it, or remove them too"
    return Violation(path=join(store, POLICY_FILE), rule=ID, message=message, store=store)


def faults(policy: Policy, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """Say what a policy that passed its schema names and the kinds do not know."""
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for number, target in enumerate(policy.targets.targets):
        same = (target.facet, tuple(sorted(target.within.items())))
        if same in seen:
            yield ("distribution", "targets", number), f"the shares of {quoted(target.facet)} stand twice; keep one"
        seen.add(same)
        yield from _target_faults(target, kinds.values(), ("distribution", "targets", number))
    for number, pinned in enumerate(policy.pinned):
        kind = pinned.partition("/")[0]
        if kind not in kinds:
            yield ("pinned", number), f"{quoted(kind)} is no kind; {_one_of(kinds)}"


def _target_faults(target: Target, kinds: Iterable[Kind], at: Location) -> Iterator[Fault]:
    kind = next((kind for kind in kinds if target.facet in kind.facets), None)
    if kind is None:
        known = [facet for kind in kinds for facet in kind.facets]
        yield (*at, "facet"), f"{quoted(target.facet)} is no facet; {_one_of(known)}"
        return
    for value, band in target.shares.items():
        legal = options(kind.schema, target.facet)
        if value not in legal:
            yield (*at, "shares", value), f"{quoted(value)} is no value of '{target.facet}'; {_one_of(legal)}"
        elif band.low > band.high:
            yield (*at, "shares", value), f"the range of {quoted(value)} falls; write the smaller bound first"
    for facet, value in target.within.items():
        legal = options(kind.schema, facet) if facet in kind.facets else ()
        if value not in legal:
            yield (*at, "within", facet), f"{quoted(f'{facet}={value}')} is nothing a {kind.name} can have"


def _one_of(names: Iterable[str]) -> str:
    return f"use one of {', '.join(names)}"

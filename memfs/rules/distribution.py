"""`distribution`: the records keep the shares that the policy wants.

`enforce: report` prints each share outside its band as a warning; `ratchet` refuses a change that takes a share out
of its band, or further out than it was; `strict` refuses any share outside its band. A facet that fewer than
`minimum` records carry is only shown. Bounds are inclusive and compared in integers.

What else a team wants of its store's counts and shares it says in `schema/profile.schema.json`, a JSON Schema of what
`stats --json` prints as `records` and `distribution`. A change is refused where it breaks what held before.

    passes:  60 of 100 records with outcome success, target 60, tolerance 2
    fails:   63 of 100 under `enforce: strict`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.rules import profile
from memfs.rules.shares import distributions
from memfs.rules.subject import Finding

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.policy import Band, Target
    from memfs.core.report import Distribution, Share
    from memfs.rules.ledger import Cell
    from memfs.rules.whole import Whole

ID = "distribution"
REFUSING = frozenset({"ratchet", "strict"})
Place = tuple[str, str, str]
"""A facet, the text of `within` and a value."""


def judge_whole(whole: Whole) -> Iterator[Finding]:
    """Report what the profile schema refuses, and the shares outside their bands."""
    yield from profile.judge_whole(whole)
    yield from _judge_shares(whole)


def _judge_shares(whole: Whole) -> Iterator[Finding]:
    """Report the shares outside their bands as the policy's `enforce` says, but for those that stood so before."""
    wanted = whole.law.policy.targets
    if wanted.silent or (wanted.enforce not in REFUSING and not whole.warns):
        return
    now = whole.now.census.counts()
    before = None if whole.former is None else whole.counts_before()
    stood = set() if before is None or whole.former is None else _sentences(before, whole.former.side.law)
    former = None if before is None else _measured(before, whole.law)
    for distribution, share in _missed(now, whole.law):
        message = _message(distribution, share)
        if message not in stood:
            number, target = _target(whole.law, distribution, share.value)
            worse = former is not None and _is_worse(
                share, former.get(_place(distribution, share.value)), target.shares[share.value]
            )
            level = "error" if wanted.enforce == "strict" or (wanted.enforce == "ratchet" and worse) else "warning"
            at = ("distribution", "targets", number, "shares", share.value)
            yield Finding(ID, join(whole.law.store, POLICY_FILE), printable(message), at, level)


def _missed(counts: Counter[Cell], law: Law) -> Iterator[tuple[Distribution, Share]]:
    yield from ((d, share) for d in distributions(counts, law) for share in d.shares if share.ok is False)


def _sentences(counts: Counter[Cell], law: Law) -> set[str]:
    if law.policy.targets.enforce == "off":
        return set()
    return {_message(distribution, share) for distribution, share in _missed(counts, law)}


def _measured(counts: Counter[Cell], law: Law) -> dict[Place, Share]:
    return {_place(d, share.value): share for d in distributions(counts, law) for share in d.shares}


def _is_worse(share: Share, old: Share | None, band: Band) -> bool:
    """Tell whether a share is further from its band than it was; a share of nothing was in every band."""
    if old is None or not old.total:
        return True
    (far, total), (was, earlier) = (band.distance(s.records, s.total) for s in (share, old))
    return far * earlier > was * total


def _place(distribution: Distribution, value: str) -> Place:
    return (distribution.facet, _within(distribution.within), value)


def _within(within: Mapping[str, str] | None) -> str:
    return " and ".join(f"{facet}={value}" for facet, value in (within or {}).items())


def _message(distribution: Distribution, share: Share) -> str:
    low, high = share.target or (0.0, 1.0)
    among = f" within {_within(distribution.within)}" if distribution.within else ""
    return (
        f"{distribution.facet}={share.value} is {share.records} of {share.total} ({percent(share.share)}){among},"
        f" the target is {percent(low)} to {percent(high)}"
    )


def percent(fraction: float) -> str:
    """Write a fraction as a percentage with as many digits as it needs, two at most."""
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".") + " %"


def _target(law: Law, distribution: Distribution, value: str) -> tuple[int, Target]:
    """Find the target that judges a share, with its number in the policy."""
    return next(
        (number, target)
        for number, target in enumerate(law.policy.targets.targets)
        if (target.facet, target.within or None) == (distribution.facet, distribution.within) and value in target.shares
    )

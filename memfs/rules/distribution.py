"""`distribution`: the records keep the shares that the policy wants.

`enforce: report` prints each share outside its band as a warning; `ratchet` refuses a change that takes a share out
of its band, or further out than it was; `strict` refuses any share outside its band. A facet that fewer than
`minimum` records carry is only shown. Bounds are inclusive and compared in integers.

    passes:  60 of 100 records with outcome success, target 60, tolerance 2
    fails:   63 of 100 under `enforce: strict`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import positions
from memfs.core.escape import printable
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.report import Violation
from memfs.rules.shares import distributions

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.policy import Target
    from memfs.core.report import Distribution, Share
    from memfs.rules.subject import Cell, Whole

ID = "distribution"
Shares = dict[tuple[str, str, str], tuple["Distribution", "Share"]]
"""What is judged, by facet, the text of `within` and value."""


def judge_whole(whole: Whole) -> Iterator[Violation]:
    """Report the shares outside their bands as the policy's `enforce` says."""
    targets = whole.law.policy.targets
    if targets.enforce == "off" or not targets.targets:
        return
    now = whole.census.counts()
    before = None if whole.changes is None else whole.counts_before()
    if before == now:
        return
    for key, (distribution, share) in _missed(now, whole.law).items():
        level = _level(targets.enforce, _worse(key, before, whole.law, share=share))
        yield _violation(whole, distribution, share, level=level)


def _missed(counts: Counter[Cell], law: Law) -> Shares:
    judged = [(d, share) for d in distributions(counts, law) for share in d.shares if share.ok is False]
    return {(d.facet, _within(d.within), share.value): (d, share) for d, share in judged}


def _level(enforce: str, worse: bool | None) -> str:  # noqa: FBT001 - three answers: worse, not worse, no base
    return "error" if enforce == "strict" or (enforce == "ratchet" and worse) else "warning"


def _worse(key: tuple[str, str, str], before: Counter[Cell] | None, law: Law, *, share: Share) -> bool | None:
    if before is None:
        return None
    old = next((s for d in distributions(before, law) for s in d.shares if _key(d, s) == key), None)
    band = next(t.shares[key[2]] for t in law.policy.targets.targets if _targets(t, key))
    if old is None or not old.total:
        return True
    (far, total), (was, earlier) = band.distance(share.count, share.total), band.distance(old.count, old.total)
    return far * earlier > was * total


def _key(distribution: Distribution, share: Share) -> tuple[str, str, str]:
    return (distribution.facet, _within(distribution.within), share.value)


def _targets(target: Target, key: tuple[str, str, str]) -> bool:
    return target.facet == key[0] and _within(target.within) == key[1] and key[2] in target.shares


def _within(within: Mapping[str, str] | None) -> str:
    return " and ".join(f"{facet}={value}" for facet, value in (within or {}).items())


def _violation(whole: Whole, distribution: Distribution, share: Share, *, level: str) -> Violation:
    low, high = share.target or (0.0, 1.0)
    among = _within(distribution.within)
    message = (
        f"{distribution.facet}={share.value} is {share.count} of {share.total} ({percent(share.share)})"
        f"{' within ' + among if among else ''}, the target is {percent(low)} to {percent(high)}"
    )
    line, column = _position(whole, distribution, share.value)
    path = f"{whole.law.store}/{POLICY_FILE}".removeprefix("/")
    return Violation(
        path=path,
        rule=ID,
        message=printable(message),
        line=line,
        column=column,
        level=level,
        store=whole.law.store,
    )


def percent(fraction: float) -> str:
    """Write a fraction as a percentage with as many digits as it needs, two at most."""
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".") + " %"


def _position(whole: Whole, distribution: Distribution, value: str) -> tuple[int, int]:
    wanted = (distribution.facet, _within(distribution.within), value)
    if not whole.policy_data:
        return (1, 1)
    found = positions(whole.policy_data)
    for number, target in enumerate(whole.law.policy.targets.targets):
        if _targets(target, wanted):
            return found.get(("distribution", "targets", number, "shares", value), (1, 1))
    return (1, 1)

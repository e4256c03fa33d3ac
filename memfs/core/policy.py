"""The policy: what a team says in memfs.yaml, as values with the defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from memfs.core.model import JSON

FILE = "memfs.yaml"
FORMAT = 1
PERCENT = 1_000_000
"""Bounds are kept in millionths of a percentage point, so that shares are compared in integers."""

# the targets of the dataset cheatsheet, for `init --dataset`, `stats --targets dataset` and `check --strict`
DATASET: Mapping[str, JSON] = {
    "enforce": "strict",
    "minimum": 50,
    "tolerance": 2,
    "targets": [
        {"facet": "outcome", "shares": {"success": 60, "failure": 20, "learning": 12, "interaction": 8}},
        {
            "facet": "tool",
            "within": {"outcome": "success"},
            "shares": {"code_interpreter": 50, "web_search": 20, "file_operation": 15, "conversation": 15},
        },
        {
            "facet": "error_type",
            "within": {"outcome": "failure"},
            "shares": {"runtime": 40, "syntax": 25, "logic": 25, "timeout": 10},
        },
    ],
}


class Band(NamedTuple):
    """An inclusive range of shares in millionths of a percentage point; `aim` is what was asked for, or the middle."""

    low: int
    high: int
    aim: int = 0

    def holds(self, count: int, total: int) -> bool:
        """Tell whether `count` of `total` lies in the band, in integers."""
        return self.low * total <= count * 100 * PERCENT <= self.high * total

    def distance(self, count: int, total: int) -> tuple[int, int]:
        """Return how far outside the share lies as a fraction (numerator, denominator); zero inside."""
        share = count * 100 * PERCENT
        return max(self.low * total - share, share - self.high * total, 0), total or 1

    @property
    def fractions(self) -> tuple[float, float]:
        """Return the bounds as fractions 0 to 1."""
        return self.low / PERCENT / 100, self.high / PERCENT / 100


class Target(NamedTuple):
    """The wanted shares of one facet's values, among all records that carry it or those `within` facet values."""

    facet: str
    within: Mapping[str, str]
    shares: Mapping[str, Band]


class Targets(NamedTuple):
    """The distribution a store wants and how strictly: `off`, `report`, `ratchet` or `strict`."""

    enforce: str = "report"
    minimum: int = 50
    targets: tuple[Target, ...] = ()

    @property
    def silent(self) -> bool:
        """Tell whether no share is ever spoken of."""
        return not self.targets or self.enforce == "off"


class Policy(NamedTuple):
    """A store's policy; `levels` maps a rule to `error` or `warn`."""

    fanout: int = 0
    commit_mode: str = "each"
    commit_hooks: bool = False
    targets: Targets = Targets()
    levels: Mapping[str, str] = MappingProxyType({})
    pinned: tuple[str, ...] = ()


def policy_from(data: Mapping[str, JSON]) -> Policy:
    """Read a policy from a mapping that passed the policy schema."""
    layout, commit, rules = (_mapping(data.get(name)) for name in ("layout", "commit", "rules"))
    return Policy(
        fanout=_integer(layout.get("fanout"), 0),
        commit_mode=str(commit.get("mode", "each")),
        commit_hooks=commit.get("hooks") is True,
        targets=targets_from(_mapping(data.get("distribution"))),
        levels={name: str(level) for name, level in rules.items()},
        pinned=tuple(map(str, _sequence(data.get("pinned")))),
    )


def targets_from(data: Mapping[str, JSON]) -> Targets:
    """Read the distribution part of a policy that passed the policy schema."""
    tolerance = _millionths(data.get("tolerance", 2))
    targets = [_target(_mapping(target), tolerance) for target in _sequence(data.get("targets"))]
    return Targets(
        enforce=str(data.get("enforce", "report")),
        minimum=_integer(data.get("minimum"), 50),
        targets=tuple(targets),
    )


def dataset_targets() -> Targets:
    """Return the cheatsheet's targets under `strict`."""
    return targets_from(DATASET)


def _target(data: Mapping[str, JSON], tolerance: int) -> Target:
    within = {name: str(value) for name, value in _mapping(data.get("within")).items()}
    shares = {value: _band(bounds, tolerance) for value, bounds in _mapping(data.get("shares")).items()}
    return Target(str(data["facet"]), within, shares)


def _band(bounds: JSON, tolerance: int) -> Band:
    if isinstance(bounds, (list, tuple)):
        low, high = _millionths(bounds[0]), _millionths(bounds[1])
        return Band(low, high, (low + high) // 2)
    point = _millionths(bounds)
    return Band(max(0, point - tolerance), min(100 * PERCENT, point + tolerance), point)


def _millionths(value: JSON) -> int:
    return round(value * PERCENT) if isinstance(value, (int, float)) else 0


def _integer(value: JSON, default: int) -> int:
    return value if isinstance(value, int) else default


def _mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: JSON) -> Sequence[JSON]:
    return value if isinstance(value, (list, tuple)) else ()

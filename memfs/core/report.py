"""What a check found: violations, shares, and the verdict they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGE_LIMIT = 500


class Violation(NamedTuple):
    """One sentence about one place: `PATH:LINE:COL: RULE: what is there, what should be`.

    `path` is relative to the repository's top and unescaped; `line` and `column` count from 1 in code points,
    and are 1 where the whole file is meant. `level` is `error` or `warning`; `store` is the store's directory.
    `evidence` tells apart what the message must not repeat or does not show: two secrets, two unreadable contents.
    """

    path: str
    rule: str
    message: str
    line: int = 1
    column: int = 1
    hint: str | None = None
    level: str = "error"
    store: str = ""
    evidence: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort by path, place and rule."""
        return (self.path, self.line, self.column, self.rule, self.message)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Say what stays the same when the same violation stands in a base at another line."""
        return (self.path, self.rule, self.message)

    @property
    def sin(self) -> tuple[str, str, str]:
        """Say what stays the same when the same violation stands in a base, at another line or in another file."""
        return (self.rule, self.message, self.evidence)


class Share(NamedTuple):
    """How many of `total` records have a value; `target` is an inclusive band of fractions, `ok` None without one."""

    value: str
    records: int
    total: int
    target: tuple[float, float] | None = None
    ok: bool | None = None

    @property
    def share(self) -> float:
        """Return the fraction 0 to 1; 0 where nothing is counted."""
        return self.records / self.total if self.total else 0.0


class Distribution(NamedTuple):
    """How the values of a facet share a store's records of a kind, all of them or those `within` some facet values."""

    kind: str
    facet: str
    within: Mapping[str, str] | None
    total: int
    shares: tuple[Share, ...]
    store: str = ""


class Hotspot(NamedTuple):
    """Where records cluster: how many of the `total` with one value of the first facet lie in one area below it."""

    kind: str
    within: tuple[str, str]
    facets: tuple[tuple[str, str], ...]
    records: int
    total: int

    @property
    def share(self) -> float:
        """Return the fraction 0 to 1."""
        return self.records / self.total


class Report(NamedTuple):
    """The verdict on one snapshot; `records` counts those that were judged.

    `law_changes` says what only a changed law lets pass; it comes first in `errors` and `warnings`.
    """

    snapshot: str
    records: int
    violations: tuple[Violation, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    law_changes: tuple[Violation, ...] = ()

    @property
    def errors(self) -> tuple[Violation, ...]:
        """Return the violations that refuse."""
        return tuple(v for v in (*self.law_changes, *self.violations) if v.level == "error")

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Return the violations that only tell."""
        return tuple(v for v in (*self.law_changes, *self.violations) if v.level != "error")

    @property
    def ok(self) -> bool:
        """Tell whether nothing refuses."""
        return not self.errors

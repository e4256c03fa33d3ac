"""Judgement: `check(snapshot, law, base)` and one file a rule.

A module is imported when one of its names is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.rules.census import Census, NameCensus, places
    from memfs.rules.engine import ALWAYS, DETAILS, RULES, check
    from memfs.rules.law import compiled, demand_law, load_law, load_policy, schema_file
    from memfs.rules.policy import vanished
    from memfs.rules.rule import Rule
    from memfs.rules.shares import distributions
    from memfs.rules.single import Judge, judge_shares

__all__ = [
    "ALWAYS",
    "DETAILS",
    "RULES",
    "Census",
    "Judge",
    "NameCensus",
    "Rule",
    "check",
    "compiled",
    "demand_law",
    "distributions",
    "judge_shares",
    "load_law",
    "load_policy",
    "places",
    "schema_file",
    "vanished",
]

_HOMES = {
    "ALWAYS": "memfs.rules.engine:ALWAYS",
    "DETAILS": "memfs.rules.engine:DETAILS",
    "RULES": "memfs.rules.engine:RULES",
    "Census": "memfs.rules.census:Census",
    "Judge": "memfs.rules.single:Judge",
    "NameCensus": "memfs.rules.census:NameCensus",
    "Rule": "memfs.rules.rule:Rule",
    "check": "memfs.rules.engine:check",
    "compiled": "memfs.rules.law:compiled",
    "demand_law": "memfs.rules.law:demand_law",
    "distributions": "memfs.rules.shares:distributions",
    "judge_shares": "memfs.rules.single:judge_shares",
    "load_law": "memfs.rules.law:load_law",
    "load_policy": "memfs.rules.law:load_policy",
    "places": "memfs.rules.census:places",
    "schema_file": "memfs.rules.law:schema_file",
    "vanished": "memfs.rules.policy:vanished",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

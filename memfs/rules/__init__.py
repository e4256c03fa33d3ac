"""Judgement: `check(snapshot, law, base)` and one file a rule."""

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

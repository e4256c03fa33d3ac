"""Judgement: `check(snapshot, law, base)` and one file a rule."""

from memfs.rules.census import NameCensus, ProbeCensus, places
from memfs.rules.engine import ALWAYS, RULES, check
from memfs.rules.law import compiled, demand_law, load_law, load_policy, schema_file
from memfs.rules.policy import vanished
from memfs.rules.shares import distributions
from memfs.rules.subject import Rule

__all__ = [
    "ALWAYS",
    "RULES",
    "NameCensus",
    "ProbeCensus",
    "Rule",
    "check",
    "compiled",
    "demand_law",
    "distributions",
    "load_law",
    "load_policy",
    "places",
    "schema_file",
    "vanished",
]

"""Judgement: `check(snapshot, law, base)` and one file a rule.

A module is imported when one of its names is first asked for.
"""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.rules.census import Census, NameCensus, cell_of, places
    from memfs.rules.engine import ALWAYS, DETAILS, RULES, check
    from memfs.rules.law import compiled, demand_law, load_law, load_policy, schema_file
    from memfs.rules.ledger import Blank, Cell, Identity, Ledger
    from memfs.rules.policy import vanished
    from memfs.rules.rule import Rule
    from memfs.rules.secret import concealed, redacted
    from memfs.rules.shares import distributions
    from memfs.rules.single import Judge, are_fine, judge_shares
    from memfs.rules.subject import Subject

__all__ = [
    "ALWAYS",
    "DETAILS",
    "RULES",
    "Blank",
    "Cell",
    "Census",
    "Identity",
    "Judge",
    "Ledger",
    "NameCensus",
    "Rule",
    "Subject",
    "are_fine",
    "cell_of",
    "check",
    "compiled",
    "concealed",
    "demand_law",
    "distributions",
    "judge_shares",
    "load_law",
    "load_policy",
    "places",
    "redacted",
    "schema_file",
    "vanished",
]

_HOMES = {
    "ALWAYS": "memfs.rules.engine:ALWAYS",
    "DETAILS": "memfs.rules.engine:DETAILS",
    "RULES": "memfs.rules.engine:RULES",
    "Blank": "memfs.rules.ledger:Blank",
    "Cell": "memfs.rules.ledger:Cell",
    "Census": "memfs.rules.census:Census",
    "Identity": "memfs.rules.ledger:Identity",
    "Judge": "memfs.rules.single:Judge",
    "Ledger": "memfs.rules.ledger:Ledger",
    "NameCensus": "memfs.rules.census:NameCensus",
    "Rule": "memfs.rules.rule:Rule",
    "Subject": "memfs.rules.subject:Subject",
    "are_fine": "memfs.rules.single:are_fine",
    "cell_of": "memfs.rules.census:cell_of",
    "check": "memfs.rules.engine:check",
    "concealed": "memfs.rules.secret:concealed",
    "compiled": "memfs.rules.law:compiled",
    "demand_law": "memfs.rules.law:demand_law",
    "distributions": "memfs.rules.shares:distributions",
    "judge_shares": "memfs.rules.single:judge_shares",
    "load_law": "memfs.rules.law:load_law",
    "load_policy": "memfs.rules.law:load_policy",
    "places": "memfs.rules.census:places",
    "redacted": "memfs.rules.secret:redacted",
    "schema_file": "memfs.rules.law:schema_file",
    "vanished": "memfs.rules.policy:vanished",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)

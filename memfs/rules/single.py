"""Judge records one by one before they are files: a bulk write asks here once, and the engine asks no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.snapshot import REGULAR, Entry, Files
from memfs.rules import distribution, path, secret, yaml_profile
from memfs.rules import file as file_rule
from memfs.rules.census import Census
from memfs.rules.engine import RULES
from memfs.rules.law import compiled, schema_file
from memfs.rules.side import Side
from memfs.rules.subject import Subject
from memfs.rules.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.rules.census import NameCensus


BY_CONSTRUCTION = frozenset({yaml_profile.ID, path.ID, file_rule.ID})
"""What holds of every planned record: its path is worked out from its fields, and its bytes were read back."""


class Judge:
    """The rules for single files, asked about records whose bytes and place are planned."""

    __slots__ = ("_accepts", "_judges", "_law", "_schemas")

    def __init__(self, law: Law) -> None:
        """Keep the law; its schemas are compiled when they are first needed."""
        self._law = law
        self._schemas = compiled(law)
        self._accepts: dict[str, Callable[[JSON], bool]] = {}
        self._judges = tuple(rule.file for rule in RULES if rule.file and rule.id not in BY_CONSTRUCTION)

    def accepts(self, kind: Kind, data: Mapping[str, JSON]) -> bool:
        """Tell whether the kind's schema accepts the fields."""
        if kind.name not in self._accepts:
            self._accepts[kind.name] = self._schemas.accepts(schema_file(kind))
        return self._accepts[kind.name](data)

    def violations(self, kind: Kind, data: Mapping[str, JSON], *, at: str, source: bytes) -> tuple[Violation, ...]:
        """Say what refuses a record that would stand at a path as these bytes, which must read back as the data."""
        fine = self.accepts(kind, data)
        problems = () if fine else self._schemas.explain(schema_file(kind), data, kind=kind)
        subject = Subject(Entry(at, REGULAR, ""), source, self._law, kind, data, problems=problems, values=data)
        found = [violation for judge in self._judges for violation in judge(subject) if violation.level == "error"]
        return tuple(secret.masked(subject, found))


def are_fine(entries: Sequence[Entry], files: Mapping[str, bytes], law: Law) -> bool:
    """Tell whether files keep every rule for a single file; a warning counts."""
    side = Side(Files(files), law, [rule.file for rule in RULES if rule.file is not None])
    return not any(found for _, found in side.judged(entries))


def judge_shares(census: NameCensus, law: Law) -> tuple[Violation, ...]:
    """Say which shares of a whole store the policy refuses."""
    nothing = Files({})
    side = Side(nothing, law, (), census=Census(nothing, law, census))
    found = side.placed(distribution.judge_whole(Whole(side)))
    return tuple(violation for violation in found if violation.level == "error")

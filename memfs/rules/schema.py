"""`schema`: a record is what the JSON Schema of its kind says.

Fields, types, legal values and the combinations of facets stand in the schema alone: the packaged one, or the
store's own in `schema/`. The message names the field, what is there and what may be.

    passes:  outcome: failure, tool: web_search, reason: blocked
    fails:   outcome: failure, tool: web_search
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "schema"


def judge(subject: Subject) -> Iterator[Violation]:
    """Report what the schema refuses."""
    for problem in subject.problems:
        yield subject.at(ID, problem.message, problem.path)

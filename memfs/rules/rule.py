"""A rule: its name, its page in the documentation, and its judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from memfs.core.report import Violation
    from memfs.rules.subject import Finding, Subject
    from memfs.rules.whole import Whole


class Rule(NamedTuple):
    """One judgement: of a single file, of the whole store, or both; `page` is its documentation."""

    id: str
    page: str
    file: Callable[[Subject], Iterable[Violation]] | None = None
    whole: Callable[[Whole], Iterable[Finding]] | None = None

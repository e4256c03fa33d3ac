"""The dataset checklist: the questions to ask before a dataset is handed to an agent, answered by the judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memfs.verbs.gathering import Refused
    from memfs.verbs.importing import Imported

READING = frozenset({"json", "csv", "literal", "yaml"})
"""The rules under which a source is refused before any record can be judged."""


@dataclass(frozen=True, slots=True)
class Box:
    """One line of the checklist: what is asked, whether it holds, and what was found."""

    box: str
    ok: bool
    detail: str


def checked_off(found: Imported) -> tuple[Box, ...]:
    """Answer the checklist from what an import found; an import that could not be read answers the last box alone."""
    unread = found.error is not None and not found.refused and any(v.rule in READING for v in found.error.violations)
    boxes = _boxes(found, unread=unread)
    return tuple(boxes)


def _boxes(found: Imported, *, unread: bool) -> Iterator[Box]:
    def box(words: str, breaks: Callable[[Refused], bool]) -> Box:
        broken = [one for one in found.refused if breaks(one)]
        return Box(words, not broken and not unread, "not judged" if unread else _detail(found, broken))

    needed = found.required
    yield box(f"every record has {', '.join(needed)}", lambda one: _lacks(one, needed))
    yield box("summaries are lowercase_with_underscores", lambda one: _breaks(one, "summary-format"))
    yield box("no summary stands twice", lambda one: _breaks(one, "unique"))
    yield box("facets fit their outcome and tool", lambda one: _breaks(one, "schema") and not _lacks(one, needed))
    yield Box("the distribution meets its targets", not found.shares and not unread, _shares(found, unread=unread))
    syntax = box("the syntax is valid", lambda one: any(_breaks(one, rule) for rule in READING))
    yield Box(syntax.box, ok=False, detail=found.error.message) if unread and found.error else syntax


def _detail(found: Imported, broken: list[Refused]) -> str:
    if not broken:
        return f"{found.seen} of {found.seen}"
    return f"{len(broken)} of {found.seen} do not, the first at {broken[0].source}:{broken[0].line}"


def _shares(found: Imported, *, unread: bool) -> str:
    if not found.shares:
        return "not judged" if unread else "every share is in its band"
    more = f" (and {len(found.shares) - 1} more)" if len(found.shares) > 1 else ""
    return f"{found.shares[0].message}{more}"


def _breaks(one: Refused, rule: str) -> bool:
    return any(violation.rule == rule for violation in one.violations)


def _lacks(one: Refused, required: tuple[str, ...]) -> bool:
    return isinstance(one.raw, Mapping) and not one.raw.keys() >= set(required)

"""The tools that read memories: by name, by what they say, and all of them counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.agents.answers import NUMBER as COUNT
from memfs.agents.answers import OBJECT, PERHAPS_TEXT, RECORDS, TEXT, list_of, schema_of
from memfs.agents.arguments import MAPPING, NUMBER, TEXTS, WORD, Parameter
from memfs.agents.door import as_hit
from memfs.agents.fields import MEMORY
from memfs.agents.tool import Tool
from memfs.core.errors import InvalidError
from memfs.core.escape import printable, quoted
from memfs.verbs import Query, recall_records, reflect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.agents.door import Call
    from memfs.agents.tool import Answer
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs import Recalled, Reflection

AT = Parameter("at", WORD, "As of a commit, a branch, or a date or time in UTC; without it, now.")
CURSOR = Parameter("cursor", WORD, "Goes on where an earlier answer ended; all other arguments stay the same.")
AREAS_SHOWN = 50

REFLECTION = schema_of(
    {
        "total": COUNT,
        "by_outcome": OBJECT,
        "by_tool": OBJECT,
        "areas": {**OBJECT, "description": "For each outcome, where its memories cluster, the most first."},
        "recent": list_of(schema_of({"summary": TEXT, "outcome": TEXT, "created": PERHAPS_TEXT})),
    }
)


def read_tool(kind: Kind) -> Tool:
    """Return the tool that reads memories by name."""
    parameters = (Parameter(kind.key, TEXTS, "The memory's name, or several names.", required=True), AT, CURSOR)

    def run(call: Call) -> Answer:
        view = call.working_view()
        return call.told([as_hit(view.demand(MEMORY, key)) for key in dict.fromkeys(call.given.texts(kind.key))])

    return Tool("memory_read", "Read memories", parameters, RECORDS, run, reads=True)


def recall_tool() -> Tool:
    """Return the tool that finds memories."""
    parameters = (
        Parameter(
            "query", TEXTS, 'What you want to know: a question, or a few words; a "phrase" in quotes must occur.'
        ),
        Parameter("where", MAPPING, "Facets and the values they must have."),
        Parameter("since", WORD, "Created on or after this date or time (UTC)."),
        Parameter("until", WORD, "Created on or before this date or time (UTC)."),
        Parameter("tags", TEXTS, "Tags that it must have, all of them."),
        Parameter("session", WORD, "The session it belongs to."),
        AT,
        Parameter("limit", NUMBER, "At most so many in one answer."),
        CURSOR,
    )
    return Tool("memory_recall", "Find memories", parameters, RECORDS, _recall, reads=True)


def _recall(call: Call) -> Answer:
    given = call.given
    query = Query(
        words=" ".join(given.texts("query")),
        where={facet: _values(facet, value) for facet, value in given.mapping("where").items()},
        since=given.text("since"),
        until=given.text("until"),
        session=given.text("session"),
        tags=given.texts("tags"),
    )
    found = recall_records(call.door.store.view(at=call.at), query)
    hits = [hit for hit in found.hits if hit.kind == MEMORY]
    return call.told(hits, limit=given.number("limit"), notes=tuple(_notes(found)))


def _values(facet: str, value: JSON) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    strange = next((item for item in values if not isinstance(item, str)), None)
    if strange is not None or not values:
        raise InvalidError(f"{quoted(facet)} was given {quoted(json.dumps(value))}, expected a text or a list of texts")
    return tuple(map(str, values))


def _notes(found: Recalled) -> list[str]:
    counts = ((found.undated, "without 'created'"), (found.unreadable, "that cannot be read"))
    notes = [f"{count} {what} left out" for count, what in counts if count]
    if found.nearest is not None:
        key, score = found.nearest
        notes.append(f"nothing relevant; the nearest is {printable(key)} with a score of {score:.2f}")
    return notes


def reflect_tool() -> Tool:
    """Return the tool that counts memories."""
    return Tool("memory_reflect", "Count the memories", (), REFLECTION, _reflect, reads=True)


def _reflect(call: Call) -> Answer:
    found = reflect(call.door.store.view())
    return {
        "total": found.total,
        "by_outcome": dict(found.by_outcome),
        "by_tool": dict(found.by_tool),
        "areas": _areas(found),
        "recent": [_brief(memory) for memory in found.recent],
    }


def _areas(found: Reflection) -> dict[str, JSON]:
    return {
        outcome: [{"area": area, "count": count} for area, count in areas[:AREAS_SHOWN]]
        for outcome, areas in found.areas.items()
    }


def _brief(memory: Mapping[str, JSON]) -> dict[str, JSON]:
    created = memory.get("created")
    return {
        "summary": printable(str(memory.get("summary"))),
        "outcome": printable(str(memory.get("outcome"))),
        "created": printable(created) if isinstance(created, str) else None,
    }


def reading_tools(kind: Kind) -> tuple[Tool, ...]:
    """Return the tools that read memories of this kind."""
    return (read_tool(kind), recall_tool(), reflect_tool())

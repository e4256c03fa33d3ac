"""The tools for what is known of a project: the sections of its context, its data sources and their variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.answers import RECORDS, WRITTEN
from memfs.agents.arguments import CHOICE, TEXTS, WORD, Parameter
from memfs.agents.door import as_hit
from memfs.agents.fields import CONTEXT, SOURCE, VARIABLES, source_keys
from memfs.agents.memory_reading import AT, CURSOR
from memfs.agents.memory_writing import IF_MATCH
from memfs.agents.tool import Tool
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.verbs import (
    add_section,
    add_source,
    add_variable,
    demand_section,
    replace_section,
    replace_source,
    replace_variable,
)

if TYPE_CHECKING:
    from memfs.agents.door import Call
    from memfs.agents.tool import Answer
    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.verbs import View


def context_tools(kind: Kind) -> tuple[Tool, ...]:
    """Return the tools for the sections that the schema lists."""
    sections = kind.keys()
    section = Parameter("section", CHOICE, "Which section.", values=sections, required=True)
    content = Parameter("content", TEXTS, "A text, or several.", required=True)
    perhaps = Parameter("section", CHOICE, "Which section; all of them without it.", values=sections)
    title = "the project's context"
    return (
        Tool("project_context_add", f"Add to {title}", (section, content), WRITTEN, _add_context),
        Tool(
            "project_context_replace",
            f"Rewrite {title}",
            (section, content, IF_MATCH),
            WRITTEN,
            _replace_context,
            destroys=True,
            repeats=True,
        ),
        Tool(
            "project_context_read",
            f"Read {title}",
            (perhaps, AT, CURSOR),
            RECORDS,
            _read_context,
            reads=True,
        ),
    )


def _add_context(call: Call) -> Answer:
    return call.write(add_section(call.given.word("section"), call.given.texts("content")))


def _replace_context(call: Call) -> Answer:
    section, content = call.given.word("section"), call.given.texts("content")
    return call.write(replace_section(section, content, if_match=call.given.text("if_match")))


def _read_context(call: Call) -> Answer:
    view, section = call.working_view(), call.given.text("section")
    if section is not None:
        demand_section(view, section)
    names = view.kind(CONTEXT).keys() if section is None else (section,)
    found = [view.find(CONTEXT, name) for name in names]
    hits = [as_hit(one) for one in found if one is not None]
    empty = section if section is not None else "the project's context"
    return call.told(hits, notes=() if hits else (f"{empty} is empty",))


def source_tools(kind: Kind) -> tuple[Tool, ...]:
    """Return the tools for the fields of a data source that the schema lists, and for its variables."""
    keys = source_keys(kind)
    name = Parameter("name", WORD, "The source's name.", required=True)
    key = Parameter("key", CHOICE, "Which of its fields.", values=keys, required=True)
    content = Parameter("content", TEXTS, "A text, or several.", required=True)
    which = (
        Parameter("name", WORD, "The source's name; all sources without it."),
        Parameter("key", CHOICE, "One field of it; all without it.", values=(*keys, VARIABLES)),
    )
    return (
        Tool("data_source_add", "Add to a data source", (name, key, content), WRITTEN, _add_source, repeats=True),
        Tool(
            "data_source_replace",
            "Rewrite a data source",
            (name, key, content, IF_MATCH),
            WRITTEN,
            _replace_source,
            destroys=True,
            repeats=True,
        ),
        Tool("data_source_read", "Read data sources", (*which, AT, CURSOR), RECORDS, _read_source, reads=True),
    )


def _add_source(call: Call) -> Answer:
    return call.write(add_source(call.given.word("name"), {call.given.word("key"): call.given.texts("content")}))


def _replace_source(call: Call) -> Answer:
    name, key, content = call.given.word("name"), call.given.word("key"), call.given.texts("content")
    return call.write(replace_source(name, key, content, if_match=call.given.text("if_match")))


def _read_source(call: Call) -> Answer:
    view, name, key = call.working_view(), call.given.text("name"), call.given.text("key")
    if name is None:
        if key is not None:
            raise MemfsError(f"'key' goes with 'name'; which source's {quoted(key)}?", code="usage")
        hits = [as_hit(found) for found in view.records(SOURCE)]
        return call.told(hits, notes=() if hits else ("there are no data sources yet",))
    if key is None:
        return call.told([as_hit(view.demand(SOURCE, name))])
    return _field(call, view, name, key=key)


def _field(call: Call, view: View, name: str, *, key: str) -> Answer:
    kind = view.kind(SOURCE)
    if key not in kind.fields:
        known = ", ".join(kind.fields)
        raise MemfsError(f"a source has no {quoted(key)}; it has {known}", code="not-found")
    found = view.demand(SOURCE, name)
    part = {kind.key: found.key, **({key: found.data[key]} if key in found.data else {})}
    return call.told([as_hit(found, data=part)], notes=() if key in found.data else (f"its {key} is empty",))


def variable_tools() -> tuple[Tool, ...]:
    """Return the tools for the variables of data sources."""
    parameters = (
        Parameter("source", WORD, "The source's name.", required=True),
        Parameter("variable", WORD, "The variable's name.", required=True),
        Parameter("notes", TEXTS, "A note, or several.", required=True),
    )
    return (
        Tool(
            "data_source_variable_add",
            "Add notes to a variable",
            parameters,
            WRITTEN,
            _add_variable,
            repeats=True,
        ),
        Tool(
            "data_source_variable_replace",
            "Rewrite a variable's notes",
            (*parameters, IF_MATCH),
            WRITTEN,
            _replace_variable,
            destroys=True,
            repeats=True,
        ),
    )


def _add_variable(call: Call) -> Answer:
    given = call.given
    return call.write(add_variable(given.word("source"), given.word("variable"), given.texts("notes")))


def _replace_variable(call: Call) -> Answer:
    given, if_match = call.given, call.given.text("if_match")
    source, variable = given.word("source"), given.word("variable")
    return call.write(replace_variable(source, variable, given.texts("notes"), if_match=if_match))


def project_tools(law: Law) -> tuple[Tool, ...]:
    """Return all of these tools."""
    return (*context_tools(law.kinds[CONTEXT]), *source_tools(law.kinds[SOURCE]), *variable_tools())

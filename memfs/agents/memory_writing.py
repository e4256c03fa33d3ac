"""The tools that add, change and remove memories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.answers import WRITTEN
from memfs.agents.arguments import MAPPINGS, TEXTS, WORD, Parameter, Shape, input_schema, read_arguments
from memfs.agents.fields import MEMORIES, MEMORY, field_parameters
from memfs.agents.tool import Tool, one
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.model import Record
from memfs.core.report import Violation
from memfs.verbs import Revision, add_each, add_record, remove_records, replace_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.agents.door import Call
    from memfs.agents.tool import Answer
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

METADATA = "metadata"
IF_MATCH = Parameter("if_match", WORD, "Refuse if the record is no longer this blob, as an answer told it.")


def add_tool(kind: Kind) -> Tool:
    """Return the tool that adds one memory."""
    parameters = tuple(field_parameters(kind))
    return Tool("memory_add", "Remember one thing", parameters, WRITTEN, _add)


def _add(call: Call) -> Answer:
    return call.write(add_record(Record(MEMORY, call.given.values)))


def add_many_tool(kind: Kind) -> Tool:
    """Return the tool that adds many memories."""
    fields = tuple(field_parameters(kind))
    listed = {**MAPPINGS.schema, "items": input_schema(fields)}
    shape = Shape(listed, MAPPINGS.read)
    parameters = (Parameter(MEMORIES, shape, "The memories, each with the fields of memory_add.", required=True),)

    def run(call: Call) -> Answer:
        return call.write(add_each(MEMORY, _each(call.given.mappings(MEMORIES), fields), name=MEMORIES))

    return Tool("memory_add_many", "Remember several things", parameters, WRITTEN, run)


def _each(sent: list[Mapping[str, JSON]], fields: tuple[Parameter, ...]) -> list[Mapping[str, JSON]]:
    """Read the fields of each memory; raises InvalidError that names every one that cannot be read."""
    found: list[Mapping[str, JSON]] = []
    refused: list[Violation] = []
    for index, memory in enumerate(sent):
        try:
            found.append(read_arguments(fields, memory, of="a memory").values)
        except MemfsError as error:
            refused.append(Violation(MEMORIES, "schema", error.message, line=index))
    if refused:
        what = f"{len(refused)} of {len(sent)} are refused, nothing is added"
        raise InvalidError(what, violations=tuple(refused))
    return found


def replace_tool(kind: Kind) -> Tool:
    """Return the tool that changes one memory."""
    parameters = (
        Parameter(kind.key, TEXTS, "The memory's name.", required=True),
        *field_parameters(kind, changes=True),
        Parameter("rename", WORD, "A new name for it."),
        Parameter("unset", TEXTS, "Fields to take away."),
        IF_MATCH,
    )

    def run(call: Call) -> Answer:
        known = set(kind.fields) - {kind.key, METADATA}
        revision = Revision(
            fields={name: value for name, value in call.given.values.items() if name in known},
            unset=call.given.texts("unset"),
            rename=call.given.text("rename"),
            if_match=call.given.text("if_match"),
            metadata=call.given.mapping(METADATA),
        )
        if not (revision.fields or revision.unset or revision.rename or revision.metadata):
            raise MemfsError("memory_replace was given nothing to change", code="usage")
        return call.write(replace_record(MEMORY, one(call.given, kind.key), revision))

    return Tool("memory_replace", "Change a memory", parameters, WRITTEN, run, destroys=True, repeats=True)


def remove_tool(kind: Kind) -> Tool:
    """Return the tool that removes memories."""
    parameters = (
        Parameter(kind.key, TEXTS, "The memory's name, or several names.", required=True),
        IF_MATCH,
    )

    def run(call: Call) -> Answer:
        keys, if_match = call.given.texts(kind.key), call.given.text("if_match")
        if not keys or (if_match is not None and len(keys) > 1):
            raise MemfsError(f"'{kind.key}' names {len(keys)} memories; name one", code="usage")
        return call.write(remove_records(MEMORY, keys, if_match=if_match))

    return Tool("memory_remove", "Forget a memory", parameters, WRITTEN, run, destroys=True, repeats=True)


def writing_tools(kind: Kind) -> tuple[Tool, ...]:
    """Return the tools that write memories of this kind."""
    return (add_tool(kind), add_many_tool(kind), replace_tool(kind), remove_tool(kind))

"""A memory's fields as parameters of a tool, and which of them go together: all of it read from the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.agents.arguments import ANYTHING, CHOICE, MAPPING, TEXT, TEXTS, WORD, Parameter, Shape
from memfs.core.cells import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

MEMORY, CONTEXT, SOURCE = "memory", "context", "source"
VARIABLES = "variables"
MEMORIES = "memories"
"""What a list of them is called, in calls and in refusals."""
SHAPES = {"array": TEXTS, "object": MAPPING, "string": TEXT}
CELLS_SHOWN = 60
"""Lines that tell which facets go together; a team's own schema may have a thousand combinations."""


def field_parameters(kind: Kind, *, changes: bool = False) -> list[Parameter]:
    """Return a parameter for each field of a kind, those first that are always needed; none is where one `changes`."""
    required = kind.schema.get("required")
    needed = set(required) - {kind.key} if isinstance(required, (list, tuple)) and not changes else set()
    names = [name for name in kind.fields if not (changes and name == kind.key)]
    ordered = sorted(names, key=lambda name: (name not in needed, name not in kind.facets))
    return [_parameter(kind, name, required=name in needed) for name in ordered]


def _parameter(kind: Kind, name: str, *, required: bool) -> Parameter:
    part = part_of(kind, name)
    values = options(kind.schema, name)
    shape = CHOICE if values else _shape(part)
    return Parameter(name, shape, str(part.get("description", "")), values=values, required=required)


def part_of(kind: Kind, name: str) -> Mapping[str, JSON]:
    """Return the schema of one field."""
    properties = kind.schema.get("properties")
    part = properties.get(name) if isinstance(properties, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _shape(part: Mapping[str, JSON]) -> Shape:
    sort = part.get("type")
    if sort == "string" and "format" in part:
        return WORD
    return SHAPES.get(sort, ANYTHING) if isinstance(sort, str) else ANYTHING


def combinations(kind: Kind) -> list[str]:
    """Say which facets go together, a line for each group that differs in its last value alone."""
    groups: dict[tuple[tuple[str, str], ...], dict[str, list[str]]] = {}
    for cell in kind.cells():
        *first, (name, value) = cell.items()
        groups.setdefault(tuple(first), {}).setdefault(name, []).append(value)
    lines = list(_lines(groups))
    more = len(lines) - CELLS_SHOWN
    return [*lines[:CELLS_SHOWN], *([f"- and {more} more; a refusal says what is legal"] if more > 0 else [])]


def _lines(groups: Mapping[tuple[tuple[str, str], ...], Mapping[str, Sequence[str]]]) -> Iterator[str]:
    for first, last in groups.items():
        for name, values in last.items():
            yield "- " + " ".join([*(f"{facet}={value}" for facet, value in first), f"{name}={'|'.join(values)}"])


def example_cell(kind: Kind) -> Cell:
    """Return one legal combination of facets, to show."""
    return next(iter(kind.cells()), {})


def source_keys(kind: Kind) -> tuple[str, ...]:
    """Return the fields of a data source that are written as texts: not its name, not its variables."""
    return tuple(name for name in kind.fields if name not in {kind.key, VARIABLES})

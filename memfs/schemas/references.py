"""The `$ref`s of schema files: where each points, that none leads in a circle, and how large it all unfolds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from memfs.core.escape import quoted
from memfs.schemas.places import DEPTH_LIMIT, Spot, inside, places, target
from memfs.schemas.words import Problem, listed, problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

UNFOLDED_LIMIT: Final = 20_000
_Node = tuple[str, Spot]
_Size = tuple[int, int]


class _RefusedError(Exception):
    """A reference that cannot be followed to its end; `spot` is the schema that holds it."""

    def __init__(self, node: _Node, message: str) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True, slots=True)
class _Graph:
    """Every schema of the files by file and spot, and how deep and how large those seen so far unfold."""

    schemas: Mapping[_Node, Any]
    files: Collection[str]
    sizes: dict[_Node, _Size] = field(default_factory=dict)


def judge_forms(schema: Mapping[str, Any], siblings: Collection[str]) -> Iterator[Problem]:
    """Say which references are no plain reference into this file or a sibling."""
    for spot, part in places(schema):
        reference = part.get("$ref", "#") if isinstance(part, Mapping) else "#"
        read = target(reference) if isinstance(reference, str) else None
        if read is None:
            use = "'#/$defs/NAME' or 'KIND.schema.json#/$defs/NAME'"
            yield problem((*spot, "$ref"), f"'$ref' is {quoted(reference)}; a schema may only refer to {use}")
        elif read[0] and read[0] not in siblings:
            there = f"there is {listed(sorted(siblings), 'and')}" if siblings else "there is no other file"
            yield problem((*spot, "$ref"), f"'$ref' names {quoted(read[0])}, which is not in this directory; {there}")


def judge_graph(
    files: Mapping[str, Mapping[str, Any]], *, known: Collection[str] = ()
) -> Iterator[tuple[str, Problem]]:
    """Say which file's references lead nowhere, in a circle, too deep or to too much; one for each file.

    `known` names siblings whose contents are not at hand: references to them are taken as they are.
    """
    schemas = {(name, spot): part for name, schema in files.items() for spot, part in places(schema)}
    graph = _Graph(schemas, known)
    for name in files:
        try:
            _, size = _unfold(graph, (name, ()), ())
        except _RefusedError as refused:
            yield name, problem((*refused.node[1], "$ref"), str(refused))
        else:
            if size > UNFOLDED_LIMIT:
                yield name, problem((), f"the schema unfolds to {size:,} parts; at most {UNFOLDED_LIMIT:,}")


def _unfold(graph: _Graph, node: _Node, above: tuple[_Node, ...]) -> _Size:
    """Return how deep and how large a schema is with its references followed."""
    if node in graph.sizes:
        return graph.sizes[node]
    if node in above:
        raise _RefusedError(above[-1], "'$ref' leads back to itself; a schema that holds itself is not judged")
    if len(above) > DEPTH_LIMIT:
        raise _RefusedError(node, f"the schema is nested deeper than {DEPTH_LIMIT} with its references followed")
    sizes = [_unfold(graph, one, (*above, node)) for one in _next(graph, node)]
    size = (1 + max((deep for deep, _ in sizes), default=0), 1 + sum(large for _, large in sizes))
    graph.sizes[node] = size
    return size


def _next(graph: _Graph, node: _Node) -> Iterator[_Node]:
    name, spot = node
    part = graph.schemas[node]
    yield from ((name, below) for below, _ in inside(part, spot))
    read = target(part["$ref"]) if isinstance(part, Mapping) and "$ref" in part else None
    if read is None:
        return
    other = (read[0] or name, read[1])
    if other in graph.schemas:
        yield other
    elif (other[0], ()) in graph.schemas or other[0] not in graph.files:
        raise _RefusedError(node, f"'$ref' is {quoted(part['$ref'])}, where no schema stands; point at one in '$defs'")

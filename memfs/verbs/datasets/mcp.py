"""`mcp`: the knowledge graph of the MCP reference server for memory, a JSON object a line.

An entity becomes a memory: its observations are the content, with its relations, which stand in `metadata` too. A
relation whose entity is not there is a memory of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.verbs import lenient
from memfs.verbs.datasets import jsonl
from memfs.verbs.datasets.items import Item, unread
from memfs.verbs.datasets.notebook import FACT
from memfs.verbs.datasets.strict_json import RULE, NotJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given

MEMORY = "memory"
TYPE, ENTITY, RELATION = "type", "entity", "relation"
NAME, KIND, OBSERVATIONS = "name", "entityType", "observations"
FROM, TO, VERB = "from", "to", "relationType"
SHAPES = {ENTITY: (NAME, KIND), RELATION: (FROM, TO, VERB)}


def items(given: Given) -> Iterator[Item]:
    """Yield each entity's memory, and those of relations that belong to none, in the order of their lines."""
    read = list(jsonl.items(given))
    entities = {str(data[NAME]) for item in read if (data := _shaped(item, ENTITY))}
    relations: defaultdict[str, list[Mapping[str, JSON]]] = defaultdict(list)
    for item in read:
        if (data := _shaped(item, RELATION)) and str(data[FROM]) in entities:
            relations[str(data[FROM])].append(data)
    for item in read:
        if data := _shaped(item, ENTITY):
            yield _memory(given, item, _entity(data, relations.pop(str(data[NAME]), [])))
        elif data := _shaped(item, RELATION):
            if str(data[FROM]) not in entities:
                yield _memory(given, item, _alone(data))
        else:
            yield item if item.faults else _misshapen(given, item)


def begins(data: bytes) -> bool:
    """Tell whether the first line of a text is a part of such a graph."""
    line = data.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    try:
        value = parse(line).value
    except NotJsonError:
        return False
    return isinstance(value, Mapping) and any(value.get(TYPE) == what and _has(value, what) for what in SHAPES)


def _has(data: Mapping[str, JSON], what: str) -> bool:
    return all(isinstance(data.get(name), str) for name in SHAPES[what])


def _shaped(item: Item, what: str) -> Mapping[str, JSON] | None:
    """Return a line's fields where it is an entity, or a relation, with all that one has."""
    data = item.data
    if data is None or data.get(TYPE) != what or not _has(data, what):
        return None
    seen = data.get(OBSERVATIONS, [])
    listed = isinstance(seen, list) and all(isinstance(one, str) for one in seen)
    return data if what == RELATION or listed else None


def _misshapen(given: Given, item: Item) -> Item:
    message = (
        f"this is neither an entity ({NAME}, {KIND}, a list of {OBSERVATIONS}) nor a relation ({FROM}, {TO}, {VERB})"
    )
    return unread(given, item.line, item.raw, rule=RULE, message=message)


def _entity(data: Mapping[str, JSON], relations: list[Mapping[str, JSON]]) -> dict[str, JSON]:
    seen = data.get(OBSERVATIONS)
    said = [str(one) for one in seen] if isinstance(seen, list) else []
    said += [f"{relation[VERB]} {relation[TO]}" for relation in relations]
    head = f"{data[NAME]} ({data[KIND]})" if data[KIND] else str(data[NAME])
    content = "\n".join([head, *(f"- {one}".replace("\n", "\n  ") for one in said)])
    rest = {name: value for name, value in data.items() if name not in {TYPE, NAME, OBSERVATIONS}}
    related: list[JSON] = [_without(relation, TYPE, FROM) for relation in relations]
    metadata: dict[str, JSON] = {**rest, **({"relations": related} if related else {})}
    return {**FACT, "summary": data[NAME], "content": content, "metadata": metadata}


def _alone(data: Mapping[str, JSON]) -> dict[str, JSON]:
    content = f"{data[FROM]} {data[VERB]} {data[TO]}"
    return {**FACT, "summary": content, "content": content, "metadata": _without(data, TYPE)}


def _without(data: Mapping[str, JSON], *names: str) -> dict[str, JSON]:
    return {name: value for name, value in data.items() if name not in names}


def _memory(given: Given, item: Item, data: Mapping[str, JSON]) -> Item:
    return Item(item.source, item.line, item.raw, lenient.eased(given.kinds[MEMORY], data), MEMORY)

"""`btw`: a project memory file of the R package btw, `btw-memory.yaml`: sections and data sources in one file.

Every plain value is the text that stands there, whatever a YAML library makes of `no` or `007`. A single text where
a list is wanted is a list of one. YAML comments have no place in records: they are counted and named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, emit, foreign
from memfs.core.escape import quoted
from memfs.verbs.datasets.items import Item, fault, refuse, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.codec import Said
    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given, Rows

RULE = "yaml"
CONTEXT, SOURCES = "project_context", "data_sources"
SECTION, SOURCE = "context", "source"
OPENING = (f"{CONTEXT}:", f"{SOURCES}:")
COMMENTS_NAMED = 20


def items(given: Given) -> Iterator[Item]:
    """Yield each section and each data source; raises InvalidError where the file cannot be read."""
    for name, part in _parts(given).items():
        if name == CONTEXT and isinstance(part.value, dict):
            yield from (_section(given, key, said) for key, said in part.value.items() if not said.is_null)
        elif name == SOURCES and isinstance(part.value, list):
            yield from (_source(given, said) for said in part.value)
        elif not (name in {CONTEXT, SOURCES} and part.is_null):
            yield unread(given, part.line, {name: part.bare()}, rule=RULE, message=_misplaced(name))


def notes(given: Given) -> tuple[str, ...]:
    """Say what is not carried: the comments, and a second file beside this one."""
    _, comments = _read(given)
    named = [f"line {line} {quoted(text, limit=80)}" for line, text in comments[:COMMENTS_NAMED]]
    more = [f"{len(comments) - COMMENTS_NAMED} more"] if len(comments) > COMMENTS_NAMED else []
    count = "1 comment is" if len(comments) == 1 else f"{len(comments)} comments are"
    lost = (f"{count} not carried: {'; '.join(named + more)}",) if comments else ()
    return (*lost, *_twin(given))


def _twin(given: Given) -> tuple[str, ...]:
    """Say that the same name with the other ending is there too: readers of btw's take one of them silently."""
    endings = {".yaml": ".yml", ".yml": ".yaml"}
    if given.path is None or given.path.suffix not in endings:
        return ()
    twin = given.path.with_suffix(endings[given.path.suffix])
    return (f"{quoted(twin.name)} lies beside {quoted(given.path.name)} and was not read",) if twin.exists() else ()


def _read(given: Given) -> tuple[Said, tuple[tuple[int, str], ...]]:
    try:
        return foreign(given.data)
    except ProfileError as error:
        raise refuse(given, error.line, error.message, rule=RULE, column=error.column) from None


def _parts(given: Given) -> dict[str, Said]:
    root, _ = _read(given)
    if not isinstance(root.value, dict):
        raise refuse(given, root.line, f"the file holds no mapping with {CONTEXT} and {SOURCES}", rule=RULE)
    return root.value


def _misplaced(name: str) -> str:
    shapes = {CONTEXT: "is no mapping of sections", SOURCES: "is no list of data sources"}
    return f"{quoted(name)} {shapes.get(name, f'is neither {CONTEXT} nor {SOURCES}')}"


def _section(given: Given, name: str, said: Said) -> Item:
    kind = given.kinds[SECTION]
    raw = {CONTEXT: {name: said.bare()}}
    if name not in kind.keys():  # noqa: SIM118 - a Kind's keys, not a mapping's
        known = ", ".join(kind.keys())
        message = f"there is no section {quoted(name)}; the sections are {known}; a team adds its own to the schema"
        found = fault(given.name, said.line, f"{message}: memfs schema eject {SECTION}", rule="schema")
        return Item(given.name, said.line, raw, kind=SECTION, faults=(found,))
    content = _items(said) if kind.allows("items", {kind.key: name}) else {"text": _paragraphs(said)}
    return Item(given.name, said.line, raw, {kind.key: name, **content}, SECTION)


def _items(said: Said) -> dict[str, JSON]:
    return {"items": said.bare() if isinstance(said.value, list) else [said.bare()]}


def _paragraphs(said: Said) -> JSON:
    """Join a list of paragraphs as adding them one by one would; anything else is for the schema to judge."""
    if isinstance(said.value, list) and all(isinstance(part.value, str) for part in said.value):
        return "\n\n".join(str(part.value) for part in said.value)
    return said.bare()


def _source(given: Given, said: Said) -> Item:
    if not isinstance(said.value, dict):
        return unread(given, said.line, said.bare(), rule=RULE, message="a data source is a mapping with a name")
    kind = given.kinds[SOURCE]
    raw = {SOURCES: [said.bare()]}
    return Item(given.name, said.line, raw, _fields(said.value, kind.schema, key=kind.key), SOURCE)


def _fields(mapping: dict[str, Said], schema: JSON, *, key: str) -> dict[str, JSON]:
    return {
        name: _shaped(said, _part(schema, "properties", name), key=key)
        for name, said in mapping.items()
        if name == key or not said.is_null
    }


def _shaped(said: Said, schema: JSON, *, key: str) -> JSON:
    """Return a value with lists where the schema wants them."""
    if _part(schema, "type") == "array":
        members = said.value if isinstance(said.value, list) else [said]
        return [_shaped(member, _part(schema, "items"), key=key) for member in members]
    if isinstance(said.value, dict):
        return _fields(said.value, schema, key=key)
    return said.bare()


def _part(schema: JSON, *names: str) -> JSON:
    for name in names:
        schema = schema.get(name) if isinstance(schema, Mapping) else None
    return schema


def texts(rows: Rows) -> Iterator[str]:
    """Write one document with the sections in schema order, then the sources."""
    found: dict[str, list[dict[str, JSON]]] = {SECTION: [], SOURCE: []}
    for kind, data in rows.records:
        found[kind.name].append(kind.ordered(data))
    order = [key for kind in rows.kinds for key in kind.keys()]  # noqa: SIM118 - a Kind's keys, not a mapping's
    sections = sorted(found[SECTION], key=lambda data: order.index(str(data["section"])))
    if sections:
        yield f"{CONTEXT}:\n"
        yield from (_below(CONTEXT, {str(one["section"]): one.get("items", one.get("text"))}) for one in sections)
    if found[SOURCE]:
        yield f"{SOURCES}:\n"
        yield from (_below(SOURCES, [one]) for one in found[SOURCE])


def _below(name: str, value: JSON) -> str:
    """Write what stands below a key, record by record, so that a large project is no larger than its largest record."""
    return emit({name: value}).decode().partition("\n")[2]

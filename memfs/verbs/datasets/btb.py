"""`btb`: a directory of BTB's MemoryEngine, one JSON file a memory, the `_intake` of what it could not place too.

A file's `metadata` holds what was not one of BTB's own fields: facets that fit the outcome and the store's other
fields come back to the top, the rest stays. `timestamp` becomes `created`; `_path`, BTB's note of where the file
lay, is left out. Symlinks are not followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.core.names import directory
from memfs.verbs import lenient
from memfs.verbs.datasets.directories import FILE_BYTES, content_of, skipped, walk, why_skipped
from memfs.verbs.datasets.items import Given, Item, Rows, unread
from memfs.verbs.datasets.strict_json import RULE, NotJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

MEMORY = "memory"
FORM, ENDING = "btb", ".json"
OWN = frozenset({"timestamp", "_path", "metadata"})


def items(given: Given) -> Iterator[Item]:
    """Yield each file's memory in path order; raises MemfsError `environment` where a file cannot be read."""
    for path in walk(given, FORM):
        if why_skipped(path, ENDING) is None:
            yield _item(given, path)


def notes(given: Given) -> tuple[str, ...]:
    """Say which files are skipped, and why."""
    found = ((path, why_skipped(path, ENDING)) for path in walk(given, FORM))
    return tuple(skipped(path, why) for path, why in found if why)


def _item(given: Given, path: Path) -> Item:
    here = Given(str(path))
    data = content_of(path)
    if len(data) > FILE_BYTES:
        message = f"the file is larger than {FILE_BYTES:,} bytes"
        return unread(here, 1, data.decode("utf-8", "replace"), rule=RULE, message=message)
    try:
        found = parse(data.decode())
    except UnicodeDecodeError:
        return unread(here, 1, data.decode("utf-8", "replace"), rule=RULE, message="the file is not UTF-8")
    except NotJsonError as error:
        line = data.decode().count("\n", 0, error.at) + 1
        return unread(here, line, data.decode(), rule=RULE, message=str(error))
    value = found.value
    if found.fault or not isinstance(value, Mapping):
        return unread(here, 1, value, rule=RULE, message=found.fault or "the file holds no object")
    return Item(here.name, 1, value, lenient.eased(given.kinds[MEMORY], fields(given.kinds[MEMORY], value)), MEMORY)


def fields(kind: Kind, stored: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a file's fields as ours: what BTB keeps in `metadata` and we at the top comes back there."""
    data = {name: value for name, value in stored.items() if name not in OWN and not (name == "tool" and value is None)}
    metadata = stored.get("metadata", {})
    if not isinstance(metadata, Mapping):
        return {**data, "metadata": metadata}  # for the schema to refuse
    if isinstance(time := stored.get("timestamp"), str):
        data["created"] = time
    rest = dict(metadata)
    for name in kind.fields:
        if name in rest and name not in data and name != "metadata" and lenient.fits(kind, name, data):
            data[name] = rest.pop(name)
    inner = dict(found) if isinstance(found := rest.get("metadata"), Mapping) else {}
    for name, value in rest.items():
        if name != "metadata" or not isinstance(value, Mapping):
            lenient.keep(inner, name, value)
    return {**data, "metadata": inner} if inner or "metadata" in rest else data


def files(rows: Rows) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each memory's file, laid out and dated as BTB does."""
    for kind, data in rows.records:
        home = directory(kind, data).partition("/")[2]
        stamp = re.sub(r"[^0-9]", "", str(data.get("created", "")))[:14] or "0" * 14
        name = f"{home}/{stamp[:8]}_{stamp[8:]}_{data[kind.key]}{ENDING}"
        stored = {**_stored(kind, data), "_path": name}
        yield name, json.dumps(stored, indent=2, ensure_ascii=True).encode()


def _stored(kind: Kind, data: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a memory as BTB stores it: five fields of its own, everything else in `metadata`."""
    own = ("outcome", lenient.TOOL, kind.key, "content")
    extra = {name: value for name, value in data.items() if name not in {*own, "created", "metadata"}}
    metadata = data.get("metadata")
    if isinstance(metadata, Mapping):
        flat = metadata and not metadata.keys() & {*kind.fields, "metadata"}
        extra.update(metadata if flat else {"metadata": metadata})
    created = str(data["created"]).removesuffix("Z") if "created" in data else None
    return {"timestamp": created, **{name: data.get(name) for name in own}, "metadata": extra}

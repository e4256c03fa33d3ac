"""What a person can attach to a conversation: the overview, the project's context, data sources, single memories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from memfs.agents.answers import NOTICE
from memfs.agents.fields import CONTEXT, MEMORY, SOURCE
from memfs.agents.pages import cleaned
from memfs.agents.tools import tools_of
from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted
from memfs.verbs import reflect

if TYPE_CHECKING:
    from memfs.agents.door import Door
    from memfs.agents.tool import Answer
    from memfs.verbs import View

SCHEME = "memfs://"
OVERVIEW, SECTIONS, SOURCES, MEMORIES = (f"{SCHEME}{name}" for name in ("overview", "context", "sources", "memories"))
BUDGET = 100_000
"""Tokens of a resource: any one record is whole, the largest is 256 KiB."""
LISTED = 200
"""Sources that are listed; each of the others can be read by its address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A resource, or where `uri` has a name in braces a template for many."""

    uri: str
    name: str
    description: str


TEMPLATES = (
    Address(f"{SECTIONS}/{{section}}", "section", "One section of the project's context."),
    Address(f"{SOURCES}/{{name}}", "source", "One data source with its variables."),
    Address(f"{MEMORIES}/{{summary}}", "memory", "One memory by its name."),
)


def listed(door: Door) -> list[Address]:
    """List what can be read: sections and sources that are there, and what holds all of them."""
    addresses = [
        Address(OVERVIEW, "overview", "What this memory holds: sections, sources and counts of memories."),
        Address(SECTIONS, "context", "The project's context: its aims, what it must heed."),
        Address(SOURCES, "sources", "All data sources and what is known of them."),
    ]
    try:
        view = door.store.view()
    except MemfsError:
        return addresses
    sections = [Address(f"{SECTIONS}/{name}", name, "A section of the project's context.") for name in _sections(view)]
    names = sorted(islice(view.names(SOURCE), LISTED))
    sources = [Address(f"{SOURCES}/{quote(name, safe='')}", printable(name), "A data source.") for name in names]
    return [*addresses, *sections, *sources]


def _sections(view: View) -> list[str]:
    present = {found.stem for found, _ in view.listing(CONTEXT)}
    return [name for name in view.kind(CONTEXT).keys() if name in present]  # noqa: SIM118 - a Kind's keys, not a mapping's


def read_resource(door: Door, uri: str) -> Answer:
    """Return what stands at an address; raises MemfsError `not-found` where there is nothing."""
    if uri == OVERVIEW:
        return _overview(door)
    place, _, name = uri.removeprefix(SCHEME).partition("/")
    key = unquote(name, errors="replace")
    readers = {
        "context": ("project_context_read", {"section": key} if key else {}),
        "sources": ("data_source_read", {"name": key} if key else {}),
        "memories": ("memory_read", {"summary": key}),
    }
    if not uri.startswith(SCHEME) or place not in readers or (place == "memories" and not key):
        raise MemfsError(f"there is no resource {quoted(uri)}", code="not-found")
    tool, given = readers[place]
    return tools_of(door.law())[tool].call(replace(door, budget=BUDGET), given)


def _overview(door: Door) -> Answer:
    view = door.store.view()
    found = reflect(view, recent=0)
    return cleaned(
        {
            "notice": NOTICE,
            "store": view.law.store or ".",
            "sections": _sections(view),
            "sources": sorted(islice(view.names(SOURCE), LISTED)),
            "memories": {"total": found.total, "by_outcome": dict(found.by_outcome)},
            "others": {name: sum(1 for _ in view.listing(name)) for name in view.law.kinds if name not in KNOWN},
        }
    )


KNOWN = {MEMORY, CONTEXT, SOURCE}

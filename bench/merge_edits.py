"""The edits of the merge matrix: what people and agents do to a memory, a section and a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memfs.core.model import JSON

Data = dict[str, "JSON"]
Edit = Callable[[Data], Data | None]
"""What a record becomes; None where it goes. An edit that adds a record is given an empty one."""

CONTENT = "The cache lives an hour.\n\nIt is cleared at midnight.\n\nAsk before changing it."
MEMORY: Data = {
    "summary": "cache_lifetime",
    "outcome": "learning",
    "insight_type": "fact",
    "content": CONTENT,
    "created": "2026-11-02T09:00:00.000Z",
    "tags": ["cache", "shop", "night"],
    "metadata": {"ticket": "OPS-1", "owner": "ada"},
}
SECTION: Data = {
    "section": "objectives",
    "items": ["Halve the churn of small shops", "Keep the night job under an hour", "Answer within a day"],
}
SOURCE: Data = {
    "name": "customers",
    "description": "Everybody who bought once",
    "source": "warehouse.public.customers",
    "notes": ["Without test accounts", "Loaded at night"],
    "variables": [
        {"name": "region", "notes": ["ISO code"]},
        {"name": "age", "notes": ["Empty before 2019"]},
        {"name": "churned", "notes": ["30 days without an order"]},
    ],
}
NEW: Data = {
    "summary": "queue_length",
    "outcome": "learning",
    "insight_type": "fact",
    "content": "The queue holds a thousand jobs.",
    "created": "2026-11-03T09:00:00.000Z",
}


@dataclass(frozen=True, slots=True)
class Group:
    """One record of the base, empty where there is none, and the edits that are merged with one another."""

    name: str
    kind: str
    base: Data
    edits: Mapping[str, Edit]


def setting(**fields: JSON) -> Edit:
    """Return an edit that sets fields; None takes one away."""
    return lambda record: {n: v for n, v in {**record, **fields}.items() if v is not None}


def text(old: str, new: str) -> Edit:
    """Return an edit of a memory's text."""
    return lambda record: {**record, "content": str(record["content"]).replace(old, new)}


def items(name: str, change: Callable[[list[JSON]], list[JSON]]) -> Edit:
    """Return an edit of a list."""
    return lambda record: {**record, name: change(_list(record[name]))}


def keys(**values: JSON) -> Edit:
    """Return an edit of a memory's metadata."""

    def edited(record: Data) -> Data:
        found = record.get("metadata")
        merged = {**(found if isinstance(found, Mapping) else {}), **values}
        return {**record, "metadata": {name: value for name, value in merged.items() if value is not None}}

    return edited


def noted(variable: str, change: Callable[[list[JSON]], list[JSON]]) -> Edit:
    """Return an edit of a variable's notes."""

    def one(item: JSON) -> JSON:
        known = item if isinstance(item, Mapping) else {}
        return {**known, "notes": change(_list(known["notes"]))} if known.get("name") == variable else item

    return items("variables", lambda variables: [one(item) for item in variables])


def adding(item: JSON, *, at: int | None = None) -> Callable[[list[JSON]], list[JSON]]:
    """Return what adds an item at the end or at a place."""
    return lambda found: [*found, item] if at is None else [*found[:at], item, *found[at:]]


def without(gone: JSON) -> Callable[[list[JSON]], list[JSON]]:
    """Return what removes an item, or what has this name."""
    return lambda found: [item for item in found if gone not in (item, _name(item))]


def with_item(old: JSON, new: JSON) -> Callable[[list[JSON]], list[JSON]]:
    """Return what changes an item."""
    return lambda found: [new if item == old else item for item in found]


def first(item: JSON) -> Callable[[list[JSON]], list[JSON]]:
    """Return what puts an item first."""
    return lambda found: [*(one for one in found if one == item), *(one for one in found if one != item)]


def _name(item: JSON) -> JSON:
    return item.get("name") if isinstance(item, Mapping) else None


def gone(_: Data) -> None:
    """Remove the record."""


def _list(value: JSON) -> list[JSON]:
    return list(value) if isinstance(value, list) else []


GROUPS = (
    Group(
        "a memory",
        "memory",
        MEMORY,
        {
            "edit the first line": text("an hour", "a day"),
            "edit the last line": text("Ask", "Wait"),
            "edit the last line otherwise": text("Ask before", "Tell Bob before"),
            "add a line at the end": text("changing it.", "changing it.\n\nIt is warm at six."),
            "add a tag": items("tags", adding("ttl")),
            "add another tag": items("tags", adding("midnight")),
            "remove a tag": items("tags", without("shop")),
            "change that tag": items("tags", with_item("shop", "shops")),
            "set the session": setting(session="autumn"),
            "set a key of metadata": keys(ticket="OPS-2"),
            "set another key": keys(owner="bob"),
            "remove that other key": keys(owner=None),
            "add a key": keys(seen=3),
            "take the metadata away": setting(metadata=None),
            "move it to another facet": setting(insight_type="pattern"),
            "move it to another outcome": setting(insight_type=None, outcome="interaction", sentiment="neutral"),
            "rename it": setting(summary="cache_lives_an_hour"),
            "remove it": gone,
        },
    ),
    Group(
        "a section",
        "context",
        SECTION,
        {
            "add an item": items("items", adding("Learn from every refund")),
            "add another item": items("items", adding("Ship on Mondays")),
            "add an item in front": items("items", adding("Talk to ten shops", at=0)),
            "remove an item": items("items", without("Keep the night job under an hour")),
            "change that item": items(
                "items", with_item("Keep the night job under an hour", "Keep it under two hours")
            ),
            "change its neighbour": items("items", with_item("Answer within a day", "Answer within an hour")),
            "put the last item first": items("items", first("Answer within a day")),
            "remove it": gone,
        },
    ),
    Group(
        "a source",
        "source",
        SOURCE,
        {
            "set the description": setting(description="Everybody with an order since 2015"),
            "set the address": setting(source="lake.customers"),
            "set the code": setting(code="SELECT * FROM customers\nWHERE NOT test"),
            "add a note": items("notes", adding("Joins with orders on id")),
            "add another note": items("notes", adding("Ask Ada for access")),
            "add a variable": items("variables", adding({"name": "plan", "notes": ["Free or paid"]})),
            "add another variable": items("variables", adding({"name": "since", "notes": ["First order"]})),
            "note on a variable": noted("age", adding("In years")),
            "another note on it": noted("age", adding("Never above 120")),
            "note on its neighbour": noted("churned", adding("Not for paid plans")),
            "change that note": noted("churned", with_item("30 days without an order", "60 days without one")),
            "remove a variable": items("variables", without("age")),
            "remove it": gone,
        },
    ),
    Group(
        "a new memory",
        "memory",
        {},
        {
            "add it": lambda _: NEW,
            "add it a day later": lambda _: {**NEW, "created": "2026-11-04T09:00:00.000Z"},
            "add it with a tag": lambda _: {**NEW, "tags": ["queue"]},
            "add it with another text": lambda _: {**NEW, "content": "The queue has no end."},
            "add it in another place": lambda _: {**NEW, "insight_type": "pattern"},
            "add another one": lambda _: {**NEW, "summary": "queue_order", "content": "First in, first out."},
        },
    ),
)

"""The tool that tells what a branch does to the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.answers import CURSOR, LEFT_OUT, NOTICE, NUMBER, OBJECT, TEXT, list_of, schema_of
from memfs.agents.arguments import WORD, Parameter
from memfs.agents.memory_reading import CURSOR as GO_ON
from memfs.agents.pages import Item, clean, paged
from memfs.agents.tool import Tool
from memfs.core.escape import shortened
from memfs.core.review import ACTIONS
from memfs.render import review_data
from memfs.verbs.reviewing import commits, review

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.agents.door import Call
    from memfs.agents.tool import Answer
    from memfs.core.model import JSON

LISTED, LONGEST = 10, 300
"""How many violations, changes of the law and likely duplicates are listed, and how long a text of theirs may be."""
CHANGES_SHARE = 0.6
"""The part of an answer's budget that is for the records that changed."""

REVIEWED = schema_of(
    {
        "notice": TEXT,
        "ok": {"type": "boolean", "description": "False where the change brings violations that a merge would refuse."},
        "base": TEXT,
        "head": TEXT,
        "counts": OBJECT,
        "changes": list_of(OBJECT),
        "law": list_of(OBJECT),
        "violations": list_of(OBJECT),
        "duplicates": list_of(OBJECT),
        "total": NUMBER,
        "left_out": LEFT_OUT,
        "cursor": CURSOR,
    }
)


def review_tool() -> Tool:
    """Return the tool."""
    parameters = (Parameter("base", WORD, "What to compare with: a branch or a commit."), GO_ON)
    return Tool("review", "Review the memory's changes", parameters, REVIEWED, _review, reads=True)


def _review(call: Call) -> Answer:
    place = call.door.store.place
    data = review_data(review(commits(place.repository, call.given.text("base")), store=place.path))
    items = [_item(change) for change in _mappings(data["changes"])]
    page = paged(items, cursor=call.given.text("cursor"), budget=int(call.door.budget * CHANGES_SHARE))
    lists, short = _lists(data)
    counts: dict[str, JSON] = {action: sum(item.around["action"] == action for item in items) for action in ACTIONS}
    left_out = "; ".join(filter(None, (page.left_out, *short))) or None
    return {
        "notice": NOTICE,
        "ok": data["ok"],
        "base": clean(data["base"]),
        "head": clean(data["head"]),
        "counts": counts,
        "changes": list(page.items),
        **lists,
        "total": len(items),
        "left_out": left_out,
        "cursor": page.cursor,
    }


def _item(change: Mapping[str, JSON]) -> Item:
    around = {name: value for name, value in change.items() if name != "fields"}
    fields = {str(field["name"]): [field["old"], field["new"]] for field in _mappings(change["fields"])}
    return Item(str(change["path"]), around, fields, slot="fields")


def _lists(data: Mapping[str, JSON]) -> tuple[dict[str, JSON], list[str]]:
    """Return the other lists in brief, and a sentence for each that is longer."""
    whole = {name: clean(data[name]) for name in ("law", "violations", "duplicates")}
    brief = {name: _brief(value) for name, value in whole.items()}
    return brief, [f"{name} is shown in brief" for name in whole if brief[name] != whole[name]]


def _brief(value: JSON) -> JSON:
    if isinstance(value, str):
        return shortened(value, limit=LONGEST)
    if isinstance(value, dict):
        return {name: _brief(item) for name, item in value.items()}
    return [_brief(item) for item in value[:LISTED]] if isinstance(value, (list, tuple)) else value


def _mappings(value: JSON) -> Iterator[Mapping[str, JSON]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, (list, tuple)) else iter(())

"""Pages: never over their budget, and together all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memfs import MemfsError, Memory, Store
from memfs.agents.pages import Item, Page, cost, paged
from memfs.core.model import Record
from tests.agents.client import in_process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.model import JSON
    from tests.agents.client import Agent
    from tests.conftest import GitRepository

FACT: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact"}
WORDS = "abc ä猫\n"
SCALARS = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(WORDS, max_size=9000)
BODIES = st.dictionaries(
    st.sampled_from(["content", "tags", "metadata", "code", "notes"]),
    SCALARS
    | st.lists(st.text(WORDS, max_size=300), max_size=40)
    | st.dictionaries(st.text("xyz", max_size=3), SCALARS),
    max_size=5,
)


def items_of(bodies: Sequence[Mapping[str, JSON]]) -> list[Item]:
    return [Item(f"memory/{number}", {"key": str(number)}, body) for number, body in enumerate(bodies)]


def pages(items: Sequence[Item], *, budget: int, limit: int | None = None) -> list[Page]:
    found = [paged(items, cursor=None, limit=limit, budget=budget)]
    while found[-1].cursor is not None:
        assert found[-1].left_out
        found.append(paged(items, cursor=found[-1].cursor, limit=limit, budget=budget))
        assert len(found) < 3000
    assert found[-1].left_out is None
    return found


def together(found: Sequence[Page]) -> dict[str, dict[str, JSON]]:
    """Put the parts of each entry together again."""
    whole: dict[str, dict[str, JSON]] = {}
    for entry in (entry for page in found for entry in page.items):
        body, part = whole.setdefault(str(entry["key"]), {}), entry["record"]
        assert isinstance(part, dict)
        for name, value in part.items():
            old = body.get(name)
            if isinstance(old, dict) and isinstance(value, dict):
                body[name] = {**old, **value}
            elif isinstance(old, str) and isinstance(value, str):
                body[name] = old + value
            else:
                body[name] = [*old, *value] if isinstance(old, list) and isinstance(value, list) else value
    return whole


@given(st.lists(BODIES, max_size=6), st.integers(14_000, 40_000))
def test_pages_together_are_everything_and_none_is_over_its_budget(bodies: list[dict[str, JSON]], budget: int) -> None:
    items = items_of(bodies)
    found = pages(items, budget=budget)
    assert together(found) == {str(number): body for number, body in enumerate(bodies)}
    assert all(sum(map(cost, page.items)) <= budget for page in found)


def test_large_entry_is_continued_piece_by_piece() -> None:
    body: dict[str, JSON] = {"content": "x" * 20_000, "notes": [f"note {n}" for n in range(2000)], "metadata": {"a": 1}}
    items = [
        *items_of([{"content": "small"}]),
        Item("source/big", {"key": "big"}, body),
        *items_of([{"content": "end"}]),
    ]
    found = pages(items, budget=3000)
    assert len(found) > 5
    assert all(sum(map(cost, page.items)) <= 3000 for page in found)
    assert together(found)["big"] == body
    assert found[1].left_out == "'source/big' is shown in part; call again with this cursor to go on"


def test_value_that_is_larger_than_a_page_is_cut_and_said_so() -> None:
    body: dict[str, JSON] = {"metadata": {"huge": ["y" * 1000] * 100, "small": 1}}
    found = paged(items_of([body]), cursor=None, budget=1000)
    assert found.left_out == (
        "'memory/0' is shown in part, one value of it cut short; call again with this cursor to go on"
    )
    assert sum(map(cost, found.items)) <= 1000
    rest = paged(items_of([body]), cursor=found.cursor, budget=1000)
    assert rest.items == ({"key": "0", "record": {"metadata": {"small": 1}}},)
    last = paged(items_of([{"metadata": {"huge": "y" * 9000}}]), cursor=None, budget=1000)
    assert (last.left_out, last.cursor) == ("'memory/0' is shown in part, one value of it cut short", None)


def test_cursor_finds_its_place_again() -> None:
    bodies: list[dict[str, JSON]] = [{"n": n} for n in range(10)]
    items = items_of(bodies)
    cursor = paged(items, cursor=None, limit=4).cursor
    assert cursor == "4:0:memory/4"
    newer = [Item("memory/new", {"key": "new"}, {}), *items]
    assert paged(newer, cursor=cursor, limit=1).items[0]["key"] == "4"
    assert paged(items[:4] + items[5:], cursor=cursor, limit=1).items[0]["key"] == "5"
    assert paged(items[:2], cursor=cursor) == Page(2, ())
    for wrong in ("", "x", "1", "1:2", "-1:0:a", "1:x:a", "9" * 30 + ":0:a", "\u0661:0:a"):
        with pytest.raises(MemfsError, match="is no cursor"):
            paged(items, cursor=wrong)


def test_recall_pages_through_a_store(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    with store.batch("many") as batch:
        for number in range(300):
            batch.add(Memory(summary=f"m_{number}", content=f"{number} " + "word " * 60, **FACT))
    seen: list[str] = []
    with in_process(repository.path) as agent:
        answer = agent.call("memory_recall", query="word")
        assert (answer["total"], answer["left_out"]) == (300, WHOLE.format(left=300 - len(keys(answer))))
        while True:
            assert cost(answer) <= 8_300
            seen.extend(keys(answer))
            if answer["cursor"] is None:
                break
            answer = agent.call("memory_recall", query="word", cursor=answer["cursor"])
        assert sorted(seen) == sorted(f"m_{number}" for number in range(300))
        assert keys(agent.call("memory_recall", limit=3)) == ["m_299", "m_298", "m_297"]
    assert answer["left_out"] is None


WHOLE = "{left} of 300 are left out; call again with this cursor to go on"


def keys(answer: dict[str, JSON]) -> list[str]:
    found = answer["records"]
    assert isinstance(found, list)
    return [str(record["key"]) for record in found if isinstance(record, dict)]


def test_large_records_are_bounded_everywhere(agent: Agent, repository: GitRepository) -> None:
    store = Store.open(repository.path)
    text = "猫" * 32_000
    store.add(Memory(summary="big", content=text, **FACT))
    variables: list[JSON] = [{"name": f"v{n}", "notes": ["n" * 80]} for n in range(1500)]
    store.add(Record("source", {"name": "wide", "variables": variables}))
    store.add(Record("context", {"section": "objectives", "items": [f"{n} " + "x" * 400 for n in range(300)]}))
    for tool, arguments in (
        ("memory_read", {"summary": "big"}),
        ("memory_recall", {}),
        ("data_source_read", {"name": "wide"}),
        ("data_source_read", {"name": "wide", "key": "variables"}),
        ("project_context_read", {}),
    ):
        answer = agent.call(tool, **arguments)
        found = [answer]
        while answer["cursor"] is not None:
            answer = agent.call(tool, **arguments, cursor=answer["cursor"])
            found.append(answer)
        assert len(found) > 2, tool
        assert all(cost(one) <= 8_300 for one in found), tool
    content = ""
    cursor: JSON = None
    while True:
        answer = agent.call("memory_read", summary="big", **({"cursor": cursor} if cursor else {}))
        records = answer["records"]
        assert isinstance(records, list)
        assert isinstance(records[0], dict)
        assert isinstance(records[0]["record"], dict)
        content += str(records[0]["record"].get("content", ""))
        cursor = answer["cursor"]
        if cursor is None:
            break
    assert content == text
    whole = agent.resource("memfs://memories/big")
    assert (whole["left_out"], whole["cursor"]) == (None, None)

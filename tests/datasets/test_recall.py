"""Recall: filters equal a scan of every record, newest first, best match first."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.errors import MemfsError
from memfs.core.snapshot import Files
from memfs.verbs import Query, View, recall_records
from tests.datasets.conftest import DATA, Memfs, facts, lines, rows
from tests.datasets.questions import scores
from tests.datasets.stores import law, view_of
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

CELLS = [dict(cell) for cell in law().kinds["memory"].cells()]
START = datetime(2026, 11, 22, tzinfo=UTC)


def written(moment: datetime, digits: int) -> str:
    """Write a time with a fraction of some digits, or none."""
    fraction = f".{moment.microsecond:06}"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


MOMENTS = st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda delta: START + delta)
CREATED = st.builds(written, MOMENTS, st.integers(0, 6))
PARAGRAPHS = st.sampled_from(["dns is slow", "DNS ttl of Ada's zone", "a b", "straße", "the zone " * 70, "Slow DNS"])
CONTENTS = PARAGRAPHS | st.lists(PARAGRAPHS, min_size=2, max_size=5).map("\n\n".join)
WORDS = st.sampled_from(
    ["dns", "ttl", "m1", "STRASSE", "zones", "slower", "of", "Ada", "lunar", '"dns ttl"', '"the zone"']
)
MEMORIES = st.lists(
    st.fixed_dictionaries(
        {"cell": st.sampled_from(CELLS), "content": CONTENTS},
        optional={"created": CREATED, "session": st.sampled_from("st"), "tags": st.lists(st.sampled_from("xyz"))},
    ),
    max_size=12,
)
QUERIES = st.builds(
    Query,
    words=st.just("") | st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    where=st.fixed_dictionaries(
        {},
        optional={
            "outcome": st.sets(st.sampled_from(["success", "failure", "learning"]), min_size=1),
            "tool": st.just({"web_search"}),
        },
    ),
    since=st.none() | st.sampled_from(["2026-11-21", "2026-11-22T00:00:00Z", "2026-11-22T12:00:00.5+02:00"]),
    until=st.none() | st.sampled_from(["2026-11-22", "2026-11-23T10:00"]),
    session=st.none() | st.just("s"),
    tags=st.lists(st.sampled_from("xy"), max_size=2),
    limit=st.none() | st.integers(1, 5),
)


def memories_of(drawn: Sequence[Mapping[str, JSON]]) -> list[dict[str, JSON]]:
    """Make a legal memory of each draw."""
    made = []
    for number, one in enumerate(drawn):
        cell, rest = one["cell"], {name: value for name, value in one.items() if name != "cell"}
        assert isinstance(cell, dict)
        made.append({"summary": f"m{number}", **cell, **rest})
    return made


def moment(text: str, *, last: bool = False) -> datetime:
    day = len(text) == 10
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found + timedelta(days=1, microseconds=-1) if day and last else found


def scanned(memories: list[dict[str, JSON]], query: Query) -> tuple[list[str], int]:
    """Answer a query the slow way: keys in order, and how many are left out for want of a date."""
    hits, undated = [], 0
    found = scores(memories, query.words) if query.words else {}
    for memory in memories:
        score = found.get(str(memory["summary"]), 0.0)
        tags = memory.get("tags", [])
        assert isinstance(tags, list)
        fits = all(memory.get(facet) in values for facet, values in query.where.items())
        fits = fits and set(query.tags) <= set(tags) and query.session in {None, memory.get("session")}
        if not (fits and (score or not query.words)):
            continue
        created = moment(str(memory["created"])) if "created" in memory else None
        if created is None and (query.since or query.until):
            undated += 1
        elif created is None or in_range(created, query):
            hits.append((-score, -created.timestamp() if created else 1, str(memory["summary"])))
    return [key for _, _, key in sorted(hits)][: query.limit], undated


def in_range(created: datetime, query: Query) -> bool:
    after = query.since is None or moment(query.since) <= created
    return after and (query.until is None or created <= moment(query.until, last=True))


@given(MEMORIES, QUERIES)
@settings(max_examples=size(300, small=80), deadline=None)
def test_a_recall_equals_a_scan(drawn: list[dict[str, JSON]], query: Query) -> None:
    memories = memories_of(drawn)
    found = recall_records(view_of(memories), query)
    assert ([hit.key for hit in found.hits], found.undated, found.unreadable) == (*scanned(memories, query), 0)
    by_key = {memory["summary"]: memory for memory in memories}
    assert [dict(hit.record) for hit in found.hits] == [by_key[hit.key] for hit in found.hits]


def test_time_is_compared_as_time() -> None:
    times = ["2026-11-22T03:00:00Z", "2026-11-22T03:00:00.1Z", "2026-11-22T03:00:00.09Z", "2026-11-22T03:00:00.10Z"]
    memories = [{**fact, "created": time} for fact, time in zip(facts(*"abcd"), times, strict=True)]
    assert [hit.key for hit in recall_records(view_of(memories), Query()).hits] == ["b", "d", "c", "a"]


def test_a_file_that_cannot_be_read_is_counted_and_not_fatal() -> None:
    view = view_of(facts("a"))
    assert isinstance(view.snapshot, Files)
    home = "memory/memories/outcome=learning/insight_type=fact"
    broken = View(Files({**view.snapshot.files, f"{home}/b.yaml": b"a: [\n"}), view.law)
    found = recall_records(broken, Query())
    assert ([hit.key for hit in found.hits], found.unreadable) == (["a"], 1)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026", "0001-01-01T00:00:00+23:00"])
def test_what_is_no_date_is_a_usage_error(text: str) -> None:
    with pytest.raises(MemfsError, match="is neither a date") as refusal:
        recall_records(view_of([]), Query(since=text))
    assert refusal.value.code == "usage"


def test_lines_of_json_hold_key_path_blob_score_and_record(store: Memfs, repository: GitRepository) -> None:
    (fact,) = facts("dns_ttl")
    store.said("import", "-", stdin=lines({**fact, "tags": ["dns"]}))
    path = "memory/memories/outcome=learning/insight_type=fact/dns_ttl.yaml"
    blob = repository.git("rev-parse", f"HEAD:{path}").strip()
    shown = {"key": "dns_ttl", "path": path, "blob": blob, "score": None, "record": {**fact, "tags": ["dns"]}}
    assert rows(store.said("recall", "--json")) == [shown]
    assert rows(store.said("recall", "--json", "dns")) == [{**shown, "score": 1.5714}]
    assert list(json.loads(store.said("recall", "--json"))) == ["key", "path", "blob", "score", "record"]


def test_text_shows_facets_date_tags_and_the_start_of_the_content(store: Memfs) -> None:
    fact = {**facts("dns_ttl")[0], "content": "One\n\ttwo " + "x" * 200, "tags": ["dns"]}
    store.said("import", "-", stdin=lines({**fact, "created": "2026-11-22T03:00:00Z"}))
    assert store.said("recall", "one") == (
        f"dns_ttl  outcome=learning  insight_type=fact  2026-11-22T03:00:00Z  #dns\n    One two {'x' * 152}…\n"
    )


def test_a_recall_by_facets_finds_all_and_nothing_else(oneliner: Memfs) -> None:
    found = rows(oneliner.said("recall", "--json", "--where", "outcome=failure", "--where", "error_type=syntax"))
    wanted = [row for row in rows((DATA / "oneliner-1000.jsonl").read_text()) if row.get("error_type") == "syntax"]
    assert [row["record"] for row in found] == sorted(wanted, key=lambda row: str(row["summary"]))
    assert len(found) == 50


def test_what_is_left_out_is_said(oneliner: Memfs) -> None:
    done = oneliner("recall", "--since", "2026-01-01")
    assert (done.status, done.out) == (0, "")
    assert done.err == "note: 1000 without 'created' left out\nnote: no memory matches\n"


@pytest.mark.parametrize(
    ("where", "status", "message"),
    [
        ("outcome=sucess", 1, "'sucess' is no outcome; the values are success, failure, learning, interaction"),
        ("color=red", 1, "'color' is no facet; the facets are outcome, tool, task_type"),
        ("outcome", 2, "'outcome' is no condition, expected FACET=VALUE"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(where: str, status: int, message: str, store: Memfs) -> None:
    done = store("recall", "--where", where)
    assert done.status == status
    assert message in done.err


def test_the_past_is_recalled(store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines(*facts("a")))
    then = repository.git("rev-parse", "HEAD").strip()
    store.said("import", "-", stdin=lines(*facts("b")))
    assert [row["key"] for row in rows(store.said("recall", "--json"))] == ["a", "b"]
    assert [row["key"] for row in rows(store.said("recall", "--json", "--at", then))] == ["a"]


def test_recall_without_a_store_says_so(memfs: Memfs) -> None:
    done = memfs("recall")
    assert (done.status, done.err) == (2, "memfs: there is no memory store here\n  hint: memfs init\n")


def test_nothing_raw_reaches_the_screen(store: Memfs, repository: GitRepository) -> None:
    home = "memory/memories/outcome=learning/insight_type=fact"
    repository.write(f"{home}/a.yaml", 'summary: "a\\e[31m"\ncontent: "x\\u202ey"\ntags: ["\\a"]\n')
    repository.git("add", "-A")
    for arguments in (("recall",), ("recall", "--json")):
        assert not re.search(r"[^\n -~]", store.said(*arguments))

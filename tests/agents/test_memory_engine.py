"""The memory engine: the cheatsheet's lines run, and every answer is true."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from memfs import ExistsError, InvalidError, MemfsError, MemoryEngine
from tests.conftest import GitRepository

DATA = Path(__file__).parents[1] / "cases" / "data"
CHEATSHEET = [json.loads(line) for line in (DATA / "oneliner-1000.jsonl").read_text().splitlines()]
FACT = {"outcome": "learning", "insight_type": "fact"}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    monkeypatch.chdir(tmp_path)
    return MemoryEngine(root="agent_brain")


def commits(root: Path) -> list[str]:
    log = subprocess.run(["git", "-C", str(root), "log", "--format=%s"], capture_output=True, text=True, check=True)
    return log.stdout.splitlines()


def test_the_cheatsheets_storage_line_stores_one_commit_each(engine: MemoryEngine, tmp_path: Path) -> None:
    paths = [engine.remember(**mem) for mem in CHEATSHEET[:3]]
    assert paths[0] == "memories/outcome=success/tool=code_interpreter/task_type=debug/bug_0.yaml"
    assert commits(tmp_path / "agent_brain") == [*(f"memory: add bug_{n}" for n in (2, 1, 0)), "memory: init"]


def test_a_batch_is_one_commit_and_reflects_to_the_cheatsheets_numbers(engine: MemoryEngine, tmp_path: Path) -> None:
    with engine.batch("the cheatsheet"):
        [engine.remember(**mem) for mem in CHEATSHEET]
    assert commits(tmp_path / "agent_brain") == ["the cheatsheet", "memory: init"]
    found = engine.reflect()
    assert found["total_memories"] == 1000
    assert found["by_outcome"] == {"success": 620, "failure": 200, "learning": 100, "interaction": 80}
    assert found["failure_hotspots"] == [
        ("tool=code_interpreter/error_type=runtime", 150),
        ("tool=code_interpreter/error_type=syntax", 50),
    ]
    assert [memory["summary"] for memory in engine.recall(limit=2)] == ["neg_29", "neg_28"]


def test_recall_finds_by_any_field(engine: MemoryEngine) -> None:
    with engine.batch():
        for mem in CHEATSHEET[::100]:
            engine.remember(**mem, session="s1" if mem["summary"] == "bug_0" else None)
    assert len(engine.recall()) == 10
    assert [m["summary"] for m in engine.recall(outcome="failure")] == [
        m["summary"] for m in reversed(CHEATSHEET[::100]) if m["outcome"] == "failure"
    ]
    assert [m["summary"] for m in engine.recall(session="s1")] == ["bug_0"]
    assert [m["summary"] for m in engine.recall(summary="bug_100")] == ["bug_100"]
    assert engine.recall(content="nothing like it") == []
    assert len(engine.recall("**/outcome=failure/**/*.json")) == len(engine.recall(outcome="failure"))
    assert len(engine.recall("memories/outcome=success/*/*/bug_?.yaml")) == 1
    assert [m["summary"] for m in engine.recall(words="pattern", limit=1)] == ["pattern_80"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("agent_brain/**/*.json", ["b_2", "a_1"]),
        ("agent_brain/outcome=learning/**/*.json", ["b_2", "a_1"]),
        ("outcome=learning/insight_type=fact/*.json", ["a_1"]),
        ("memories/outcome=learning/*/a_?.yaml", ["a_1"]),
        ("**/insight_type=[!f]*/*", ["b_2"]),
        ("**", ["b_2", "a_1"]),
        ("**/*a_1*", ["a_1"]),
        ("outcome=learning/a_1.yaml", []),
        ("*", []),
        ("memories?outcome=learning/**", []),
        ("elsewhere/**/*.json", []),
    ],
)
def test_recall_takes_the_globs_of_btbs_users(engine: MemoryEngine, pattern: str, found: list[str]) -> None:
    with engine.batch():
        engine.remember("One", "learning", insight_type="fact", summary="a_1")
        engine.remember("Two", "learning", insight_type="pattern", summary="b_2")
    assert [m["summary"] for m in engine.recall(pattern)] == found
    absolute = f"{Path.cwd()}/{pattern}" if pattern.startswith("agent_brain/") else pattern
    assert engine.forget(absolute) == len(found)


def test_recall_by_time_takes_texts_dates_and_times(engine: MemoryEngine) -> None:
    with engine.batch():
        for day in (1, 2, 3):
            engine.remember("x", **FACT, summary=f"day_{day}", created=f"2026-03-0{day}T12:00:00Z", session=f"s{day}")
    for since in ("2026-03-02", date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 12)):  # noqa: DTZ001 - a naive time is read as UTC
        assert [m["summary"] for m in engine.recall(since=since)] == ["day_3", "day_2"]
        assert [m["summary"] for m in engine.recall(until=since)] == ["day_2", "day_1"]
    assert [m["summary"] for m in engine.recall(since="2026-03-01", until=date(2026, 3, 2), session="s2")] == ["day_2"]


def test_recall_by_a_field_that_is_none_says_nothing(engine: MemoryEngine) -> None:
    engine.remember("x", **FACT, summary="x")
    assert len(engine.recall(tool=None, session=None, since=None, tags=None, mood=None)) == 1
    assert engine.recall(session="none") == engine.recall(tags=["none"]) == engine.recall(mood="none") == []
    with pytest.raises(InvalidError, match="'maybe'"):
        engine.recall(outcome="maybe")
    with pytest.raises(InvalidError, match="'5'"):
        engine.recall(outcome=5)
    assert engine.recall(outcome=[]) == []


def test_forget_is_a_commit_that_can_be_undone(engine: MemoryEngine, tmp_path: Path) -> None:
    root = GitRepository(tmp_path / "agent_brain")
    engine.remember("old", **FACT, summary="old", created="2020-01-01T00:00:00Z")
    engine.remember("new", **FACT, summary="new")
    assert engine.forget(before=datetime(2021, 1, 1, tzinfo=UTC)) == 1
    assert engine.forget(outcome="failure") == 0
    assert [m["summary"] for m in engine.recall()] == ["new"]
    root.git("revert", "--no-edit", "HEAD")
    assert [m["summary"] for m in engine.recall()] == ["new", "old"]


@pytest.mark.parametrize("before", ["2021-01-01", datetime(2021, 1, 1), "2021-01-01T01:00:00+01:00"])  # noqa: DTZ001 - a naive time is read as UTC
def test_a_time_before_may_be_a_date_a_text_or_naive(engine: MemoryEngine, before: datetime | str) -> None:
    engine.remember("a", **FACT, summary="a", created="2020-12-31T23:59:59.999Z")
    engine.remember("b", **FACT, summary="b", created="2021-01-01T00:00:00Z")
    assert engine.forget(before=before, insight_type="fact") == 1
    assert [m["summary"] for m in engine.recall()] == ["b"]


def test_forget_wants_to_know_what(engine: MemoryEngine) -> None:
    engine.remember("a", **FACT)
    with pytest.raises(MemfsError, match="say which memories to forget"):
        engine.forget()
    for slip in ({"outcome": None}, {"outcome": "learning", "insight_type": None}):
        with pytest.raises(MemfsError, match="is None; leave it out"):
            engine.forget(**slip)
    with pytest.raises(MemfsError, match="'soon' is no time"):
        engine.forget(before="soon")
    assert len(engine.recall()) == 1


def test_a_refused_memory_raises_and_leaves_nothing(engine: MemoryEngine, tmp_path: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        engine.remember("x", "failure", tool="web_search")
    assert [v.message for v in refused.value.violations] == [
        "failure with web_search needs 'reason' (no_results, blocked or irrelevant)"
    ]
    engine.remember("x", **FACT, summary="x")
    with pytest.raises(ExistsError):
        engine.remember("y", **FACT, summary="x")
    with pytest.raises(ExistsError), engine.batch():
        [engine.remember("y", **FACT, summary=name) for name in ("fresh", "fresh")]
    assert commits(tmp_path / "agent_brain") == ["memory: add x", "memory: init"]


def test_the_three_lenient_ways(engine: MemoryEngine) -> None:
    engine.remember("One", **FACT, tool="web_search", mood="calm", summary="Not A Name", created="2026-01-02T03:04:05")
    (memory,) = engine.recall()
    assert memory["summary"] == "not_a_name"
    assert memory["created"] == "2026-01-02T03:04:05Z"
    assert memory["metadata"] == {"tool": "web_search", "mood": "calm", "summary": "Not A Name"}
    assert engine.recall(mood="calm") == [memory]


def test_a_missing_summary_is_made_and_numbered(engine: MemoryEngine) -> None:
    with engine.batch():
        engine.remember("The DNS cache lives an hour", **FACT)
        engine.remember("The DNS cache lives an hour", **FACT)
    assert [m["summary"] for m in engine.recall()] == ["the_dns_cache_lives_an_hour_2", "the_dns_cache_lives_an_hour"]


def test_created_rises_strictly(engine: MemoryEngine) -> None:
    with engine.batch():
        for number in range(50):
            engine.remember(f"thing {number}", **FACT)
    times = [datetime.fromisoformat(str(m["created"])) for m in engine.recall()]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == 50
    assert max(times) - min(times) < timedelta(minutes=1)


def test_inside_a_repository_the_root_is_a_store_of_it(repository: GitRepository) -> None:
    engine = MemoryEngine(repository.path / "brain")
    assert engine.remember("a", **FACT, summary="a") == "brain/memories/outcome=learning/insight_type=fact/a.yaml"
    assert repository.git("status", "--porcelain") == ""
    assert len(MemoryEngine(repository.path / "brain").recall()) == 1


def test_an_open_batch_is_not_opened_twice(engine: MemoryEngine) -> None:
    with pytest.raises(MemfsError, match="open already"), engine.batch(), engine.batch():
        pass

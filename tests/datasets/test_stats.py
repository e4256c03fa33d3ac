"""Stats: counts and shares from names, held against targets in integers."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from memfs.core.policy import targets_from
from memfs.core.snapshot import Files
from memfs.verbs import View, count_records
from tests.datasets.conftest import DATA, Memfs, facts, lines
from tests.datasets.stores import POLICY, law

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

EDGES = json.loads((DATA / "distribution-edges.json").read_text())["cases"]
EXACT: Mapping[str, JSON] = {"success": 60, "failure": 20, "learning": 12, "interaction": 8}
RANGES: Mapping[str, JSON] = {
    "success": [55, 65],
    "failure": [15, 25],
    "learning": [10, 15],
    "interaction": [5, 10],
}


def verdict(counts: Mapping[str, int], shares: Mapping[str, JSON]) -> bool | None:
    """Judge a store of empty files: names are enough."""
    paths = [
        f"memory/memories/outcome={outcome}/m{number}.yaml" for outcome, n in counts.items() for number in range(n)
    ]
    view = View(Files({**POLICY, **dict.fromkeys(paths, b"")}), law())
    targets = targets_from({"minimum": 1, "tolerance": 0, "targets": [{"facet": "outcome", "shares": shares}]})
    answers = {share.ok for share in count_records(view, targets=targets).distribution[0].shares}
    return None if answers == {None} else answers == {True}


@pytest.mark.parametrize("case", EDGES, ids=lambda case: "-".join(map(str, case["counts"].values())))
def test_the_edges_of_targets_are_judged_exactly(case: Mapping[str, JSON]) -> None:
    counts = case["counts"]
    assert isinstance(counts, dict)
    assert (verdict(counts, EXACT), verdict(counts, RANGES)) == (case["exact"], case["range"])


def test_the_oneliner_meets_outcomes_and_misses_both_parts(oneliner: Memfs) -> None:
    answer = json.loads(oneliner.said("stats", "--targets", "dataset", "--json"))
    assert list(answer) == [
        "memfs",
        "store",
        "snapshot",
        "records",
        "distribution",
        "hotspots",
        "growth",
    ]
    assert (answer["store"], answer["snapshot"]) == ("memory", "index")
    assert answer["records"] == {"memory": 1000, "context": 0, "source": 0}
    outcome = answer["distribution"][0]
    assert {name: outcome[name] for name in ("kind", "facet", "within", "total")} == {
        "kind": "memory",
        "facet": "outcome",
        "within": None,
        "total": 1000,
    }
    assert outcome["shares"] == [
        {"value": "success", "count": 620, "share": 0.62, "target": [0.58, 0.62], "ok": True},
        {"value": "failure", "count": 200, "share": 0.2, "target": [0.18, 0.22], "ok": True},
        {"value": "learning", "count": 100, "share": 0.1, "target": [0.1, 0.14], "ok": True},
        {"value": "interaction", "count": 80, "share": 0.08, "target": [0.06, 0.1], "ok": True},
    ]
    parts = [one for one in answer["distribution"] if one["within"]]
    judged = {one["facet"]: [share["value"] for share in one["shares"] if share["ok"]] for one in parts}
    assert judged == {"tool": ["web_search"], "error_type": ["syntax"]}


def test_the_oneliner_as_text(oneliner: Memfs) -> None:
    out = oneliner.said("stats", "--targets", "dataset").splitlines()
    assert out[:7] == [
        "memory: 1000, context: 0, source: 0",
        "",
        "outcome: 1000",
        "  success       620     62 %  ################           target 60 % (58 % to 62 %)  ok",
        "  failure       200     20 %  #####                      target 20 % (18 % to 22 %)  ok",
        "  learning      100     10 %  ##                         target 12 % (10 % to 14 %)  ok",
        "  interaction    80      8 %  ##                         target 8 % (6 % to 10 %)  ok",
    ]
    assert "tool within outcome=success: 620" in out
    assert "  runtime  150     75 %  ###################        target 40 % (38 % to 42 %)  MISSED" in out


def test_without_targets_the_policys_count(store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines(*facts("a", "b", "c")))
    plain = json.loads(store.said("stats", "--json"))["distribution"][0]["shares"][2]
    assert plain == {"value": "learning", "count": 3, "share": 1.0, "target": None, "ok": None}
    repository.write(
        "memory/memfs.yaml", "memfs: 1\ndistribution:\n  targets:\n  - facet: outcome\n    shares: {learning: 12}\n"
    )
    repository.commit("targets")
    few = json.loads(store.said("stats", "--json"))["distribution"][0]["shares"][2]
    assert few == {**plain, "target": [0.1, 0.14]}


@pytest.mark.parametrize(
    "text",
    [
        "minimum: 1\ntargets:\n- facet: outcome\n  shares: {learning: [50, 100]}\n",
        '{"distribution": {"minimum": 1, "targets": [{"facet": "outcome", "shares": {"learning": [50, 100]}}]}}',
        "memfs: 1\ndistribution: {minimum: 1, targets: [{facet: outcome, shares: {learning: [50, 100]}}]}\n",
    ],
    ids=["inner", "distribution", "policy"],
)
def test_targets_come_from_a_file(text: str, store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines(*facts("a")))
    repository.write("targets.yaml", text)
    shares = json.loads(store.said("stats", "--json", "--targets", "targets.yaml"))["distribution"][0]["shares"]
    assert shares[2] == {"value": "learning", "count": 1, "share": 1.0, "target": [0.5, 1.0], "ok": True}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targets: [{facet: outcome, shares: {sucess: 60}}]\n", "targets.yaml holds no targets: "),
        ("targets: 3\n", "targets.yaml holds no targets: "),
        ("a: [\n", "targets.yaml cannot be read as targets: "),
    ],
)
def test_a_file_without_targets_is_refused(text: str, message: str, store: Memfs, repository: GitRepository) -> None:
    repository.write("targets.yaml", text)
    done = store("stats", "--targets", "targets.yaml")
    assert done.status == 1
    assert done.err.startswith(f"memfs: {message}")


def test_a_targets_file_that_is_not_there_is_a_usage_error(store: Memfs) -> None:
    done = store("stats", "--targets", "absent.yaml")
    assert (done.status, done.err) == (2, "memfs: there is no file 'absent.yaml'\n")


def test_the_past_is_counted(store: Memfs, repository: GitRepository) -> None:
    then = repository.git("rev-parse", "HEAD").strip()
    store.said("import", "-", stdin=lines(*facts("a", "b")))
    assert json.loads(store.said("stats", "--json"))["records"]["memory"] == 2
    answer = json.loads(store.said("stats", "--json", "--at", then))
    assert (answer["snapshot"], answer["records"]["memory"]) == (then, 0)


def test_hotspots_are_the_largest_areas_of_each_outcome(oneliner: Memfs) -> None:
    found = json.loads(oneliner.said("stats", "--json"))["hotspots"]
    assert [one for one in found if one["within"] == {"outcome": "failure"}] == [
        {
            "kind": "memory",
            "within": {"outcome": "failure"},
            "facets": {"tool": "code_interpreter", "error_type": error},
            "count": count,
            "share": count / 200,
        }
        for error, count in (("runtime", 150), ("syntax", 50))
    ]
    out = oneliner.said("stats").splitlines()
    at = out.index("hotspots of outcome: the largest areas of each")
    assert out[at + 1 : at + 6] == [
        "  success      tool=code_interpreter task_type=debug     300   48.4 %  ############",
        "  success      tool=code_interpreter task_type=write     200   32.3 %  ########",
        "  success      tool=web_search domain=technical          120   19.4 %  #####",
        "  failure      tool=code_interpreter error_type=runtime  150     75 %  ###################",
        "  failure      tool=code_interpreter error_type=syntax    50     25 %  ######",
    ]


def test_hotspots_add_up_and_are_at_most_three_of_each(store: Memfs) -> None:
    printed = store.said("generate", "--total", "500", "--seed", "3")
    store.said("import", "-", stdin=printed.encode())
    made = [json.loads(line) for line in printed.splitlines()]
    answer = json.loads(store.said("stats", "--json"))
    for one in answer["hotspots"]:
        wanted = {**one["within"], **one["facets"]}
        assert one["count"] == sum(1 for memory in made if wanted.items() <= memory.items())
    assert max(Counter(str(one["within"]) for one in answer["hotspots"]).values()) == 3


def test_growth_is_told_day_by_day(store: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(store.said("stats", "--json"))["growth"] == []
    assert "growth" not in store.said("stats")
    days = [f"2030-01-{day:02}" for day in range(1, 13)]
    for number, day in enumerate(days):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
        store.said("import", "-", stdin=lines(*facts(f"a{number}", f"b{number}")))
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-13T12:00:00Z")
    store.said("remove", "memory", "a0")
    growth = json.loads(store.said("stats", "--json"))["growth"]
    held = [*(2 * number for number in range(1, 13)), 23]
    assert growth == [{"day": day, "records": count} for day, count in zip([*days, "2030-01-13"], held, strict=True)]
    out = store.said("stats").splitlines()
    at = out.index("growth: 13 days with a change, the last 10")
    assert len(out[at + 1 :]) == 10
    assert out[at + 1] == "  2030-01-04   8   +2  ########"
    assert out[-2:] == [
        "  2030-01-12  24   +2  #########################",
        "  2030-01-13  23   -1  ########################",
    ]
    assert repository.git("status", "--porcelain") == ""

"""Reports for services: SARIF for code scanning, and GitLab's code quality."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from memfs.core.report import Report, Violation
from memfs.render import encoded, gitlab_data, sarif_data
from tests.cli.conftest import Memfs
from tests.review.teams import Team, fact

if TYPE_CHECKING:
    from tests.conftest import GitRepository

WARNED = Violation("memory/memfs.yaml", "distribution", "outcome=success is 1 of 2", 5, 3, level="warning")
REFUSED = Violation("memory/a b/ü\udce9#?.yaml", "schema", "'content' is\x07 blank", 2, 1)
REPORT = Report("worktree", 2, (WARNED, REFUSED, REFUSED), (), (Violation("memory/x.yaml", "schema", "weaker"),))
PAGES = {"schema": "`schema`: a record is sound.\n\nMore about it.\n", "distribution": "Shares."}


def test_sarif_names_the_tool_its_rules_and_each_place() -> None:
    data = json.loads(encoded(sarif_data(REPORT, pages=PAGES, version="1.2.3")))
    (run,) = data["runs"]
    assert (data["version"], data["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    assert run["tool"]["driver"] == {
        "name": "memfs",
        "semanticVersion": "1.2.3",
        "rules": [
            {
                "id": "schema",
                "shortDescription": {"text": "a record is sound."},
                "fullDescription": {"text": "a record is sound."},
                "help": {"text": "More about it."},
            },
            {
                "id": "distribution",
                "shortDescription": {"text": "Shares."},
                "fullDescription": {"text": "Shares."},
                "help": {"text": "Shares."},
            },
        ],
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert [result["ruleId"] for result in run["results"]] == ["schema", "schema", "schema", "distribution"]
    assert run["results"][1] == {
        "ruleId": "schema",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "'content' is\\x07 blank"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "memory/a%20b/%C3%BC%E9%23%3F.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 1},
                }
            }
        ],
        "partialFingerprints": run["results"][2]["partialFingerprints"],
    }


def test_sarif_is_what_its_published_schema_allows() -> None:
    schema = pytest.importorskip("pydantic_sarif.model")  # classes made from the standard's schema
    text = encoded(sarif_data(REPORT, pages=PAGES, version="1.2.3"))
    found = schema.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(text)
    assert len(found.runs[0].results) == len(json.loads(text)["runs"][0]["results"])


def test_gitlab_has_one_issue_a_violation_and_no_fingerprint_twice() -> None:
    issues: list[dict[str, Any]] = list(map(json.loads, map(encoded, gitlab_data(REPORT))))
    assert [issue["severity"] for issue in issues] == ["major", "major", "major", "minor"]
    assert {tuple(issue) for issue in issues} == {("description", "check_name", "fingerprint", "severity", "location")}
    assert issues[3] == {
        "description": "distribution: outcome=success is 1 of 2",
        "check_name": "memfs/distribution",
        "fingerprint": issues[3]["fingerprint"],
        "severity": "minor",
        "location": {"path": "memory/memfs.yaml", "lines": {"begin": 5}},
    }
    assert len({issue["fingerprint"] for issue in issues}) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}(-2)?", issue["fingerprint"]) for issue in issues)


def test_fingerprint_stays_where_a_line_moves() -> None:
    moved = Violation(REFUSED.path, REFUSED.rule, REFUSED.message, 9, 9)
    first, second = (gitlab_data(Report("index", 1, (one,)))[0]["fingerprint"] for one in (REFUSED, moved))
    assert first == second


@pytest.mark.parametrize(("name", "nothing"), [("sarif", '"results": []'), ("gitlab", "[]\n")])
def test_services_read_a_report_without_violations_too(
    empty_repository: GitRepository, name: str, nothing: str
) -> None:
    team = Team(empty_repository).begin(fact("one"))
    memfs = Memfs(team.repository.path)
    assert nothing in memfs.said("check", "--format", name)
    assert nothing in memfs.said("check", "--format", name, "--quiet")


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_refusal_exits_1_and_is_one_json_value(empty_repository: GitRepository, name: str) -> None:
    team = Team(empty_repository).begin(fact("one"))
    team.write("stray.txt", "x\n")
    done = Memfs(team.repository.path)("check", "--format", name)
    assert (done.status, done.err) == (1, "")
    assert "stray.txt" in json.dumps(json.loads(done.out))

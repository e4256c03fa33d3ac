"""The GitHub Action: its scripts run as a runner runs them, with git for real and a stand-in for the forge's client."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml

from memfs.render import review_in_text
from tests.conftest import GitRepository
from tests.review import demo
from tests.review.teams import Team, fact

if TYPE_CHECKING:
    from collections.abc import Mapping

TOP = Path(__file__).parent.parent.parent
PROGRAMS = Path(sys.executable).parent
REVIEW, COMMENT = TOP / "action" / "review.sh", TOP / "action" / "comment" / "comment.sh"
EXAMPLES = sorted((TOP / "examples" / "github").glob("*.yml"))
ACTIONS = (TOP / "action.yml", TOP / "action" / "comment" / "action.yml")

# answers a listing with what `comments` holds, as `--jq` would, and keeps what it is asked to write
GH = """#!{python}
import json, os, pathlib, sys
place = pathlib.Path(os.environ["GH_STAND_IN"])
words = sys.argv[1:]
if "--method" not in words:
    for comment in json.loads((place / "comments").read_text()):
        if comment["login"] == os.environ["MEMFS_AUTHOR_LOGIN"] and comment["body"].startswith(os.environ["MARKER"]):
            print(comment["id"])
else:
    field = words[words.index("-F") + 1]
    body = pathlib.Path(field.removeprefix("body=@")).read_text()
    target = next(word for word in words if word.startswith("repos/"))
    (place / "written").write_text(json.dumps([words[words.index("--method") + 1], target, body]))
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a script came to: its status, its words, and the files that a runner reads."""

    status: int
    out: str
    err: str
    summary: str
    outputs: Mapping[str, str]


def _run(script: Path, directory: Path, temporary: Path, **environment: str) -> Ran:
    files = {name: temporary / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for path in files.values():
        path.write_text("", encoding="utf-8")
    done = subprocess.run(
        ["bash", str(script)],
        cwd=directory,
        env={**os.environ, "RUNNER_TEMP": str(temporary), **{n: str(p) for n, p in files.items()}, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines())
    return Ran(done.returncode, done.stdout, done.stderr, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), outputs)


def _reviewed(team: Team, temporary: Path, **more: str) -> Ran:
    given = {"MEMFS_BASE": "main", "MEMFS_HEAD": "HEAD", "MEMFS_FAIL": "true", "MEMFS_SOURCE": str(TOP)}
    program = {"MEMFS_PROGRAM": str(PROGRAMS / "memfs")}
    return _run(REVIEW, team.repository.path, temporary, **{**given, **program, **more})


def test_refused_change_fails_with_annotations_a_summary_and_both_files(team: Team, tmp_path: Path) -> None:
    demo.make(team)
    team.repository.commit("change")
    ran = _reviewed(team, tmp_path)
    assert (ran.status, ran.err, ran.outputs["ok"]) == (1, "", "false")
    assert ran.out.startswith("::error file=memory/memories/outcome=learning/insight_type=fact/Churn-Rate.yaml,line=1,")
    assert len([line for line in ran.out.splitlines() if line.startswith("::")]) <= 10
    assert ran.summary.startswith("### memfs refuses this: 1 new violation in 9 changes.")
    assert Path(ran.outputs["markdown"]).read_text(encoding="utf-8") == ran.summary
    assert Path(ran.outputs["page"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_refused_change_passes_where_it_is_only_to_be_told(team: Team, tmp_path: Path) -> None:
    demo.make(team)
    team.repository.commit("change")
    ran = _reviewed(team, tmp_path, MEMFS_FAIL="false")
    assert (ran.status, ran.outputs["ok"]) == (0, "false")


def test_sound_change_passes(team: Team, tmp_path: Path) -> None:
    team.begin(fact("one"))
    team.put(fact("two"))
    team.repository.commit("two")
    ran = _reviewed(team, tmp_path)
    assert (ran.status, ran.outputs["ok"], ran.out) == (0, "true", "1 records, 0 violations\n")


def test_weaker_law_is_an_error_of_the_gate(team: Team, tmp_path: Path) -> None:
    team.begin(policy="memfs: 1\n")
    token = "ghp_" + "a1B2" * 9
    team.write("memfs.yaml", "memfs: 1\nrules: {secret: warn}\n")
    team.put(fact("leak", f"The token is {token}."))
    team.repository.commit("leak")
    ran = _reviewed(team, tmp_path)
    assert (ran.status, ran.outputs["ok"]) == (1, "false")
    assert "only the changed law lets this pass" in ran.out
    assert token not in ran.out


def test_what_a_merge_on_the_server_breaks_is_found(team: Team, tmp_path: Path) -> None:
    team.begin()
    repository = team.repository
    team.put(fact("dns_ttl"))
    repository.commit("mine")
    repository.git("checkout", "-q", "main")
    team.put({**fact("dns_ttl"), "insight_type": "pattern"})
    repository.commit("theirs")
    repository.git("checkout", "-q", "--detach")
    repository.git("merge", "-q", "--no-ff", "-m", "as the server would", "work")
    ran = _reviewed(team, tmp_path)
    assert ran.status == 1
    assert ",title=memfs unique::'dns_ttl' is taken by " in ran.out


def test_shallow_checkout_stops_with_what_to_do(team: Team, tmp_path: Path) -> None:
    team.begin(fact("one"))
    team.repository.git("checkout", "-q", "--orphan", "lonely")
    team.repository.commit("lonely")
    (team.repository.path / ".git" / "shallow").write_text(team.repository.git("rev-parse", "HEAD"))
    ran = _reviewed(team, tmp_path)
    assert (ran.status, ran.outputs) == (2, {})
    assert "hint: git fetch --unshallow" in ran.err


@pytest.mark.parametrize("name", ["--help", "-h", "$(touch pwned)", "main; touch pwned", ""])
def test_names_are_never_taken_for_options_or_commands(team: Team, tmp_path: Path, name: str) -> None:
    team.begin(fact("one"))
    ran = _reviewed(team, tmp_path, MEMFS_HEAD=name)
    assert ran.status == (2 if name else 0)
    assert not (team.repository.path / "pwned").exists()


def test_push_without_a_base_says_so(team: Team, tmp_path: Path) -> None:
    team.begin(fact("one"))
    ran = _reviewed(team, tmp_path, MEMFS_BASE="")
    assert (ran.status, ran.err) == (2, "memfs: name a base, this is no pull request\n")


def test_commits_alone_are_enough_and_no_file_is_checked_out(team: Team, tmp_path: Path) -> None:
    demo.make(team)
    team.repository.commit("change")
    pull = GitRepository(tmp_path / "pull")
    subprocess.run(["git", "init", "-q", str(pull.path)], check=True)
    refs = ("+refs/heads/main:refs/memfs/base", "+refs/heads/work:refs/memfs/head")
    pull.git("fetch", "-q", "--no-tags", str(team.repository.path), *refs)
    ran = _reviewed(Team(pull), tmp_path, MEMFS_BASE="refs/memfs/base", MEMFS_HEAD="refs/memfs/head", MEMFS_FAIL="no")
    assert (ran.status, ran.outputs["ok"]) == (0, "false")
    assert "1 new violation in 9 changes" in ran.summary
    assert [path.name for path in pull.path.iterdir()] == [".git"]


def test_nothing_that_lies_in_the_repository_is_executed(team: Team, tmp_path: Path) -> None:
    """Modules, hooks, filters, drivers and configuration of the pull request: a runner stands in its directory."""
    team.begin(fact("one"))
    trap = f"import pathlib; pathlib.Path({str(tmp_path / 'sprung')!r}).touch()\n"
    for name in ("venv", "pip", "yaml", "click", "memfs", "encodings", "site", "sitecustomize", "usercustomize"):
        team.repository.write(f"{name}.py", trap)
        team.repository.write(f"{name}/__init__.py", trap)
    spring = f"touch {tmp_path / 'sprung'}"
    team.repository.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
    team.repository.write(".gitconfig", f'[core]\n\tfsmonitor = "{spring}"\n[diff "trap"]\n\ttextconv = {spring}\n')
    team.repository.write("pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'trap'\n")
    team.repository.write("action/review.sh", spring)
    team.put(fact("two"))
    team.repository.commit("trap")
    assert _reviewed(team, tmp_path).outputs["ok"] == "true"
    subprocess.run(["python3", "-I", "-m", "venv", "--help"], cwd=team.repository.path, check=True, capture_output=True)
    assert not (tmp_path / "sprung").exists()


def test_own_version_is_installed_apart_from_the_directory_it_stands_in(team: Team, tmp_path: Path) -> None:
    team.begin(fact("one"))
    log = tmp_path / "log"
    made = f'mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; ln -s {PROGRAMS / "memfs"} "$4/bin/memfs"'
    stand_in = f'#!/bin/sh\necho "$@" >>{log}\ncase "$3" in venv) {made} ;; esac\n'
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python3").write_text(stand_in, encoding="utf-8")
    (programs / "python3").chmod(0o755)
    ran = _reviewed(team, tmp_path, MEMFS_PROGRAM="", PATH=f"{programs}:{os.environ['PATH']}")
    assert (ran.status, ran.outputs["ok"]) == (0, "true")
    kept = tmp_path / "memfs-review" / "venv"
    assert log.read_text(encoding="utf-8").splitlines() == [
        f"-I -m venv {kept}",
        f"-I -m pip install --quiet --disable-pip-version-check {TOP}",
    ]


def _commented(tmp_path: Path, markdown: str, *comments: Mapping[str, str | int], **more: str) -> tuple[Ran, Any]:
    programs = tmp_path / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "gh").write_text(GH.format(python=sys.executable), encoding="utf-8")
    (programs / "gh").chmod(0o755)
    (programs / "comments").write_text(json.dumps(comments), encoding="utf-8")
    (tmp_path / "review.md").write_text(markdown, encoding="utf-8")
    given = {
        "GH_STAND_IN": str(programs),
        "GITHUB_REPOSITORY": "team/brain",
        "MEMFS_NUMBER": "12",
        "MEMFS_MARKDOWN": str(tmp_path / "review.md"),
        "MEMFS_AUTHOR_LOGIN": "github-actions[bot]",
        "PATH": f"{programs}:{os.environ['PATH']}",
    }
    ran = _run(COMMENT, tmp_path, tmp_path, **{**given, **more})
    written = programs / "written"
    return ran, json.loads(written.read_text(encoding="utf-8")) if written.exists() else None


OURS: dict[str, str | int] = {"id": 7, "login": "github-actions[bot]", "body": "<!-- memfs review -->\nold"}
OTHERS: tuple[dict[str, str | int], ...] = (
    {"id": 5, "login": "mallory", "body": "<!-- memfs review -->\nnot ours"},
    {"id": 6, "login": "github-actions[bot]", "body": "another tool"},
)


def test_first_comment_is_written(tmp_path: Path) -> None:
    ran, written = _commented(tmp_path, "### words\n", *OTHERS)
    assert (ran.status, ran.err) == (0, "")
    assert written == ["POST", "repos/team/brain/issues/12/comments", "<!-- memfs review -->\n### words\n"]


def test_our_comment_is_changed_and_nobody_elses(tmp_path: Path) -> None:
    _, written = _commented(tmp_path, "### words\n", *OTHERS, OURS, {**OURS, "id": 8})
    assert written == ["PATCH", "repos/team/brain/issues/comments/7", "<!-- memfs review -->\n### words\n"]


def test_change_without_memory_makes_no_comment_and_mends_an_old_one(tmp_path: Path) -> None:
    nothing = "### memfs sees no change: the memory is the same on both sides.\n"
    assert _commented(tmp_path, nothing)[1] is None
    assert _commented(tmp_path, nothing, OURS)[1][0] == "PATCH"


@pytest.mark.parametrize("number", ["", "12; touch pwned", "1/../../2", "-1", "x"])
def test_number_is_digits_alone(tmp_path: Path, number: str) -> None:
    ran, written = _commented(tmp_path, "### words\n", MEMFS_NUMBER=number)
    assert (ran.status, written) == (2, None)


def test_missing_or_huge_review_is_not_posted(tmp_path: Path) -> None:
    assert _commented(tmp_path, "x", MEMFS_MARKDOWN="nowhere.md")[0].status == 2
    assert _commented(tmp_path, "x" * 250_001)[0].status == 2


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_action_is_what_its_schema_says(path: Path) -> None:
    _check("vendor.github-actions", path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_workflow_is_what_its_schema_says(path: Path) -> None:
    _check("vendor.github-workflows", path)
    _check("custom.github-workflows-require-timeout", path)


def _check(schema: str, path: Path) -> None:
    command = [str(PROGRAMS / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _jobs(path: Path) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_no_job_holds_a_token_that_writes_beside_code_of_a_pull_request(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "pull_request_target" not in text
    assert yaml.safe_load(text)["permissions"] == {}
    for job in _jobs(path).values():
        writes = "write" in job["permissions"].values()
        uses = [step.get("uses", "") for step in job["steps"]]
        assert not (writes and any(used.startswith("actions/checkout@") for used in uses))
        assert not (writes and any("run" in step for step in job["steps"]))


@pytest.mark.parametrize("path", [*EXAMPLES, *ACTIONS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_script_is_built_from_what_a_stranger_wrote(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = data["runs"]["steps"] if "runs" in data else [s for job in data["jobs"].values() for s in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_checkout_of_a_pull_request_keeps_no_token() -> None:
    (checkout,) = [
        step
        for job in _jobs(TOP / "examples" / "github" / "memory.yml").values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_page_shows_the_workflows_as_they_are() -> None:
    page = (TOP / "docs" / "review.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert [path.name for path in EXAMPLES if path.read_text(encoding="utf-8") not in blocks] == []


@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq to try the scripts' filters with")
def test_filters_are_what_jq_understands() -> None:
    own = re.search(r"own='(.*)'", COMMENT.read_text(encoding="utf-8"))
    find = re.search(r"--jq '(.*?)'", EXAMPLES[0].read_text(encoding="utf-8"))
    assert own
    assert find
    comments = [{"id": c["id"], "user": {"login": c["login"]}, "body": c["body"]} for c in (*OTHERS, OURS)]
    environment = {"MEMFS_AUTHOR_LOGIN": "github-actions[bot]", "MARKER": "<!-- memfs review -->", "SHA": "b"}
    assert _jq(own[1], comments, environment) == "7\n"
    pulls = [{"number": n, "head": {"sha": sha}, "base": {"ref": "main"}} for n, sha in ((1, "a"), (2, "b"), (3, "b"))]
    assert _jq(find[1], pulls, environment) == "number=2\nbase=main\n"
    assert _jq(find[1], pulls[:1], environment) == ""


def _jq(words: str, data: object, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["jq", "-r", words],
        input=json.dumps(data),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_page_shows_what_a_review_really_says(team: Team) -> None:
    demo.make(team)
    page = (TOP / "docs" / "review.md").read_text(encoding="utf-8")
    said = re.search(r"```console\n\$ memfs review main\n(.*?)\n```", page, re.DOTALL)
    assert said
    ids = re.compile(r"[0-9a-f]{7}\.\.\.[0-9a-f]{7}")
    assert ids.sub("", said[1]) == ids.sub("", review_in_text(team.reviewed()))


def test_pipeline_of_the_page_is_what_its_schema_says(tmp_path: Path) -> None:
    page = (TOP / "docs" / "review.md").read_text(encoding="utf-8")
    pipelines = re.findall(r"```yaml\n(# .gitlab-ci.yml.*?)```", page, re.DOTALL)
    assert len(pipelines) == 1
    (tmp_path / ".gitlab-ci.yml").write_text(pipelines[0], encoding="utf-8")
    _check("vendor.gitlab-ci", tmp_path / ".gitlab-ci.yml")

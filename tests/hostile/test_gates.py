"""Hundreds of hostile files in one store: each refused for its reason at every gate, and none acts where shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from memfs import Store
from memfs.codec import ProfileError, read
from tests.agents.client import in_process
from tests.cli.conftest import COMMAND, Done, Memfs
from tests.conftest import GitRepository
from tests.hostile.entries import CELL, Entry, entries, laws
from tests.hostile.outputs import faults
from tests.rules.stores import STORE, judged, store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SET = entries()
LIMIT = 540
"""Seconds, for a machine that has other things to do: what waits for a pipe waits for ever."""

Told = dict[str, set[str]]
"""What was said of each path: the rules that refuse it."""


def test_set_is_large_and_of_every_sort() -> None:
    assert len({entry.id for entry in SET}) == len({entry.path for entry in SET}) == len(SET) > 550
    assert {entry.rule for entry in SET} == {
        "",
        "yaml",
        "schema",
        "path",
        "file",
        "summary-format",
        "hidden-text",
        "secret",
    }


@pytest.mark.parametrize(
    "entry", [e for e in SET if not e.link and not e.special and e.mode == 0o644], ids=lambda e: e.id
)
def test_rule_that_is_meant_refuses_it(entry: Entry) -> None:
    found = {violation.rule for violation in judged(store({f"{STORE}/{entry.path}": entry.data})).violations}
    assert entry.rule in found if entry.rule else found == set()


def run(path: Path, *words: str) -> Done:
    """Run memfs as a job of a CI does; what blocks is ended."""
    environment = {**os.environ, "GITHUB_ACTIONS": "true"}
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def told(done: Done) -> Told:
    found: Told = {}
    for violation in json.loads(done.out)["violations"]:
        found.setdefault(violation["path"], set()).add(violation["rule"])
    return found


def home(entry: Entry) -> str:
    """Return the store that an entry lies in: a file of the law has one of its own."""
    return f"laws/{entry.id}" if entry.id.startswith("w_") else STORE


def missed(found: Told) -> list[str]:
    """Name the entries of which something else was said than is meant."""
    wrong = []
    for entry in [*SET, *laws()]:
        said = found.get(f"{home(entry)}/{entry.path}", set())
        if entry.rule not in said if entry.rule else said:
            wrong.append(f"{entry.id}: {sorted(said)}, expected {entry.rule or 'nothing'}")
    return wrong


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitRepository]:
    """Lay the whole set into the working tree of a repository, untracked."""
    path = tmp_path_factory.mktemp("laid") / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    repository = GitRepository(path)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "Ada")
            patch.setenv(f"GIT_{name}_EMAIL", "ada@example.invalid")
        for directory in (STORE, *map(home, laws())):
            Store.init(path / directory)
        for entry in [*SET, *laws()]:
            entry.lay(path / home(entry))
        yield repository


@pytest.fixture(scope="module")
def lying(laid: GitRepository) -> Told:
    done = run(laid.path, "check", "--json")
    assert (done.status, done.err) == (1, "")
    return told(done)


def test_each_is_refused_where_it_lies(lying: Told) -> None:
    assert missed(lying) == []


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "gitlab"])
def test_check_says_so_and_nothing_acts(laid: GitRepository, form: str) -> None:
    done = run(laid.path, "check", "--format", form)
    assert done.status == 1
    assert faults(done.out, form) == faults(done.err) == []
    if form == "text":
        assert len(done.out.splitlines()) <= 202


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html", "github"])
def test_review_shows_it_and_nothing_acts(laid: GitRepository, form: str) -> None:
    done = run(laid.path, "review", "--worktree", "--format", form)
    assert done.status == 1
    assert faults(done.out, form) == faults(done.err) == []


@pytest.mark.parametrize(
    "words",
    [
        ("read",),
        ("recall",),
        ("recall", "x"),
        ("stats",),
        ("export",),
        ("prompt",),
        ("log",),
        ("doctor",),
        ("read", "memory", "t_html"),
    ],
    ids=" ".join,
)
def test_nobody_who_reads_the_store_waits_or_follows(laid: GitRepository, words: tuple[str, ...]) -> None:
    done = run(laid.path, "--store", STORE, *words)
    assert done.status in (0, 1)
    assert faults(done.out) == faults(done.err) == []


def test_store_can_be_written_to_all_the_same(laid: GitRepository) -> None:
    done = run(
        laid.path,
        "--store",
        STORE,
        "add",
        "memory",
        "--outcome=success",
        "--tool=web_search",
        "--domain=general",
        "fine",
    )
    assert (done.status, faults(done.out), faults(done.err)) == (0, [], [])


def test_each_is_refused_alike_when_it_is_staged_and_when_it_is_committed(laid: GitRepository, lying: Told) -> None:
    for entry in SET:
        if not entry.storable:
            place = laid.path / STORE / entry.path
            place.rmdir() if place.is_dir() else place.unlink()
    laid.git("-c", "core.safecrlf=false", "add", "-A")
    kept = {f"{home(entry)}/{entry.path}" for entry in [*SET, *laws()] if entry.storable}
    expected = {path: rules for path, rules in lying.items() if path in kept}
    done = run(laid.path, "check", "--staged", "--json")
    staged = told(done)
    assert (done.status, done.err, faults(done.out)) == (1, "", [])
    assert {path: rules for path, rules in staged.items() if path in kept} == expected
    hook = [sys.executable, "-c", "from memfs.hook import main; main()", "manual"]
    said = subprocess.run(hook, cwd=laid.path, capture_output=True, timeout=LIMIT, check=False)
    assert said.returncode == 1
    assert faults((said.stdout + said.stderr).decode()) == []
    laid.git("commit", "-q", "--no-verify", "-m", "all of it")
    done = run(laid.path, "check", "--rev", "HEAD", "--json")
    committed = told(done)
    assert {path: rules for path, rules in committed.items() if path in kept} == expected


def readable() -> Mapping[str, tuple[Entry, Mapping[str, object]]]:
    """Return what can be handed to a program as fields, by its entry's name."""
    found = {}
    for entry in SET:
        try:
            data = read(entry.data) if entry.path.startswith(CELL) and entry.data else None
        except ProfileError:
            continue
        if data is not None and entry.rule not in {"path", "file"}:
            found[entry.id] = entry, data
    return found


def test_each_is_refused_when_it_is_written(repository: GitRepository) -> None:
    memfs = Memfs(repository.path)
    memfs.said("init")
    before = repository.state()
    rows = list(readable().values())
    lines = "\n".join(json.dumps(data) for _, data in rows).encode()
    done = memfs("import", "-", "--from", "jsonl", "--dry-run", "--json", stdin=lines)
    assert (done.status, faults(done.out), faults(done.err)) == (1, [], [])
    refused = {row["line"]: {found["rule"] for found in row["violations"]} for row in json.loads(done.out)["refused"]}
    for number, (entry, _) in enumerate(rows, start=1):
        in_comment = entry.id.endswith("_note") or entry.id.startswith("s_note")
        rule = "" if in_comment else entry.rule  # fields have no comments
        assert rule in refused.get(number, set()) if rule else number not in refused, entry.id
    assert repository.state() == before
    text = memfs("import", "-", "--from", "jsonl", stdin=lines)
    assert (text.status, faults(text.out), faults(text.err)) == (1, [], [])


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memfs]:
    """Keep every text that may be kept, in one commit."""
    path = tmp_path_factory.mktemp("keeping") / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    memfs = Memfs(path)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "Ada")
            patch.setenv(f"GIT_{name}_EMAIL", "ada@example.invalid")
        memfs.said("init")
        kept = [data for entry, data in readable().values() if not entry.rule]
        memfs.said("import", "-", "--from", "jsonl", stdin="\n".join(map(json.dumps, kept)).encode())
        texts = [str(data["content"]) for data in kept][:40]
        memfs.said("add", "context", "objectives", "--", *texts)
        memfs.said("add", "source", "page", "notes", "--", *texts)
        yield memfs


KEPT = sorted(str(data["summary"]) for entry, data in readable().values() if not entry.rule)
SHOWN: tuple[tuple[str, ...], ...] = (
    *(("read", "memory", *KEPT, "--format", form) for form in ("markdown", "yaml", "json", "text")),
    *(
        ("read", kind, "--format", form)
        for kind in ("context", "source")
        for form in ("markdown", "yaml", "json", "text")
    ),
    ("read",),
    ("recall",),
    ("recall", "--json"),
    ("recall", "instructions"),
    ("log",),
    ("log", "--json"),
    *((verb, "memory", key) for verb in ("log", "blame") for key in ("t_error_command", "t_html", "t_many_lines")),
    ("log", "context", "objectives"),
    ("blame", "source", "page"),
    ("prompt", "--budget", "100000"),
    ("prompt", "--json"),
    ("stats", "--format", "html"),
    *(("export", "--to", form) for form in ("jsonl", "json")),
    *(("review", "HEAD~3...HEAD", "--format", form) for form in ("text", "markdown", "json", "html", "github")),
)


@pytest.mark.parametrize("words", SHOWN, ids=lambda words: f"{' '.join(words[:2])} {' '.join(words[-2:])}"[:60])
def test_what_is_kept_is_shown_and_does_nothing(
    keeping: Memfs, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = keeping(*words)
    assert done.status == 0
    assert len(done.out) > 90
    form = words[-1] if words[0] in {"review", "stats"} else "text"
    assert faults(done.out, form) == faults(done.err) == []


def test_agent_gets_it_as_data(keeping: Memfs) -> None:
    with in_process(keeping.path) as agent:
        answers = [
            agent.do(agent.client.call_tool, "memory_recall", {"query": word})
            for word in ("x", "instructions", "error")
        ]
        answers += [agent.do(agent.client.call_tool, "memory_read", {"summary": key}) for key in KEPT]
        answers.append(agent.do(agent.client.call_tool, "review", {"base": "HEAD~3"}))
        for answer in answers:
            assert len(answer.content) == 1
            assert faults(str(getattr(answer.content[0], "text", "\0"))) == []


def test_tracked_record_that_became_a_pipe_or_a_link_is_refused_and_not_opened(repository: GitRepository) -> None:
    memfs = Memfs(repository.path)
    for name in ("a", "b"):
        memfs("add", "memory", "--outcome=success", "--tool=conversation", f"--summary={name}", "x")
    pipe, link = (repository.path / STORE / CELL / f"{name}.yaml" for name in ("a", "b"))
    for place in (pipe, link):
        place.unlink()
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    found = told(run(repository.path, "check", "--json"))
    assert found == {f"{STORE}/{CELL}/{name}.yaml": {"file"} for name in ("a", "b")}
    for words in (
        *(("read", "memory", name) for name in ("a", "b")),
        *(("replace", "memory", name, "y") for name in ("a", "b")),
        *(("remove", "memory", name) for name in ("a", "b")),
        ("review", "--worktree"),
        ("check", "--fix"),
        ("edit", "memory", "a"),
        ("install", "--editor"),
    ):
        done = run(repository.path, *words)
        assert (faults(done.out), faults(done.err)) == ([], []), words
    assert pipe.is_fifo()
    assert link.is_symlink()

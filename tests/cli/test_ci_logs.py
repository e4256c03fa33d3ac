"""What memfs prints in a job's log: nothing a memory says is a command to the runner that reads it."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, Memfs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

ORDERS = (
    "::error file=a.py,line=1::x",
    "  ::add-mask::x",
    "\u3000::stop-commands::x",
    "a ##[error]x",
    "##vso[task.setvariable variable=a]x",
    "##teamcity[publishArtifacts 'x']",
)
TEXT = "\n".join(["first", *ORDERS, "last"])
COMMANDED = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
OURS = re.compile(r"::error file=[^:,]+,line=\d+,col=\d+,title=memfs [a-z-]+::(?!.*##\w*\[).*")
MEMORY = ("add", "memory", "--outcome=success", "--tool=conversation")
SHOWN: tuple[tuple[str, ...], ...] = (
    *(("read", *what, "--format", form) for form in ("markdown", "text", "yaml", "json") for what in
      (("memory", "orders"), ("context",), ("context", "objectives"), ("source",), ("source", "orders", "code"))),
    ("read",),
    ("recall",),
    ("recall", "--json"),
    ("recall", "first"),
    ("recall", "--session", "##[error]x"),
    ("log",),
    ("log", "memory", "orders"),
    ("log", "context", "objectives", "--json"),
    ("blame", "memory", "orders"),
    ("blame", "source", "orders"),
    ("prompt",),
    ("prompt", "--json"),
    ("stats", "--format", "html"),
    ("export",),
    ("textconv", "memory/context/objectives.yaml"),
    ("replace", "context", "objectives", "--dry-run", "--", "::error::y", "a\n::error::z"),
    ("remove", "source", "orders", "--dry-run"),
    ("read", "memory", "##[error]x"),
    ("read", "##[error]x"),
    ("check", "--rule", "##[error]x"),
    ("check", "--rev", "##[error]x"),
    ("check", "--format", "##[error]x"),
    *(("check", "--format", form) for form in ("text", "json", "sarif", "gitlab")),
    *(("review", "HEAD~4...HEAD", "--format", form) for form in ("text", "markdown", "json", "html")),
    *(("review", "--worktree", "--format", form) for form in ("text", "markdown", "json", "html")),
)  # fmt: skip


@pytest.fixture(scope="module")
def obeying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a store whose memories give orders in every field, beside files that are refused and named by them."""
    path = tmp_path_factory.mktemp("orders") / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    memfs = Memfs(path)
    memfs.said("init")
    fields = ("--tag=##[error]x", "--session=##[error]x", "--set", "a=::error::x")
    memfs.said(*MEMORY, "--summary=orders", *fields, "--", TEXT)
    memfs.said("add", "context", "objectives", "-m", "::error::subject\n\n::error::body", "--", TEXT, *ORDERS)
    memfs.said("add", "source", "orders", "code", "--", TEXT)
    memfs.said("add", "source", "orders", "notes", "--author", "##[error]x <a@example.invalid>", "--", *ORDERS)
    (path / "memory/memories/##[error]x.yaml").write_text("::error::x\n")
    (path / "memory/sources/odd.yaml").write_text("'::error::x': '##[error]x'\n'##vso[a]': 1\n")
    return path


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_no_line_is_a_command(obeying: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = Memfs(obeying)(*words)
    assert "internal error" not in done.err
    assert COMMANDED.findall(done.err) == []
    if words[0] == "export":  # data for programs; JSON lines are harmless all the same
        assert [json.loads(line)["content"] for line in done.out.splitlines()] == [TEXT]
    assert COMMANDED.findall(done.out) == []


@pytest.mark.parametrize("verb", ["check", "review"])
def test_only_our_own_commands_are_annotations(obeying: Path, verb: str) -> None:
    words = ("check",) if verb == "check" else ("review", "--worktree")
    lines = Memfs(obeying)(*words, "--format", "github").out.splitlines()
    commands = [line for line in lines if COMMANDED.search(line)]
    assert len(commands) >= 2
    assert all(OURS.fullmatch(line) for line in commands)


def test_text_is_exact_where_nobody_obeys_and_where_it_goes_into_a_file(obeying: Path, tmp_path: Path) -> None:
    words = ("read", "memory", "orders", "--format", "text")
    assert Memfs(obeying).said(*words) == TEXT + "\n"
    aside = tmp_path / "aside"
    with aside.open("wb") as file, pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_ACTIONS", "true")
        subprocess.run([*COMMAND, *words], cwd=obeying, stdout=file, check=True)
    assert aside.read_text(encoding="utf-8") == TEXT + "\n"


def test_hook_says_nothing_that_is_obeyed(obeying: Path, repository: GitRepository) -> None:
    del repository
    program = "from memfs.hook import main; main()"
    done = subprocess.run([COMMAND[0], "-c", program, "manual"], cwd=obeying, capture_output=True, check=False)
    assert done.returncode in (0, 1)
    assert COMMANDED.findall((done.stdout + done.stderr).decode()) == []

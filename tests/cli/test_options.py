"""The options that all commands share, the environment, and how results reach a terminal, a pipe or nobody."""

from __future__ import annotations

import errno
import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from memfs.cli import edge, main
from memfs.core.errors import MemfsError
from tests.cli.conftest import COMMAND, Done, Memfs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

OBJECTIVES = "### Objectives\n\n* x\n"


@pytest.mark.parametrize(
    "words",
    [
        ("-C", "repo", "--store", "memory", "read", "context", "--format", "text"),
        ("read", "-C", "repo", "--store", "memory", "--format", "text", "context"),
        ("read", "context", "-C", "repo", "--store=memory", "--format=text"),
        ("-C", ".", "read", "-C", "nowhere/..", "context", "-C", "repo", "--json", "--format", "text"),
    ],
)
def test_shared_options_count_wherever_they_stand(words: tuple[str, ...], store: Memfs) -> None:
    store.said("add", "context", "objectives", "x")
    (store.path.parent / "nowhere").mkdir()
    assert Memfs(store.path.parent).said(*words) == "x\n"


def test_store_of_the_environment_gives_way_to_the_option(memfs: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        assert memfs("--store", name, "add", "context", "objectives", name).status == 0
    monkeypatch.setenv("MEMFS_STORE", "one")
    assert memfs.said("read", "context", "--format", "text") == "one\n"
    assert memfs.said("read", "context", "--format", "text", "--store", "two") == "two\n"
    monkeypatch.setenv("MEMFS_STORE", "three")
    assert memfs.said("init").startswith("initialized store three ")


def test_nearest_store_upward_is_meant(store: Memfs) -> None:
    store.said("add", "context", "objectives", "outer")
    assert store("--store", "sub/memory", "add", "context", "objectives", "inner").status == 0
    deep = store.path / "sub/deep/er"
    deep.mkdir(parents=True)
    assert Memfs(deep).said("read", "context", "--format", "text") == "inner\n"
    assert Memfs(store.path / "sub/memory/context").said("read", "context", "--format", "text") == "inner\n"
    assert store.said("read", "context", "--format", "text") == "outer\n"


def test_only_store_of_a_repository_is_meant_from_anywhere(memfs: Memfs) -> None:
    assert memfs("--store", "deep/agents", "add", "context", "objectives", "x").status == 0
    assert memfs.said("read", "context") == OBJECTIVES


def test_quiet_prints_results_and_no_confirmation(store: Memfs) -> None:
    assert store("-q", "add", "context", "objectives", "x", "x") == Done(0, "", "")
    assert store("add", "context", "objectives", "x", "--quiet") == Done(0, "", "")
    assert store.said("-q", "read", "context") == OBJECTIVES
    assert store("-q", "add", "context", "objectives", "y", "--json").json["ok"] is True


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ((), "missing command", "memfs --help"),
        (("ad",), "there is no command 'ad'", "did you mean add?"),
        (("frob",), "there is no command 'frob'", "memfs --help"),
        (("add",), "missing KIND: memory, context, source or variable", "memfs add --help"),
        (("--nope",), "there is no option '--nope'", "memfs --help"),
        (("add", "--nope"), "there is no option '--nope'", "memfs add --help"),
        (("-C", "nowhere", "read"), "there is no directory '{path}/nowhere'", None),
        (("read\u202e",), "there is no command 'read\\u202e'", "did you mean read?"),
    ],
)
def test_wrong_usage_is_one_line(words: tuple[str, ...], message: str, hint: str | None, store: Memfs) -> None:
    said = message.format(path=store.path)
    assert store(*words) == Done(2, "", f"memfs: {said}\n" + (f"  hint: {hint}\n" if hint else ""))
    error = {"code": "usage", "message": said, "hint": hint}
    if words:
        assert store("--json", *words).json == {"memfs": 1, "ok": False, "error": error}
        assert store("--format", "json", *words).json == store("--format=json", *words).json


def test_json_behind_the_dashes_is_text(store: Memfs) -> None:
    refused = store("add", "context", "nope", "--", "--json")
    assert (refused.status, refused.out) == (1, "")


def test_version_and_help_need_no_repository(tmp_path: Path) -> None:
    memfs = Memfs(tmp_path)
    assert memfs.said("--version") == "memfs 0.1.0\n"
    assert memfs.said("-h") == memfs.said("--help")


def test_module_runs_as_the_command(tmp_path: Path) -> None:
    assert Memfs(tmp_path).process("--version") == Done(0, "memfs 0.1.0\n", "")
    assert Memfs(tmp_path).process("add", "context", b"\xe9", "x").status == 2


def test_output_is_utf_8_whatever_the_locale(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "Größe")
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*COMMAND, "read", "context"], cwd=repository.path, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, "### Objectives\n\n* Größe\n".encode())


def test_reader_that_goes_away_is_no_fault(store: Memfs) -> None:
    store.said("add", "context", "objectives", "x" * 30_000, *(f"{n} " + "y" * 30_000 for n in range(6)))
    reader, writer = os.pipe()
    process = subprocess.Popen([*COMMAND, "read", "context"], cwd=store.path, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    os.close(reader)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (2, b"")


def test_full_disk_behind_the_output_is_one_line(store: Memfs) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device, not a file of the test
        done = subprocess.run(
            [*COMMAND, "read", "--json"], cwd=store.path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (2, b"memfs: no space left on device\n")


def on_terminal(memfs: Memfs, *arguments: str, **environment: str) -> str:
    """Run a command with a terminal for its output and errors, and return what the terminal got."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", **environment}
    process = subprocess.Popen([*COMMAND, *arguments], cwd=memfs.path, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    got = b""
    while True:
        block = b""
        with suppress(OSError):  # what Linux says when the other side has closed
            block = os.read(ours, 4096)
        if not block:
            break
        got += block
    os.close(ours)
    process.wait()
    return got.decode().replace("\r\n", "\n")


def test_colour_is_for_terminals_that_want_it(store: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "there is no command 'nope'\n  hint: memfs --help\n"
    assert on_terminal(store, "nope") == f"\x1b[31mmemfs: \x1b[0m{words}"
    assert on_terminal(store, "nope", NO_COLOR="1", FORCE_COLOR="1") == f"memfs: {words}"
    assert on_terminal(store, "nope", TERM="dumb") == f"memfs: {words}"
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert store("nope").err == f"\x1b[31mmemfs: \x1b[0m{words}"


def test_file_is_escaped_on_a_terminal_alone(store: Memfs, repository: GitRepository) -> None:
    source = "section: objectives\nitems:\n- a  # \u202e\n"
    repository.write("memory/context/objectives.yaml", source)
    words = ("read", "context", "objectives", "--format", "yaml")
    assert store.said(*words) == source
    assert on_terminal(store, *words) == source.replace("\u202e", "\\u202e")


def test_interrupt_ends_with_130_and_no_traceback(store: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memfs.verbs.store.demand_law", lambda *_: signal.raise_signal(signal.SIGINT))
    assert store("read") == Done(130, "", "")
    monkeypatch.setattr("sys.argv", ["memfs", "--version"])
    monkeypatch.setitem(sys.modules, "memfs.cli.edge", Interrupting())
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130


class Interrupting:
    """A module whose import the user interrupts."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MemfsError("no", code="state"), "state", "no"),
        (OSError(errno.ENOSPC, "No space left on device"), "environment", "no space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "/x\n"), "environment", "permission denied: '/x\\n'"),
        (OSError(errno.EROFS, "Read-only file system", b"/y"), "environment", "read-only file system: '/y'"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "environment", "the current directory is gone"),
        (OSError("odd"), "environment", "odd"),
        (MemoryError(), "environment", "there is not enough memory"),
    ],
)
def test_trouble_outside_is_said_in_one_line(error: Exception, code: str, words: str) -> None:
    refusal = edge.sentence(error)
    assert refusal is not None
    assert (refusal.code, refusal.message) == (code, words)


def test_completion_is_offered_to_shells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MEMFS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "memfs re")
    monkeypatch.setenv("COMP_CWORD", "1")
    done = Memfs(tmp_path)()
    assert {"plain,read", "plain,replace", "plain,remove"} <= set(done.out.split())

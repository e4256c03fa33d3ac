"""How git is called: data stands only where git cannot take it for anything else, and nothing of a repository runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from memfs.repository.safe import NO_HOOKS, SAFE_CONFIGURATION
from tests.cli.conftest import Memfs
from tests.conftest import GitRepository
from tests.hostile.recording import Call, Recorder
from tests.hostile.session import ENDS, MARK, OPTION, PATH, PUSHES, READS, STARTS, WRITES, words
from tests.watching.calls import faults

if TYPE_CHECKING:
    from collections.abc import Iterable


def run(memfs: Memfs, lines: Iterable[tuple[str, ...]]) -> None:
    for line, stdin in words(lines):
        done = memfs(*line, stdin=stdin)
        assert done.status in (0, 1, 2), done
        assert "internal error" not in done.err, (line, done)
        assert "Traceback" not in done.err, (line, done)


def hook(repository: GitRepository, stage: str, *names: str, stdin: bytes = b"") -> None:
    command = [sys.executable, "-c", "from memfs.hook import main; main()", stage, *names]
    done = subprocess.run(command, cwd=repository.path, input=stdin, capture_output=True, check=False)
    assert b"internal error" not in done.stderr, done
    assert done.returncode in (0, 1, 2), done


def hold(repository: GitRepository) -> None:
    """Go through the session, with a file of a name that no memory has, and with the hooks of git."""
    memfs = Memfs(repository.path)
    run(memfs, STARTS)
    run(memfs, WRITES)
    repository.write(PATH, "content: [\n")
    run(memfs, READS)
    for stage in ("pre-commit", "pre-merge-commit", "manual"):
        hook(repository, stage)
    tip = repository.git("rev-parse", "HEAD").strip()
    for line in PUSHES:
        hook(repository, "pre-push", OPTION, f"https://{MARK}.invalid", stdin=line.format(tip=tip).encode())
        hook(repository, "pre-receive", stdin=line.format(tip=tip).encode())
    run(memfs, ENDS)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """Hold the session in a store whose directory is an option too, and one at its usual place."""
    place = tmp_path_factory.mktemp("calls")
    with pytest.MonkeyPatch.context() as patch:
        recorder = Recorder.at(place / "bin")
        for store in (None, OPTION):
            path = place / f"store-{store is None}"
            subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
            repository = GitRepository(path)
            repository.commit("base")
            patch.setenv("PATH", recorder.path)
            if store:
                patch.setenv("MEMFS_STORE", store)
            hold(repository)
            patch.undo()
    assert not list(place.rglob(MARK))
    return [call for call in recorder.calls() if call.words[:1] != ("-C",) and call.words != ("version",)]


def test_session_calls_git_in_many_ways(calls: list[Call]) -> None:
    assert len({call.before for call in calls}) > 60
    assert any(MARK in word for call in calls for word in call.words)


def test_every_call_begins_with_the_safe_configuration(calls: list[Call]) -> None:
    start = len(SAFE_CONFIGURATION)
    assert {call.words[:start] for call in calls} == {SAFE_CONFIGURATION}
    with_hooks = {call.verb for call in calls if call.words[start : start + len(NO_HOOKS)] != NO_HOOKS}
    assert with_hooks == {"update-ref"}


def test_nothing_of_others_stands_where_git_looks_for_options(calls: list[Call]) -> None:
    assert {word for call in calls for word in call.before if MARK in word} == set()
    assert [fault for words in {call.words for call in calls} for fault in faults(words)] == []


def test_no_call_may_open_a_connection(calls: list[Call]) -> None:
    online = {call.verb for call in calls if call.protocols != ""}
    assert online <= {"rev-parse", "update-ref"}  # the former never does, the latter may run a hook that has to

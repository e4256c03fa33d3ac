"""The watch over all tests: it sees what memfs starts, here and in other processes, and calls a bad call bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.repository.safe import SAFE_CONFIGURATION
from tests.cli.conftest import Memfs
from tests.watching.calls import faults, noted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

FINE = (*SAFE_CONFIGURATION, "--literal-pathspecs", "ls-files", "-z", "--", "data", "--data")


def test_calls_of_memfs_are_noted_and_those_of_a_test_are_not(repository: GitRepository, git_log: Path) -> None:
    start = git_log.stat().st_size
    repository.git("status", "--short")
    assert git_log.stat().st_size == start
    memfs = Memfs(repository.path)
    memfs.said("init")
    here = git_log.stat().st_size
    memfs.process("add", "context", "objectives", "--", "--data")
    whole = git_log.read_bytes()
    for calls in (noted(whole[start:here]), noted(whole[here:])):
        assert len(calls) > 5
        assert any("update-ref" in call for call in calls)
        assert all(faults(call) == [] for call in calls)


def test_data_before_the_separator_is_a_fault() -> None:
    assert faults(FINE) == []
    (fault,) = faults((*FINE[:-3], "--data", *FINE[-3:]))
    assert fault.startswith("'--data' stands where git looks for options")
    assert len(faults((*SAFE_CONFIGURATION, "log", "main..data", ":data"))) == 2


def test_call_without_our_configuration_is_a_fault() -> None:
    (fault,) = faults(FINE[len(SAFE_CONFIGURATION) :])
    assert fault.startswith("the safe configuration is missing")
    assert faults(("version",)) == []

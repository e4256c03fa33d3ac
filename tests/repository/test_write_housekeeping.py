"""git's housekeeping beside a write: a directory of objects that gc took away is no reason to refuse."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from memfs import MemfsError, Memory, Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

FACT = Memory(content="DNS answers live an hour", outcome="learning", insight_type="fact", summary="dns_ttl")
SHIM = """#!/bin/sh
# fails as git does when gc removed the directory of an object that is being written
case " $* " in *" {command} "*)
  if [ "$(cat {count})" -gt 0 ]; then
    echo $(($(cat {count}) - 1)) > {count}
    echo "error: unable to create temporary file: No such file or directory" >&2
    exit 128
  fi;;
esac
exec {git} "$@"
"""


def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, times: int) -> None:
    count = tmp_path / "count"
    count.write_text(str(times))
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(SHIM.format(command=command, count=count, git=shutil.which("git")))
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("command", ["commit-tree", "unpack-objects"])
def test_a_write_beside_a_running_gc_tries_again(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    Store.init(repository.path / "memory")
    failing(tmp_path, monkeypatch, command, 2)
    assert Store.open(repository.path).add(FACT).action == "added"
    assert (tmp_path / "count").read_text() == "0\n"
    assert repository.git("status", "--porcelain") == ""


def test_a_failure_that_stays_is_a_refusal_that_changes_nothing(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.init(repository.path / "memory")
    before = repository.state()
    failing(tmp_path, monkeypatch, "commit-tree", 99)
    with pytest.raises(MemfsError, match="No such file or directory"):
        Store.open(repository.path).add(FACT)
    assert repository.state() == before

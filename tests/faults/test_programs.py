"""The fault programs themselves: each sees what a careless program does wrong, and none complains of a careful one."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults import batches, kills, rivals, small_disks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.verdict import Verdict

    Program = Callable[..., Verdict]

CARELESS = (sys.executable, str(Path(__file__).with_name("careless.py")))
SEEN: dict[str, tuple[Program, str]] = {
    "acknowledged and lost": (partial(rivals.one_clone, processes=4, adds=2), "lost: "),
    "the work of others taken along": (partial(rivals.one_clone, processes=1, adds=1), "the user's own work"),
    "two winners": (partial(rivals.one_key, processes=2, rounds=1), "round 0: exit codes [0, 0]"),
    "torn, by time": (partial(kills.by_time, points=6, leader=False), "torn file: "),
    "torn, by the leader alone": (partial(kills.by_time, points=6, leader=True), "torn file: "),
    "half a batch": (partial(batches.by_time, points=4, records=25), " of 25 records are there"),
}


@pytest.mark.parametrize("fault", SEEN)
def test_fault_of_a_careless_program_is_seen(tmp_path: Path, fault: str) -> None:
    program, words = SEEN[fault]
    verdict = program(tmp_path, command=CARELESS)
    assert any(words in trouble for trouble in verdict.troubles), verdict
    assert "TROUBLES" in str(verdict)


def test_file_left_on_a_full_disk_is_seen(tmp_path: Path) -> None:
    verdict = small_disks.full_disks(tmp_path, points=2, command=CARELESS)
    if verdict.skipped:
        pytest.skip(str(verdict))
    assert any("no block" in verdict.figures and "is not there" in trouble for trouble in verdict.troubles), verdict


def test_missing_strace_is_said_aloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    verdict = kills.by_call(tmp_path, points=1)
    assert str(verdict) == "kill -9 by system call: strace is not installed (apt-get install strace): SKIPPED"


def test_programs_are_chosen_by_name_and_end_with_what_they_found(tmp_path: Path) -> None:
    run = partial(subprocess.run, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    command = [sys.executable, "-m", "tests.faults", "--small", "--in", str(tmp_path)]
    careless = run([*command, "--only", "key", "--memfs", f"{CARELESS[0]} {CARELESS[1]}"])
    assert (careless.returncode, careless.stderr) == (1, "")
    assert careless.stdout.startswith("one key: 8 processes x 4 keys, all wanting the same: ")
    careful = run([*command, "--only", "threads"])
    assert (careful.returncode, careful.stderr) == (0, "")
    assert careful.stdout.endswith("64 of 64 acknowledged, 64 present once, 0 lost: ok\n")
    assert run([*command, "--only", "floods"]).returncode == 2

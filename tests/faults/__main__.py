"""Attack the write path from outside: `make faults`, or `python -m tests.faults --small --only rivals,disk`.

Each program prints one line with its figures, and what should not have happened under it. `--memfs` names another
installation of memfs than the one beside these tests; `--in` the directory to work in.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults import batches, kills, rivals, small_disks
from tests.faults.outside import MEMFS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.faults.verdict import Verdict

    Run = Callable[[Path, int], Verdict]

FULL, SMALL = 0, 1
Numbers = tuple[int, int]
"""A size in the full and in the small profile."""


def programs(command: Sequence[str]) -> Mapping[str, Run]:
    """Return every program by its name; each runs in a directory, in the size of a profile."""

    def size(full: int, small: int, profile: int) -> int:
        return (full, small)[profile]

    return {
        "rivals": lambda at, p: rivals.one_clone(at, processes=size(16, 8, p), adds=size(200, 4, p), command=command),
        "key": lambda at, p: rivals.one_key(at, processes=size(16, 8, p), rounds=size(50, 4, p), command=command),
        "worktrees": lambda at, p: rivals.worktrees(at, processes=size(8, 4, p), adds=size(50, 4, p), command=command),
        "threads": lambda at, p: rivals.threads(at, processes=size(4, 2, p), adds=size(50, 8, p)),
        "time": lambda at, p: kills.by_time(at, points=size(500, 24, p), leader=False, command=command),
        "leader": lambda at, p: kills.by_time(at, points=size(200, 12, p), leader=True, command=command),
        "call": lambda at, p: kills.by_call(at, points=size(200, 15, p), command=command),
        "batch": lambda at, p: batches.by_time(
            at, points=size(50, 4, p), records=size(2_000, 1_000, p), command=command
        ),
        "big-batch": lambda at, p: batches.by_time(
            at, points=size(10, 1, p), records=size(10_000, 2_000, p), command=command
        ),
        "disk": lambda at, p: small_disks.full_disks(at, points=size(60, 12, p), command=command),
    }


def main(arguments: Sequence[str]) -> int:
    """Run the programs that are wanted, and return 1 where one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--small", action="store_true", help="the profile for every push: some two minutes")
    parser.add_argument("--only", metavar="NAMES", help=f"some of {','.join(programs(MEMFS))}")
    parser.add_argument("--memfs", metavar="COMMAND", default=shlex.join(MEMFS), help="the program to attack")
    parser.add_argument("--in", dest="directory", type=Path, help="where to make the repositories")
    wanted = parser.parse_args(arguments)
    known = programs(shlex.split(wanted.memfs))
    names = wanted.only.split(",") if wanted.only else list(known)
    if unknown := set(names) - set(known):
        parser.error(f"there is no program {', '.join(sorted(unknown))}")
    verdicts = [_run(known[name], SMALL if wanted.small else FULL, wanted.directory) for name in names]
    return 1 if any(verdict.troubles for verdict in verdicts) else 0


def _run(program: Run, profile: int, directory: Path | None) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="memfs-faults-", dir=directory, ignore_cleanup_errors=True) as place:
        verdict = program(Path(place), profile)
    sys.stdout.write(f"{verdict}\n")
    sys.stdout.flush()
    return verdict


if __name__ == "__main__":
    os.environ.pop("GIT_DIR", None)
    sys.exit(main(sys.argv[1:]))

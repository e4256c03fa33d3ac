"""The command line: one file a verb, imported when the verb runs. Only here is printed, and the exit code chosen."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command `memfs` with the process's arguments and exit with its answer."""
    gc.set_threshold(100_000)  # what is imported stays: looking through it for garbage costs 8 of 120 ms
    try:
        from memfs.cli.edge import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are still being imported
        status = 130
    gc.freeze()  # and 12 more when Python ends
    sys.exit(status)

"""The command line: one file a verb, imported when the verb runs. Only here is printed, and the exit code chosen."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command `memfs` with the process's arguments and exit with its answer."""
    try:
        from memfs.cli.edge import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are still being imported
        status = 130
    sys.exit(status)

"""A shell to type what a page of the documentation shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


def steps(page: str) -> list[tuple[str, str]]:
    """Return each command of a page's console blocks with what the page shows below it."""
    shown = "".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL)).replace("\\\n", "")
    parts = re.split(r"^\$ (.*)\n", shown, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def typed(command: str, directory: Path) -> str:
    """Type a command with memfs on PATH, and return all that it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout

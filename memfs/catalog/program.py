"""The program: what reads and judges records, so that no catalog outlives it.

Nothing here imports what it looks at: imports are most of a hook's time.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

from memfs import __version__

JUDGES = {"yaml": "pyyaml", "jsonschema_rs": "jsonschema_rs"}
"""The packages that read and judge records, with the names of their distributions."""

OWN = (
    *("rules", "codec", "schemas", "core", os.path.join("core", "search"), "catalog", "repository", "verbs"),
    *("schema", os.path.join(os.pardir, "schema")),
)
"""Our own directories that do so, and those that choose what is judged; packaged schemas lie in one of the last two."""

SOURCES = (".py", ".json")


def judged_by() -> str:
    """Return what changes when another program reads or judges: memfs, Python, and the packages that do so.

    A version is not enough in a checkout, where files are edited under one; of an installation the moment says enough.
    """
    package = os.path.dirname(os.path.dirname(__file__))
    record = os.path.join(os.path.dirname(package), f"memfs_git-{__version__}.dist-info", "RECORD")
    try:
        own = os.stat(record).st_mtime_ns
    except OSError:
        own = max(_latest(os.path.join(package, name)) for name in OWN)
    python = "{}.{}".format(*sys.version_info)
    return " ".join([f"memfs {__version__} {own}", python, *(_release(package) for package in JUDGES)])


def _latest(directory: str) -> int:
    """Return when a file of a directory was last changed."""
    try:
        return max(entry.stat().st_mtime_ns for entry in os.scandir(directory) if entry.name.endswith(SOURCES))
    except (OSError, ValueError):
        return 0


def _release(package: str) -> str:
    """Return the installed version of a package: it stands in the name of its metadata."""
    spec = PathFinder.find_spec(package)
    if spec is None or spec.origin is None:
        return package
    site = os.path.dirname(os.path.dirname(spec.origin))
    names = (name.lower().replace("-", "_") for name in os.listdir(site))
    found = sorted(name for name in names if name.startswith(JUDGES[package] + "_") and name.endswith("_info"))
    status = os.stat(spec.origin)
    return " ".join(found) or f"{package} {status.st_size} {status.st_mtime_ns}"

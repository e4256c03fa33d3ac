"""Homes: where the catalog of a store lies, and which program may read it."""

from __future__ import annotations

import os
import sys
import zlib
from dataclasses import dataclass
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from memfs import __version__

if TYPE_CHECKING:
    from memfs.core.law import Law

SCHEMA = 1
"""Raised by hand when the tables change, or what stands in them."""

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_LONGEST = 120
_JUDGES = {"yaml": "pyyaml", "jsonschema_rs": "jsonschema_rs"}
"""The packages that read and judge records, with the names of their distributions."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the catalog of a store lies: in the state directory of one worktree, read and judged by one law."""

    directory: str
    object_format: str
    law: Law

    @property
    def path(self) -> str:
        """Return the catalog's file, named so that no two stores, object formats or versions share one."""
        return os.path.join(self.directory, f"catalog{SCHEMA}-{self.object_format}-{_safe(self.law.store)}.sqlite")


def _safe(store: str) -> str:
    """Write a directory as one file name that also differs where case does not count."""
    raw = os.fsencode(store)
    name = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02x}" for byte in raw)
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}-{zlib.crc32(raw):08x}"


def program() -> str:
    """Return what changes when another program reads or judges: memfs, Python, and the packages that do so."""
    return " ".join([f"memfs {__version__}", "{}.{}".format(*sys.version_info), *map(_release, _JUDGES)])


def _release(package: str) -> str:
    """Return the installed version of a package without importing it: it stands in the name of its metadata."""
    spec = PathFinder.find_spec(package)
    if spec is None or spec.origin is None:
        return package
    site = os.path.dirname(os.path.dirname(spec.origin))
    names = (name.lower().replace("-", "_") for name in os.listdir(site))
    found = sorted(name for name in names if name.startswith(_JUDGES[package] + "_") and name.endswith("_info"))
    status = os.stat(spec.origin)
    return " ".join(found) or f"{package} {status.st_size} {status.st_mtime_ns}"

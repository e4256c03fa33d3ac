"""How a clone is set up: the drivers and hooks that git has here, and the size of its index."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.repository.index import count_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.repository.run import Repository

DRIVERS = ("merge.memfs.driver", "diff.memfs.textconv")
HOOKS_PATH = "core.hookspath"
KEYS = r"^(merge\.memfs\.driver|diff\.memfs\.textconv|core\.hookspath)$"
LONGEST_HOOK = 65_536


@dataclass(frozen=True, slots=True)
class Setup:
    """The drivers that are configured, and the text of each hook that git would run."""

    drivers: frozenset[str]
    hooks: Mapping[str, str]


def setup_of(repository: Repository) -> Setup:
    """Read what this clone was told about memfs; nothing of it is run."""
    found = repository.git("config", "-z", "--show-scope", "--type=path", "--get-regexp", KEYS, accept=(0, 1))
    words = os.fsdecode(found).split("\0")[:-1]
    # the last of the command line is ours, which keeps hooks from running
    values = dict(
        pair.split("\n", 1) for scope, pair in zip(words[::2], words[1::2], strict=True) if scope != "command"
    )
    directory = Path(repository.top or repository.git_dir, values.get(HOOKS_PATH, f"{repository.common_dir}/hooks"))
    return Setup(frozenset(DRIVERS).intersection(values), _hooks(directory))


def tracked(repository: Repository) -> int:
    """Count the entries of the index; those that a split index keeps apart are not among them."""
    return count_entries(Path(repository.index))


def is_split(repository: Repository) -> bool:
    """Tell whether the index is split."""
    return bool(repository.git("rev-parse", "--shared-index-path").strip())


def split(repository: Repository) -> None:
    """Split the index, so that a write rewrites the small part alone."""
    repository.git("update-index", "--split-index")


def _hooks(directory: Path) -> dict[str, str]:
    found = sorted(directory.iterdir()) if directory.is_dir() else []
    return {hook.name: _text(hook) for hook in found if hook.is_file() and os.access(hook, os.X_OK)}


def _text(hook: Path) -> str:
    with hook.open("rb") as file:
        return file.read(LONGEST_HOOK).decode("utf-8", "replace")

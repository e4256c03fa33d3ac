"""How a clone is set up: the drivers and hooks that git has here, and the size of its index."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.repository.index import count_entries
from memfs.repository.listing import unfiltered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    values = _settings(repository)
    return Setup(frozenset(DRIVERS).intersection(values), _hooks(_hooks_directory(repository, values)))


def hooks_directory(repository: Repository) -> Path:
    """Return the directory where git looks for hooks."""
    return _hooks_directory(repository, _settings(repository))


def _settings(repository: Repository) -> dict[str, str]:
    found = repository.git("config", "-z", "--show-scope", "--type=path", "--get-regexp", KEYS, accept=(0, 1))
    words = os.fsdecode(found).split("\0")[:-1]
    # the last of the command line is ours, which keeps hooks from running
    return dict(pair.split("\n", 1) for scope, pair in zip(words[::2], words[1::2], strict=True) if scope != "command")


def _hooks_directory(repository: Repository, values: Mapping[str, str]) -> Path:
    return Path(repository.top or repository.git_dir, values.get(HOOKS_PATH, f"{repository.common_dir}/hooks"))


def tracked(repository: Repository) -> int:
    """Count the entries of the index; those that a split index keeps apart are not among them."""
    return count_entries(Path(repository.index))


def is_split(repository: Repository) -> bool:
    """Tell whether the index is split."""
    return bool(repository.git("rev-parse", "--shared-index-path").strip())


def split(repository: Repository) -> None:
    """Split the index, so that a write rewrites the small part alone."""
    repository.git("update-index", "--split-index", extra=unfiltered(repository))


def _hooks(directory: Path) -> dict[str, str]:
    found = sorted(directory.iterdir()) if directory.is_dir() else []
    return {hook.name: _text(hook) for hook in found if hook.is_file() and os.access(hook, os.X_OK)}


def _text(hook: Path) -> str:
    with hook.open("rb") as file:
        return file.read(LONGEST_HOOK).decode("utf-8", "replace")


def configure(repository: Repository, values: Mapping[str, str], *, everywhere: bool = False) -> tuple[str, ...]:
    """Set configuration of this clone, or of the user with `everywhere`; return the names that were not so yet."""
    scope = _scope(everywhere=everywhere)
    changed = [name for name, value in values.items() if _configured(repository, name, scope) != value]
    for name in changed:
        repository.git("config", scope, "--replace-all", name, values[name])
    return tuple(changed)


def unconfigure(repository: Repository, names: Iterable[str], *, everywhere: bool = False) -> tuple[str, ...]:
    """Take configuration away; return the names that were there."""
    scope = _scope(everywhere=everywhere)
    there = [name for name in names if _configured(repository, name, scope) is not None]
    for name in there:
        repository.git("config", scope, "--unset-all", name)
    return tuple(there)


def _scope(*, everywhere: bool) -> str:
    return "--global" if everywhere else "--local"


def _configured(repository: Repository, name: str, scope: str) -> str | None:
    found = repository.git("config", scope, "-z", "--get", name, accept=(0, 1))
    return os.fsdecode(found).removesuffix("\0") if found else None

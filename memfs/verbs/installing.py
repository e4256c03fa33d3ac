"""Install the hooks that git runs: each beside the hook that was there, which runs first and is never lost."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository import hooks_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memfs.repository import Repository

CLIENT = ("pre-commit", "pre-merge-commit", "pre-push")
SERVER = ("pre-receive",)
MARK = b"#!/bin/sh\n# memfs: "
BEFORE, LEGACY, REPLACED = ".before-memfs", ".legacy", ".replaced-by-memfs"
"""Endings: the hook that ours runs first; the one that the pre-commit framework runs first; a changed one of ours."""

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class HookChange:
    """What became of one hook: `installed`, `unchanged`, `removed` or `left`, and a note for a person."""

    name: str
    path: str
    action: str
    note: str = ""


def install_hooks(repository: Repository) -> tuple[HookChange, ...]:
    """Put our hooks into the repository's hooks directory; those that are there already are kept and run first.

    Raises MemfsError `state` where that directory lies outside the repository, and before anything is changed where
    a hook could only be kept by losing another.
    """
    return _for_each(repository, _install)


def remove_hooks(repository: Repository) -> tuple[HookChange, ...]:
    """Take our hooks away and put back those that were there before."""
    return _for_each(repository, _remove)


def _for_each(repository: Repository, work: Callable[[Path, bytes], HookChange]) -> tuple[HookChange, ...]:
    directory = _directory(repository)
    names = CLIENT if repository.top is not None else SERVER
    for name in names:
        _demand_room(directory / name)
    directory.mkdir(parents=True, exist_ok=True)
    return tuple(work(directory / name, script) for name, script in _scripts(names))


def _scripts(names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Read our scripts: in an installation they lie in `memfs/hooks`, in a checkout beside `memfs`."""
    installed = _PACKAGE / "hooks"
    directory = installed if installed.is_dir() else _PACKAGE.parent / "hooks"
    return ((name, (directory / name).read_bytes()) for name in names)


def _directory(repository: Repository) -> Path:
    """Return where git looks for hooks; a directory of core.hooksPath only where it is this repository's own."""
    directory = hooks_directory(repository)
    homes = [home for home in (repository.top, repository.git_dir, repository.common_dir) if home]
    real = os.path.realpath(directory)
    if not any(os.path.commonpath([real, os.path.realpath(home)]) == os.path.realpath(home) for home in homes):
        what = f"core.hooksPath is {quoted(directory, limit=200)}, which other repositories may share"
        own = f"git config --local core.hooksPath {quoted(Path(repository.common_dir) / 'hooks', limit=200)}"
        raise MemfsError(what, code="state", hint=own)
    return directory


def _demand_room(hook: Path) -> None:
    before = _beside(hook, BEFORE)
    if _is_foreign(hook) and os.path.lexists(before) and not _is_ours(_beside(hook, LEGACY)):
        what = f"{hook.name} is not the hook that memfs installed, and {before.name} is there too; keep one of them"
        raise MemfsError(what, code="state", hint=f"git rev-parse --git-path hooks/{hook.name}")


def _install(hook: Path, script: bytes) -> HookChange:
    if _is_ours(hook) and hook.read_bytes() == script and os.access(hook, os.X_OK):
        return HookChange(hook.name, str(hook), "unchanged")
    legacy = _beside(hook, LEGACY)
    if _is_foreign(hook) and _is_ours(legacy):
        return HookChange(hook.name, str(hook), "unchanged", f"pre-commit runs it as {legacy.name}")
    note = ""
    if _is_foreign(hook):
        hook.rename(_beside(hook, BEFORE))
        note = f"the hook that was there runs first, as {hook.name}{BEFORE}"
    elif _is_ours(hook) and hook.read_bytes() != script:
        hook.replace(_beside(hook, REPLACED))
        note = f"the one that was there, of another version or changed, is now {hook.name}{REPLACED}"
    _put(hook, script)
    return HookChange(hook.name, str(hook), "installed", note)


def _remove(hook: Path, script: bytes) -> HookChange:  # noqa: ARG001 - the same signature as _install
    ours = next((path for path in (hook, _beside(hook, LEGACY)) if _is_ours(path)), None)
    if ours is None:
        return HookChange(hook.name, str(hook), "unchanged", "it is not installed")
    ours.unlink()
    before = _beside(hook, BEFORE)
    if not os.path.lexists(before):
        return HookChange(hook.name, str(hook), "removed")
    before.rename(ours)
    return HookChange(hook.name, str(hook), "removed", "the hook that was there before is back")


def _put(hook: Path, script: bytes) -> None:
    """Write a hook so that git never sees half of it."""
    new = hook.with_name(f"{hook.name}.memfs-{os.getpid()}")
    new.write_bytes(script)
    new.chmod(0o755)
    new.replace(hook)


def _beside(hook: Path, ending: str) -> Path:
    return hook.with_name(hook.name + ending)


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(MARK)


def _is_foreign(path: Path) -> bool:
    return os.path.lexists(path) and not _is_ours(path)


def hook_program() -> str | None:
    """Return where the program is that the hooks call, None where git would not find it."""
    return shutil.which("memfs-hook")

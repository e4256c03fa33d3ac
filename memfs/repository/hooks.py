"""The repository's own hooks around a write, where its policy asks for them: as `git commit` would run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, shortened
from memfs.repository.run import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.repository.run import Repository

STATUS = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=dirty")


def require_clean(repository: Repository) -> None:
    """Refuse where tracked files have changes: a hook may set them aside, and a kill at that moment loses them."""
    if repository.git(*STATUS):
        what = "commit.hooks is on, and tracked files have changes that a hook could lose; commit or stash them first"
        raise MemfsError(what, code="state", hint="git status")


def run_hooks(repository: Repository, tree: str, *, message: str, note: Path) -> str:
    """Run pre-commit and commit-msg on what is staged, and return the message, which the latter may have changed.

    `note` is a file to hold the message. Raises MemfsError `state` where a hook refuses, or changed what is written.
    """
    _run(repository, "pre-commit")
    unstaged = any(line[1:2] != b" " for line in repository.git(*STATUS).split(b"\0")[:-1])
    if unstaged or repository.git("diff-index", "--cached", "--name-only", tree):
        raise MemfsError("the pre-commit hook changed files, which a write cannot take along", code="state")
    note.write_bytes(message.encode("utf-8", "backslashreplace"))
    _run(repository, "commit-msg", str(note))
    return note.read_bytes().decode("utf-8", "replace")


def _run(repository: Repository, hook: str, *arguments: str) -> None:
    try:
        repository.run_hook(hook, *arguments)
    except GitError as error:
        said = shortened(printable(" ".join(error.stderr.split())), limit=400) or f"exit status {error.returncode}"
        raise MemfsError(f"the {hook} hook refused the write: {said}", code="state") from None

"""What a repository is busy with: a write never becomes part of somebody else's operation."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository.listing import FILTERS, switched_off
from memfs.repository.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.repository.run import Repository

# as wt-status.c of git tells them; a sequence of picks or reverts has only its directory between two of them
OPERATIONS = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "sequencer": "a cherry-pick or revert",
    "BISECT_LOG": "a bisect",
}
KEYS = rf"^(commit\.gpgsign|gc\.auto|maintenance\.auto)$|{FILTERS}"
FALSE = ("false", "no", "off", "0", "")


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's configuration that git's plumbing leaves to its callers.

    `unfiltered` is the environment in which no filter runs: git compares files that are as new as an index it writes.
    """

    sign: bool
    maintain: bool
    loose_limit: int
    unfiltered: Mapping[str, str]


def refuse_place(repository: Repository) -> None:
    """Refuse where nothing can be written at all: inside a hook, without a working tree, on Windows."""
    if os.name == "nt":
        raise MemfsError("writing needs the file locks and links of a Unix system", code="environment")
    if repository.inside_hook:
        raise MemfsError("git is committing (GIT_INDEX_FILE is set), and a hook cannot write memory", code="state")
    if repository.top is None:
        raise MemfsError(f"{quoted(repository.git_dir, limit=200)} is bare: it has no files to write", code="state")
    if Path(repository.index).is_symlink():
        raise MemfsError(f"the index {quoted(repository.index, limit=200)} is a symbolic link", code="state")


def refuse_operation(repository: Repository, *, allow_detached: bool) -> None:
    """Refuse in the middle of a merge and its like, or on a detached HEAD."""
    for name, operation in OPERATIONS.items():
        if (Path(repository.git_dir) / name).exists():
            raise MemfsError(f"{operation} is under way; finish or abort it first", code="state", hint="git status")
    if branch(repository) is None and not allow_detached:
        raise MemfsError("HEAD is detached: no branch would hold the write", code="state", hint="git switch BRANCH")


def conflicts(repository: Repository) -> Stream:
    """Start to ask git for conflicts in the index, for `refuse_conflicts`: a big index takes it 30 ms to read."""
    return Stream(repository, "ls-files", "-u", "-z")


def refuse_conflicts(found: Stream) -> None:
    """Refuse where the index has conflicts."""
    if any(found.texts()):
        raise MemfsError("the index has unresolved conflicts; resolve them first", code="state", hint="git status")


def branch(repository: Repository) -> str | None:
    """Return the full name of the ref that HEAD stands for, None where HEAD is detached."""
    head = Path(repository.git_dir) / "HEAD"
    if head.is_symlink():  # core.preferSymlinkRefs
        return str(head.readlink())
    words = os.fsdecode(head.read_bytes()).strip()
    if words == "ref: refs/heads/.invalid":  # what a reftable repository keeps for old programs
        words = "ref: " + os.fsdecode(repository.git("symbolic-ref", "--quiet", "HEAD", accept=(0, 1))).strip()
    return words.removeprefix("ref:").strip() or None if words.startswith("ref:") else None


def settings(repository: Repository) -> Settings:
    """Read what `git commit` and `git gc --auto` would heed."""
    found = repository.git("config", "-z", "--get-regexp", KEYS, accept=(0, 1)).decode("utf-8", "surrogateescape")
    values = dict(_pair(line) for line in found.split("\0")[:-1])
    limit = values.get("gc.auto", "")
    return Settings(
        # a value that is no boolean counts as yes: git then says so, and nothing goes out unsigned
        sign=values.get("commit.gpgsign", "false").lower() not in FALSE,
        maintain=values.get("maintenance.auto", "true").lower() not in FALSE and not limit.startswith(("0", "-")),
        loose_limit=int(limit) if limit.isdecimal() else 6700,
        unfiltered=switched_off(repository, (key for key in values if key.startswith("filter."))),
    )


def _pair(line: str) -> tuple[str, str]:
    key, found, value = line.partition("\n")
    return key, value if found else "true"

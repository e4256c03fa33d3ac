"""History through GitPython: which commits touched which files, newest first."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.history import Commit
from memfs.core.snapshot import Change, Entry
from memfs.repository.safe import NO_HOOKS, OFFLINE, PATHSPEC_VARIABLES, SAFE_CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import git

    from memfs.repository.run import Repository

TRAILER = "Memfs-"
Paths = list[str | PathLike[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One commit and what it changed among the files asked about, against its first parent."""

    commit: Commit
    changes: tuple[Change, ...]


def steps(repository: Repository, revision: str, patterns: Sequence[str]) -> Iterator[Step]:
    """Walk the commits before a commit id that touched files matching glob patterns, newest first.

    The patterns are made of fixed names and safe stems. Raises MemfsError `environment` where history is broken.
    """
    import git

    paths: Paths = [f":(top,glob){pattern}" for pattern in patterns]
    try:
        with _opened(repository) as found:
            for commit in found.iter_commits(revision, paths=paths, full_history=True, date_order=True):
                changes = tuple(_changes(commit, paths))
                if changes:
                    yield Step(_commit(commit), changes)
    except (git.GitCommandError, ValueError, OSError) as error:
        raise MemfsError(f"history cannot be read: {' '.join(str(error).split())[:300]}", code="environment") from None


def commit_facts(repository: Repository, revision: str) -> Commit:
    """Return who made a commit, when and why."""
    with _opened(repository) as found:
        return _commit(found.commit(revision))


@contextmanager
def _opened(repository: Repository) -> Iterator[git.Repo]:
    """Open GitPython on a repository, with git called as safely as through our own door."""
    import git

    with git.Repo(repository.git_dir) as found:
        found.git.set_persistent_git_options(c=[*SAFE_CONFIGURATION[1::2], *NO_HOOKS[1::2]])
        plain = dict.fromkeys(PATHSPEC_VARIABLES, "0")  # GitPython passes on the process's own, which it cannot unset
        found.git.update_environment(**repository.environment(extra={**OFFLINE, **plain}))
        yield found


def _changes(commit: git.Commit, paths: Paths) -> Iterator[Change]:
    import git

    if commit.parents:
        differences = commit.parents[0].diff(commit, paths=paths, no_renames=True)
    else:
        differences = commit.diff(git.NULL_TREE, paths=paths, no_renames=True)
    for difference in differences:
        path = difference.b_path or difference.a_path
        if path is not None:
            yield Change(
                path,
                _entry(path, difference.a_mode, difference.a_blob),
                _entry(path, difference.b_mode, difference.b_blob),
            )


def _entry(path: str, mode: int | None, blob: git.Blob | None) -> Entry | None:
    return None if blob is None or not mode else Entry(path, f"{mode:06o}", blob.hexsha)


def _commit(commit: git.Commit) -> Commit:
    message = commit.message if isinstance(commit.message, str) else commit.message.decode("utf-8", "replace")
    trailers: dict[str, tuple[str, ...]] = {}
    for line in message.splitlines():
        name, found, value = line.partition(": ")
        if found and name.startswith(TRAILER):
            trailers[name] = (*trailers.get(name, ()), value)
    return Commit(
        id=commit.hexsha,
        author=str(commit.author.name or commit.author.email or ""),
        date=commit.authored_datetime.isoformat(),
        subject=message.split("\n", 1)[0],
        trailers=trailers,
    )

"""History through GitPython: which commits touched which files, newest first."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class Node:
    """One commit of the history of some files, without the commits and merges that did nothing to them.

    `parents` are the nearest ancestors that did something, `when` is the commit's time. `against` holds what differs
    from each of the commit's own parents, by its id; from nothing, under "", in the first commit and at the end of a
    shallow clone.
    """

    commit: Commit
    when: int
    parents: tuple[str, ...]
    against: tuple[tuple[str, tuple[Change, ...]], ...]


def steps(repository: Repository, revision: str, patterns: Sequence[str]) -> Iterator[Step]:
    """Walk the commits before a commit id that touched files matching glob patterns, newest first.

    The patterns are made of fixed names and safe stems. Raises MemfsError `environment` where history is broken.
    """
    paths = _paths(patterns)
    with _opened(repository) as found:
        for commit in found.iter_commits(revision, paths=paths, full_history=True, date_order=True):
            changes = tuple(_changes(commit, next(iter(_parents(commit)), None), paths))
            if changes:
                yield Step(_commit(commit), changes)


def graph(repository: Repository, revision: str, patterns: Sequence[str]) -> list[Node]:
    """Return the history of files up to a commit id as git simplifies it, newest first; as `steps` otherwise."""
    paths = _paths(patterns)
    asked = ("--full-history", "--simplify-merges", "--parents", "--date-order", revision)
    with _opened(repository) as found:
        lines = found.git.rev_list(*asked, "--", *paths).splitlines()
        return [_node(found.commit(name), tuple(parents), paths) for name, *parents in map(str.split, lines)]


def _node(commit: git.Commit, parents: tuple[str, ...], paths: Paths) -> Node:
    own = _parents(commit)
    against = [(parent.hexsha, tuple(_changes(commit, parent, paths))) for parent in own]
    return Node(
        commit=_commit(commit),
        when=commit.committed_date,
        parents=parents,
        against=tuple(against) if own else (("", tuple(_changes(commit, None, paths))),),
    )


def _paths(patterns: Sequence[str]) -> Paths:
    return [f":(top,glob){pattern}" for pattern in patterns]


def _parents(commit: git.Commit) -> tuple[git.Commit, ...]:
    """Return a commit's parents; where a shallow clone ends they are named and not there."""
    shallow = Path(commit.repo.common_dir) / "shallow"
    ends = shallow.read_text("ascii").split() if shallow.is_file() else []
    return () if commit.hexsha in ends else tuple(commit.parents)


@contextmanager
def _opened(repository: Repository) -> Iterator[git.Repo]:
    """Open GitPython on a repository, with git called as safely as through our own door."""
    import git

    try:
        with git.Repo(repository.git_dir) as found:
            found.git.set_persistent_git_options(c=[*SAFE_CONFIGURATION[1::2], *NO_HOOKS[1::2]])
            # GitPython passes on the process's own, which it cannot unset
            plain = dict.fromkeys(PATHSPEC_VARIABLES, "0")
            found.git.update_environment(**repository.environment(extra={**OFFLINE, **plain}))
            yield found
    except (git.GitCommandError, ValueError, OSError) as error:
        raise MemfsError(f"history cannot be read: {' '.join(str(error).split())[:300]}", code="environment") from None


def _changes(commit: git.Commit, parent: git.Commit | None, paths: Paths) -> Iterator[Change]:
    """Yield what a commit changed since a parent; without one, everything that it has."""
    import git

    if parent is None:
        differences = commit.diff(git.NULL_TREE, paths=paths, no_renames=True)
    else:
        differences = parent.diff(commit, paths=paths, no_renames=True)
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

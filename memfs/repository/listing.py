"""Listings: what git says of an index, a tree or a working tree, line by line and in path order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.core.snapshot import Change, Entry, blob_id
from memfs.repository.staged import RAW
from memfs.repository.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.repository.run import Repository

UNMERGED = "000000"  # git's own mode for a path that a merge left open; also that of a fifo, socket or device
GITLINK = "160000"
WITHOUT_CONTENT = frozenset({UNMERGED, GITLINK})
EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

FILTERS = r"^filter\..*\.(clean|process|required)$"
NO_FILTER = (("clean", ""), ("process", ""), ("required", "false"))

_UNSTORABLE = re.compile(r"\0|(?:\A|/)\.{0,2}(?:/|\Z)")  # an empty name, `.` or `..`

# Windows takes 32,767 characters of arguments, other systems far more
ARGUMENTS = 20_000


def storable(path: str) -> bool:
    """Tell whether git could hold a path at all; others would be an error of git's, not an absent file."""
    if len(path) > ARGUMENTS or _UNSTORABLE.search(path):
        return False
    if path.isascii():
        return True
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def lines(repository: Repository, *arguments: str, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a git command that prints NUL-terminated lines and yield them."""
    with Stream(repository, *arguments, extra=extra) as stream:
        for block in stream.texts():
            yield from block


def committed(repository: Repository, commit: str, *, under: str = "") -> Iterator[Entry]:
    """List a commit's files below a directory."""
    for line in lines(repository, "ls-tree", "-r", "-z", "--full-tree", commit, *below(under)):
        fields, _, path = line.partition("\t")
        if path != under:
            mode, _, blob = fields.split(" ")
            yield Entry(path, mode, blob)


def indexed(repository: Repository, *, under: str = "", paths: Iterable[str] = ()) -> Iterator[Entry]:
    """List the index's files below a directory, or those of the paths that it holds.

    An unmerged path is one entry of mode `000000` without a blob. What `git add -N` only announced is left out.
    """
    nothing = blob_id(b"", object_format=repository.object_format)
    end = len("100644 ") + len(nothing)  # then a space, the stage, a tab and the path
    unmerged, empty = "", None
    for line in lines(repository, "ls-files", "-s", "-z", *(["--", *paths] if paths else below(under))):
        path, blob = line[end + 3 :], line[7:end]
        if path in (under, unmerged):
            continue
        if line[end + 1] != "0":
            unmerged = path
            yield Entry(path, UNMERGED, "")
            continue
        if blob == nothing:
            empty = _empty_files(repository, nothing) if empty is None else empty
            if path not in empty:
                continue
        yield Entry(path, line[:6], blob)


def changed(
    repository: Repository, *command: str, under: str = "", extra: Mapping[str, str] | None = None
) -> Iterator[Change]:
    """Run one of git's raw comparisons and yield what differs below a directory."""
    words = lines(repository, *command[:1], *RAW, *command[1:], *below(under), extra=extra)
    return (change_of(fields, path) for fields, path in zip(words, words, strict=True) if path != under)


def change_of(fields: str, path: str) -> Change:
    """Read one of git's raw comparisons: `:100644 100644 <old id> <new id> M`, and the path."""
    old_mode, mode, old_blob, blob, status = fields[1:].split(" ")
    new = Entry(path, UNMERGED, "") if status == "U" else _side(path, mode, blob)
    return Change(path, _side(path, old_mode, old_blob), new)


def holding(
    repository: Repository,
    *command: str,
    name: str,
    outside: Iterable[str] = (),
    extra: Mapping[str, str] | None = None,
) -> list[str]:
    """Return the paths of a listing whose last name is this one; git matches them, which is cheap.

    The directories `outside` are not searched.
    """
    wanted = (f":(top,literal){name}", f":(top)*/{name}", *(f":(top,exclude,literal){path}" for path in outside))
    return sorted(set(lines(repository, "--no-literal-pathspecs", *command, "--", *wanted, extra=extra)))


def without_index(repository: Repository) -> dict[str, str]:
    """Return the environment in which git finds no index: `diff-tree` reads it for nothing (14 ms at 100,000)."""
    return {"GIT_INDEX_FILE": f"{repository.git_dir}/memfs/no-index"}


def unfiltered(repository: Repository, *more: tuple[str, str]) -> dict[str, str]:
    """Return the environment that switches the configured filters off, with `more` settings.

    git runs them to compare a file that is as new as the index: a program of somebody's configuration.
    """
    found = repository.git("config", "--null", "--name-only", "--get-regexp", FILTERS, accept=(0, 1))
    return switched_off(repository, found.decode("utf-8", "surrogateescape").split("\0")[:-1], *more)


def switched_off(repository: Repository, settings_of_filters: Iterable[str], *more: tuple[str, str]) -> dict[str, str]:
    """Return the environment that switches filters off; they are named by those of their settings that there are."""
    drivers = sorted({setting.rpartition(".")[0] for setting in settings_of_filters})
    settings = [*more, *((f"{driver}.{key}", value) for driver in drivers for key, value in NO_FILTER)]
    first = int(repository.environ.get("GIT_CONFIG_COUNT") or 0)
    numbered = list(enumerate(settings, first))
    keys = {f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in numbered}
    values = {f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in numbered}
    return {**keys, **values, "GIT_CONFIG_COUNT": str(first + len(settings))} if settings else {}


def below(under: str) -> list[str]:
    """Return the arguments that limit a command to a directory, taken literally."""
    return ["--", under] if under else []


def chunks(paths: Iterable[str]) -> Iterator[list[str]]:
    """Split paths into lists that fit on a command line."""
    chunk, size = list[str](), 0
    for path in paths:
        if size + len(path) > ARGUMENTS and chunk:
            yield chunk
            chunk, size = [], 0
        chunk.append(path)
        size += len(path) + 1
    if chunk:
        yield chunk


def _side(path: str, mode: str, blob: str) -> Entry | None:
    if mode == UNMERGED:
        return None
    return Entry(path, mode, blob if blob.strip("0") else "")


def _empty_files(repository: Repository, nothing: str) -> set[str]:
    """Find the files that are staged empty: `ls-files` shows what `git add -N` announced just like them."""
    tree = EMPTY_TREES[repository.object_format]
    found = changed(repository, "diff-index", "--cached", f"--find-object={nothing}", tree)
    return {change.path for change in found}

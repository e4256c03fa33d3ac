"""Words for the tests of writing: one edit in one line, and what a write must never change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from memfs.repository import Edit, Plan, Repository, WriteOptions, Written, transact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memfs.core.snapshot import Snapshot
    from tests.conftest import GitRepository

PATH = "memory/memories/outcome=success/tool=conversation/a.yaml"
OTHER = "memory/memories/outcome=failure/tool=unknown/b.yaml"
DATA = b"summary: a\noutcome: success\ntool: conversation\ncontent: one\n"
NEW = DATA.replace(b"one", b"two")


def opened(repository: GitRepository, **environ: str) -> Repository:
    return Repository.discover(repository.path, {**os.environ, **environ})


def put(
    repository: GitRepository | Repository,
    files: Mapping[str, bytes | None] | None = None,
    *,
    options: WriteOptions | None = None,
) -> Written | None:
    """Make each path hold its bytes, whatever stands there in the snapshot; None removes."""
    wanted = {PATH: DATA} if files is None else files

    def plan(snapshot: Snapshot) -> Plan:
        old = snapshot.locate(wanted)
        edits = (Edit(path, old[path].blob if path in old else None, data) for path, data in wanted.items())
        return Plan(tuple(edits), "memory: put\n\nMemfs-Op: add\n")

    place = repository if isinstance(repository, Repository) else opened(repository)
    return transact(place, plan, options=options)


def edit(repository: GitRepository | Repository, *edits: Edit) -> Written | None:
    """Carry out edits that were planned on whatever stood there."""
    place = repository if isinstance(repository, Repository) else opened(repository)
    return transact(place, lambda _: Plan(edits, "memory: edit"))


def add(repository: GitRepository | Repository, path: str = PATH, data: bytes = DATA) -> Written | None:
    """Add a file that must not be there."""
    return edit(repository, Edit(path, None, data))


def files_in_head(repository: GitRepository, under: str = "memory") -> list[str]:
    return repository.git("ls-tree", "-r", "--name-only", "HEAD", "--", under).split()


def is_clean(repository: GitRepository) -> bool:
    """Ask git's plumbing, which unlike `git status` does not refresh anything first."""
    return not repository.git("diff-files") and not repository.git("diff-index", "--cached", "HEAD")


def leftovers(repository: GitRepository) -> list[str]:
    """List what no write may leave in the git directory; the catalog and what passed last are no part of the write."""
    git_dir = repository.path / ".git"
    locks = [path.relative_to(git_dir).as_posix() for path in git_dir.rglob("*.lock")]
    ours = [path.name for path in (git_dir / "memfs").glob("*") if path.name not in {"lock", "passed"}]
    return sorted([*locks, *(name for name in ours if not name.endswith(".sqlite"))])


def untouched(repository: GitRepository) -> tuple[object, ...]:
    """Everything a refusal must leave alone: refs, index bytes, and every file with its content and mode."""
    git_dir = repository.path / ".git"
    index = git_dir / "index"
    files = {
        path.relative_to(repository.path).as_posix(): (path.lstat().st_mode, _content(path))
        for path in sorted(repository.path.rglob("*"))
        if git_dir not in path.parents and path != git_dir
    }
    raw = index.read_bytes() if index.exists() else None
    return raw, files, repository.git("for-each-ref", ok=False), repository.git("symbolic-ref", "HEAD", ok=False)


def _content(path: Path) -> bytes | str | None:
    if path.is_symlink():
        return str(path.readlink())
    return path.read_bytes() if path.is_file() else None


def while_signing(repository: GitRepository, script: str) -> None:
    """Let a shell script run right before a commit is made: after the first look, before anything is visible."""
    signer = repository.write(
        ".git/signer",
        f"#!/bin/sh\n{script}\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n'\n",
    )
    signer.chmod(0o755)
    repository.git("config", "commit.gpgSign", "true")
    repository.git("config", "gpg.program", str(signer))

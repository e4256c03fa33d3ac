"""What is staged: how an index differs from the commit under it, as git prints it.

A hook asks this first and loads the rest only where there is something to judge, so nothing here imports much.
"""

from __future__ import annotations

from memfs.repository.revisions import head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.repository.run import Repository

# renames are two changes; a submodule is compared by its commit, never by running git inside it
RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=dirty", "--ita-invisible-in-index")


class StagedChange:
    """The changes that an index brings to a commit; `raw` is what git printed of them."""

    __slots__ = ("commit", "raw")

    def __init__(self, commit: str, raw: bytes) -> None:
        self.commit, self.raw = commit, raw

    def __len__(self) -> int:
        """Count the changes."""
        return self.raw.count(b"\0") // 2

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the two parts of each change: `:100644 100644 <old id> <new id> M`, and the path."""
        parts = iter(self.raw.decode("utf-8", "surrogateescape").split("\0"))
        return zip(parts, parts, strict=False)  # git ends with a NUL


def staged_change(repository: Repository, commit: str | None = None) -> StagedChange | None:
    """Compare the index with HEAD; None before the first commit. Raises MemfsError as `head` does.

    `commit` is what HEAD names, where that is known.
    """
    commit = commit or head(repository)
    return None if commit is None else StagedChange(commit, repository.git("diff-index", "--cached", *RAW, commit))

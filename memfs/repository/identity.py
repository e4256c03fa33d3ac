"""A commit in the user's name, as their own git would make it: identity, date, signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository.pack import storing
from memfs.repository.run import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.repository.run import Repository

AUTHOR = re.compile(r"([^<>\n\0]*[^<>\n\0\s])\s*<([^<>\n\0\s]+)>")
# what ident.c of git says when it knows no name or address; the locale is ours
NOBODY = ("Please tell me who you are", "empty ident name", "auto-detection is disabled", "unable to auto-detect")


def author_variables(author: str | None) -> Mapping[str, str]:
    """Return what git takes an author from; raises MemfsError `usage` where it is not `Name <email>`."""
    if author is None:
        return {}
    found = AUTHOR.fullmatch(author.strip())
    if not found:
        raise MemfsError(f"the author is {quoted(author)}, expected 'Name <email>'", code="usage")
    return {"GIT_AUTHOR_NAME": found[1], "GIT_AUTHOR_EMAIL": found[2]}


def commit_tree(
    repository: Repository, tree: str, *, parent: str | None, message: str, author: str | None, sign: bool
) -> str:
    """Make a commit, which nothing points to yet, and return its id.

    git's own strict rules for an identity hold; where git knows nobody, the author is the committer too, so that a
    server needs no configuration. Raises MemfsError `no-identity`, and `environment` where the commit could not be
    signed.
    """
    arguments = [*(["-S"] if sign else []), *(["-p", parent] if parent else []), "-F", "-", tree]
    words = message.encode("utf-8", "backslashreplace")
    try:
        made = _made(repository, arguments, words, named=author_variables(author))
    except GitError as error:
        raise _explained(error, sign=sign) from None
    return made.decode().strip()


def _made(repository: Repository, arguments: list[str], words: bytes, *, named: Mapping[str, str]) -> bytes:
    try:
        return storing(repository, "commit-tree", *arguments, stdin=words, extra=named)
    except GitError as error:
        if not named or not _nobody(error):
            raise
    alone = {name.replace("AUTHOR", "COMMITTER"): value for name, value in named.items()}
    return storing(repository, "commit-tree", *arguments, stdin=words, extra={**named, **alone})


def _nobody(error: GitError) -> bool:
    return any(words in error.stderr for words in NOBODY)


def _explained(error: GitError, *, sign: bool) -> MemfsError:
    if _nobody(error):
        return MemfsError(
            "git knows no name and address for the commit",
            code="no-identity",
            hint='git config --global user.name "NAME" && git config --global user.email "EMAIL"',
        )
    if sign:
        return MemfsError(f"the commit could not be signed: {error.message}", code="environment")
    return error

"""Who made each change: the author of the last commit of the range that touched the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memfs.verbs.reviewing.between import Between


def authors(between: Between, store: str) -> dict[str, str]:
    """Map each path that a commit between base and head touched to an author's name."""
    if not between.committed or between.base.name == between.head.name:
        return {}
    since = [] if between.base.name == "empty" else [f"^{between.base.name}"]
    # raw lines tell a path from a name for certain: no file can be called so that it passes for an author
    arguments = (
        "log",
        "-z",
        "-c",
        "--raw",
        "--no-renames",
        "--no-abbrev",
        "--format=%x20%an",
        between.head.name,
        *since,
    )
    found = between.repository.git(*arguments, "--", *([store] if store else []))
    return _read(found.decode("utf-8", "surrogateescape").split("\0"))


def _read(tokens: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    author = ""
    following = iter(tokens)
    for token in following:
        text = token.lstrip("\n")
        if text.startswith(":"):
            names.setdefault(next(following, ""), author)
        elif text:
            author = text.strip()
    return names

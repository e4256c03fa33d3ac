"""What git says differs, and what a review says of it: each file once, on each side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memfs.core.review import Review
    from tests.conftest import GitRepository

Sides = Counter[tuple[str, str]]
"""How often each file of the base (`old`) and of the head (`new`) stands there."""


def differing(repository: GitRepository, base: str, head: str, *, store: str) -> Sides:
    """List what git sees: each path of the base and each of the head that differs."""
    raw = repository.git("diff", "--raw", "-z", "--no-renames", base, head, "--", store).split("\0")[:-1]
    pairs = zip(raw[::2], raw[1::2], strict=True)
    states = {"A": ("new",), "D": ("old",), "M": ("old", "new"), "T": ("old", "new")}
    return Counter((side, path) for fields, path in pairs for side in states[fields[-1]])


def told_of(found: Review) -> Sides:
    """List each path that a review tells of, on the sides where it says that it was."""
    told: Sides = Counter()
    of_law = [(change.action, change.path, change.path) for change in found.law]
    of_records = [(change.action, change.old_path or change.path, change.path) for change in found.changes]
    for action, old_path, path in (*of_law, *of_records):
        told.update([] if action == "added" else [("old", old_path)])
        told.update([] if action == "removed" else [("new", path)])
    return told

"""The trees of a new commit, made from HEAD's in memory: only the directories on the way to a change are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.repository.pack import tree_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.snapshot import Change, Entry
    from memfs.repository.objects import Objects

DIRECTORY = b"40000"

Branch = dict[bytes, "Branch | Entry | None"]
"""What changes below a directory: a directory, a file, or None where a file goes."""

Names = dict[bytes, tuple[bytes, bytes]]
"""What a directory holds: mode and id, both as git stores them."""

ENTRIES = {
    object_format: re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, re.DOTALL)
    for object_format, width in (("sha1", 20), ("sha256", 32))
}


@dataclass(slots=True)
class TreeBuilder:
    """Build the trees a commit needs; after `build`, `made` holds the content of every tree that is new.

    `ids` maps each directory on the way to a change to the id of its new tree.
    """

    objects: Objects
    made: list[bytes] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    def build(self, root: str | None, changes: Iterable[Change]) -> str:
        """Return the id of the top tree with the changes in it; `root` names the tree before, None for none."""
        return self._rebuilt(root, _branch(changes), path="") or self._keep(b"")

    def _rebuilt(self, tree: str | None, branch: Branch, *, path: str) -> str | None:
        names = self._names(tree) if tree else {}
        for name, change in branch.items():
            mode, blob = self._changed(names.get(name), change, path=path + name.decode("utf-8", "surrogateescape"))
            if blob:
                names[name] = mode, bytes.fromhex(blob)
            else:
                names.pop(name, None)
        if not names:
            return None
        self.ids[path.removesuffix("/")] = self._keep(_written(names))
        return self.ids[path.removesuffix("/")]

    def _changed(
        self, old: tuple[bytes, bytes] | None, change: Branch | Entry | None, *, path: str
    ) -> tuple[bytes, str | None]:
        if old and (old[0] == DIRECTORY) != isinstance(change, dict):
            raise _misplaced(path, old[0])
        if isinstance(change, dict):
            return DIRECTORY, self._rebuilt(old[1].hex() if old else None, change, path=f"{path}/")
        return (change.mode.encode(), change.blob) if change else (b"", None)

    def _names(self, tree: str) -> Names:
        found = self.objects.read(tree)
        if found is None:
            raise MemfsError(f"the tree {tree} is missing from the repository", code="environment", hint="git fsck")
        entries = ENTRIES[self.objects.repository.object_format].findall(found.data)
        if sum(len(mode) + len(name) + len(blob) + 2 for mode, name, blob in entries) != len(found.data):
            raise MemfsError(f"the tree {tree} is corrupt", code="environment", hint="git fsck")
        return {name: (mode.lstrip(b"0"), blob) for mode, name, blob in entries}  # old tools padded modes

    def _keep(self, data: bytes) -> str:
        self.made.append(data)
        return tree_id(data, object_format=self.objects.repository.object_format)


def _branch(changes: Iterable[Change]) -> Branch:
    """Hang the changes into directories; no path of a plan lies below another."""
    top: Branch = {}
    for change in changes:
        *parents, name = change.path.encode("utf-8", "surrogateescape").split(b"/")
        place = top
        for parent in parents:
            place = cast("Branch", place.setdefault(parent, {}))
        place[name] = change.new
    return top


def _written(names: Names) -> bytes:
    """Write a tree; git sorts a directory as if its name ended in a slash."""
    ordered = sorted(names.items(), key=lambda item: item[0] + b"/" if item[1][0] == DIRECTORY else item[0])
    return b"".join(b"%s %s\0%s" % (mode, name, blob) for name, (mode, blob) in ordered)


def _misplaced(path: str, mode: bytes) -> MemfsError:
    kinds = {DIRECTORY: "a directory", b"120000": "a symbolic link", b"160000": "a submodule"}
    return MemfsError(f"{quoted(path, limit=200)} is {kinds.get(mode, 'a file')} in HEAD", code="state")

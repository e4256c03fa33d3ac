"""Objects made in memory are those git would make."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.core.snapshot import Change, Entry, blob_id
from memfs.repository import Objects
from memfs.repository.pack import LOOSE_LIMIT, store_objects
from memfs.repository.trees import TreeBuilder
from tests.conftest import GitRepository
from tests.repository.writing import opened

if TYPE_CHECKING:
    from pathlib import Path

# lengths at which the size in a pack takes one byte more, and more than one read of a pipe
SIZES = (0, 1, 15, 16, 17, 2047, 2048, 2049, 300_000)
# names whose order depends on being a directory or not
NAMES = ("a", "a-b", "a.b", "a/b", "a/b.c", "a0", "ab/c/d", "ab.c", "ab0", "z/ä", "z/a b")


@pytest.fixture(params=["sha1", "sha256"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> GitRepository:
    """Make an empty repository of either kind."""
    path = tmp_path / "store"
    subprocess.run(["git", "init", "-q", f"--object-format={request.param}", str(path)], check=True)
    return GitRepository(path)


@pytest.mark.parametrize("extra", [0, LOOSE_LIMIT])
def test_stored_objects_are_read_back(store: GitRepository, extra: int) -> None:
    place = opened(store)
    blobs = [random.Random(size).randbytes(size) for size in SIZES]  # noqa: S311 - bytes that do not deflate
    blobs += [b"%d" % number for number in range(extra)]
    store_objects(place, blobs=[*blobs, blobs[1]], trees=[b"", b""])
    with Objects(place) as objects:
        names = [blob_id(blob, object_format=place.object_format) for blob in blobs]
        assert [found and found.data for found in objects.stream(names)] == blobs
    assert store.git("fsck", "--strict", "--no-dangling") == ""


def test_nothing_to_store_starts_nothing(store: GitRepository) -> None:
    repository = opened(store)
    repository.environ = {"PATH": "/nowhere"}
    store_objects(repository, blobs=[], trees=[])


def test_trees_are_those_git_writes(store: GitRepository) -> None:
    place = opened(store)
    chance = random.Random(4)  # noqa: S311 - which files, not secrets
    blobs = {blob_id(b"%d" % n, object_format=place.object_format): b"%d" % n for n in range(4)}
    store_objects(place, blobs=blobs.values(), trees=[])
    root, before = None, dict[str, Entry]()
    for _ in range(25):
        after = _some_files(chance, list(blobs))
        changes = [Change(path, before.get(path), after.get(path)) for path in before.keys() | after.keys()]
        with Objects(place) as objects:
            builder = TreeBuilder(objects)
            root = builder.build(root, [change for change in changes if change.old != change.new])
        store_objects(place, blobs=[], trees=builder.made)
        assert root == _tree_by_git(store, after)
        before = after


def _some_files(chance: random.Random, blobs: list[str]) -> dict[str, Entry]:
    """Choose files of which none is a directory of another."""
    chosen = [name for name in NAMES if chance.random() < 0.5 and not (name == "a" and chance.random() < 0.9)]
    files = [name for name in chosen if not any(other.startswith(f"{name}/") for other in NAMES)]
    return {name: Entry(name, chance.choice(["100644", "100755"]), chance.choice(blobs)) for name in files}


def _tree_by_git(store: GitRepository, files: dict[str, Entry]) -> str:
    store.git("read-tree", "--empty")
    rows = "".join(f"{entry.mode} {entry.blob}\t{path}\n" for path, entry in files.items())
    store.git("update-index", "--index-info", stdin=rows.encode())
    return store.git("write-tree").strip()


def test_missing_tree_is_named(store: GitRepository) -> None:
    place = opened(store)
    missing = blob_id(b"nowhere", object_format=place.object_format)
    with Objects(place) as objects, pytest.raises(MemfsError, match=f"the tree {missing} is missing"):
        TreeBuilder(objects).build(missing, [Change("a", None, Entry("a", "100644", missing))])


def test_tree_that_does_not_parse_is_named(store: GitRepository) -> None:
    place = opened(store)
    blob = store.git("hash-object", "-w", "--stdin", stdin=b"not a tree").strip()
    with Objects(place) as objects, pytest.raises(MemfsError, match=f"the tree {blob} is corrupt"):
        TreeBuilder(objects).build(blob, [Change("a", None, Entry("a", "100644", blob))])


@pytest.mark.parametrize(("mode", "kind"), [("160000", "a submodule"), ("120000", "a symbolic link")])
def test_directory_of_another_kind_is_refused(store: GitRepository, mode: str, kind: str) -> None:
    place = opened(store)
    blob = blob_id(b"x", object_format=place.object_format)
    store.git("update-index", "--add", "--cacheinfo", f"{mode},{blob},memory")
    root = store.git("write-tree", "--missing-ok").strip()
    with Objects(place) as objects, pytest.raises(MemfsError, match=f"'memory' is {kind} in HEAD") as refusal:
        TreeBuilder(objects).build(root, [Change("memory/a", None, Entry("memory/a", "100644", blob))])
    assert refusal.value.code == "state"


def test_file_in_the_place_of_a_directory_is_refused(store: GitRepository) -> None:
    place = opened(store)
    blob = blob_id(b"x", object_format=place.object_format)
    store.git("update-index", "--add", "--cacheinfo", f"100644,{blob},memory/a")
    root = store.git("write-tree", "--missing-ok").strip()
    with Objects(place) as objects, pytest.raises(MemfsError, match="'memory' is a directory in HEAD"):
        TreeBuilder(objects).build(root, [Change("memory", None, Entry("memory", "100644", blob))])

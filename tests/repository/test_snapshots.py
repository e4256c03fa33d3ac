"""Commits and indexes: names of every kind, every sort of change, judged against plain listings."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.core.snapshot import Change, Entry, Files, Overlay, compare
from memfs.repository import (
    Objects,
    Repository,
    empty_snapshot,
    head_snapshot,
    index_snapshot,
    store_roots,
    tree_snapshot,
)
from memfs.repository.listing import chunks, storable
from memfs.repository.snapshots import LIMIT
from memfs.repository.snapshots_index import FEW
from tests.conftest import GitRepository

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.core.snapshot import Snapshot

ODD = (
    "plain",
    "two words",
    "new\nline",
    "tab\there",
    'quote"d',
    "ünïcode",
    os.fsdecode(b"latin-\xe4"),
    "*",
    "[p]lain",
    ":(glob)**",
    ":!plain",
    "-r",
    "--",
    "back\\slash",
    "100644 x 0",
    "trailing ",
)
ABSENT = (
    *("", ".", "..", "/", "//", "../README.txt", "/etc/passwd", "dir//plain", "dir/", "dir/./plain", "./dir/plain"),
    *("dir", "dir/absent", "absent/plain", "plain/below", "a\0b", "\ud800", "dir/plain\n", "DIR/PLAIN", "link/plain"),
    *("x" * 5000, "x/" * 3000 + "y", "x" * 200_000),
)


def opened(repository: GitRepository) -> Repository:
    return Repository.discover(repository.path, os.environ)


def blob_of(repository: GitRepository, data: bytes) -> str:
    return repository.git("hash-object", "-w", "--stdin", stdin=data).strip()


def stage(repository: GitRepository, *entries: Entry) -> None:
    """Put entries into the index alone: not every file system can hold every name."""
    lines = [f"{entry.mode} {entry.blob}\t{entry.path}\0".encode("utf-8", "surrogateescape") for entry in entries]
    repository.git("update-index", "-z", "--index-info", stdin=b"".join(lines))


@pytest.fixture(params=["sha1", "sha256"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> GitRepository:
    """Make a repository that holds each odd name as a file, as a directory's file and as a directory."""
    path = tmp_path / "odd"
    subprocess.run(["git", "init", "-q", "-b", "main", f"--object-format={request.param}", str(path)], check=True)
    repository = GitRepository(path)
    blobs = [blob_of(repository, b"content %d\n" % number) for number in range(len(ODD))]
    named = [Entry(f"{where}{name}", "100644", blob) for name, blob in zip(ODD, blobs, strict=True) for where in WHERE]
    below = [Entry(f"d{name}/{name}", "100644", blob) for name, blob in zip(ODD, blobs, strict=True)]
    commit = "7" * len(blobs[0])
    special = [Entry("run", "100755", blobs[0]), Entry("link", "120000", blobs[1]), Entry("sub", "160000", commit)]
    stage(repository, *named, *below, *special, Entry("void", "100644", blob_of(repository, b"")))
    repository.git("commit", "-q", "-m", "odd")
    return repository


WHERE = ("", "dir/")


def both(repository: GitRepository) -> tuple[Snapshot, Snapshot]:
    found = opened(repository)
    return tree_snapshot(found, "HEAD"), index_snapshot(found)


def expected_entries(repository: GitRepository) -> list[Entry]:
    entries = []
    for line in repository.git("ls-files", "-s", "-z").split("\0")[:-1]:
        fields, path = line.split("\t", 1)
        mode, blob, _ = fields.split(" ")
        entries.append(Entry(path, mode, blob))
    return entries


def test_listing_holds_every_name_mode_and_blob(odd: GitRepository) -> None:
    expected = expected_entries(odd)
    assert len(expected) == 3 * len(ODD) + 4
    for snapshot in both(odd):
        assert list(snapshot.entries()) == expected


def test_listing_of_a_directory_takes_its_name_literally(odd: GitRepository) -> None:
    for snapshot in both(odd):
        for name in ("", "dir", "absent", "plain", "link", "sub", "run", *(f"d{name}" for name in ODD)):
            expected = [entry for entry in expected_entries(odd) if not name or entry.path.startswith(f"{name}/")]
            assert list(snapshot.entries(name)) == expected


def test_located_files_are_those_of_the_listing_and_nothing_else(odd: GitRepository) -> None:
    expected = {entry.path: entry for entry in expected_entries(odd)}
    for snapshot in both(odd):
        assert snapshot.locate([*expected, *ABSENT]) == expected
        for path, entry in expected.items():
            assert snapshot.locate([path]) == {path: entry}
        for path in ABSENT:
            assert snapshot.locate([path]) == {}
        assert snapshot.locate([]) == {}


def test_many_files_are_located_as_a_few_are(repository: GitRepository) -> None:
    blob = blob_of(repository, b"x")
    stage(repository, *(Entry(f"a/b/{number % 7}/{number}", "100644", blob) for number in range(2 * FEW)))
    repository.git("commit", "-q", "-m", "many")
    paths = [f"a/b/{number % 7}/{number}" for number in range(0, 4 * FEW, 2)]
    for snapshot in both(repository):
        assert snapshot.locate(paths) == {path: Entry(path, "100644", blob) for path in paths[:FEW]}
        assert snapshot.locate([*paths, "README.txt"]).keys() == {*paths[:FEW], "README.txt"}


def test_contents_come_in_the_order_asked_for(odd: GitRepository) -> None:
    for snapshot in both(odd):
        entries = [*snapshot.entries()][::-1]
        read = list(snapshot.read(iter(entries)))
        assert [entry for entry, _ in read] == entries
        contents = {entry.path: data for entry, data in read}
        assert [contents[name] for name in ODD] == [b"content %d\n" % number for number in range(len(ODD))]
        assert (contents["run"], contents["link"], contents["sub"]) == (b"content 0\n", b"content 1\n", b"")


def test_huge_content_is_cut_one_byte_above_what_a_record_may_have(repository: GitRepository) -> None:
    repository.write("huge", b"x" * 3 * LIMIT)
    repository.write("most", b"x" * (LIMIT - 1))
    repository.commit()
    for snapshot in both(repository):
        sizes = {entry.path: len(data) for entry, data in snapshot.read(snapshot.entries())}
        assert sizes == {"README.txt": 13, "huge": LIMIT, "most": LIMIT - 1}


def test_missing_blob_is_an_error_that_names_the_file(repository: GitRepository) -> None:
    entry = Entry("a\nb", "100644", "1" * 40)
    for snapshot in both(repository):
        with pytest.raises(MemfsError, match=r"the object 1{40} of 'a\\nb' is missing") as raised:
            list(snapshot.read([entry]))
        assert (raised.value.code, raised.value.hint) == ("environment", "git fsck")


def test_missing_tree_is_an_error(repository: GitRepository) -> None:
    repository.write("dir/file", "x")
    repository.commit()
    tree = repository.git("rev-parse", "HEAD:dir").strip()
    (repository.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    snapshot = tree_snapshot(opened(repository), "HEAD")
    assert snapshot.locate(["README.txt"]).keys() == {"README.txt"}
    with pytest.raises(MemfsError, match=f"the tree {tree} is missing"):
        snapshot.locate(["dir/file"])


def test_commit_is_resolved_once(repository: GitRepository) -> None:
    snapshot = tree_snapshot(opened(repository), "main")
    first = repository.git("rev-parse", "HEAD").strip()
    repository.write("later", "x")
    repository.commit()
    assert snapshot.name == first
    assert [entry.path for entry in snapshot.entries()] == ["README.txt"]
    assert snapshot.locate(["later"]) == {}


def test_trees_read_once_are_kept_and_a_reader_can_be_lent(repository: GitRepository) -> None:
    repository.write("dir/file", "x")
    commit = repository.commit()
    found = opened(repository)
    with Objects(found) as objects:
        snapshot = tree_snapshot(found, commit, objects=objects)
        located = snapshot.locate(["dir/file"])
        assert located.keys() == {"dir/file"}
    tree = repository.git("rev-parse", "HEAD:dir").strip()
    (repository.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert snapshot.locate(["dir/file", "dir/other", "other"]) == located


def rework(repository: GitRepository) -> None:
    """Change a file, its mode, its type, its name; delete, add, and turn a file into a directory and back."""
    for name in ("same", "changed", "mode", "type", "old-name", "deleted", "file", "dir/inner", "deep/a/b/c"):
        repository.write(name, f"{name}\n" * 9)
    repository.commit("before")
    repository.write("changed", "other\n")
    (repository.path / "mode").chmod(0o755)
    (repository.path / "type").unlink()
    (repository.path / "type").symlink_to("changed")
    (repository.path / "old-name").rename(repository.path / "new-name")
    (repository.path / "deleted").unlink()
    (repository.path / "file").unlink()
    repository.write("file/inner", "x")
    (repository.path / "dir" / "inner").unlink()
    (repository.path / "dir").rmdir()
    repository.write("dir", "x")
    repository.write("added", "new\n")
    repository.git("add", "-A")


CHANGED = (
    "added",
    "changed",
    "deleted",
    "dir",
    "dir/inner",
    "file",
    "file/inner",
    "mode",
    "new-name",
    "old-name",
    "type",
)


def test_index_differs_from_a_commit_as_their_listings_do(repository: GitRepository) -> None:
    rework(repository)
    base, index = both(repository)
    changes = list(index.changes(base))
    assert tuple(change.path for change in changes) == CHANGED
    assert changes == list(compare(base.entries(), index.entries()))
    assert list(index.changes(base, "file")) == [change for change in changes if change.path == "file/inner"]
    assert list(index.changes(base, "deep")) == []


def test_commits_differ_as_their_listings_do(repository: GitRepository) -> None:
    rework(repository)
    repository.git("commit", "-q", "-m", "after")
    found = opened(repository)
    base, head = tree_snapshot(found, "HEAD~1"), tree_snapshot(found, "HEAD")
    changes = list(head.changes(base))
    assert tuple(change.path for change in changes) == CHANGED
    assert changes == list(compare(base.entries(), head.entries()))
    assert list(base.changes(head)) == [Change(change.path, change.new, change.old) for change in changes]
    assert list(head.changes(base, "dir")) == [change for change in changes if change.path == "dir/inner"]
    assert list(head.changes(tree_snapshot(found, "main"))) == []


def test_odd_names_differ_one_by_one(odd: GitRepository) -> None:
    base, index = both(odd)
    for name in ODD:
        odd.git("--literal-pathspecs", "rm", "-q", "--cached", "--", f"d{name}/{name}")
    entries = base.locate(f"d{name}/{name}" for name in ODD)
    expected = {path: Change(path, entry, None) for path, entry in entries.items()}
    assert {change.path: change for change in index.changes(base)} == expected
    for name in ODD:
        assert list(index.changes(base, f"d{name}")) == [expected[f"d{name}/{name}"]]


def test_submodule_differs_by_its_commit_whatever_gitmodules_says(repository: GitRepository) -> None:
    repository.write(".gitmodules", '[submodule "s"]\n\tpath = sub\n\turl = ./s\n\tignore = all\n')
    stage(repository, Entry("sub", "160000", "1" * 40))
    repository.git("commit", "-q", "-m", "submodule")
    stage(repository, Entry("sub", "160000", "2" * 40))
    base, index = both(repository)
    change = Change("sub", Entry("sub", "160000", "1" * 40), Entry("sub", "160000", "2" * 40))
    assert list(index.changes(base)) == [change]


def test_other_kinds_of_base_are_compared_by_their_listings(repository: GitRepository) -> None:
    readme = Entry("README.txt", "100644", repository.git("rev-parse", "HEAD:README.txt").strip())
    for snapshot in both(repository):
        assert list(snapshot.changes(empty_snapshot())) == [Change("README.txt", None, readme)]
        assert list(empty_snapshot().changes(snapshot)) == [Change("README.txt", readme, None)]
        assert list(snapshot.changes(Files({"README.txt": b"host project\n"}))) == []
        overlay = Overlay(snapshot, {"new": b"x"})
        assert [change.path for change in overlay.changes(snapshot)] == ["new"]
        assert [change.path for change in snapshot.changes(overlay)] == ["new"]
    tree, index = both(repository)
    assert list(tree.changes(index)) == []


def test_announced_file_is_no_part_of_the_index(repository: GitRepository) -> None:
    for name in ("announced", "empty", "filled"):
        repository.write(name, "" if name == "empty" else "x")
    repository.git("add", "-N", "announced")
    repository.git("add", "empty", "filled")
    base, index = both(repository)
    assert [entry.path for entry in index.entries()] == ["README.txt", "empty", "filled"]
    assert [change.path for change in index.changes(base)] == ["empty", "filled"]
    assert index.locate(["announced", "empty", "filled"]).keys() == {"empty", "filled"}


def test_file_taken_out_and_announced_again_is_a_removal(repository: GitRepository) -> None:
    repository.git("rm", "-q", "--cached", "README.txt")
    repository.git("add", "-N", "README.txt")
    base, index = both(repository)
    assert list(index.entries()) == []
    assert list(index.changes(base)) == [Change("README.txt", base.locate(["README.txt"])["README.txt"], None)]


def test_unmerged_path_is_one_entry_without_a_blob(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "theirs")
    repository.write("README.txt", "theirs\n")
    repository.write("both", "theirs\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("README.txt", "ours\n")
    repository.write("both", "ours\n")
    repository.commit()
    repository.git("merge", "-q", "theirs", ok=False)
    base, index = both(repository)
    open_paths = [Entry(path, "000000", "") for path in ("README.txt", "both")]
    assert list(index.entries()) == open_paths
    assert index.locate(["both", "README.txt"]) == {entry.path: entry for entry in open_paths}
    before = base.locate(["both", "README.txt"])
    assert list(index.changes(base)) == [Change(entry.path, before[entry.path], entry) for entry in open_paths]
    assert list(index.read(open_paths)) == [(entry, b"") for entry in open_paths]


def test_repository_without_a_commit_is_compared_with_nothing(empty_repository: GitRepository) -> None:
    found = opened(empty_repository)
    base, index = head_snapshot(found), index_snapshot(found)
    assert (base.name, list(base.entries()), list(index.entries())) == ("empty", [], [])
    empty_repository.write("a/b", "x")
    empty_repository.write("c", "x")
    empty_repository.git("add", "-A")
    assert list(index.changes(base)) == [Change(entry.path, None, entry) for entry in index.entries()]
    assert [change.path for change in index.changes(base, "a")] == ["a/b"]


def test_head_snapshot_is_the_commit_of_head(repository: GitRepository) -> None:
    assert head_snapshot(opened(repository)).name == repository.git("rev-parse", "HEAD").strip()


def test_bare_repository_has_commits_and_an_empty_index(repository: GitRepository, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", str(repository.path), str(tmp_path / "bare")], check=True)
    found = Repository.discover(tmp_path / "bare", os.environ)
    tree = tree_snapshot(found, "main")
    assert [(entry.path, data) for entry, data in tree.read(tree.entries())] == [("README.txt", b"host project\n")]
    assert tree.locate(["README.txt"]).keys() == {"README.txt"}
    assert list(tree.changes(empty_snapshot())) == [Change(entry.path, None, entry) for entry in tree.entries()]
    assert list(index_snapshot(found).entries()) == []


def test_index_file_can_be_named(repository: GitRepository, tmp_path: Path) -> None:
    other = str(tmp_path / "other-index")
    found = opened(repository)
    found.git("read-tree", "--empty", index=other)
    assert list(index_snapshot(found, index=other).entries()) == []
    assert [entry.path for entry in index_snapshot(found).entries()] == ["README.txt"]


def test_reading_changes_nothing(repository: GitRepository) -> None:
    rework(repository)
    before = repository.state()
    base, index = both(repository)
    assert list(index.changes(base))
    assert list(index.read(index.entries()))
    assert store_roots(index) == store_roots(base) == ()
    assert repository.state() == before


ROOTS = ("a b/memory", "memory", os.fsdecode(b"\xe4"), "[m]emory", "x\ny", "memories/memory")
NESTED = ("memory/memories/nested", "memory/x", "a b/memory/memory", "memories/memory/memories")
LOOK_ALIKES = ("notmemfs.yaml", "memfs.yaml.orig", "z/memfs.yml", "z/Memfs.yaml", "y/memfs.yaml/file", "xmemfs.yaml")


def test_stores_are_found_wherever_they_are(repository: GitRepository) -> None:
    blob = blob_of(repository, b"memfs: 1\n")
    paths = [*(f"{root}/memfs.yaml" for root in (*ROOTS, *NESTED)), *LOOK_ALIKES]
    stage(repository, *(Entry(path, "100644", blob) for path in paths))
    expected = tuple(sorted(ROOTS))
    found = opened(repository)
    assert store_roots(index_snapshot(found)) == expected
    assert store_roots(index_snapshot(found, base=head_snapshot(found))) == expected
    repository.git("commit", "-q", "-m", "stores")
    tree, index = both(repository)
    staged = index_snapshot(found, base=tree)
    assert store_roots(tree) == store_roots(index) == store_roots(staged) == expected
    assert store_roots(Files(dict.fromkeys(paths, b""))) == expected
    assert store_roots(empty_snapshot()) == ()


def test_store_at_the_top_is_the_only_one(repository: GitRepository) -> None:
    blob = blob_of(repository, b"memfs: 1\n")
    stage(repository, *(Entry(path, "100644", blob) for path in ("memfs.yaml", "memory/memfs.yaml", "a/memfs.yaml")))
    repository.git("commit", "-q", "-m", "stores")
    tree, index = both(repository)
    assert store_roots(tree) == store_roots(index) == ("",)


def test_store_inside_another_is_one_when_the_outer_goes(repository: GitRepository) -> None:
    blob = blob_of(repository, b"memfs: 1\n")
    stage(repository, *(Entry(f"{path}/memfs.yaml", "100644", blob) for path in ("memory", "memory/a", "memory/a/b")))
    repository.git("commit", "-q", "-m", "stores")
    found = opened(repository)
    base = tree_snapshot(found, "HEAD")
    planned = Overlay(base, {"memory/memfs.yaml": None, "new/memfs.yaml": b"", "new/other.yaml": b""})
    assert store_roots(planned) == ("memory/a", "new")
    assert store_roots(Overlay(base, {"new/memfs.yaml": b"", "memory/c/memfs.yaml": b""})) == ("memory", "new")
    repository.git("rm", "-q", "--cached", "memory/memfs.yaml")
    assert store_roots(index_snapshot(found, base=base)) == store_roots(index_snapshot(found)) == ("memory/a",)


def test_unmerged_policy_is_still_a_store(repository: GitRepository) -> None:
    blob = blob_of(repository, b"memfs: 1\n")
    lines = "".join(f"100644 {blob} {stage}\tm/memfs.yaml\n" for stage in (1, 2, 3))
    repository.git("update-index", "--index-info", stdin=lines.encode())
    assert store_roots(index_snapshot(opened(repository))) == ("m",)


def test_paths_are_split_to_fit_a_command_line() -> None:
    paths = ["x" * 4000] * 11
    assert [len(chunk) for chunk in chunks(paths)] == [4, 4, 3]
    assert list(chunks([])) == []
    assert [len(chunk) for chunk in chunks(["y" * 30_000, "z"])] == [1, 1]


def test_paths_git_cannot_hold_are_told_apart() -> None:
    assert [path for path in ABSENT if storable(path)] == [
        *("dir", "dir/absent", "absent/plain", "plain/below", "dir/plain\n", "DIR/PLAIN", "link/plain"),
        *("x" * 5000, "x/" * 3000 + "y"),
    ]
    assert all(storable(path) for path in ODD)


def test_snapshot_of_another_repository_is_compared_by_listings(repository: GitRepository, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", str(repository.path), str(tmp_path / "clone")], check=True)
    ours, theirs = opened(repository), Repository.discover(tmp_path / "clone", os.environ)
    repository.write("README.txt", "changed\n")
    repository.commit()
    head = tree_snapshot(ours, "HEAD")
    assert [change.path for change in head.changes(tree_snapshot(theirs, "HEAD"))] == ["README.txt"]
    assert [change.path for change in index_snapshot(ours).changes(tree_snapshot(theirs, "HEAD"))] == ["README.txt"]

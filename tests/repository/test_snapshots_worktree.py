"""The working tree: what lies on the disk, as far as git tracks it or would add it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.core.snapshot import Change, Entry, Files, blob_id
from memfs.repository import (
    Repository,
    empty_snapshot,
    head_snapshot,
    index_snapshot,
    store_roots,
    tree_snapshot,
    worktree_snapshot,
)
from memfs.repository.snapshots import LIMIT
from tests.conftest import GitRepository
from tests.repository.test_snapshots import ABSENT, ODD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from memfs.repository.snapshots_worktree import WorktreeSnapshot

NAMES = [name for name in ODD if sys.platform != "darwin" or "latin" not in name]


def opened(repository: GitRepository) -> Repository:
    return Repository.discover(repository.path, os.environ)


def worktree(repository: GitRepository) -> WorktreeSnapshot:
    return worktree_snapshot(opened(repository))


def modes(entries: Iterable[Entry]) -> dict[str, str]:
    return {entry.path: entry.mode for entry in entries}


def changed(repository: GitRepository, under: str = "") -> dict[str, str]:
    """Say for each path that differs from HEAD whether it is added, removed or changed."""
    found = opened(repository)
    changes = worktree_snapshot(found).changes(head_snapshot(found), under)
    return {one.path: "removed" if not one.new else "changed" if one.old else "added" for one in changes}


def test_unchanged_files_keep_the_blobs_of_the_index(repository: GitRepository) -> None:
    repository.write("a/b", "x")
    repository.commit()
    found = opened(repository)
    assert list(worktree(repository).entries()) == list(index_snapshot(found).entries())
    assert changed(repository) == {}


def test_every_way_to_drift_from_the_index_is_seen(repository: GitRepository) -> None:
    for name in ("changed", "deleted", "mode", "type", "emptied", "file", "staged", "both"):
        repository.write(name, f"{name}\n")
    repository.write(".gitignore", "*.log\n")
    base = repository.commit()
    repository.write("changed", "other\n")
    (repository.path / "deleted").unlink()
    (repository.path / "mode").chmod(0o755)
    (repository.path / "type").unlink()
    (repository.path / "type").symlink_to("changed")
    repository.write("emptied", "")
    (repository.path / "file").unlink()
    repository.write("file/inner", "x")
    repository.write("staged", "staged\nmore\n")
    repository.git("add", "staged")
    repository.write("both", "staged\n")
    repository.git("add", "both")
    repository.write("both", "both\n")
    repository.write("untracked", "x")
    repository.write("announced", "x")
    repository.git("add", "-N", "announced")
    repository.write("ignored.log", "x")
    entries = list(worktree(repository).entries())
    assert modes(entries) == {
        ".gitignore": "100644",
        "README.txt": "100644",
        "announced": "100644",
        "both": "100644",
        "changed": "100644",
        "emptied": "100644",
        "file/inner": "100644",
        "mode": "100755",
        "staged": "100644",
        "type": "120000",
        "untracked": "100644",
    }
    assert [entry.path for entry in entries] == sorted(entry.path for entry in entries)
    assert {entry.path for entry in entries if entry.blob} == {".gitignore", "README.txt", "staged"}
    expected = {
        "announced": "added",
        "changed": "changed",
        "deleted": "removed",
        "emptied": "changed",
        "file": "removed",
        "file/inner": "added",
        "mode": "changed",
        "staged": "changed",
        "type": "changed",
        "untracked": "added",
    }
    assert changed(repository) == expected  # `both` is staged, but on the disk it is what HEAD holds
    assert changed(repository, "file") == {"file/inner": "added"}
    contents = {entry.path: data for entry, data in worktree(repository).read(entries)}
    assert contents["type"] == b"changed"
    assert (contents["staged"], contents["both"], contents["file/inner"]) == (b"staged\nmore\n", b"both\n", b"x")
    assert tree_snapshot(opened(repository), "HEAD").name == base


def test_changed_content_is_hashed_when_it_is_compared(repository: GitRepository) -> None:
    repository.write("README.txt", "other\n")
    found = opened(repository)
    base = tree_snapshot(found, "HEAD")
    old = base.locate(["README.txt"])["README.txt"]
    new = Entry("README.txt", "100644", blob_id(b"other\n"))
    assert list(worktree(repository).changes(base)) == [Change("README.txt", old, new)]


def test_touched_file_with_the_same_content_is_no_change(repository: GitRepository) -> None:
    os.utime(repository.path / "README.txt", (1, 1))
    assert changed(repository) == {}


def test_removal_from_the_index_alone_is_no_change_on_the_disk(repository: GitRepository) -> None:
    repository.git("rm", "-q", "--cached", "README.txt")
    assert changed(repository) == {}
    repository.git("add", "-N", "README.txt")
    assert changed(repository) == {}
    (repository.path / "README.txt").unlink()
    assert changed(repository) == {"README.txt": "removed"}


def test_odd_names_are_listed_located_and_read(repository: GitRepository) -> None:
    for number, name in enumerate(NAMES):
        repository.write(f"dir/{name}", f"content {number}\n")
        repository.write(f"d{name}/{name}", f"content {number}\n")
    paths = sorted([*(f"dir/{name}" for name in NAMES), *(f"d{name}/{name}" for name in NAMES), "README.txt"])
    for _ in ("untracked", "tracked"):
        snapshot = worktree(repository)
        entries = list(snapshot.entries())
        assert sorted(entry.path for entry in entries) == paths
        assert snapshot.locate([*paths, *ABSENT]) == {path: Entry(path, "100644", "") for path in paths}
        contents = {entry.path: data for entry, data in snapshot.read(entries)}
        assert [contents[f"dir/{name}"] for name in NAMES] == [b"content %d\n" % number for number in range(len(NAMES))]
        for name in NAMES:
            assert [entry.path for entry in snapshot.entries(f"d{name}")] == [f"d{name}/{name}"]
        repository.git("add", "-A")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no fifos here")
def test_fifo_and_socket_in_the_place_of_a_file_are_never_opened(repository: GitRepository) -> None:
    repository.write("pipe", "x")
    repository.write("plug", "x")
    repository.commit()
    for name in ("pipe", "plug"):
        (repository.path / name).unlink()
    os.mkfifo(repository.path / "pipe")
    here = os.open(".", os.O_RDONLY)
    os.chdir(repository.path)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind("plug")
    finally:
        os.chdir(here)
        os.close(here)
    snapshot = worktree(repository)
    entries = [entry for entry in snapshot.entries() if entry.path != "README.txt"]
    assert entries == [Entry("pipe", "000000", ""), Entry("plug", "000000", "")]
    assert list(snapshot.read(entries)) == [(entry, b"") for entry in entries]
    assert changed(repository) == {"pipe": "changed", "plug": "changed"}
    with pytest.raises(MemfsError, match="cannot read 'pipe': no longer a regular file"):
        list(snapshot.read([Entry("pipe", "100644", "")]))


def test_symlink_is_read_as_its_target_and_never_followed(repository: GitRepository, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    target = str(tmp_path / "secret") + "//./x"
    (repository.path / "link").symlink_to(target)
    (repository.path / "loop").symlink_to("loop")
    snapshot = worktree(repository)
    links = [Entry("link", "120000", ""), Entry("loop", "120000", "")]
    assert list(snapshot.read(links)) == [(links[0], target.encode()), (links[1], b"loop")]
    assert snapshot.locate(["link", "loop"]) == {entry.path: entry for entry in links}
    with pytest.raises(MemfsError, match="cannot read 'link'"):
        list(snapshot.read([Entry("link", "100644", "")]))


def test_nothing_is_found_behind_a_directory_that_is_a_symlink(repository: GitRepository, tmp_path: Path) -> None:
    repository.write("dir/file", "x")
    repository.commit()
    (repository.path / "dir").rename(tmp_path / "elsewhere")
    (repository.path / "dir").symlink_to(tmp_path / "elsewhere")
    snapshot = worktree(repository)
    assert snapshot.locate(["dir/file", "dir"]) == {"dir": Entry("dir", "120000", "")}
    assert modes(snapshot.entries()) == {"README.txt": "100644", "dir": "120000"}
    assert changed(repository) == {"dir": "added", "dir/file": "removed"}


def test_huge_file_is_read_as_far_as_its_refusal_needs(repository: GitRepository) -> None:
    with (repository.path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    repository.write("most", b"x" * (LIMIT - 1))
    snapshot = worktree(repository)
    sizes = {entry.path: len(data) for entry, data in snapshot.read(snapshot.entries())}
    assert sizes == {"README.txt": 13, "huge": LIMIT, "most": LIMIT - 1}
    (repository.path / "README.txt").unlink()
    (repository.path / "huge").rename(repository.path / "README.txt")
    assert changed(repository) == {"README.txt": "changed", "most": "added"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_file_that_may_not_be_read_is_an_error(repository: GitRepository) -> None:
    repository.write("closed", "x").chmod(0)
    snapshot = worktree(repository)
    with pytest.raises(MemfsError, match="cannot read 'closed': Permission denied") as raised:
        list(snapshot.read(snapshot.entries()))
    assert raised.value.code == "environment"


def test_file_that_vanished_is_an_error_unless_git_has_it(repository: GitRepository) -> None:
    snapshot = worktree(repository)
    (readme,) = snapshot.entries()
    (repository.path / "README.txt").unlink()
    assert list(snapshot.read([readme])) == [(readme, b"host project\n")]
    with pytest.raises(MemfsError, match=r"cannot read 'README\.txt': No such file"):
        list(snapshot.read([Entry("README.txt", "100644", "")]))
    with pytest.raises(MemfsError, match=r"the object 1{40} of 'README\.txt' is missing"):
        list(snapshot.read([Entry("README.txt", "100644", "1" * 40)]))


def test_repository_inside_is_a_submodule(repository: GitRepository) -> None:
    for name in ("nested", "dir/deep"):
        subprocess.run(["git", "init", "-q", str(repository.path / name)], check=True)
        inner = GitRepository(repository.path / name)
        inner.write("memory/memfs.yaml", "memfs: 1\n")
        inner.commit()
    expected = {"README.txt": "100644", "dir/deep": "160000", "nested": "160000"}
    snapshot = worktree(repository)
    assert modes(snapshot.entries()) == expected
    assert list(snapshot.read([Entry("nested", "160000", "")])) == [(Entry("nested", "160000", ""), b"")]
    assert list(snapshot.entries("nested")) == []
    assert store_roots(snapshot) == ()
    repository.git("add", "-A")
    GitRepository(repository.path / "nested").commit("later")
    assert modes(worktree(repository).entries()) == expected
    assert changed(repository) == {"dir/deep": "added", "nested": "added"}


def test_directory_that_is_not_there_costs_no_call_of_git(repository: GitRepository) -> None:
    repository.write("gone/a", "x")
    repository.commit()
    (repository.path / "gone" / "a").unlink()
    (repository.path / "gone").rmdir()
    found = opened(repository)
    found.environ = {"PATH": "/nowhere"}
    for under in ("gone", "gone/deeper", "never"):
        assert list(worktree_snapshot(found).entries(under)) == []


def test_sparse_checkout_reads_what_was_left_out_from_git(repository: GitRepository) -> None:
    for name in ("in/file", "out/file", "out/other"):
        repository.write(name, f"{name}\n")
    repository.commit()
    repository.git("sparse-checkout", "set", "in")
    assert not (repository.path / "out").exists()
    (repository.path / "in" / "file").unlink()
    snapshot = worktree(repository)
    entries = list(snapshot.entries())
    assert [entry.path for entry in entries] == ["README.txt", "out/file", "out/other"]
    assert [data for _, data in snapshot.read(entries)] == [b"host project\n", b"out/file\n", b"out/other\n"]
    located = snapshot.locate(["in/file", "out/file", "out/absent"])
    assert located == {"out/file": entries[1]}
    assert changed(repository) == {"in/file": "removed"}


def test_carriage_returns_of_a_checkout_are_read_as_they_lie_there(repository: GitRepository) -> None:
    repository.git("config", "core.autocrlf", "true")
    repository.write(".gitattributes", "* text=auto\n")
    repository.commit()
    (repository.path / "README.txt").unlink()
    repository.git("checkout", "README.txt")
    snapshot = worktree(repository)
    entry = snapshot.locate(["README.txt"])["README.txt"]
    assert list(snapshot.read([entry])) == [(entry, b"host project\r\n")]
    blob = repository.git("rev-parse", "HEAD:README.txt").strip()
    assert Entry("README.txt", "100644", blob) in list(snapshot.entries())
    assert changed(repository) == {}


def test_unmerged_file_is_what_lies_on_the_disk(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "-b", "theirs")
    repository.write("README.txt", "theirs\n")
    repository.write("gone", "theirs\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("README.txt", "ours\n")
    repository.write("gone", "ours\n")
    repository.commit()
    repository.git("merge", "-q", "theirs", ok=False)
    (repository.path / "gone").unlink()
    snapshot = worktree(repository)
    (readme,) = snapshot.entries()
    assert readme == Entry("README.txt", "100644", "")
    ((_, data),) = snapshot.read([readme])
    assert data.startswith(b"<<<<<<< HEAD\nours\n")
    assert changed(repository) == {"README.txt": "changed", "gone": "removed"}


def test_executable_bit_counts_only_where_the_file_system_keeps_it(repository: GitRepository) -> None:
    repository.write("tracked", "x").chmod(0o755)
    repository.commit()
    repository.git("config", "core.fileMode", "false")
    repository.write("README.txt", "changed\n").chmod(0o755)
    repository.write("tracked", "changed\n").chmod(0o755)
    repository.write("untracked", "x").chmod(0o755)
    expected = {"README.txt": "100644", "tracked": "100755", "untracked": "100644"}
    assert modes(worktree(repository).entries()) == expected
    repository.git("config", "core.fileMode", "true")
    assert set(modes(worktree(repository).entries()).values()) == {"100755"}


def test_repository_without_a_commit_has_a_working_tree(empty_repository: GitRepository) -> None:
    empty_repository.write("memory/memfs.yaml", "memfs: 1\n")
    snapshot = worktree(empty_repository)
    entry = Entry("memory/memfs.yaml", "100644", "")
    assert list(snapshot.entries()) == [entry]
    assert list(snapshot.changes(empty_snapshot())) == [Change(entry.path, None, entry)]
    assert store_roots(snapshot) == ("memory",)


def test_other_bases_are_compared_by_their_listings(repository: GitRepository) -> None:
    repository.write("new", "x")
    found = opened(repository)
    assert [change.path for change in worktree(repository).changes(index_snapshot(found))] == ["new"]
    base = Files({"README.txt": b"host project\n"})
    assert [change.path for change in worktree(repository).changes(base)] == ["new"]


def test_stores_are_those_that_lie_on_the_disk(repository: GitRepository) -> None:
    for name in ("deleted/memfs.yaml", "tracked/memfs.yaml"):
        repository.write(name, "memfs: 1\n")
    repository.commit()
    (repository.path / "deleted" / "memfs.yaml").unlink()
    repository.write("untracked/deep/memfs.yaml", "memfs: 1\n")
    repository.write(".gitignore", "ignored\n")
    repository.write("ignored/memfs.yaml", "memfs: 1\n")
    repository.write("tracked/inside/memfs.yaml", "memfs: 1\n")
    assert store_roots(worktree(repository)) == ("tracked", "untracked/deep")


@pytest.mark.parametrize("root", ["", "memory"])
def test_store_in_its_usual_place_counts_unless_it_is_ignored(repository: GitRepository, root: str) -> None:
    repository.write(f"{root}/memfs.yaml".lstrip("/"), "memfs: 1\n")
    repository.write(f"{root}/inner/memfs.yaml".lstrip("/"), "memfs: 1\n")
    assert store_roots(worktree(repository)) == (root,)
    repository.write(".gitignore", f"/{root}/memfs.yaml\n".replace("//", "/"))
    assert store_roots(worktree(repository)) == (f"{root}/inner".lstrip("/"),)
    repository.git("add", "-f", f"{root}/memfs.yaml".lstrip("/"))
    assert store_roots(worktree(repository)) == (root,)
    (repository.path / root / "memfs.yaml").unlink()
    assert store_roots(worktree(repository)) == (f"{root}/inner".lstrip("/"),)


def test_store_beside_the_usual_one_is_found(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\n")
    repository.commit()
    repository.write("team/memfs.yaml", "memfs: 1\n")
    repository.write("memory/memories/memfs.yaml", "memfs: 1\n")
    assert store_roots(worktree(repository)) == ("memory", "team")


def test_linked_worktree_has_files_and_an_index_of_its_own(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = GitRepository(tmp_path / "side")
    side.write("here", "x")
    side.git("add", "here")
    side.write("also", "x")
    assert changed(side) == {"also": "added", "here": "added"}
    assert [entry.path for entry in index_snapshot(opened(side)).entries()] == ["README.txt", "here"]
    assert changed(repository) == {}


def test_submodule_is_a_repository_of_its_own(repository: GitRepository, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", str(repository.path), str(tmp_path / "origin")], check=True)
    allowed = ("-c", "protocol.file.allow=always")
    repository.git(*allowed, "submodule", "--quiet", "add", str(tmp_path / "origin"), "sub")
    repository.commit("submodule")
    inner = GitRepository(repository.path / "sub")
    inner.write("new", "x")
    assert changed(inner) == {"new": "added"}
    assert changed(repository) == {}
    inner.commit("later")
    assert changed(repository) == {"sub": "changed"}


def test_bare_repository_has_no_working_tree(repository: GitRepository, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", str(repository.path), str(tmp_path / "bare")], check=True)
    with pytest.raises(MemfsError, match="a bare repository has no working tree") as raised:
        worktree_snapshot(Repository.discover(tmp_path / "bare", os.environ))
    assert raised.value.code == "state"


def test_looking_changes_nothing(repository: GitRepository) -> None:
    repository.write("README.txt", "other\n")
    repository.write("new", "x")
    before = repository.state()
    changed(repository)
    list(worktree(repository).entries())
    assert repository.state() == before

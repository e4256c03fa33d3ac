"""Objects: everything asked for comes back, in order, and no process stays behind."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.repository import GitError, Object, Objects, Repository
from memfs.repository.objects import PACKET, Node, find_nodes, parse_tree
from memfs.repository.stream import Stream

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

MISSING = "1" * 40


def opened(repository: GitRepository) -> Repository:
    return Repository.discover(repository.path, os.environ)


def stored(repository: GitRepository, data: bytes) -> str:
    return repository.git("hash-object", "-w", "--stdin", stdin=data).strip()


def has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def test_objects_come_in_order_with_none_for_a_missing_one(repository: GitRepository) -> None:
    one, two = stored(repository, b"one\n"), stored(repository, b"")
    with Objects(opened(repository)) as objects:
        found = list(objects.stream([two, MISSING, one, one]))
    assert found == [
        Object(two, "blob", 0, b""),
        None,
        Object(one, "blob", 4, b"one\n"),
        Object(one, "blob", 4, b"one\n"),
    ]


def test_expression_reads_the_tree_of_a_commit(repository: GitRepository) -> None:
    commit = repository.git("rev-parse", "HEAD").strip()
    with Objects(opened(repository)) as objects:
        found = objects.read(f"{commit}^{{tree}}")
        assert objects.read(f"{MISSING}^{{tree}}") is None
    assert found is not None
    assert (found.id, found.kind) == (repository.git("rev-parse", "HEAD^{tree}").strip(), "tree")


@pytest.mark.parametrize("name", ["", "HEAD:a b", "a\nb", "a\0b", "a\tb", "HEAD:ü", "x" * 200])
def test_name_that_could_be_more_than_one_request_is_refused(repository: GitRepository, name: str) -> None:
    with Objects(opened(repository)) as objects, pytest.raises(ValueError, match="not the name of an object"):
        objects.read(name)
    assert not has_children()


def test_many_large_objects_never_fill_both_pipes(repository: GitRepository) -> None:
    large, small = stored(repository, b"x" * 300_000), stored(repository, b"s")
    names = [large if number % 7 == 0 else small for number in range(3_000)]
    with Objects(opened(repository)) as objects:
        sizes = [len(found.data) for found in objects.stream(iter(names)) if found]
    assert sizes == [300_000 if name == large else 1 for name in names]


def test_limit_cuts_the_data_and_keeps_the_next_object_in_step(repository: GitRepository) -> None:
    large, small = stored(repository, b"x" * 300_000), stored(repository, b"s")
    with Objects(opened(repository), limit=10) as objects:
        found = list(objects.stream([large, small, large]))
    assert [(one.size, one.data) for one in found if one] == [(300_000, b"x" * 10), (1, b"s"), (300_000, b"x" * 10)]


def test_reader_that_stops_early_leaves_nothing_behind_and_can_go_on(repository: GitRepository) -> None:
    names = [stored(repository, b"%d" % number) for number in range(3)]
    with Objects(opened(repository)) as objects:
        stream = objects.stream(names * PACKET)
        assert next(stream) == Object(names[0], "blob", 1, b"0")
        del stream
        assert not has_children()
        assert objects.read(names[2]) == Object(names[2], "blob", 1, b"2")
    assert not has_children()


def test_request_in_the_midst_of_a_series_does_not_mix_the_answers(repository: GitRepository) -> None:
    names = [stored(repository, b"%d" % number) for number in range(3)]
    with Objects(opened(repository)) as objects:
        pairs = [(one, objects.read(names[1])) for one in objects.stream(names * PACKET)]
    assert [one.id for one, _ in pairs if one] == names * PACKET
    assert {other.id for _, other in pairs if other} == {names[1]}


def test_nothing_is_started_where_nothing_is_read(repository: GitRepository) -> None:
    with Objects(opened(repository)) as objects:
        assert list(objects.stream([])) == []
        assert not has_children()


def test_exception_in_the_block_ends_the_process(repository: GitRepository) -> None:
    with pytest.raises(KeyError), Objects(opened(repository)) as objects:  # noqa: PT012 - the block is what is tested
        objects.read("HEAD")
        raise KeyError
    assert not has_children()


def damage(repository: GitRepository, blob: str, *, keep: int) -> None:
    path = repository.path / ".git" / "objects" / blob[:2] / blob[2:]
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[:keep] + b"garbage")


def test_object_without_a_readable_header_is_missing(repository: GitRepository) -> None:
    blob = stored(repository, b"hello\n")
    damage(repository, blob, keep=0)
    with Objects(opened(repository)) as objects:
        assert objects.read(blob) is None


def test_object_that_ends_too_early_is_an_error_in_the_words_of_git(repository: GitRepository) -> None:
    blob = stored(repository, os.urandom(100_000))
    damage(repository, blob, keep=50_000)
    with Objects(opened(repository)) as objects, pytest.raises(GitError, match=f"git cat-file: .*{blob}"):
        list(objects.stream([blob] * 3))
    assert not has_children()


def failing_git(tmp_path: Path, script: str) -> dict[str, str]:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    "script",
    [
        "echo broken >&2; exit 3",
        "read name; echo broken >&2; exit 3",
        "read name; echo $name blob 10; echo broken >&2; exit 3",
    ],
)
def test_git_that_dies_is_an_error_and_the_next_series_starts_anew(
    repository: GitRepository, tmp_path: Path, script: str
) -> None:
    found = opened(repository)
    broken = Repository(
        **{name: getattr(found, name) for name in found.__slots__ if name != "environ"},
        environ=failing_git(tmp_path, script),
    )
    with Objects(broken) as objects:
        for _ in range(2):
            with pytest.raises(GitError, match="git cat-file: broken"):
                list(objects.stream([MISSING] * 3 * PACKET))
    assert not has_children()


def test_git_that_fails_after_its_output_is_an_error(repository: GitRepository) -> None:
    with pytest.raises(GitError, match="Not a valid object name"), Stream(opened(repository), "ls-tree", "nope") as git:
        assert list(git.texts()) == []


def test_flood_on_stderr_does_not_stop_git(repository: GitRepository, tmp_path: Path) -> None:
    found = opened(repository)
    flood = "i=0; while [ $i -lt 3000 ]; do printf '%0100d\\n' $i >&2; i=$((i+1)); done; printf 'a\\0b\\0'; exit 0"
    noisy = Repository(
        **{name: getattr(found, name) for name in found.__slots__ if name != "environ"},
        environ=failing_git(tmp_path, flood),
    )
    with Stream(noisy, "ls-files") as git:
        assert list(git.texts()) == [["a", "b"]]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_tree_is_parsed_as_git_lists_it(tmp_path: Path, object_format: str) -> None:
    subprocess.run(["git", "init", "-q", f"--object-format={object_format}", str(tmp_path)], check=True)
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=tmp_path, input=b"x", capture_output=True, check=True
    ).stdout.strip()
    names = [b"a", b"a b", b"new\nline", b"\xff", "ü".encode(), b"40000 x", *(b"n%d" % n for n in range(20))]
    listing = b"".join(b"100644 blob %s\t%s\0" % (blob, name) for name in names)
    tree = subprocess.run(["git", "mktree", "-z"], cwd=tmp_path, input=listing, capture_output=True, check=True).stdout
    outer = subprocess.run(
        ["git", "mktree"], cwd=tmp_path, input=b"040000 tree %s\tdir\n" % tree.strip(), capture_output=True, check=True
    ).stdout.decode()
    repository = Repository.discover(tmp_path, os.environ)
    with Objects(repository) as objects:
        found, top = objects.stream([tree.decode().strip(), outer.strip()])
    assert found is not None
    assert top is not None
    nodes = parse_tree(found.data, object_format=object_format)
    expected = {name.decode("utf-8", "surrogateescape") for name in names}
    assert nodes == {name: Node(name, "100644", blob.decode()) for name in expected}
    assert list(nodes) == sorted(nodes, key=os.fsencode)
    assert parse_tree(top.data, object_format=object_format) == {"dir": Node("dir", "040000", tree.decode().strip())}
    assert find_nodes(found.data, ["a", "nope"], object_format=object_format) == {"a": nodes["a"]}
    assert find_nodes(found.data, ["nope"], object_format=object_format) == {}
    assert find_nodes(found.data, [*expected, "nope"], object_format=object_format) == nodes
    for name in expected:
        assert find_nodes(found.data, [name, "b", "line", "x"], object_format=object_format) == {name: nodes[name]}


def test_name_in_an_id_or_at_the_end_of_a_longer_name_is_not_found() -> None:
    bait = b" a\0" * 7
    data = b"100644 b a\0" + bait[:20] + b"100644 c\0" + bait[1:21]
    assert list(parse_tree(data, object_format="sha1")) == ["b a", "c"]
    assert find_nodes(data, ["a"], object_format="sha1") == {}
    data += b"100644 a\0" + bait[2:22]
    assert find_nodes(data, ["a"], object_format="sha1") == {"a": Node("a", "100644", bait[2:22].hex())}


def test_empty_tree_has_no_names() -> None:
    assert parse_tree(b"", object_format="sha1") == {}
    assert find_nodes(b"", ["a"], object_format="sha1") == {}

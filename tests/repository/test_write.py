"""One write: a commit on top of HEAD, or staged, and a repository in which nothing else moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import ExistsError, MemfsError
from memfs.core.snapshot import blob_id
from memfs.repository import Edit, Plan, WriteOptions, transact
from tests.conftest import IDENTITY, GitRepository
from tests.repository.writing import (
    DATA,
    NEW,
    OTHER,
    PATH,
    add,
    edit,
    files_in_head,
    is_clean,
    leftovers,
    opened,
    put,
    untouched,
)

if TYPE_CHECKING:
    from memfs.core.snapshot import Snapshot

STAGE = WriteOptions(stage=True)


def test_add_is_one_commit_with_only_its_file(repository: GitRepository) -> None:
    before = repository.git("rev-parse", "HEAD").strip()
    written = put(repository)
    assert written is not None
    assert written.commit == repository.git("rev-parse", "HEAD").strip()
    assert written.blobs == {PATH: repository.git("rev-parse", f"HEAD:{PATH}").strip()}
    assert repository.git("rev-parse", "HEAD^").strip() == before
    assert repository.git("show", "--format=", "--name-status", "HEAD") == f"A\t{PATH}\n"
    assert repository.git("cat-file", "blob", f"HEAD:{PATH}").encode() == DATA
    assert (repository.path / PATH).read_bytes() == DATA
    assert is_clean(repository)
    assert leftovers(repository) == []
    assert repository.git("fsck", "--strict") == ""


def test_message_and_reflog(repository: GitRepository) -> None:
    put(repository)
    assert repository.git("log", "-1", "--format=%B").strip() == "memory: put\n\nMemfs-Op: add"
    assert repository.git("reflog", "-1", "--format=%gs").strip() == "commit: memfs"


def test_first_write_makes_the_first_commit(empty_repository: GitRepository) -> None:
    put(empty_repository)
    assert files_in_head(empty_repository, ".") == [PATH]
    assert empty_repository.git("rev-list", "--count", "HEAD").strip() == "1"
    assert is_clean(empty_repository)


def test_replace_keeps_permissions_and_leaves_no_second_copy(repository: GitRepository) -> None:
    put(repository)
    (repository.path / PATH).chmod(0o640)
    put(repository, {PATH: NEW})
    assert (repository.path / PATH).read_bytes() == NEW
    assert (repository.path / PATH).stat().st_mode & 0o777 == 0o640
    assert (repository.path / PATH).stat().st_nlink == 1
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_executable_stays_executable(repository: GitRepository) -> None:
    repository.write(PATH, DATA).chmod(0o755)
    repository.commit()
    put(repository, {PATH: NEW})
    assert repository.git("ls-tree", "HEAD", PATH).startswith("100755 ")
    assert is_clean(repository)


def test_remove_takes_the_empty_directories_along(repository: GitRepository) -> None:
    put(repository, {PATH: DATA, OTHER: DATA})
    put(repository, {PATH: None})
    assert files_in_head(repository) == [OTHER]
    assert not (repository.path / "memory/memories/outcome=success").exists()
    assert (repository.path / OTHER).exists()
    assert is_clean(repository)
    assert leftovers(repository) == []


def test_remove_keeps_a_directory_that_holds_something_else(repository: GitRepository) -> None:
    put(repository)
    note = repository.write("memory/memories/outcome=success/note.txt", "mine")
    put(repository, {PATH: None})
    assert note.read_text() == "mine"
    assert not (repository.path / PATH).parent.exists()


def test_removing_the_last_file_leaves_an_empty_tree(empty_repository: GitRepository) -> None:
    put(empty_repository)
    put(empty_repository, {PATH: None})
    assert files_in_head(empty_repository, ".") == []
    assert list(empty_repository.path.iterdir()) == [empty_repository.path / ".git"]


def test_move_is_a_removal_and_an_addition_in_one_commit(repository: GitRepository) -> None:
    put(repository)
    put(repository, {PATH: None, OTHER: DATA})
    assert repository.git("show", "--format=", "--name-status", "-M", "HEAD") == f"R100\t{PATH}\t{OTHER}\n"
    assert is_clean(repository)


def test_plan_that_returns_none_writes_nothing(repository: GitRepository) -> None:
    before = untouched(repository)
    assert transact(opened(repository), lambda _: None) is None
    assert untouched(repository) == before


def test_edit_that_changes_nothing_makes_no_commit(repository: GitRepository) -> None:
    put(repository)
    before = untouched(repository)
    assert put(repository) is None
    assert untouched(repository) == before


def test_plan_sees_head_and_not_the_working_tree(repository: GitRepository) -> None:
    put(repository)
    repository.write(PATH, NEW)
    repository.git("add", PATH)
    seen: list[Snapshot] = []
    transact(opened(repository), seen.append)
    (snapshot,) = seen
    assert snapshot.name == repository.git("rev-parse", "HEAD").strip()
    assert snapshot.locate([PATH])[PATH].blob == blob_id(DATA)


def test_plan_that_refuses_changes_nothing(repository: GitRepository) -> None:
    before = untouched(repository)

    def plan(_: object) -> Plan:
        raise MemfsError("no", code="invalid")

    with pytest.raises(MemfsError, match="no"):
        transact(opened(repository), plan)
    assert untouched(repository) == before
    assert leftovers(repository) == []


@pytest.mark.parametrize(("data", "same"), [(DATA, True), (NEW, False)])
def test_adding_what_exists_is_refused(repository: GitRepository, *, data: bytes, same: bool) -> None:
    put(repository)
    with pytest.raises(ExistsError) as refusal:
        add(repository, PATH, data)
    assert refusal.value.same is same


def test_edit_of_another_version_is_refused(repository: GitRepository) -> None:
    written = put(repository)
    assert written is not None
    put(repository, {PATH: NEW})
    for new in (DATA + b"x", None):
        with pytest.raises(MemfsError, match="changed since it was read") as refusal:
            edit(repository, Edit(PATH, written.blobs[PATH], new))
        assert refusal.value.code == "changed"


@pytest.mark.parametrize("path", ["/etc/x", "a//b", "../x", "a/./b", ".git/config", "a/.GIT/x", "a\0b", ""])
def test_path_that_git_cannot_hold_is_refused(repository: GitRepository, path: str) -> None:
    with pytest.raises(MemfsError, match="is not a path a file can have") as refusal:
        add(repository, path)
    assert refusal.value.code == "invalid"


def test_carriage_returns_are_refused(repository: GitRepository) -> None:
    with pytest.raises(MemfsError, match="has a carriage return"):
        add(repository, PATH, b"a: b\r\n")


@pytest.mark.parametrize("paths", [("memory", "memory/x.yaml"), ("README.txt/x.yaml",)])
def test_file_below_a_file_is_refused(repository: GitRepository, paths: tuple[str, ...]) -> None:
    before = untouched(repository)
    with pytest.raises(MemfsError, match=r"below a file|where a directory is needed"):
        put(repository, dict.fromkeys(paths, DATA))
    assert untouched(repository) == before


def test_author_is_somebody_else_and_the_committer_stays(repository: GitRepository) -> None:
    put(repository, options=WriteOptions(author="Bo Ek <bo@example.invalid>"))
    assert repository.git("log", "-1", "--format=%an|%ae|%cn").strip() == "Bo Ek|bo@example.invalid|Ada"


@pytest.mark.parametrize("author", ["Bo", "Bo <>", "<bo@x>", "Bo <bo@x> more", "B\no <bo@x>", ""])
def test_author_of_another_form_is_refused(repository: GitRepository, author: str) -> None:
    with pytest.raises(MemfsError, match="expected 'Name <email>'") as refusal:
        put(repository, options=WriteOptions(author=author))
    assert refusal.value.code == "usage"


def test_names_with_odd_characters(repository: GitRepository) -> None:
    odd = ["memory/a b.yaml", "memory/ä\n\t\"'.yaml", "memory/-x.yaml", "memory/:(top)*.yaml", "memory/caf\udce9.yaml"]
    put(repository, dict.fromkeys(odd, DATA))
    put(repository, dict.fromkeys(odd, NEW))
    assert is_clean(repository)
    put(repository, dict.fromkeys(odd))
    assert files_in_head(repository) == []
    assert is_clean(repository)


def test_staging_leaves_head_and_the_next_commit_carries_it(repository: GitRepository) -> None:
    head = repository.git("rev-parse", "HEAD")
    written = put(repository, options=STAGE)
    assert written is not None
    assert written.commit is None
    assert repository.git("rev-parse", "HEAD") == head
    assert repository.git("status", "--porcelain") == f"A  {PATH}\n"
    assert repository.git("diff-files") == ""
    assert repository.git("rev-parse", f":{PATH}").strip() == written.blobs[PATH]
    assert leftovers(repository) == []


def test_staging_sees_what_is_staged(repository: GitRepository) -> None:
    put(repository, options=STAGE)
    put(repository, {PATH: NEW, OTHER: DATA}, options=STAGE)
    assert repository.git("cat-file", "blob", f":{PATH}").encode() == NEW
    put(repository, {PATH: None}, options=STAGE)
    assert repository.git("status", "--porcelain", "-uall") == f"A  {OTHER}\n"
    assert not (repository.path / PATH).exists()


def test_staging_needs_no_identity_and_no_commit(empty_repository: GitRepository) -> None:
    empty_repository.git("config", "user.useConfigOnly", "true")
    nobody = dict.fromkeys(IDENTITY, "")
    put(opened(empty_repository, **nobody), options=STAGE)
    assert empty_repository.git("status", "--porcelain", "-uall") == f"A  {PATH}\n"


def test_staging_beside_an_unstaged_edit_of_the_same_file_is_refused(repository: GitRepository) -> None:
    put(repository, options=STAGE)
    repository.write(PATH, "mine")
    before = untouched(repository)
    with pytest.raises(MemfsError, match="has changes that are not committed") as refusal:
        put(repository, {PATH: NEW}, options=STAGE)
    assert refusal.value.code == "draft-in-the-way"
    assert untouched(repository) == before


@pytest.mark.parametrize("count", [1, 20, 21, 60])
def test_any_number_of_edits_is_one_commit(repository: GitRepository, count: int) -> None:
    paths = [f"memory/memories/k{n % 3}/r{n}.yaml" for n in range(count)]
    put(repository, {path: b"content: %d\n" % n for n, path in enumerate(paths)})
    assert sorted(files_in_head(repository)) == sorted(paths)
    put(repository, {path: None if n % 2 else b"content: new %d\n" % n for n, path in enumerate(paths)})
    assert sorted(files_in_head(repository)) == sorted(paths[::2])
    assert repository.git("rev-list", "--count", "HEAD").strip() == "3"
    assert is_clean(repository)
    assert leftovers(repository) == []
    assert repository.git("fsck", "--strict") == ""


def test_write_from_a_subdirectory(repository: GitRepository) -> None:
    below = repository.path / "deep" / "er"
    below.mkdir(parents=True)
    put(opened(GitRepository(below)))
    assert files_in_head(repository) == [PATH]

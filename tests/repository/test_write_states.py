"""Awkward repositories: each state behaves as the table in docs/reliability.md says, and a refusal moves nothing."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from memfs.core.errors import MemfsError
from memfs.repository import Repository, WriteOptions, transact
from tests.conftest import GitRepository
from tests.repository.writing import DATA, NEW, OTHER, PATH, files_in_head, is_clean, leftovers, opened, put, untouched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memfs.core.snapshot import Snapshot
    from memfs.repository import Plan

    State = Callable[[GitRepository], object]


def _two_branches(repository: GitRepository) -> None:
    """Leave a branch `side` that conflicts with the one checked out."""
    repository.git("checkout", "-q", "-b", "side")
    repository.write("README.txt", "side\n")
    repository.commit("side")
    repository.git("checkout", "-q", "main")
    repository.write("README.txt", "main\n")
    repository.commit("main")


def _merge(repository: GitRepository) -> None:
    _two_branches(repository)
    repository.git("merge", "side", ok=False)


def _merge_resolved(repository: GitRepository) -> None:
    _merge(repository)
    repository.git("add", "README.txt")


def _rebase(repository: GitRepository) -> None:
    _two_branches(repository)
    repository.git("rebase", "side", ok=False)


def _apply_mail(repository: GitRepository) -> None:
    _two_branches(repository)
    mail = repository.git("format-patch", "-1", "--stdout", "side")
    repository.git("am", stdin=mail.encode(), ok=False)


def _cherry_pick(repository: GitRepository) -> None:
    _two_branches(repository)
    repository.git("cherry-pick", "side", ok=False)


def _between_two_picks(repository: GitRepository) -> None:
    _two_branches(repository)
    repository.git("checkout", "-q", "side")
    repository.write("more.txt", "more\n")
    repository.commit("more")
    repository.git("checkout", "-q", "main")
    repository.git("cherry-pick", "side~1", "side", ok=False)
    repository.write("README.txt", "resolved\n")
    repository.git("commit", "-q", "-a", "-m", "resolved")


def _revert(repository: GitRepository) -> None:
    _two_branches(repository)
    repository.git("revert", "--no-edit", "side", ok=False)


def _bisect(repository: GitRepository) -> None:
    repository.git("bisect", "start")


def _conflict_without_a_merge(repository: GitRepository) -> None:
    repository.write("README.txt", "stashed\n")
    repository.git("stash", "-q")
    repository.write("README.txt", "committed\n")
    repository.commit()
    repository.git("stash", "pop", ok=False)


def _detached(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "--detach")


def _no_identity(repository: GitRepository) -> None:
    repository.git("config", "user.useConfigOnly", "true")


def _linked_directory(repository: GitRepository) -> None:
    (repository.path / "elsewhere").mkdir()
    (repository.path / "memory").symlink_to("elsewhere")


def _linked_directory_below(repository: GitRepository) -> None:
    (repository.path / "memory" / "real").mkdir(parents=True)
    (repository.path / "memory" / "memories").symlink_to("real")


def _link_in_head(repository: GitRepository) -> None:
    """The link is gone from the working tree and the index, but HEAD still has it."""
    _linked_directory(repository)
    repository.commit()
    repository.git("rm", "-q", "memory")


def _nested_repository(repository: GitRepository) -> None:
    subprocess.run(["git", "init", "-q", str(repository.path / "memory")], check=True)


def _submodule(repository: GitRepository) -> None:
    subprocess.run(["git", "clone", "-q", str(repository.path), str(repository.path / "memory")], check=True)
    repository.git("add", "memory")
    repository.git("commit", "-q", "-m", "submodule")


def _file_for_a_directory(repository: GitRepository) -> None:
    repository.write("memory", "mine")


def _untracked_draft(repository: GitRepository) -> None:
    repository.write(PATH, NEW)


def _equal_untracked_draft(repository: GitRepository) -> None:
    repository.write(PATH, DATA)


def _dangling_link(repository: GitRepository) -> None:
    repository.write("memory/x", "").parent.joinpath("x").unlink()
    (repository.path / PATH).parent.mkdir(parents=True)
    (repository.path / PATH).symlink_to("nowhere")


def _directory_for_a_file(repository: GitRepository) -> None:
    repository.write(f"{PATH}/x", "mine")


def _staged_draft(repository: GitRepository) -> None:
    _untracked_draft(repository)
    repository.git("add", PATH)


def _announced_draft(repository: GitRepository) -> None:
    _untracked_draft(repository)
    repository.git("add", "-N", PATH)


def _staged_draft_without_a_file(repository: GitRepository) -> None:
    _staged_draft(repository)
    (repository.path / PATH).unlink()


def _announced_draft_without_a_file(repository: GitRepository) -> None:
    _announced_draft(repository)
    (repository.path / PATH).unlink()


def _committed(repository: GitRepository) -> None:
    repository.write(PATH, DATA.replace(b"one", b"zero"))
    repository.commit()


def _edited(repository: GitRepository) -> None:
    _committed(repository)
    repository.write(PATH, "mine")


def _edited_and_staged(repository: GitRepository) -> None:
    _edited(repository)
    repository.git("add", PATH)


def _staged_and_edited_back(repository: GitRepository) -> None:
    _edited_and_staged(repository)
    repository.write(PATH, DATA.replace(b"one", b"zero"))


def _deleted(repository: GitRepository) -> None:
    _committed(repository)
    (repository.path / PATH).unlink()


def _deleted_and_staged(repository: GitRepository) -> None:
    _committed(repository)
    repository.git("rm", "-q", PATH)


def _replaced_by_a_link(repository: GitRepository) -> None:
    _deleted(repository)
    (repository.path / PATH).symlink_to("/etc/hostname")


def _filter(repository: GitRepository) -> None:
    repository.write(".gitattributes", "*.yaml filter=upper\n")
    repository.git("config", "filter.upper.clean", "touch ran; tr a-z A-Z")


def _ident(repository: GitRepository) -> None:
    repository.write(".gitattributes", "memory/** ident\n")


def _encoding(repository: GitRepository) -> None:
    repository.write(".git/info/attributes", "*.yaml working-tree-encoding=UTF-16\n")


def _missing_signer(repository: GitRepository) -> None:
    repository.git("config", "commit.gpgSign", "yes")
    repository.git("config", "gpg.format", "ssh")
    repository.git("config", "user.signingKey", "/nowhere/key")


def _failing_signer(repository: GitRepository) -> None:
    repository.git("config", "commit.gpgSign", "1")
    repository.git("config", "gpg.program", "false")


def _forbidding_hook(repository: GitRepository) -> None:
    _hook(repository, "reference-transaction", '[ "$1" != prepared ] || { echo "not on a Sunday" >&2; exit 1; }')


def _corrupt_head(repository: GitRepository) -> None:
    commit = repository.git("rev-parse", "HEAD").strip()
    _object(repository, commit).chmod(0o600)
    _object(repository, commit).write_bytes(b"")


def _missing_tree(repository: GitRepository) -> None:
    _object(repository, repository.git("rev-parse", "HEAD^{tree}").strip()).unlink()


def _empty_branch_file(repository: GitRepository) -> None:
    repository.write(".git/refs/heads/main", "")


def _corrupt_index(repository: GitRepository) -> None:
    repository.write(".git/index", b"DIRC nothing of the kind")


def _no_room_for_our_files(repository: GitRepository) -> None:
    repository.write(".git/memfs", "a file")


def _linked_index(repository: GitRepository) -> None:
    (repository.path / ".git/index").rename(repository.path / ".git/elsewhere")
    (repository.path / ".git/index").symlink_to("elsewhere")


def _object(repository: GitRepository, name: str) -> Path:
    return repository.path / ".git/objects" / name[:2] / name[2:]


def _hook(repository: GitRepository, name: str, script: str) -> None:
    repository.write(f".git/hooks/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)


REFUSED: list[tuple[State, str, str]] = [
    (_merge, "state", "a merge is under way"),
    (_merge_resolved, "state", "a merge is under way"),
    (_rebase, "state", "a rebase is under way"),
    (_apply_mail, "state", "a rebase is under way"),
    (_cherry_pick, "state", "a cherry-pick is under way"),
    (_between_two_picks, "state", "a cherry-pick or revert is under way"),
    (_revert, "state", "a revert is under way"),
    (_bisect, "state", "a bisect is under way"),
    (_conflict_without_a_merge, "state", "unresolved conflicts"),
    (_detached, "state", "HEAD is detached"),
    (_no_identity, "no-identity", "no name and address"),
    (_linked_directory, "state", "'memory' is a symbolic link"),
    (_linked_directory_below, "state", "'memory/memories' is a symbolic link"),
    (_link_in_head, "state", "'memory' is a symbolic link in HEAD"),
    (_nested_repository, "state", "'memory' is a repository of its own"),
    (_submodule, "state", "'memory' is a repository of its own"),
    (_file_for_a_directory, "draft-in-the-way", "'memory' is a file where a directory is needed"),
    (_untracked_draft, "draft-in-the-way", "is there already, but not committed"),
    (_equal_untracked_draft, "draft-in-the-way", "is there already, but not committed"),
    (_dangling_link, "draft-in-the-way", "is there already, but not committed"),
    (_directory_for_a_file, "draft-in-the-way", "is there already, but not committed"),
    (_staged_draft, "draft-in-the-way", "is there already, but not committed"),
    (_announced_draft, "draft-in-the-way", "is there already, but not committed"),
    (_staged_draft_without_a_file, "draft-in-the-way", "is staged already"),
    (_announced_draft_without_a_file, "draft-in-the-way", "is staged already"),
    (_edited, "draft-in-the-way", "has changes that are not committed"),
    (_edited_and_staged, "draft-in-the-way", "is staged with changes"),
    (_staged_and_edited_back, "draft-in-the-way", "is staged with changes"),
    (_deleted, "draft-in-the-way", "was deleted or replaced"),
    (_deleted_and_staged, "draft-in-the-way", "is staged with changes"),
    (_replaced_by_a_link, "draft-in-the-way", "was deleted or replaced"),
    (_filter, "environment", "the attribute 'filter' is set"),
    (_ident, "environment", "the attribute 'ident' is set"),
    (_encoding, "environment", "the attribute 'working-tree-encoding' is set"),
    (_missing_signer, "environment", "the commit could not be signed"),
    (_failing_signer, "environment", "the commit could not be signed"),
    (_forbidding_hook, "state", "the reference-transaction hook refused the write: not on a Sunday"),
    (_corrupt_head, "environment", "is empty"),
    (_missing_tree, "environment", "missing"),
    (_empty_branch_file, "environment", "HEAD"),
    (_corrupt_index, "environment", "git"),
    (_no_room_for_our_files, "environment", "cannot lock"),
    (_linked_index, "state", "is a symbolic link"),
]
NOBODY = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0].__name__)
def test_state_is_refused_and_nothing_moves(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, row: tuple[State, str, str]
) -> None:
    state, code, words = row
    state(repository)
    if state is _no_identity:
        for name in NOBODY:
            monkeypatch.delenv(name)
    before = untouched(repository)
    with pytest.raises(MemfsError) as refusal:
        put(repository)
    assert refusal.value.code == code
    assert words in refusal.value.message
    assert "\n" not in refusal.value.message
    assert untouched(repository) == before
    assert leftovers(repository) in ([], ["memfs"])


def test_conflict_is_told_instead_of_what_a_plan_makes_of_it(repository: GitRepository) -> None:
    _conflict_without_a_merge(repository)

    def plan(snapshot: Snapshot) -> Plan | None:
        raise MemfsError(f"the {snapshot.name} is broken", code="invalid")

    with pytest.raises(MemfsError, match="unresolved conflicts"):
        transact(Repository.discover(repository.path), plan, options=WriteOptions(stage=True))


@pytest.mark.parametrize("state", [_edited, _edited_and_staged, _deleted, _deleted_and_staged])
def test_removal_is_refused_where_the_file_is_a_draft(repository: GitRepository, state: State) -> None:
    state(repository)
    before = untouched(repository)
    with pytest.raises(MemfsError) as refusal:
        put(repository, {PATH: None})
    assert refusal.value.code == "draft-in-the-way"
    assert untouched(repository) == before


def _unborn(repository: GitRepository) -> None:
    repository.git("checkout", "-q", "--orphan", "fresh")
    repository.git("rm", "-q", "-r", "-f", ".")


def _linked_head(repository: GitRepository) -> None:
    (repository.path / ".git/HEAD").unlink()
    (repository.path / ".git/HEAD").symlink_to("refs/heads/main")


def _signed(repository: GitRepository) -> None:
    key = repository.path.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)], check=True)
    repository.git("config", "commit.gpgSign", "true")
    repository.git("config", "gpg.format", "ssh")
    repository.git("config", "user.signingKey", str(key))


def _foreign_hooks(repository: GitRepository) -> None:
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-index-change", "pre-auto-gc"):
        _hook(repository, name, f"touch ran-{name}; exit 1")


def _sparse(repository: GitRepository) -> None:
    repository.git("sparse-checkout", "set", "src")


def _sparse_index(repository: GitRepository) -> None:
    repository.write("src/a", "x")
    repository.write("other/deep/b", "x")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "src")


def _old_clock(repository: GitRepository) -> None:
    repository.git("config", "core.trustctime", "true")
    os.environ.update(GIT_AUTHOR_DATE="1999-01-01T00:00:00Z", GIT_COMMITTER_DATE="1999-01-01T00:00:00Z")


def _without_home(_: GitRepository) -> None:
    os.environ.pop("HOME")
    os.environ.pop("XDG_CONFIG_HOME")


def _plain_locale(_: GitRepository) -> None:
    os.environ.update(LANG="C", LC_ALL="C", LANGUAGE="xx")


def _attributes(repository: GitRepository) -> None:
    repository.write(".gitattributes", "* text=auto eol=crlf\n*.yaml merge=ours diff=x -filter\n")
    repository.commit()


def _padded_trees(repository: GitRepository) -> None:
    """Old programs wrote directories as `040000`."""
    file = repository.git("hash-object", "-w", "--stdin", stdin=b"x").strip()
    lines = b"040000 memory\0" + bytes.fromhex(
        repository.git("mktree", stdin=f"100644 blob {file}\tx\n".encode()).strip()
    )
    tree = repository.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=lines).strip()
    commit = repository.git("commit-tree", "-m", "old", tree).strip()
    repository.git("reset", "-q", "--hard", commit)


def _configured(*settings: str) -> State:
    def state(repository: GitRepository) -> None:
        repository.write("memory/x/twin.txt", "x\n")
        repository.commit()
        for setting in settings:
            repository.git("config", *setting.split("=", 1))

    state.__name__ = settings[0]
    return state


WORKS: list[State] = [
    _unborn,
    _linked_head,
    _signed,
    _foreign_hooks,
    _sparse,
    _sparse_index,
    _old_clock,
    _without_home,
    _plain_locale,
    _attributes,
    _padded_trees,
    _configured("core.autocrlf=true", "core.safecrlf=true"),
    _configured("core.autocrlf=input"),
    _configured("core.eol=crlf", "core.autocrlf=false"),
    _configured("core.ignoreCase=true"),
    _configured("core.fileMode=false"),
    _configured("core.splitIndex=true"),
    _configured("index.version=4", "core.untrackedCache=true"),
    _configured("color.ui=always", "core.pager=false", "commit.template=/nowhere", "commit.cleanup=verbatim"),
    _configured("i18n.commitEncoding=latin1", "core.quotePath=true", "core.precomposeUnicode=true"),
    _configured("core.fsmonitor=false", "core.preloadIndex=false", "gc.auto=0", "core.logAllRefUpdates=always"),
    _configured("commit.gpgSign=off", "core.sharedRepository=group"),
    _configured("core.ignoreStat=true"),
    _configured("status.showUntrackedFiles=no", "core.commentChar=m"),
]


@pytest.mark.parametrize("state", WORKS, ids=lambda state: state.__name__)
def test_state_changes_nothing_about_a_write(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    state(repository)
    for files in ({PATH: DATA}, {PATH: NEW, OTHER: DATA}, {OTHER: None}):
        assert put(repository, files) is not None
        assert is_clean(repository)
    assert PATH in files_in_head(repository, ".")
    assert OTHER not in files_in_head(repository, ".")
    assert repository.git("cat-file", "blob", f"HEAD:{PATH}").encode() == NEW
    assert (repository.path / PATH).read_bytes() == NEW
    assert not list(repository.path.glob("ran*"))
    assert leftovers(repository) == []
    assert repository.git("fsck", "--no-dangling") == ""


def test_signed_commit_verifies(repository: GitRepository) -> None:
    _signed(repository)
    put(repository)
    allowed = repository.path.parent / "allowed"
    allowed.write_text("ada " + (repository.path.parent / "key.pub").read_text())
    repository.git("-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", "HEAD")


def test_message_is_utf8_whatever_encoding_is_configured(repository: GitRepository) -> None:
    repository.git("config", "i18n.commitEncoding", "latin1")
    put(repository, {"memory/ä.yaml": DATA})
    assert "encoding" not in repository.git("cat-file", "commit", "HEAD")


def test_detached_head_is_written_where_that_is_asked_for(repository: GitRepository) -> None:
    _detached(repository)
    branch = repository.git("rev-parse", "main")
    put(repository, options=WriteOptions(allow_detached=True))
    assert files_in_head(repository) == [PATH]
    assert repository.git("rev-parse", "main") == branch
    assert is_clean(repository)


def test_work_of_the_user_is_untouched_and_not_committed(repository: GitRepository) -> None:
    for name in ("staged", "dirty", "partly", "assumed", "gone"):
        repository.write(f"memory/{name}.txt", "old\n")
    repository.commit()
    repository.write("memory/staged.txt", "staged\n")
    repository.write("memory/partly.txt", "staged\n")
    repository.write("new.txt", "new\n")
    repository.git("add", "memory/staged.txt", "memory/partly.txt", "new.txt")
    repository.write("memory/dirty.txt", "dirty\n")
    repository.write("memory/partly.txt", "dirty\n")
    repository.git("update-index", "--assume-unchanged", "memory/assumed.txt")
    repository.write("announced.txt", "announced\n")
    repository.git("add", "-N", "announced.txt")
    repository.git("rm", "-q", "--cached", "memory/gone.txt")
    repository.write("untracked.txt", "untracked\n")
    status = ("status", "--porcelain", "-uall")
    entries = ("ls-files", "-s", "-v")
    before = repository.git(*status), repository.git(*entries).splitlines(), untouched(repository)[1]
    put(repository)
    assert repository.git(*status) == before[0]
    assert repository.git("show", "--format=", "--name-only", "HEAD").split() == [PATH]
    assert [line for line in repository.git(*entries).splitlines() if PATH not in line] == before[1]
    put(repository, {PATH: NEW})
    put(repository, {PATH: None})
    assert (repository.git(*status), repository.git(*entries).splitlines(), untouched(repository)[1]) == before


def test_bare_repository_is_refused(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    with pytest.raises(MemfsError, match="is bare") as refusal:
        put(Repository.discover(tmp_path, os.environ))
    assert refusal.value.code == "state"


def test_inside_a_hook_writing_is_refused(repository: GitRepository) -> None:
    before = untouched(repository)
    with pytest.raises(MemfsError, match="git is committing") as refusal:
        put(opened(repository, GIT_INDEX_FILE=".git/index"))
    assert refusal.value.code == "state"
    assert untouched(repository) == before


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_lock_of_git_is_waited_for_and_then_named(repository: GitRepository, lock: str) -> None:
    path = repository.write(f".git/{lock}", "")
    os.utime(path, (0, time.time() - 90))
    before = untouched(repository)
    started = time.monotonic()
    with pytest.raises(MemfsError, match="another git process holds the lock") as refusal:
        put(opened(repository, MEMFS_WAIT="0.2"))
    assert time.monotonic() - started >= 0.2
    assert refusal.value.code == "busy"
    assert lock in refusal.value.message
    assert re.search(r", \d\d+ s old$", refusal.value.message)
    assert refusal.value.hint == "memfs doctor"
    assert path.exists()
    assert untouched(repository) == before
    path.unlink()
    assert leftovers(repository) == []
    put(repository)


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_lock_held_for_a_moment_is_no_obstacle(repository: GitRepository, lock: str) -> None:
    path = repository.write(f".git/{lock}", "")
    timer = threading.Timer(0.3, path.unlink)
    timer.start()
    put(repository)
    timer.join()
    assert files_in_head(repository) == [PATH]


def test_linked_worktree_has_its_own_index_and_lock(repository: GitRepository, tmp_path: Path) -> None:
    linked = GitRepository(tmp_path / "linked")
    repository.git("worktree", "add", "-q", "-b", "other", str(linked.path))
    before = untouched(repository)
    put(linked)
    assert files_in_head(linked) == [PATH]
    assert is_clean(linked)
    assert untouched(repository)[:2] == before[:2]
    assert not (repository.path / ".git/memfs").exists()


def test_submodule_is_a_repository_like_any_other(repository: GitRepository, tmp_path: Path) -> None:
    outer = GitRepository(tmp_path / "outer")
    subprocess.run(["git", "init", "-q", str(outer.path)], check=True)
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repository.path), "sub")
    inner = GitRepository(outer.path / "sub")
    put(inner)
    assert files_in_head(inner) == [PATH]
    assert is_clean(inner)


@pytest.mark.parametrize("options", [["--depth=1"], ["--filter=blob:none"], ["--filter=tree:0"], ["--no-checkout"]])
def test_incomplete_clone_is_written_without_the_network(
    repository: GitRepository, tmp_path: Path, options: list[str]
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.write("memory/x/twin.txt", "x")
    repository.commit()
    clone = GitRepository(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", *options, f"file://{repository.path}", str(clone.path)], check=True)
    clone.git("remote", "set-url", "origin", "file:///nowhere")
    put(clone)
    put(clone, {PATH: NEW})
    assert sorted(files_in_head(clone)) == sorted(["memory/x/twin.txt", PATH])


def test_sparse_checkout_replaces_and_removes_what_it_leaves_out(repository: GitRepository) -> None:
    put(repository, {PATH: DATA, OTHER: DATA})
    repository.git("sparse-checkout", "set", "src")
    assert not (repository.path / PATH).exists()
    put(repository, {PATH: NEW})
    put(repository, {OTHER: None})
    assert repository.git("cat-file", "blob", f"HEAD:{PATH}").encode() == NEW
    assert files_in_head(repository) == [PATH]
    assert is_clean(repository)


def test_sha256_repository(tmp_path: Path) -> None:
    repository = GitRepository(tmp_path / "wide")
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(repository.path)], check=True)
    for files in ({PATH: DATA}, {PATH: NEW, OTHER: DATA}, {OTHER: None}):
        written = put(repository, files)
        assert written is not None
        assert len(written.commit or "") == 64
    put(repository, {f"memory/{n}.yaml": b"%d" % n for n in range(30)})
    assert is_clean(repository)
    assert repository.git("fsck", "--strict") == ""


def test_crlf_checkout_is_no_draft(repository: GitRepository) -> None:
    put(repository)
    repository.git("config", "core.autocrlf", "true")
    (repository.path / PATH).unlink()
    repository.git("checkout", "--", PATH)
    assert b"\r\n" in (repository.path / PATH).read_bytes()
    put(repository, {PATH: NEW})
    assert (repository.path / PATH).read_bytes() == NEW
    assert is_clean(repository)


def test_unknown_wait_is_refused(repository: GitRepository) -> None:
    for words in ("soon", "-1", "inf", "nan"):
        with pytest.raises(MemfsError, match="expected a number of seconds") as refusal:
            put(opened(repository, MEMFS_WAIT=words))
        assert refusal.value.code == "usage"

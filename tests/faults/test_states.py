"""States in which a write is refused and reading goes on, through the command line; a refusal moves nothing."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, Memfs
from tests.repository.writing import leftovers, untouched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import GitRepository

    State = Callable[[GitRepository, pytest.MonkeyPatch], object]

CELL = "memory/memories/outcome=success/tool=conversation"
MEMORY = ("add", "memory", "--outcome=success", "--tool=conversation")
READS = [
    ("read",),
    ("read", "memory", "kept", "--format", "text"),
    ("check", "--rev", "HEAD"),
    ("check", "--staged"),
    ("recall", "kept"),
    ("recall", "--at", "HEAD"),
    ("stats",),
    ("review", "HEAD~1...HEAD"),
]


@pytest.fixture(autouse=True)
def kept(memfs: Memfs) -> None:
    memfs.said(*MEMORY, "--summary=kept", "kept as it was")


def other_branch(repository: GitRepository, name: str = "README.txt") -> None:
    repository.git("switch", "-q", "-c", "side")
    repository.write(name, "theirs\n")
    repository.commit("theirs")
    repository.git("switch", "-q", "main")
    repository.write(name, "ours\n")
    repository.commit("ours")


def merging(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    other_branch(repository)
    repository.git("merge", "side", ok=False)


def rebasing(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    other_branch(repository)
    repository.git("rebase", "side", ok=False)


def reverting(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    other_branch(repository)
    repository.git("revert", "--no-edit", "side", ok=False)


def bisecting(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.git("bisect", "start")


def detached(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.git("switch", "-q", "--detach")


def in_a_hook(_: GitRepository, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_INDEX_FILE", ".git/index")


def signer_fails(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.git("config", "commit.gpgSign", "true")
    repository.git("config", "gpg.program", "false")


def hook_forbids(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    script = '#!/bin/sh\n[ "$1" != prepared ] || { echo "not on a \033[31mSunday" >&2; exit 1; }\n'
    repository.write(".git/hooks/reference-transaction", script).chmod(0o755)


def hook_of_the_policy_fails(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {hooks: true}\n")
    repository.commit()
    repository.write(".git/hooks/pre-commit", "#!/bin/sh\necho ask Bo first; exit 1\n").chmod(0o755)


def locked_by_git(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    repository.write(".git/refs/heads/main.lock", "")
    patch.setenv("MEMFS_WAIT", "0.1")


def nobody(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        patch.delenv(name)
    repository.git("config", "user.useConfigOnly", "true")


STATES: list[tuple[State, str]] = [
    (merging, "a merge is under way"),
    (rebasing, "a rebase is under way"),
    (reverting, "a revert is under way"),
    (bisecting, "a bisect is under way"),
    (detached, "HEAD is detached"),
    (in_a_hook, "git is committing"),
    (signer_fails, "the commit could not be signed"),
    (hook_forbids, "the reference-transaction hook refused the write: not on a \\x1b[31mSunday"),
    (hook_of_the_policy_fails, "the pre-commit hook refused the write: ask Bo first"),
    (locked_by_git, "another git process holds the lock"),
    (nobody, "git knows no name and address"),
]
WRITES = [
    (*MEMORY, "--summary=new", "new"),
    ("add", "context", "objectives", "new"),
    ("replace", "memory", "kept", "changed"),
    ("remove", "memory", "kept"),
]


def found(repository: GitRepository) -> tuple[object, ...]:
    """What every refusal leaves alone; where hooks ran, git may have looked at the files anew."""
    return untouched(repository)[1:], repository.git("ls-files", "-s"), leftovers(repository)


@pytest.mark.parametrize(("state", "words"), STATES, ids=[state.__name__ for state, _ in STATES])
def test_write_is_refused_and_reading_goes_on(
    memfs: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch, state: State, words: str
) -> None:
    state(repository, monkeypatch)
    before = found(repository)
    for write in WRITES:
        done = memfs(*write)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("memfs: ")
        assert words in done.err
        assert len(done.err.splitlines()) <= 2
    for read in READS:
        assert memfs(*read).err == "", read
        assert memfs(*read).status == 0, read
    assert found(repository) == before


HOOKED: dict[str, tuple[str, ...]] = {
    "pre-commit": ("commit", "-q", "-m", "work"),
    "commit-msg": ("commit", "-q", "-a", "-m", "work"),
    "prepare-commit-msg": ("commit", "-q", "-m", "work", "--", "README.txt"),
    "post-commit": ("commit", "-q", "-m", "work"),
    "pre-merge-commit": ("merge", "-q", "--no-ff", "-m", "work", "side"),
}


@pytest.mark.parametrize("name", HOOKED)
def test_hook_of_git_reads_and_checks_and_cannot_write(memfs: Memfs, repository: GitRepository, name: str) -> None:
    repository.git("switch", "-q", "-c", "side")
    repository.commit("theirs")
    repository.git("switch", "-q", "main")
    repository.write("README.txt", "mine\n")
    repository.git("add", "README.txt")
    if name == "pre-merge-commit":
        repository.commit("mine")
    log = repository.path.parent / "log"
    run = shlex.join(COMMAND)
    lines = [f"{run} {shlex.join(words)} >>'{log}' 2>&1; echo $? >>'{log}'" for words in (*READS[1:4], WRITES[0])]
    repository.write(f".git/hooks/{name}", "\n".join(["#!/bin/sh", *lines, "true"])).chmod(0o755)
    repository.git(*HOOKED[name])
    assert repository.git("log", "-1", "--format=%s") == "work\n"
    assert log.read_text().splitlines() == [
        *("kept as it was", "0", "1 records, 0 violations", "0", "0 records, 0 violations", "0"),
        *("memfs: git is committing (GIT_INDEX_FILE is set), and a hook cannot write memory", "2"),
    ]
    assert memfs("read", "memory", "new").status == 1
    assert repository.git("status", "--porcelain") == ""


def edited(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    file = repository.path / f"{CELL}/kept.yaml"
    file.write_text(file.read_text() + "tags: [mine]\n")


def edited_and_staged(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    edited(repository, patch)
    repository.git("add", "memory")


def deleted(repository: GitRepository, _: pytest.MonkeyPatch) -> None:
    (repository.path / f"{CELL}/kept.yaml").unlink()


def made_a_link(repository: GitRepository, patch: pytest.MonkeyPatch) -> None:
    deleted(repository, patch)
    (repository.path / f"{CELL}/kept.yaml").symlink_to("/etc/hostname")


@pytest.mark.parametrize("state", [edited, edited_and_staged, deleted, made_a_link], ids=lambda state: state.__name__)
@pytest.mark.parametrize("write", WRITES[2:], ids=["replace", "remove"])
def test_work_of_a_person_on_a_record_is_not_written_over(
    memfs: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch, state: State, write: tuple[str, ...]
) -> None:
    state(repository, monkeypatch)
    before = untouched(repository)
    done = memfs(*write)
    assert (done.status, done.out, done.err.splitlines()[-1]) == (1, "", "  hint: git status")
    assert untouched(repository) == before


@pytest.mark.parametrize("staging", [(), ("add",), ("add", "-N")], ids=["untracked", "staged", "announced"])
def test_draft_in_the_place_of_a_record_is_not_written_over(
    memfs: Memfs, repository: GitRepository, staging: tuple[str, ...]
) -> None:
    repository.write(f"{CELL}/new.yaml", "mine\n")
    if staging:
        repository.git(*staging, f"{CELL}/new.yaml")
    before = untouched(repository)
    done = memfs(*WRITES[0])
    assert (done.status, done.out, done.err.splitlines()[-1]) == (1, "", "  hint: git status")
    assert untouched(repository) == before


def test_conflict_in_a_record_is_seen_by_every_check(memfs: Memfs, repository: GitRepository) -> None:
    name = f"{CELL}/kept.yaml"
    text = (repository.path / name).read_text()
    repository.git("switch", "-q", "-c", "side")
    repository.write(name, text.replace("as it was", "by them"))
    repository.commit("theirs")
    repository.git("switch", "-q", "main")
    repository.write(name, text.replace("as it was", "by us"))
    repository.commit("ours")
    repository.git("merge", "side", ok=False)
    before = untouched(repository)
    for words in (("check",), ("check", "--staged")):
        done = memfs(*words)
        assert (done.status, done.err) == (1, "")
        assert name in done.out
    assert memfs("check", "--rev", "HEAD").status == 0
    assert memfs("read", "memory", "kept").status == 1
    assert untouched(repository) == before


def test_bare_repository_is_read_in_every_way_and_not_written(repository: GitRepository, tmp_path: Path) -> None:
    bare = Memfs(tmp_path / "bare.git")
    repository.git("clone", "-q", "--bare", ".", str(bare.path))
    for read in READS:
        if read != ("check", "--staged"):
            assert (bare(*read).status, bare(*read).err) == (0, ""), read
    for write in WRITES:
        done = bare(*write)
        assert (done.status, done.out) == (2, "")
        assert "is bare" in done.err


def _empty_commit(repository: GitRepository) -> None:
    name = repository.git("rev-parse", "HEAD").strip()
    (repository.path / ".git/objects" / name[:2] / name[2:]).chmod(0o600)
    (repository.path / ".git/objects" / name[:2] / name[2:]).write_bytes(b"")


def _missing_tree(repository: GitRepository) -> None:
    name = repository.git("rev-parse", f"HEAD:{CELL}").strip()
    (repository.path / ".git/objects" / name[:2] / name[2:]).unlink()


def _broken_head(repository: GitRepository) -> None:
    repository.write(".git/HEAD", "nonsense\n")


def _broken_branch(repository: GitRepository) -> None:
    repository.write(".git/refs/heads/main", "not a commit\n")


def _broken_index(repository: GitRepository) -> None:
    repository.write(".git/index", b"DIRC\0\0\0\2\0\0\0\1")


THERE = [write for write in WRITES if "memory" in write]
"""Writes that need the tree of their directory; what lies beside the damage may be written."""

BROKEN = [_empty_commit, _missing_tree, _broken_head, _broken_branch, _broken_index]


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_damage_is_told_in_a_line_and_not_repaired(
    memfs: Memfs, repository: GitRepository, damage: Callable[[GitRepository], None]
) -> None:
    damage(repository)
    before = untouched(repository)
    for words in (*THERE, *READS, ("check",), ("doctor", "--fix")):
        done = memfs(*words)
        assert done.status in ((2,) if words in THERE else (0, 1, 2)), words
        assert len(done.err.splitlines()) <= 2, words
        assert "internal error" not in done.err, words
    assert untouched(repository) == before


@pytest.fixture
def read_only(memfs: Memfs, tmp_path: Path) -> Iterator[Memfs]:
    """Show the repository through a mount that cannot be written."""
    place = tmp_path / "read-only"
    place.mkdir()
    for words in (["--bind", str(memfs.path), str(place)], ["-o", "remount,ro,bind", str(place)]):
        if subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
            pytest.skip("this user cannot mount a directory read-only")
    yield Memfs(place)
    subprocess.run(["umount", str(place)], check=True)


def test_read_only_file_system_can_be_read(read_only: Memfs) -> None:
    for read in (*READS, ("check",)):
        assert (read_only(*read).status, read_only(*read).err) == (0, ""), read
    for write in WRITES:
        done = read_only(*write)
        assert (done.status, done.out) == (2, "")
        assert "ead-only file system" in done.err


def test_clock_in_another_century_is_no_obstacle(memfs: Memfs, repository: GitRepository) -> None:
    program = shutil.which("faketime")
    if program is None:
        pytest.skip("no test of a wrong clock: faketime is not installed (apt-get install faketime)")
    for moment in ("1999-12-31 23:59:59", "2099-01-01 00:00:00"):
        for words in (*WRITES, ("check",), ("doctor",)):
            command = [program, "-f", f"@{moment}", *COMMAND, *words]
            done = subprocess.run(command, cwd=memfs.path, capture_output=True, check=False)
            assert (done.returncode, done.stderr) == (1 if "doctor" in words else 0, b""), words
        assert repository.git("status", "--porcelain") == ""
        repository.git("revert", "--no-edit", "HEAD")
        memfs.said("remove", "memory", "new")
        memfs.said("remove", "context", "objectives")

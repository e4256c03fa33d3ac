"""The sh hooks for plain git, run by git itself, with a stand-in for memfs-hook."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import GitRepository

HOOKS = Path(__file__).parent.parent / "hooks"
NAMES = ("pre-commit", "pre-merge-commit", "pre-push", "pre-receive")
ZERO = "0" * 40

STAND_IN = """#!/bin/sh
echo {name} "$@" >>"{log}"
[ "{reads}" = no ] || sed 's/^/  /' >>"{log}"
exit {status}
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """A repository, a PATH of its own, and the log that the stand-ins write."""

    repository: GitRepository
    programs: Path
    log: Path

    def put(self, path: Path, *, status: int = 0, reads: bool = False) -> None:
        """Write a stand-in program that logs its name, arguments and standard input."""
        path.parent.mkdir(parents=True, exist_ok=True)
        answers = {"name": path.name, "log": self.log, "status": status, "reads": "yes" if reads else "no"}
        path.write_text(STAND_IN.format(**answers), encoding="utf-8")
        path.chmod(0o755)

    def memfs_hook(self, *, status: int = 0, reads: bool = False) -> None:
        """Put a memfs-hook on PATH."""
        self.put(self.programs / "memfs-hook", status=status, reads=reads)

    def install(self, name: str, directory: Path | None = None) -> Path:
        """Copy one of our hooks to where git looks for it."""
        directory = directory or self.repository.path / ".git" / "hooks"
        directory.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(HOOKS / name, directory / name))

    def predecessor(self, name: str, *, status: int = 0, reads: bool = False) -> None:
        """Put the hook that was there before beside ours."""
        self.put(self.repository.path / ".git" / "hooks" / f"{name}.before-memfs", status=status, reads=reads)

    def run(self, *arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run git and return what it answered."""
        return subprocess.run(
            ["git", "-C", str(at or self.repository.path), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """Return what the stand-ins logged."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def setting(repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Give the hooks a PATH with git and the few programs of POSIX they call, and no memfs-hook."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh", "cat", "sed"):
        program = shutil.which(name)
        assert program
        (programs / name).symlink_to(program)
    monkeypatch.setenv("PATH", str(programs))
    return Setting(repository, programs, tmp_path / "calls.log")


@pytest.fixture
def remote(setting: Setting, tmp_path: Path) -> Path:
    """Make a bare repository to push to."""
    path = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    setting.repository.git("remote", "add", "origin", str(path))
    return path


def test_there_is_one_executable_script_for_each_stage() -> None:
    assert sorted(path.name for path in HOOKS.iterdir()) == sorted(NAMES)
    assert all(os.access(path, os.X_OK) for path in HOOKS.iterdir())


def test_commit_asks_memfs_hook(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 0
    assert setting.calls() == ["memfs-hook pre-commit"]


def test_commit_is_refused_when_memfs_hook_refuses(setting: Setting) -> None:
    setting.memfs_hook(status=1)
    setting.install("pre-commit")
    before = setting.repository.state()
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 1
    assert setting.repository.state() == before


def test_hook_that_was_there_before_runs_first(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    setting.predecessor("pre-commit")
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 0
    assert setting.calls() == ["pre-commit.before-memfs", "memfs-hook pre-commit"]


def test_refusal_of_the_hook_before_stands(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    setting.predecessor("pre-commit", status=3)
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 1
    assert setting.calls() == ["pre-commit.before-memfs"]


def test_hook_before_that_git_would_not_run_is_not_run(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    setting.predecessor("pre-commit", status=3)
    (setting.repository.path / ".git" / "hooks" / "pre-commit.before-memfs").chmod(0o644)
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 0
    assert setting.calls() == ["memfs-hook pre-commit"]


@pytest.mark.parametrize("name", NAMES)
def test_missing_memfs_hook_is_one_line_and_a_refusal(setting: Setting, name: str) -> None:
    script = setting.install(name)
    done = subprocess.run([script], input="", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "memfs: memfs-hook is not on PATH; install it with 'pipx install memfs-git' or activate its environment\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_exit_status_of_memfs_hook_is_kept(setting: Setting, name: str) -> None:
    setting.memfs_hook(status=2)
    done = subprocess.run([setting.install(name), "one", "two words"], input="", check=False)
    assert done.returncode == 2
    assert setting.calls() == [f"memfs-hook {name} one two words"]


@pytest.mark.parametrize("name", NAMES)
def test_script_started_without_a_path_finds_the_hook_before(setting: Setting, name: str) -> None:
    setting.memfs_hook()
    script = setting.install(name)
    setting.predecessor(name)
    subprocess.run(["sh", name], cwd=script.parent, input="", text=True, check=True)
    assert setting.calls() == [f"{name}.before-memfs", f"memfs-hook {name}"]


def test_commit_from_a_subdirectory(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    setting.predecessor("pre-commit")
    below = setting.repository.write("a b/c/file", "text\n").parent
    setting.repository.git("add", "-A")
    assert setting.run("commit", "-m", "work", at=below).returncode == 0
    assert setting.calls() == ["pre-commit.before-memfs", "memfs-hook pre-commit"]


def test_commit_in_a_linked_worktree(setting: Setting, tmp_path: Path) -> None:
    setting.memfs_hook()
    setting.install("pre-commit")
    setting.predecessor("pre-commit")
    setting.repository.git("worktree", "add", "-q", str(tmp_path / "linked"))
    assert setting.run("commit", "--allow-empty", "-m", "work", at=tmp_path / "linked").returncode == 0
    assert setting.calls() == ["pre-commit.before-memfs", "memfs-hook pre-commit"]


def test_hooks_path_of_the_user(setting: Setting) -> None:
    setting.memfs_hook()
    setting.install("pre-commit", setting.repository.path / "tools" / "hooks")
    setting.put(setting.repository.path / "tools" / "hooks" / "pre-commit.before-memfs")
    setting.repository.git("config", "core.hooksPath", "tools/hooks")
    assert setting.run("commit", "--allow-empty", "-m", "work").returncode == 0
    assert setting.calls() == ["pre-commit.before-memfs", "memfs-hook pre-commit"]


def test_clean_merge_asks_memfs_hook(setting: Setting) -> None:
    setting.memfs_hook(status=1)
    setting.install("pre-merge-commit")
    setting.predecessor("pre-merge-commit")
    setting.repository.git("switch", "-q", "-c", "side")
    setting.repository.write("side", "side\n")
    setting.repository.commit("side")
    setting.repository.git("switch", "-q", "main")
    setting.repository.write("main", "main\n")
    head = setting.repository.commit("main")
    assert setting.run("merge", "--no-edit", "side").returncode == 1
    assert setting.calls() == ["pre-merge-commit.before-memfs", "memfs-hook pre-merge-commit"]
    assert setting.repository.git("rev-parse", "HEAD").strip() == head


def test_push_gives_both_hooks_the_arguments_and_the_refs(setting: Setting, remote: Path) -> None:
    setting.memfs_hook(reads=True)
    setting.install("pre-push")
    setting.predecessor("pre-push", reads=True)
    head = setting.repository.git("rev-parse", "HEAD").strip()
    assert setting.run("push", "-q", "origin", "main", "main:other").returncode == 0
    refs = [
        f"  refs/heads/main {head} refs/heads/main {ZERO}",
        f"  refs/heads/main {head} refs/heads/other {ZERO}",
    ]
    assert setting.calls() == [
        f"pre-push.before-memfs origin {remote}",
        *refs,
        f"memfs-hook pre-push origin {remote}",
        *refs,
    ]


def test_push_of_nothing_gives_both_hooks_no_line(setting: Setting, remote: Path) -> None:
    setting.repository.git("push", "-q", "origin", "main")
    setting.memfs_hook(reads=True)
    setting.install("pre-push")
    setting.predecessor("pre-push", reads=True)
    assert setting.run("push", "-q", "origin", "main").returncode == 0
    assert setting.calls() == [f"pre-push.before-memfs origin {remote}", f"memfs-hook pre-push origin {remote}"]


def test_hook_before_that_reads_nothing_takes_nothing_from_memfs_hook(setting: Setting, remote: Path) -> None:
    setting.memfs_hook(reads=True)
    setting.install("pre-push")
    setting.predecessor("pre-push", reads=False)
    refs = [f"main:branch{number}" for number in range(200)]
    done = setting.run("push", "-q", "origin", *refs)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(setting.calls()) == 2 + len(refs)
    assert setting.run("ls-remote", str(remote)).stdout.count("refs/heads/") == len(refs)


def test_push_is_refused_when_either_hook_refuses(setting: Setting, remote: Path) -> None:
    setting.install("pre-push")
    for before, ours in ((1, 0), (0, 1)):
        setting.memfs_hook(status=ours, reads=True)
        setting.predecessor("pre-push", status=before, reads=True)
        assert setting.run("push", "-q", "origin", "main").returncode == 1
    assert setting.run("ls-remote", str(remote)).stdout == ""


def test_server_refuses_what_memfs_hook_refuses(setting: Setting, remote: Path) -> None:
    setting.memfs_hook(status=1, reads=True)
    setting.install("pre-receive", remote / "hooks")
    setting.put(remote / "hooks" / "pre-receive.before-memfs", reads=True)
    head = setting.repository.git("rev-parse", "HEAD").strip()
    done = setting.run("push", "origin", "main")
    assert done.returncode == 1
    assert "pre-receive hook declined" in done.stderr
    assert setting.calls() == [
        "pre-receive.before-memfs",
        f"  {ZERO} {head} refs/heads/main",
        "memfs-hook pre-receive",
        f"  {ZERO} {head} refs/heads/main",
    ]
    assert setting.run("ls-remote", str(remote)).stdout == ""


def test_server_takes_what_both_hooks_pass(setting: Setting, remote: Path) -> None:
    setting.memfs_hook(reads=True)
    setting.install("pre-receive", remote / "hooks")
    assert setting.run("push", "-q", "origin", "main").returncode == 0
    assert setting.run("ls-remote", str(remote)).stdout.endswith("\trefs/heads/main\n")

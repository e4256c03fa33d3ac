"""A repository whose configuration names programs everywhere: none of them runs through memfs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs
from tests.hostile.session import ENDS, READS, WRITES, words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.conftest import GitRepository

HOOKS = tuple(
    """
    applypatch-msg commit-msg fsmonitor-watchman post-applypatch post-checkout post-commit post-index-change
    post-merge post-receive post-rewrite post-update pre-applypatch pre-auto-gc pre-commit pre-merge-commit pre-push
    pre-rebase pre-receive prepare-commit-msg push-to-checkout reference-transaction sendemail-validate update
    """.split()  # noqa: SIM905 - a list of that many lines says no more
)
ALLOWED = "reference-transaction"  # git runs it whenever a branch moves, and its refusal refuses the write
VERBS = tuple(
    """
    add blame cat-file check-attr commit-tree config diff diff-files diff-index diff-tree for-each-ref hash-object
    index-pack log ls-files ls-tree maintenance merge-base mktree read-tree rev-list rev-parse show status
    unpack-objects update-index update-ref write-tree
    """.split()  # noqa: SIM905 - a list of that many lines says no more
)
FUTURE = 4_000_000_000
SETTINGS = {
    "core.fsmonitor": "{}",
    "core.pager": "{}",
    "core.editor": "{}",
    "core.askPass": "{}",
    "core.sshCommand": "{}",
    "core.gitProxy": "{}",
    "core.alternateRefsCommand": "{}",
    "credential.helper": "!{}",
    "sequence.editor": "{}",
    "diff.external": "{}",
    "diff.tool": "evil",
    "diff.evil.command": "{}",
    "diff.evil.textconv": "{}",
    "diff.memfs.textconv": "{}",
    "difftool.evil.cmd": "{}",
    "merge.evil.driver": "{}",
    "merge.memfs.driver": "{}",
    "filter.evil.clean": "{}",
    "filter.evil.smudge": "{}",
    "filter.evil.process": "{}",
    "filter.evil.required": "true",
    "gpg.program": "{}",
    "gpg.ssh.program": "{}",
    "gpg.ssh.defaultKeyCommand": "{}",
    "log.showSignature": "true",
    "merge.verifySignatures": "true",
    "interactive.diffFilter": "{}",
    "man.viewer": "{}",
    "browser.evil.cmd": "{}",
    "web.browser": "evil",
    "trailer.memfs-op.command": "{}",
    "trailer.memfs-op.cmd": "{}",
    "uploadpack.packObjectsHook": "{}",
    "remote.origin.url": "ext::{}",
    "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
    "remote.origin.uploadpack": "{}",
    "remote.origin.promisor": "true",
    "remote.origin.partialCloneFilter": "blob:none",
    "extensions.partialClone": "origin",
    "protocol.allow": "always",
    "submodule.sub.update": "!{}",
    "sendemail.smtpServer": "{}",
    "init.templateDir": "{directory}",
    "maintenance.strategy": "incremental",
    "gc.auto": "1",
    "gc.recentObjectsHook": "{}",
    **{f"alias.{verb}": "!{}" for verb in VERBS},
    **{f"pager.{verb}": "{}" for verb in VERBS},
}


SCRIPT = """\
#!/bin/sh
echo {name} $* for $(tr '\\0' ' ' </proc/$PPID/cmdline) >>'{ran}'
cat
"""


@pytest.fixture
def armed(repository: GitRepository, tmp_path: Path) -> Path:
    """Set every program a configuration can name; return the file that says which of them have run."""
    ran, directory = tmp_path / "ran", tmp_path / "evil"
    directory.mkdir()
    ran.touch()
    for name in ("program", *HOOKS):
        (directory / name).write_text(SCRIPT.format(name=name, ran=ran))
        (directory / name).chmod(0o755)
    Memfs(repository.path).said("init")
    for key, value in SETTINGS.items():
        repository.git("config", key, value.format(directory / "program", directory=directory))
    repository.git("config", "core.repositoryFormatVersion", "1")
    repository.git("config", "core.hooksPath", str(directory))
    for name in HOOKS:
        (repository.path / ".git/hooks" / name).symlink_to(directory / name)
    return ran


def programs(ran: Path) -> set[str]:
    return {line.split()[0] for line in ran.read_text().splitlines()}


def run(repository: GitRepository, lines: Iterable[tuple[str, ...]]) -> None:
    for line, stdin in words(lines):
        assert "internal error" not in Memfs(repository.path)(*line, stdin=stdin).err


def test_session_runs_only_the_hook_of_references(repository: GitRepository, armed: Path) -> None:
    repository.write(".gitattributes", "*.txt diff=evil filter=evil merge=evil\n* diff=evil\n")
    os.utime(repository.path / "README.txt", (FUTURE, FUTURE))  # git looks into a file that is as new as the index
    written = [line for line in WRITES if line[0] != "install"]
    run(repository, [*written, *READS, *ENDS[:1]])
    assert programs(armed) == {ALLOWED}, armed.read_text()
    assert repository.git("log", "--format=%s", "--no-show-signature").count("\n") > 5


def test_filter_of_records_refuses_the_write_and_does_not_run(repository: GitRepository, armed: Path) -> None:
    memfs = Memfs(repository.path)
    memfs.said("add", "context", "objectives", "x")
    armed.write_text("")
    repository.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    os.utime(repository.path / "memory/context/objectives.yaml", (FUTURE, FUTURE))
    done = memfs("add", "context", "objectives", "y")
    assert (done.status, done.out) == (2, "")
    assert "the attribute 'filter' is set" in done.err
    run(repository, READS)
    assert programs(armed) == set(), armed.read_text()


def test_file_that_a_filter_stored_stays_clean_though_the_filter_does_not_run(repository: GitRepository) -> None:
    """As with large file storage: the blob is not what lies in the file."""
    repository.git("config", "filter.upper.clean", "tr a-z A-Z; echo ran >>.git/ran")
    repository.git("config", "filter.upper.smudge", "tr A-Z a-z")
    repository.write(".gitattributes", "*.bin filter=upper\n")
    os.utime(repository.write("a.bin", "content\n"), (FUTURE, FUTURE))
    repository.commit()
    (repository.path / ".git/ran").unlink()
    Memfs(repository.path).said("init")
    assert not (repository.path / ".git/ran").exists()
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("cat-file", "blob", "HEAD:a.bin") == "CONTENT\n"
    assert (repository.path / "a.bin").read_text() == "content\n"


@pytest.mark.parametrize("name", ["core.fsmonitor", "diff.external", "alias.ls-files", "filter.evil.clean"])
def test_the_same_programs_run_when_git_is_left_to_itself(repository: GitRepository, armed: Path, name: str) -> None:
    kept = {name, "filter.evil.required"} if name.startswith("filter") else {name}
    for key in (*SETTINGS.keys() - kept, "core.hooksPath"):
        repository.git("config", "--unset", key)
    for hook in HOOKS:
        (repository.path / ".git/hooks" / hook).unlink()
    armed.write_text("")
    repository.write(".gitattributes", "* filter=evil\n")
    repository.write("README.txt", "changed\n")
    commands = {"alias.ls-files": ["ls-files"], "diff.external": ["diff"]}
    repository.git(*commands.get(name, ["add", "README.txt"]), ok=False)
    assert (programs(armed) == {"program"}) is (name != "alias.ls-files")  # an alias never hides a command of git's

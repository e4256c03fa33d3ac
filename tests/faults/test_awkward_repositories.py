"""The life of a memory in awkward repositories, through the command line: everything works as anywhere else."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from tests.cli.conftest import Done, Memfs
from tests.conftest import GitRepository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.core.model import JSON

    Way = Callable[[GitRepository, Path], GitRepository]

CELL = "memory/memories/outcome=success/tool=conversation"
TEXT = "naïve ✓ 日本語\n\ttabs, 'quotes' and # no comment\nlast"
RAN = "hook-ran"
USER = {"staged.txt": "staged\n", "untracked.txt": "untracked\n", "announced.txt": "announced\n"}


def blob(answer: Mapping[str, JSON]) -> str:
    return str(answer["blob"])


def live(run: Callable[..., Done]) -> None:
    """Add, read, replace, move and remove a memory, with a check at each of the places that can be judged."""

    def answer(*words: str) -> Mapping[str, JSON]:
        done = run("--json", *words)
        assert (done.status, done.err) == (0, ""), done
        return cast("Mapping[str, JSON]", json.loads(done.out))

    added = answer("add", "memory", "--outcome=success", "--tool=conversation", "--summary=a_b", "--", TEXT)
    assert added["path"] == f"{CELL}/a_b.yaml"
    for words in ((), ("--staged",), ("--rev", "HEAD"), ("--rev", "HEAD", "--base", "HEAD")):
        assert answer("check", *words)["ok"] is True, words
    read = answer("read", "memory", "a_b")
    assert cast("Mapping[str, JSON]", read["record"])["content"] == TEXT
    assert blob(read) == blob(added)
    stale = run("replace", "memory", "a_b", "--if-match", "0" * 40, "--", "x")
    assert stale.status == 1
    answer(
        "replace", "memory", "a_b", "--if-match", blob(added), "--rename", "c_d", "--outcome=failure", "--tool=unknown"
    )
    assert run("read", "memory", "a_b").status == 1
    assert run("read", "memory", "c_d", "--format", "text").out == f"{TEXT}\n"
    assert answer("remove", "memory", "c_d")["action"] == "removed"
    assert answer("check")["records"] == 0


def user_work(repository: GitRepository) -> Callable[[], object]:
    """Leave work of a person's own about, and return what tells its state."""
    for name, content in USER.items():
        repository.write(name, content)
    repository.git("add", "-f", "--sparse", "staged.txt")
    repository.git("add", "-f", "--sparse", "-N", "announced.txt")
    return lambda: (
        repository.git("status", "--porcelain", "-uall", "--", *USER),
        repository.git("ls-files", "-s", "--", *USER),
        [(repository.path / name).read_text() for name in USER],
    )


def cloned(*options: str) -> Way:
    def clone(origin: GitRepository, place: Path) -> GitRepository:
        origin.git("config", "uploadpack.allowFilter", "true")
        subprocess.run(["git", "clone", "-q", *options, f"file://{origin.path}", str(place)], check=True)
        made = GitRepository(place)
        made.git("remote", "set-url", "origin", "file:///nowhere")
        return made

    clone.__name__ = "clone " + " ".join(options)
    return clone


def linked_worktree(origin: GitRepository, place: Path) -> GitRepository:
    origin.git("worktree", "add", "-q", "-b", "other", str(place))
    return GitRepository(place)


def submodule(origin: GitRepository, place: Path) -> GitRepository:
    outer = GitRepository(place)
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(origin.path), "sub")
    inner = GitRepository(place / "sub")
    inner.git("checkout", "-q", "-B", "work")
    return inner


def made(*options: str) -> Way:
    def make(_: GitRepository, place: Path) -> GitRepository:
        subprocess.run(["git", "init", "-q", *options, str(place)], check=True)
        Memfs(place).said("init")
        return GitRepository(place)

    make.__name__ = "init " + " ".join(options)
    return make


def without_a_store(_: GitRepository, place: Path) -> GitRepository:
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    return GitRepository(place)


def git_directory_elsewhere(_: GitRepository, place: Path) -> GitRepository:
    return made(f"--separate-git-dir={place}.git")(_, place)


def odd_place(origin: GitRepository, place: Path) -> GitRepository:
    """No shell and no option parser may take the path apart."""
    return made()(origin, place / '-it\'s $(odd) ünï\\place; "x" %20')


def behind_a_link(origin: GitRepository, place: Path) -> GitRepository:
    place.symlink_to(origin.path)
    return GitRepository(place)


def sparse(origin: GitRepository, _: Path) -> GitRepository:
    origin.git("sparse-checkout", "set", "src")
    return origin


def sparse_index(origin: GitRepository, _: Path) -> GitRepository:
    origin.write("src/a", "x")
    origin.write("other/deep/b", "x")
    origin.commit()
    origin.git("sparse-checkout", "set", "--cone", "--sparse-index", "src")
    return origin


def packed(origin: GitRepository, _: Path) -> GitRepository:
    origin.git("gc", "-q")
    origin.git("pack-refs", "--all")
    return origin


def grafted(origin: GitRepository, _: Path) -> GitRepository:
    """Somebody replaced HEAD's commit by one without the store."""
    origin.git("replace", "HEAD", "HEAD~1")
    return origin


def crlf_checkout(origin: GitRepository, _: Path) -> GitRepository:
    origin.git("config", "core.autocrlf", "true")
    origin.git("rm", "-q", "-r", "--cached", ".")
    origin.git("reset", "-q", "--hard")
    return origin


def configured(*settings: str) -> Way:
    def configure(origin: GitRepository, _: Path) -> GitRepository:
        for setting in settings:
            origin.git("config", *setting.split("=", 1))
        origin.git("update-index", "--refresh", ok=False)
        return origin

    configure.__name__ = settings[0]
    return configure


ODD_CONFIG = """\
[alias]
  add = !false
  ls-files = !false
  cat-file = !false
[color]
  ui = always
[core]
  pager = false
  editor = false
  quotePath = true
  excludesFile = ~/ignored
  attributesFile = ~/attributes
  whitespace = -trailing-space,tab-in-indent
  commentChar = m
  abbrev = 4
  checkStat = minimal
[commit]
  template = /nowhere
  cleanup = scissors
  verbose = true
  status = false
[column]
  ui = always
[diff]
  noprefix = true
  mnemonicPrefix = true
  renames = copies
  algorithm = histogram
  external = false
  ignoreSubmodules = all
  orderFile = ~/ignored
[grep]
  patternType = perl
[i18n]
  commitEncoding = latin1
  logOutputEncoding = latin1
[init]
  templateDir = /nowhere
[log]
  date = relative
  decorate = full
  showSignature = true
  mailmap = true
[merge]
  ff = false
[pager]
  cat-file = false
  ls-files = false
[status]
  short = true
  branch = true
  relativePaths = true
  showUntrackedFiles = no
[user]
  name = "  Ada <of> Lovelace\\t"
  email = ada@example.invalid
[advice]
  detachedHead = true
[trailer]
  separators = "=:"
  ifexists = replace
"""


def odd_user(origin: GitRepository, _: Path) -> GitRepository:
    home = Path(os.environ["HOME"])
    (home / ".gitconfig").write_text(ODD_CONFIG)
    (home / "ignored").write_text("*\nmemory/\n*.yaml\n")
    (home / "attributes").write_text("* text=auto eol=crlf -diff merge=binary\n*.yaml -text\n")
    return origin


def failing_hooks(origin: GitRepository, _: Path) -> GitRepository:
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-index-change", "post-checkout"):
        origin.write(f".git/hooks/{name}", f"#!/bin/sh\necho {name} >>'{origin.path.parent}/{RAN}'; exit 1\n").chmod(
            0o755
        )
    return origin


PARTIAL = (cloned("--filter=blob:none"), cloned("--filter=tree:0"))
WAYS: list[Way] = [
    *PARTIAL,
    cloned("--depth=1"),
    cloned("--shared"),
    linked_worktree,
    submodule,
    made("--object-format=sha256"),
    made("--shared=group"),
    without_a_store,
    git_directory_elsewhere,
    odd_place,
    behind_a_link,
    sparse,
    sparse_index,
    packed,
    grafted,
    crlf_checkout,
    odd_user,
    failing_hooks,
    configured("core.ignoreCase=true", "core.fileMode=false", "core.symlinks=false", "core.trustctime=false"),
    configured("core.eol=crlf", "core.safecrlf=true"),
    configured("index.version=4", "core.splitIndex=true", "core.untrackedCache=true", "index.threads=true"),
    configured("core.logAllRefUpdates=false", "core.preferSymlinkRefs=true", "core.compression=0", "core.fsync=none"),
    configured("core.bigFileThreshold=1", "core.packedGitWindowSize=1k", "core.looseCompression=9"),
    configured("extensions.worktreeConfig=true", "core.precomposeUnicode=true", "core.protectNTFS=true"),
    configured("feature.manyFiles=true", "feature.experimental=true"),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.usefixtures("memfs")
def test_memory_lives_as_anywhere_else(repository: GitRepository, tmp_path: Path, way: Way) -> None:
    place = way(repository, tmp_path / "place")
    work = user_work(place)
    before = work()
    (tmp_path / RAN).unlink(missing_ok=True)
    live(Memfs(place.path))
    assert not (tmp_path / RAN).exists()
    assert work() == before if way is not without_a_store else "memfs.yaml" in place.git("ls-files")
    assert "\r" not in place.git("cat-file", "blob", f"HEAD~2:{CELL}/a_b.yaml")
    assert not list(Path(place.git("rev-parse", "--absolute-git-dir").strip()).rglob("*.lock"))
    if way not in PARTIAL:  # git would fetch what is missing
        # fsck takes any packed .gitattributes above the threshold for too large to parse
        assert place.git("-c", "core.bigFileThreshold=512m", "fsck", "--strict", "--no-dangling", "--no-progress") == ""


ENVIRONMENTS: list[Mapping[str, str | None]] = [
    {"HOME": None, "XDG_CONFIG_HOME": None},
    {"HOME": "/nowhere", "XDG_CONFIG_HOME": "relative"},
    {"LANG": "C", "LC_ALL": "C", "LANGUAGE": "xx", "PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    {"GIT_GLOB_PATHSPECS": "1", "GIT_ICASE_PATHSPECS": "1"},
    {"GIT_NOGLOB_PATHSPECS": "1", "GIT_LITERAL_PATHSPECS": "0"},
    {"GIT_TRACE": "1", "GIT_TRACE_SETUP": "1", "GIT_TRACE2": "1", "GIT_CURL_VERBOSE": "1"},
    {"GIT_PAGER": "false", "PAGER": "false", "GIT_EDITOR": "false", "EDITOR": "false", "VISUAL": "false"},
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "color.ui", "GIT_CONFIG_VALUE_0": "always"},
    {"GIT_CONFIG_PARAMETERS": "'core.quotePath=true' 'diff.noprefix=true'"},
    {"GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "--unified=0", "GIT_SSH_COMMAND": "false", "GIT_ASKPASS": "false"},
    {"GIT_DEFAULT_HASH": "sha256", "GIT_INDEX_VERSION": "4", "GIT_ATTR_SOURCE": "nowhere"},
    {"GIT_CEILING_DIRECTORIES": "/", "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1", "GIT_FLUSH": "1"},
    {"TZ": "Asia/Kathmandu", "COLUMNS": "1", "TERM": "dumb", "TMPDIR": "/nowhere"},
]


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda variables: next(iter(variables)))
def test_environment_changes_nothing(
    memfs: Memfs, monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str | None]
) -> None:
    for name, value in variables.items():
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    live(memfs.process)


def test_repository_named_by_the_environment_is_meant(
    memfs: Memfs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(memfs.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(memfs.path))
    (tmp_path / "elsewhere").mkdir()
    live(Memfs(tmp_path / "elsewhere"))

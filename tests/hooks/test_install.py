"""`memfs install --hooks`: our hooks come, the person's own hooks are never lost, and everything can be undone."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.hooks.clone import PROGRAMS, Clone, fact

pytestmark = pytest.mark.children

HOOKS = Path(__file__).parent.parent.parent / "hooks"
NAMES = ["pre-commit", "pre-merge-commit", "pre-push"]
THEIRS = "#!/bin/sh\necho theirs >>calls\n"


def hooks(clone: Clone, directory: str = ".git/hooks") -> dict[str, str]:
    """Return the hooks that are there by name, samples aside."""
    found = sorted((clone.path / directory).iterdir())
    return {path.name: path.read_text() for path in found if path.suffix != ".sample"}


def ours(*names: str) -> dict[str, str]:
    return {name: (HOOKS / name).read_text() for name in names}


def own_hook(clone: Clone, name: str, text: str = THEIRS, *, mode: int = 0o755) -> Path:
    path = clone.write(f".git/hooks/{name}", text.encode())
    path.chmod(mode)
    return path


def said(clone: Clone, *arguments: str) -> list[str]:
    answer = clone.run("memfs", "install", "--hooks", *arguments)
    assert (answer.code, answer.err) == (0, "")
    return [line.replace(str(clone.path.resolve()), "") for line in answer.out.splitlines()]


def test_hooks_are_installed_once(stored: Clone) -> None:
    assert said(stored) == [f"installed {name} (/.git/hooks/{name})" for name in NAMES]
    assert hooks(stored) == ours(*NAMES)
    assert all(os.access(stored.path / ".git" / "hooks" / name, os.X_OK) for name in NAMES)
    assert said(stored) == [f"unchanged {name} (/.git/hooks/{name})" for name in NAMES]
    assert hooks(stored) == ours(*NAMES)


def test_undo_takes_them_away(clone: Clone) -> None:
    assert said(clone, "--undo") == [f"removed {name} (/.git/hooks/{name})" for name in NAMES]
    assert hooks(clone) == {}
    assert said(clone, "--undo")[0] == "unchanged pre-commit (/.git/hooks/pre-commit); it is not installed"


def test_hook_that_was_there_runs_first_and_comes_back(stored: Clone) -> None:
    own_hook(stored, "pre-commit")
    first, *_ = said(stored)
    note = "the hook that was there runs first, as pre-commit.before-memfs"
    assert first == f"installed pre-commit (/.git/hooks/pre-commit); {note}"
    assert hooks(stored) == {**ours(*NAMES), "pre-commit.before-memfs": THEIRS}
    stored.remember(good=fact("good"))
    assert stored.commit().code == 0
    assert (stored.path / "calls").read_text() == "theirs\n"
    stored.remember(bad=b"summary: bad\n")
    assert stored.commit().code == 1
    assert said(stored, "--undo")[0] == (
        "removed pre-commit (/.git/hooks/pre-commit); the hook that was there before is back"
    )
    assert hooks(stored) == {"pre-commit": THEIRS}


def test_refusal_of_the_hook_that_was_there_stands(stored: Clone) -> None:
    own_hook(stored, "pre-commit", "#!/bin/sh\necho no >&2\nexit 3\n")
    said(stored)
    stored.remember(good=fact("good"))
    answer = stored.commit()
    assert (answer.code, answer.err) == (1, "no\n")


def test_hook_that_is_a_link_or_that_git_would_not_run_is_kept_as_it_is(stored: Clone) -> None:
    stored.write("tools/hook", THEIRS.encode()).chmod(0o755)
    link = stored.path / ".git" / "hooks" / "pre-commit"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("../../tools/hook")
    own_hook(stored, "pre-push", "#!/bin/sh\nexit 1\n", mode=0o644)
    said(stored)
    kept = link.with_name("pre-commit.before-memfs")
    assert kept.readlink() == Path("../../tools/hook")
    assert stored.hook("pre-push").code == 0
    said(stored, "--undo")
    assert link.readlink() == Path("../../tools/hook")
    assert not os.access(link.with_name("pre-push"), os.X_OK)


def test_broken_link_is_somebodys_hook_too(stored: Clone) -> None:
    link = stored.path / ".git" / "hooks" / "pre-commit"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("nowhere")
    said(stored)
    said(stored, "--undo")
    assert link.readlink() == Path("nowhere")


def test_second_hook_of_somebody_is_not_put_over_the_first(clone: Clone) -> None:
    own_hook(clone, "pre-push.before-memfs", "first\n")
    own_hook(clone, "pre-push", "second\n")
    (clone.path / ".git" / "hooks" / "pre-commit").unlink()
    before = hooks(clone)
    answer = clone.run("memfs", "install", "--hooks")
    assert (answer.code, answer.out) == (2, "")
    words = "pre-push is not the hook that memfs installed, and pre-push.before-memfs is there too; keep one of them"
    assert answer.err.splitlines()[0] == f"memfs: {words}"
    assert hooks(clone) == before


def test_changed_hook_of_ours_is_replaced_and_kept(clone: Clone) -> None:
    changed = (HOOKS / "pre-commit").read_text() + "# mine\n"
    own_hook(clone, "pre-commit", changed)
    note = "the one that was there, of another version or changed, is now pre-commit.replaced-by-memfs"
    assert said(clone)[0] == f"installed pre-commit (/.git/hooks/pre-commit); {note}"
    assert hooks(clone) == {**ours(*NAMES), "pre-commit.replaced-by-memfs": changed}


def test_pre_commit_the_framework_installed_over_ours_runs_it(clone: Clone) -> None:
    clone.write(".pre-commit-config.yaml", b"repos: []\n")
    clone.done("add", "-A")
    framework = [str(PROGRAMS / "pre-commit"), "install"]
    assert clone.run(*framework, extra={"PRE_COMMIT_HOME": str(clone.path / "home")}).code == 0
    assert hooks(clone)["pre-commit.legacy"] == ours("pre-commit")["pre-commit"]
    note = "pre-commit runs it as pre-commit.legacy"
    assert said(clone)[0] == f"unchanged pre-commit (/.git/hooks/pre-commit); {note}"
    clone.remember(bad=b"summary: bad\n")
    answer = clone.git("commit", "-q", "-m", "bad", extra={"PRE_COMMIT_HOME": str(clone.path / "home")})
    assert answer.code == 1
    assert answer.lines()[-1] == "1 records, 2 violations"
    said(clone, "--undo")
    assert sorted(hooks(clone)) == ["pre-commit"]


def test_linked_worktree_shares_the_hooks(stored: Clone, tmp_path: Path) -> None:
    stored.done("worktree", "add", "-q", str(tmp_path / "linked"))
    assert Clone(tmp_path / "linked").run("memfs", "install", "--hooks").code == 0
    assert hooks(stored) == ours(*NAMES)


def test_hooks_path_inside_the_repository_is_where_they_go(stored: Clone) -> None:
    stored.done("config", "core.hooksPath", "tools/hooks")
    assert said(stored)[0] == "installed pre-commit (/tools/hooks/pre-commit)"
    assert hooks(stored, "tools/hooks") == ours(*NAMES)
    stored.remember(bad=b"summary: bad\n")
    assert stored.commit().code == 1


@pytest.mark.parametrize("scope", ["--global", "--local"])
def test_hooks_path_that_others_share_is_left_alone(stored: Clone, tmp_path: Path, scope: str) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    stored.done("config", scope, "core.hooksPath", str(shared))
    answer = stored.run("memfs", "install", "--hooks")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        f"memfs: core.hooksPath is '{shared}', which other repositories may share",
        f"  hint: git config --local core.hooksPath '{stored.path}/.git/hooks'",
    ]
    assert list(shared.iterdir()) == []
    assert stored.run("sh", "-c", answer.err.splitlines()[1].removeprefix("  hint: ")).code == 0
    assert said(stored)[0] == "installed pre-commit (/.git/hooks/pre-commit)"


def test_bare_repository_gets_the_servers_hook(remote: Clone) -> None:
    assert said(remote) == ["installed pre-receive (/hooks/pre-receive)"]
    assert hooks(remote, "hooks") == ours("pre-receive")
    said(remote, "--undo")
    assert hooks(remote, "hooks") == {}


def test_answer_as_json(stored: Clone) -> None:
    own_hook(stored, "pre-push")
    answer = json.loads(stored.run("memfs", "install", "--hooks", "--json").out)
    assert (answer["memfs"], answer["ok"], answer["action"]) == (1, True, "installed")
    assert [(hook["name"], hook["action"], hook["note"]) for hook in answer["hooks"]] == [
        ("pre-commit", "installed", None),
        ("pre-merge-commit", "installed", None),
        ("pre-push", "installed", "the hook that was there runs first, as pre-push.before-memfs"),
    ]
    assert stored.run("memfs", "install", "--hooks", "--undo", "-q").said == ""


def test_program_that_git_will_not_find_is_said(stored: Clone, tmp_path: Path) -> None:
    for name in ("git", "sh"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    answer = stored.run("env", f"PATH={tmp_path}", str(PROGRAMS / "python"), "-m", "memfs", "install", "--hooks")
    assert answer.code == 0
    assert answer.err == "note: memfs-hook is not on PATH; until it is, the hooks refuse every commit\n"


def test_outside_a_repository(tmp_path: Path) -> None:
    answer = Clone(tmp_path).run("memfs", "install", "--hooks")
    assert (answer.code, answer.err) == (2, f"memfs: '{tmp_path}' is not in a git repository\n  hint: memfs init\n")

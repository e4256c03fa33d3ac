"""The real pre-commit, with our hooks installed as a user would: from a clone of this project at a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import FACTS, PATTERNS, STRICT, Clone, fact, store_in
from tests.hooks.framework import IDS, PRE_COMMIT, Framework, make_framework

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"


@pytest.fixture(scope="session")
def framework(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Framework:
    """Install our hooks once for all tests."""
    base = tmp_path_factory.getbasetemp()
    return make_framework((base if worker_id == "master" else base.parent) / "framework")


@pytest.fixture
def hooked(stored: Clone, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Make a repository with a store whose commits pre-commit judges."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(framework.home))
    framework.install_into(stored, "memfs-check")
    return stored


def outcome(clone: Clone, *arguments: str) -> tuple[int, list[str]]:
    """Run git and return what it answered and what memfs said."""
    answer = clone.git(*arguments)
    lines = [line for line in answer.said.splitlines() if line.startswith("memory/") or " records, " in line]
    assert answer.code == 0 or lines, answer.said
    return answer.code, lines


def duplicate(clone: Clone) -> None:
    clone.write(f"{PATTERNS}/dns.yaml", fact("dns", insight="pattern"))


def bad_summary(clone: Clone) -> None:
    clone.write(f"{FACTS}/Pool-Leak.yaml", fact("Pool-Leak"))


def missing_field(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", BAD)


def invalid_yaml(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", b"summary: [\n")


def duplicate_key(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", b"summary: bad\nsummary: bad\n")


def wrong_path(clone: Clone) -> None:
    clone.write(f"{PATTERNS}/pool.yaml", fact("pool"))


def symlink(clone: Clone) -> None:
    (clone.path / FACTS / "link.yaml").symlink_to("dns.yaml")


def twin(clone: Clone) -> None:
    clone.write(f"{FACTS}/dns.yml", fact("dns"))


def space(clone: Clone) -> None:
    clone.write(f"{FACTS}/pool leak.yaml", fact("pool_leak"))


def letter(clone: Clone) -> None:
    clone.write(f"{FACTS}/pöol.yaml", fact("pool"))


def rename(clone: Clone) -> None:
    clone.done("mv", f"{FACTS}/dns.yaml", f"{FACTS}/ttl.yaml")


def distribution(clone: Clone) -> None:
    clone.write("memory/memfs.yaml", STRICT)
    clone.write(f"{PATTERNS}/odd.yaml", fact("odd", insight="pattern"))


def vanished(clone: Clone) -> None:
    clone.done("rm", "-q", "memory/memfs.yaml")


SINS = {
    duplicate: "unique",
    bad_summary: "summary-format",
    missing_field: "schema",
    invalid_yaml: "yaml",
    duplicate_key: "yaml",
    wrong_path: "path",
    symlink: "file",
    twin: "file",
    space: "path",
    letter: "path",
    rename: "path",
    distribution: "distribution",
    vanished: "policy",
}


@pytest.mark.parametrize(("sin", "rule"), SINS.items(), ids=lambda value: getattr(value, "__name__", value))
def test_commit_is_refused_and_passes_when_mended(hooked: Clone, sin: Callable[[Clone], None], rule: str) -> None:
    sin(hooked)
    hooked.done("add", "-A")
    head = hooked.head
    code, lines = outcome(hooked, "commit", "-m", "sin")
    assert (code, [line.split(": ")[1] for line in lines[:-1]]) == (1, [rule])
    assert hooked.head == head
    hooked.done("reset", "-q", "--hard")
    hooked.remember(good=fact("good"))
    assert outcome(hooked, "commit", "-m", "good") == (0, [])


def test_commit_is_judged_as_it_is_staged(hooked: Clone) -> None:
    hooked.remember(bad=fact("bad"))
    hooked.write(f"{FACTS}/bad.yaml", BAD)
    hooked.write(f"{PATTERNS}/dns.yaml", b"not tracked\n")
    assert outcome(hooked, "commit", "-m", "part") == (0, [])
    assert (hooked.path / FACTS / "bad.yaml").read_bytes() == BAD
    assert outcome(hooked, "commit", "-a", "-m", "all") == (1, [NO_CONTENT, "1 records, 1 violations"])
    hooked.remember(good=fact("good"))
    (hooked.path / PATTERNS / "dns.yaml").unlink()
    assert outcome(hooked, "commit", "-m", "one", "--", f"{FACTS}/good.yaml") == (0, [])
    assert outcome(hooked, "commit", "--amend", "--no-edit", "-a")[0] == 1


def test_old_sin_blocks_all_files_and_no_other_commit(hooked: Clone) -> None:
    hooked.remember(bad=BAD)
    hooked.force()
    hooked.remember(good=fact("good"))
    assert outcome(hooked, "commit", "-m", "good") == (0, [])
    answer = hooked.run(PRE_COMMIT, "run", "memfs-check", "--all-files")
    assert answer.code == 1
    assert NO_CONTENT in answer.out.splitlines()
    assert "3 records, 1 violations" in answer.out.splitlines()
    refs = ("--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert hooked.run(PRE_COMMIT, "run", "memfs-check", *refs).code == 0
    assert hooked.run(PRE_COMMIT, "run", "memfs-check", "--from-ref", "HEAD~2", "--to-ref", "HEAD").code == 1


def test_merge_is_judged(hooked: Clone) -> None:
    hooked.done("switch", "-q", "-c", "side")
    hooked.remember(pool=fact("pool"))
    hooked.force()
    hooked.done("switch", "-q", "main")
    hooked.write(f"{PATTERNS}/pool.yaml", fact("pool", insight="pattern"))
    head = hooked.force()
    code, lines = outcome(hooked, "merge", "--no-edit", "side")
    assert (code, lines[0].split(": ")[1], hooked.head) == (1, "unique", head)
    hooked.done("rm", "-q", "-f", f"{FACTS}/pool.yaml")
    assert outcome(hooked, "commit", "--no-edit") == (0, [])


def test_first_push_judges_the_branch_and_later_ones_what_is_new(hooked: Clone, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    hooked.done("init", "-q", "--bare", str(server))
    hooked.done("remote", "add", "origin", str(server))
    hooked.remember(bad=BAD)
    hooked.force()
    assert outcome(hooked, "push", "-q", "origin", "main") == (1, [NO_CONTENT, "2 records, 1 violations"])
    hooked.done("push", "-q", "--no-verify", "origin", "main")
    hooked.remember(good=fact("good"))
    hooked.force()
    assert outcome(hooked, "push", "-q", "origin", "main") == (0, [])
    hooked.remember(worse=BAD)
    hooked.force()
    assert outcome(hooked, "push", "-q", "origin", "main")[1][-1] == "1 records, 1 violations"


def test_linked_worktree_and_submodule_are_judged_by_their_own_index(hooked: Clone, tmp_path: Path) -> None:
    hooked.done("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Clone(tmp_path / "linked")
    linked.remember(bad=BAD)
    assert outcome(linked, "commit", "-m", "bad") == (1, [NO_CONTENT, "1 records, 1 violations"])
    host = Clone(tmp_path / "host")
    host.path.mkdir()
    host.done("init", "-q", "-b", "main")
    host.done("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(hooked.path), "lib")
    inner = Clone(host.path / "lib")
    assert inner.run(PRE_COMMIT, "install").code == 0
    inner.remember(bad=BAD)
    assert outcome(inner, "commit", "-m", "bad") == (1, [NO_CONTENT, "1 records, 1 violations"])


def test_first_commit_is_judged(bare_clone: Clone, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(framework.home))
    bare_clone.write(".pre-commit-config.yaml", framework.configuration("memfs-check"))
    assert bare_clone.run(PRE_COMMIT, "install").code == 0
    store_in(bare_clone)
    bare_clone.remember(bad=BAD)
    assert outcome(bare_clone, "commit", "-m", "first") == (1, [NO_CONTENT, "1 records, 1 violations"])


def test_each_hook_judges_its_part(hooked: Clone, framework: Framework) -> None:
    for sin in (duplicate, bad_summary, missing_field, wrong_path, symlink, distribution):
        sin(hooked)
    hooked.write(".pre-commit-config.yaml", framework.configuration(*IDS))
    hooked.done("add", "-A")
    found = {}
    for name in IDS:
        answer = hooked.run(PRE_COMMIT, "run", name, "--all-files")
        assert answer.code == 1
        found[name] = sorted({line.split(": ")[1] for line in answer.out.splitlines() if line.startswith("memory/")})
    assert found == {
        "memfs-check": ["distribution", "file", "path", "schema", "summary-format", "unique"],
        "memfs-schema": ["file", "path", "schema"],
        "memfs-summary": ["summary-format"],
        "memfs-unique": ["unique"],
        "memfs-distribution": ["distribution"],
    }


def test_repository_without_a_store_passes_each_hook(
    bare_clone: Clone, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(framework.home))
    framework.install_into(bare_clone, *IDS)
    bare_clone.write("README.md", b"host\n")
    bare_clone.done("add", "-A")
    answer = bare_clone.commit()
    assert answer.code == 0
    assert answer.said.count("Passed") == len(IDS)

"""prek, which reads pre-commit's configuration and manifests, runs our hooks as pre-commit does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import FACTS, PATTERNS, PROGRAMS, Clone, fact
from tests.hooks.framework import IDS, TAG, Framework, make_framework

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PREK = PROGRAMS / "prek"
BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PREK.exists(), reason="prek is not installed")]


@pytest.fixture(scope="session")
def framework(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Framework:
    """Have a repository to install from; pre-commit's tests share it."""
    base = tmp_path_factory.getbasetemp()
    return make_framework((base if worker_id == "master" else base.parent) / "framework")


@pytest.fixture
def hooked(stored: Clone, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Make a repository with a store whose commits prek judges."""
    monkeypatch.setenv("PREK_HOME", str(framework.home.parent / "prek"))
    stored.write(".pre-commit-config.yaml", framework.configuration("memfs-check"))
    stored.force("hooks")
    answer = stored.run(str(PREK), "install", "--install-hooks")
    assert answer.code == 0, answer.said
    return stored


def outcome(clone: Clone, *arguments: str) -> tuple[int, list[str]]:
    """Run git and return what it answered and what memfs said; prek indents that."""
    answer = clone.git(*arguments)
    lines = [line.strip() for line in answer.said.splitlines()]
    return answer.code, [line for line in lines if line.startswith("memory/") or " records, " in line]


def duplicate(clone: Clone) -> None:
    clone.write(f"{PATTERNS}/dns.yaml", fact("dns", insight="pattern"))


def bad_summary(clone: Clone) -> None:
    clone.write(f"{FACTS}/Pool-Leak.yaml", fact("Pool-Leak"))


def missing_field(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", BAD)


def rename(clone: Clone) -> None:
    clone.done("mv", f"{FACTS}/dns.yaml", f"{FACTS}/ttl.yaml")


@pytest.mark.parametrize(
    ("sin", "rule"),
    [(duplicate, "unique"), (bad_summary, "summary-format"), (missing_field, "schema"), (rename, "path")],
)
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
    assert outcome(hooked, "commit", "-m", "part") == (0, [])
    assert (hooked.path / FACTS / "bad.yaml").read_bytes() == BAD
    assert outcome(hooked, "commit", "-a", "-m", "all") == (1, [NO_CONTENT, "1 records, 1 violations"])


def test_old_sin_blocks_all_files_and_no_other_commit(hooked: Clone) -> None:
    hooked.remember(bad=BAD)
    hooked.force()
    hooked.remember(good=fact("good"))
    assert outcome(hooked, "commit", "-m", "good") == (0, [])
    answer = hooked.run(str(PREK), "run", "memfs-check", "--all-files")
    assert answer.code == 1
    assert [line.strip() for line in answer.out.splitlines()[-2:]] == [NO_CONTENT, "3 records, 1 violations"]
    refs = ("--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert hooked.run(str(PREK), "run", "memfs-check", *refs).code == 0
    assert hooked.run(str(PREK), "run", "memfs-check", "--from-ref", "HEAD~2", "--to-ref", "HEAD").code == 1


def test_merge_is_judged(hooked: Clone) -> None:
    hooked.done("switch", "-q", "-c", "side")
    hooked.remember(pool=fact("pool"))
    hooked.force()
    hooked.done("switch", "-q", "main")
    hooked.write(f"{PATTERNS}/pool.yaml", fact("pool", insight="pattern"))
    head = hooked.force()
    code, lines = outcome(hooked, "merge", "--no-edit", "side")
    assert (code, lines[0].split(": ")[1], hooked.head) == (1, "unique", head)


def test_push_judges_what_is_new(hooked: Clone, tmp_path: Path) -> None:
    hooked.done("init", "-q", "--bare", str(tmp_path / "server.git"))
    hooked.done("remote", "add", "origin", str(tmp_path / "server.git"))
    hooked.remember(bad=BAD)
    hooked.force()
    assert outcome(hooked, "push", "-q", "origin", "main") == (1, [NO_CONTENT, "2 records, 1 violations"])
    hooked.done("push", "-q", "--no-verify", "origin", "main")
    hooked.remember(good=fact("good"))
    hooked.force()
    assert outcome(hooked, "push", "-q", "origin", "main") == (0, [])


def test_every_hook_of_the_manifest_is_known(hooked: Clone, framework: Framework) -> None:
    hooked.write(".pre-commit-config.yaml", framework.configuration(*IDS))
    hooked.force("all")
    answer = hooked.run(str(PREK), "run", "--all-files")
    assert answer.code == 0, answer.said
    assert answer.out.count("Passed") == len(IDS)
    assert TAG in framework.configuration(*IDS).decode()

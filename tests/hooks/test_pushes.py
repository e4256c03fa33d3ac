"""What plain git's hooks judge at a push, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import FACTS, PATTERNS, Clone, fact

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.children

BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"
ONE = "1 records, 1 violations"


@pytest.fixture
def server(clone: Clone, remote: Clone) -> Clone:
    """Make a server with our hook, and a clone without one."""
    assert remote.run("memfs", "install", "--hooks").code == 0
    assert clone.run("memfs", "install", "--hooks", "--undo").code == 0
    return remote


def heard(clone: Clone, *arguments: str) -> list[str]:
    """Push, and return what the hook said, without git's own words and the server's prefix."""
    answer = clone.git("push", *arguments)
    words = [line.removeprefix("remote: ").rstrip() for line in answer.said.splitlines()]
    assert answer.code == 0 or "memory/" in answer.said, answer.said
    return [str(answer.code), *(line for line in words if line.startswith("memory/") or " records, " in line)]


def test_first_push_of_all_is_judged_record_by_record(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.remember(good=fact("good"))
    clone.force()
    assert heard(clone, "origin", "main") == ["1", NO_CONTENT, "3 records, 1 violations"]
    assert remote.done("for-each-ref") == ""


def test_push_is_judged_against_what_the_remote_has(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("push", "-q", "--no-verify", "origin", "main")
    clone.remember(good=fact("good"))
    clone.force()
    assert heard(clone, "origin", "main") == ["0"]
    assert remote.done("rev-parse", "main") == clone.head
    clone.remember(bad=BAD, worse=BAD)
    clone.force()
    assert heard(clone, "origin", "main") == ["1", NO_CONTENT.replace("bad.yaml", "worse.yaml"), ONE]


def test_new_branch_is_judged_against_what_it_shares_with_the_remote(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("push", "-q", "--no-verify", "origin", "main")
    clone.done("switch", "-q", "-c", "side")
    assert heard(clone, "origin", "side") == ["0"], "it brings nothing"
    clone.remember(good=fact("good"))
    clone.force()
    assert heard(clone, "origin", "side") == ["0"]
    clone.done("switch", "-q", "-c", "other", "main")
    clone.remember(worse=BAD)
    clone.force()
    assert heard(clone, "origin", "other") == ["1", NO_CONTENT.replace("bad.yaml", "worse.yaml"), ONE]
    assert remote.done("for-each-ref", "--format=%(refname:short)").split() == ["main", "side"]


def test_each_of_several_refs_is_named_and_judged_once(clone: Clone, remote: Clone) -> None:
    clone.done("push", "-q", "--no-verify", "origin", "main")
    clone.done("switch", "-q", "-c", "side")
    clone.remember(bad=BAD)
    clone.force()
    clone.done("branch", "same")
    clone.done("switch", "-q", "-c", "good", "main")
    clone.remember(good=fact("good"))
    clone.force()
    answer = clone.git("push", "origin", "side", "same", "good")
    assert answer.code == 1
    assert answer.out.splitlines() == ["refs/heads/side:", NO_CONTENT, ONE]
    assert remote.done("for-each-ref", "--format=%(refname:short)") == "main"


def test_push_that_only_deletes_or_tags_old_things_passes(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("push", "-q", "--no-verify", "origin", "main", "main:old")
    blob = clone.done("hash-object", "-w", "memory/memfs.yaml")
    clone.done("tag", "-a", "-m", "a file", "file", blob)
    clone.done("tag", "-a", "-m", "a commit", "v1")
    assert heard(clone, "origin", ":old", "v1", "file") == ["0"]
    assert remote.done("for-each-ref", "--format=%(refname:short)").split() == ["main", "file", "v1"]


def test_rewritten_branch_is_judged_against_what_both_share(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.remember(pool=fact("pool"))
    clone.force()
    clone.done("push", "-q", "--no-verify", "origin", "main")
    clone.done("reset", "-q", "--hard", "HEAD^")
    clone.write(f"{PATTERNS}/pool.yaml", fact("pool", insight="pattern"))
    clone.force()
    assert heard(clone, "--force", "origin", "main") == ["0"]
    assert remote.done("rev-parse", "main") == clone.head


def test_push_to_a_repository_that_has_no_name_is_judged_whole(clone: Clone, remote: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("push", "-q", "--no-verify", "origin", "main")
    assert heard(clone, str(remote.path), "main:copy") == ["1", NO_CONTENT, "2 records, 1 violations"]


def test_remote_branch_that_somebody_moved_meanwhile(clone: Clone, remote: Clone, tmp_path: Path) -> None:
    clone.done("push", "-q", "--no-verify", "origin", "main")
    other = Clone(tmp_path / "other")
    clone.done("clone", "-q", str(remote.path), str(other.path))
    other.remember(theirs=fact("theirs"))
    other.force()
    other.done("push", "-q", "origin", "main")
    clone.remember(bad=BAD)
    clone.force()
    assert heard(clone, "--force", "origin", "main") == ["1", NO_CONTENT, ONE]


def test_server_refuses_what_the_client_let_through(clone: Clone, server: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    assert heard(clone, "origin", "main") == ["1", NO_CONTENT, "2 records, 1 violations"]
    assert server.done("for-each-ref") == ""
    clone.remember(bad=fact("bad"))
    clone.force()
    assert heard(clone, "origin", "main") == ["0"]
    assert server.done("rev-parse", "main") == clone.head


def test_server_does_not_blame_a_push_for_what_stood_before(clone: Clone, server: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    (server.path / "hooks" / "pre-receive").rename(server.path / "hooks" / "away")
    clone.done("push", "-q", "origin", "main")
    (server.path / "hooks" / "away").rename(server.path / "hooks" / "pre-receive")
    clone.done("switch", "-q", "-c", "side")
    clone.remember(good=fact("good"))
    clone.force()
    assert heard(clone, "origin", "side", "side:main") == ["0"]
    assert heard(clone, "origin", ":side") == ["0"]


@pytest.mark.usefixtures("server")
def test_server_judges_by_the_law_it_has(clone: Clone) -> None:
    clone.done("push", "-q", "origin", "main")
    clone.write("memory/memfs.yaml", b"memfs: 1\nrules: {secret: warn}\n")
    clone.remember(key=fact("key", "ftp://me:hunter22@host.example.invalid"))
    clone.force()
    message = "a password in a URL must not be kept in memory; take it out, and revoke it if it was shared"
    assert heard(clone, "origin", "main") == [
        "1",
        f"{FACTS}/key.yaml:4:1: secret: only the changed law lets this pass: {message}",
        f"{FACTS}/key.yaml:4:1: secret: {message}",
        "1 records, 1 violations, 1 warnings",
    ]
    clone.done("reset", "-q", "--hard", "HEAD^")
    clone.write("memory/memfs.yaml", b"memfs: 1\nrules: {secret: warn}\n")
    clone.force()
    assert heard(clone, "origin", "main") == ["0"], "a law alone lets nothing pass yet"

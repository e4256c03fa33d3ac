"""What plain git's hooks judge, in each way to make a commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import FACTS, PATTERNS, STRICT, Clone, fact, store_in

if TYPE_CHECKING:
    from pathlib import Path

BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"


def refused(clone: Clone, *arguments: str, line: str) -> None:
    """Try to commit: it is refused with this line, and nothing changed."""
    before = clone.state()
    answer = clone.commit(*arguments)
    assert (answer.code, answer.out) == (1, "")
    assert line in answer.err.splitlines(), answer.err
    assert clone.state() == before


def test_commit_is_refused_and_passes_when_mended(clone: Clone) -> None:
    clone.remember(bad=BAD)
    refused(clone, "-m", "bad", line=NO_CONTENT)
    clone.remember(bad=fact("bad"))
    assert clone.commit().code == 0


def test_refusal_says_each_violation_and_the_sum(clone: Clone) -> None:
    clone.remember(bad=BAD, twice=b"summary: twice\nsummary: twice\n")
    assert clone.commit().err.splitlines() == [
        NO_CONTENT,
        f"{FACTS}/twice.yaml:2:1: yaml: the key 'summary' stands twice in one mapping; keep one",
        "2 records, 2 violations",
    ]


def test_commit_in_order_says_nothing(clone: Clone) -> None:
    clone.remember(good=fact("good"))
    answer = clone.commit()
    assert (answer.code, answer.said) == (0, "")


def test_commit_of_everything_judges_what_is_not_staged(clone: Clone) -> None:
    clone.write(f"{FACTS}/dns.yaml", BAD)
    refused(clone, "-a", "-m", "all", line=f"{FACTS}/dns.yaml:1:1: schema: a memory needs 'content'")


def test_commit_of_everything_does_not_judge_what_git_does_not_track(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", BAD)
    clone.write(f"{FACTS}/dns.yaml", fact("dns", "It lives ten minutes."))
    assert clone.commit("-a", "-m", "all").code == 0


def test_commit_of_one_file_judges_that_file_alone(clone: Clone) -> None:
    clone.remember(bad=BAD, good=fact("good"))
    assert clone.commit("-m", "one", "--", f"{FACTS}/good.yaml").code == 0
    assert clone.done("diff", "--cached", "--name-only") == f"{FACTS}/bad.yaml"
    refused(clone, "-m", "one", "--", f"{FACTS}/bad.yaml", line=NO_CONTENT)


def test_commit_of_one_file_is_judged_beside_what_is_committed(clone: Clone) -> None:
    clone.write(f"{PATTERNS}/dns.yaml", fact("dns", insight="pattern"))
    clone.done("add", "-A")
    clone.done("rm", "-q", f"{FACTS}/dns.yaml")
    message = f"unique: 'dns' is taken by {FACTS}/dns.yaml; choose another, or change that record instead"
    refused(clone, "-m", "one", "--", f"{PATTERNS}/dns.yaml", line=f"{PATTERNS}/dns.yaml:1:1: {message}")
    assert clone.commit("-m", "both").code == 0


def test_part_of_a_file_is_judged_as_it_is_staged(clone: Clone) -> None:
    clone.remember(bad=BAD + b"content: staged\n")
    clone.write(f"{FACTS}/bad.yaml", BAD)
    assert clone.commit().code == 0, "the file on the disk is not what is committed"
    clone.write(f"{FACTS}/bad.yaml", BAD + b"content: staged\ntags: tag\n")
    assert clone.git("add", "-p", stdin="y\n").code == 0
    clone.write(f"{FACTS}/bad.yaml", fact("bad"))
    refused(clone, "-m", "part", line=f"{FACTS}/bad.yaml:5:1: schema: 'tags' is text; write a list")


def test_file_that_is_only_announced_is_not_there_yet(clone: Clone) -> None:
    clone.write(f"{FACTS}/bad.yaml", b"")
    clone.done("add", "-N", f"{FACTS}/bad.yaml")
    clone.write(f"{FACTS}/good.yaml", fact("good"))
    clone.done("add", f"{FACTS}/good.yaml")
    assert clone.commit().code == 0


def test_untracked_file_of_the_same_name_is_not_judged(clone: Clone) -> None:
    clone.write(f"{PATTERNS}/dns.yaml", fact("dns", insight="pattern"))
    clone.write("memory/memories/stray.txt", b"later\n")
    clone.write(f"{FACTS}/good.yaml", fact("good"))
    clone.done("add", f"{FACTS}/good.yaml")
    assert clone.commit().code == 0


def test_rename_to_a_wrong_name_is_refused_and_to_a_right_one_passes(clone: Clone) -> None:
    clone.done("mv", f"{FACTS}/dns.yaml", f"{FACTS}/ttl.yaml")
    mend = f"git mv {FACTS}/ttl.yaml {FACTS}/dns.yaml"
    refused(clone, "-m", "r", line=f"{FACTS}/ttl.yaml:1:1: path: does not lie where its content says; {mend}")
    clone.remember(ttl=fact("ttl"))
    assert clone.commit().code == 0


def test_commit_that_only_deletes_passes(clone: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("rm", "-q", f"{FACTS}/bad.yaml")
    assert clone.commit().code == 0


def test_policy_may_not_vanish_while_records_remain(clone: Clone) -> None:
    clone.done("rm", "-q", "memory/memfs.yaml")
    message = "policy: is gone while 1 record remains in the store; restore it, or remove them too"
    refused(clone, "-m", "gone", line=f"memory/memfs.yaml:1:1: {message}")
    clone.done("rm", "-rq", "memory")
    assert clone.commit().code == 0


def test_share_out_of_its_band_is_refused_under_strict(clone: Clone) -> None:
    clone.write("memory/memfs.yaml", STRICT)
    clone.remember(pool=fact("pool"))
    assert clone.commit().code == 0
    clone.write(f"{PATTERNS}/odd.yaml", fact("odd", insight="pattern"))
    clone.done("add", "-A")
    message = "distribution: insight_type=fact is 2 of 3 (66.67 %), the target is 98 % to 100 %"
    refused(clone, "-m", "odd", line=f"memory/memfs.yaml:6:36: {message}")


def test_old_sin_does_not_block_another_commit(clone: Clone) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.remember(good=fact("good"))
    assert clone.commit().code == 0
    assert clone.hook().lines() == [NO_CONTENT, "3 records, 1 violations"]


def test_clean_merge_is_judged_as_it_was_merged(clone: Clone) -> None:
    clone.done("switch", "-q", "-c", "side")
    clone.remember(pool=fact("pool"))
    clone.force()
    clone.done("switch", "-q", "main")
    clone.write(f"{PATTERNS}/pool.yaml", fact("pool", insight="pattern"))
    head = clone.force()
    answer = clone.git("merge", "--no-edit", "side")
    message = f"unique: 'pool' is taken by {PATTERNS}/pool.yaml; choose another, or change that record instead"
    assert (answer.code, answer.lines()[0]) == (1, f"{FACTS}/pool.yaml:1:1: {message}")
    assert clone.head == head


def test_merge_without_the_drivers_says_how_to_get_them(clone: Clone) -> None:
    note = "note: this clone lacks memfs's drivers and merges memory line by line (memfs install --drivers)"
    for name in ("pool", "dns"):
        clone.done("switch", "-q", "-c", f"with-{name}", "main")
        clone.remember(**{name: fact(name)})
        clone.force()
        clone.done("switch", "-q", "main")
    for name, said in (("pool", [note]), ("dns", [])):
        answer = clone.git("merge", "-q", "--no-ff", "--no-edit", f"with-{name}")
        assert (answer.code, answer.lines()) == (0, said)
        clone.done("config", "merge.memfs.driver", "memfs merge-driver -- %O %A %B %P")


def test_conflicted_merge_is_judged_when_it_is_committed(clone: Clone) -> None:
    clone.done("switch", "-q", "-c", "side")
    clone.remember(dns=fact("dns", "It lives ten minutes."))
    clone.force()
    clone.done("switch", "-q", "main")
    clone.remember(dns=fact("dns", "It lives an hour."))
    clone.force()
    assert clone.git("merge", "side").code == 1
    conflict = (clone.path / FACTS / "dns.yaml").read_bytes()
    assert b"<<<<<<<" in conflict
    clone.done("add", "-A")
    assert clone.commit("-m", "merge").lines()[0].startswith(f"{FACTS}/dns.yaml:4:1: yaml: ")
    clone.remember(dns=fact("dns", "It lives an hour."))
    assert clone.commit("-m", "merge").code == 0


def test_amended_commit_is_judged_against_the_one_it_replaces(clone: Clone) -> None:
    clone.remember(good=fact("good"))
    assert clone.commit().code == 0
    clone.remember(bad=BAD)
    refused(clone, "--amend", "--no-edit", line=NO_CONTENT)
    clone.remember(bad=fact("bad"))
    assert clone.commit("--amend", "--no-edit").code == 0


def test_first_commit_is_judged_against_nothing(bare_clone: Clone) -> None:
    assert bare_clone.run("memfs", "install", "--hooks").code == 0
    store_in(bare_clone)
    bare_clone.remember(bad=BAD)
    answer = bare_clone.commit()
    assert (answer.code, answer.lines()) == (1, [NO_CONTENT, "1 records, 1 violations"])
    bare_clone.remember(bad=fact("bad"))
    assert bare_clone.commit().code == 0


def test_linked_worktree_is_judged_by_its_own_index(clone: Clone, tmp_path: Path) -> None:
    clone.done("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Clone(tmp_path / "linked")
    linked.remember(bad=BAD)
    refused(linked, "-m", "bad", line=NO_CONTENT)
    clone.remember(good=fact("good"))
    assert clone.commit().code == 0
    linked.remember(bad=fact("bad"))
    assert linked.commit().code == 0


def test_submodule_is_judged_by_itself(clone: Clone, tmp_path: Path) -> None:
    host = Clone(tmp_path / "host")
    host.path.mkdir()
    host.done("init", "-q", "-b", "main")
    host.done("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(clone.path), "lib")
    host.force("host")
    inner = Clone(host.path / "lib")
    assert inner.run("memfs", "install", "--hooks").code == 0
    inner.remember(bad=BAD)
    refused(inner, "-m", "bad", line=NO_CONTENT)
    inner.remember(bad=fact("bad"))
    assert inner.commit().code == 0
    assert host.run("memfs", "install", "--hooks").code == 0
    host.done("add", "lib")
    assert host.commit().code == 0


def test_commit_from_a_subdirectory(clone: Clone) -> None:
    clone.remember(bad=BAD)
    inside = Clone(clone.path / "memory" / "memories")
    answer = inside.commit()
    assert (answer.code, answer.lines()) == (1, [NO_CONTENT, "1 records, 1 violations"])


@pytest.mark.parametrize("name", ["pool leak", "pöol", "Pool", "pool-leak"])
def test_odd_name_is_refused(clone: Clone, name: str) -> None:
    clone.remember(**{name: fact("pool_leak")})
    answer = clone.commit()
    assert (answer.code, answer.lines()[0].split(": ")[1]) == (1, "path")


def test_symlink_and_twin_are_refused(clone: Clone) -> None:
    (clone.path / FACTS / "link.yaml").symlink_to("dns.yaml")
    clone.write(f"{FACTS}/twin.yml", fact("twin"))
    clone.done("add", "-A")
    assert clone.commit().lines() == [
        f"{FACTS}/link.yaml:1:1: file: is a symlink; a store holds regular files only",
        f"{FACTS}/twin.yml:1:1: file: ends in '.yml'; the ending of a record is '.yaml'",
        "1 records, 2 violations",
    ]


def test_stores_beside_one_another_are_judged_where_they_change(clone: Clone) -> None:
    clone.write("brain/memfs.yaml", b"memfs: one\n")
    clone.force()
    clone.remember(good=fact("good"))
    assert clone.commit().code == 0, "the other store is not touched"
    clone.write("third/memfs.yaml", b"memfs: 1\n")
    clone.force()
    clone.done("rm", "-rq", "third")
    assert clone.commit().code == 0, "nor by a third that goes"
    clone.write("brain/README.md", b"hello\n")
    clone.done("add", "-A")
    assert clone.commit().code == 1


def test_law_that_lets_pass_what_it_came_with_is_said_first(clone: Clone) -> None:
    clone.write("memory/memfs.yaml", b"memfs: 1\nrules: {secret: warn}\n")
    clone.remember(key=fact("key", "ftp://me:hunter22@host.example.invalid"))
    answer = clone.commit()
    message = "a password in a URL must not be kept in memory; take it out, and revoke it if it was shared"
    assert answer.code == 0
    assert answer.lines() == [
        f"{FACTS}/key.yaml:4:1: secret: only the changed law lets this pass: {message}",
        f"{FACTS}/key.yaml:4:1: secret: {message}",
        "1 records, 0 violations, 2 warnings",
    ]

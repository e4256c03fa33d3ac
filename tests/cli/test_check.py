"""`memfs check`: which snapshot, against what, by which law; the formats and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs
from tests.hooks.clone import FACTS, PATTERNS, STRICT, Clone, fact, store_in

if TYPE_CHECKING:
    from pathlib import Path

BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Make a repository with a store of one record."""
    clone = Clone(tmp_path / "clone")
    clone.path.mkdir()
    clone.done("init", "-q", "-b", "main")
    store_in(clone)
    clone.remember(dns=fact("dns"))
    clone.force("store")
    return clone


@pytest.fixture
def check(clone: Clone) -> Memfs:
    """Return the command in that repository."""
    return Memfs(clone.path)


def test_working_tree_is_judged_unless_something_else_is_named(clone: Clone, check: Memfs) -> None:
    clone.write(f"{FACTS}/bad.yaml", BAD)
    done = check("check")
    assert (done.status, done.out, done.err) == (1, f"{NO_CONTENT}\n2 records, 1 violations\n", "")
    assert check("check", "--worktree") == done
    assert check("check", "--staged").out == "0 records, 0 violations\n"
    assert check("check", "--rev", "HEAD").out == "1 records, 0 violations\n"


def test_ignored_file_is_not_judged_and_an_untracked_one_is(clone: Clone, check: Memfs) -> None:
    clone.write(".gitignore", b"*.tmp\n")
    clone.write("memory/draft.tmp", b"later\n")
    assert check("check").status == 0
    clone.write("memory/draft.txt", b"later\n")
    assert check("check").status == 1


def test_index_is_judged_against_head_or_another_base(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.remember(good=fact("good"))
    assert check("check", "--staged").out == "1 records, 0 violations\n"
    assert check("check", "--staged", "--base", "none").out == f"{NO_CONTENT}\n3 records, 1 violations\n"
    assert check("check", "--staged", "--base", "HEAD~1").out == f"{NO_CONTENT}\n2 records, 1 violations\n"


def test_revision_and_working_tree_are_judged_against_a_base_that_is_named(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.remember(good=fact("good"))
    clone.force()
    clone.done("tag", "v1")
    assert check("check", "--rev", "v1").status == 1
    assert check("check", "--rev", "v1", "--base", "HEAD~1").out == "1 records, 0 violations\n"
    clone.write(f"{FACTS}/worse.yaml", BAD)
    done = check("check", "--base", "HEAD")
    assert done.out == f"{NO_CONTENT.replace('bad.yaml', 'worse.yaml')}\n1 records, 1 violations\n"


def test_law_of_the_base_refuses_what_only_the_new_one_lets_pass(clone: Clone, check: Memfs) -> None:
    clone.write("memory/memfs.yaml", b"memfs: 1\nrules: {secret: warn}\n")
    clone.remember(key=fact("key", "ftp://me:hunter22@host.example.invalid"))
    assert check("check", "--staged").status == check("check", "--staged", "--law", "head").status == 0
    done = check("check", "--staged", "--law", "base")
    assert done.status == 1
    assert done.out.startswith(f"{FACTS}/key.yaml:4:1: secret: only the changed law lets this pass: ")
    data = check("check", "--staged", "--json").json
    violations = data["violations"]
    assert isinstance(violations, list)
    assert [v["level"] for v in violations] == ["warning", "warning"]
    assert data["ok"] is True


def test_strict_judges_as_if_the_policy_said_so(clone: Clone, check: Memfs) -> None:
    clone.write("memory/memfs.yaml", STRICT.replace(b"strict", b"report"))
    clone.write(f"{PATTERNS}/odd.yaml", fact("odd", insight="pattern"))
    message = "memory/memfs.yaml:6:36: distribution: insight_type=fact is 1 of 2 (50 %), the target is 98 % to 100 %"
    assert check("check").out == f"{message}\n2 records, 0 violations, 1 warnings\n"
    done = check("check", "--strict")
    assert (done.status, done.out) == (1, f"{message}\n2 records, 1 violations\n")


def test_strict_takes_the_dataset_s_targets_where_the_policy_has_none(clone: Clone, check: Memfs) -> None:
    clone.remember(**{f"fact_{number}": fact(f"fact_{number}") for number in range(49)})
    assert check("check").status == 0
    done = check("check", "--strict")
    assert done.status == 1
    assert (
        "memory/memfs.yaml:1:1: distribution: outcome=learning is 50 of 50 (100 %), the target is 10 % to 14 %"
        in done.out
    )


def test_rules_are_selected_by_id(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    clone.write(f"{PATTERNS}/dns.yaml", fact("dns", insight="pattern"))
    assert check("check", "--rule", "unique").out.splitlines()[-1] == "3 records, 1 violations"
    assert check("check", "--rule", "unique", "--rule", "schema").out.splitlines()[-1] == "3 records, 2 violations"


def test_every_store_is_judged_unless_one_is_named(clone: Clone, check: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.write("brain/memfs.yaml", b"memfs: 1\n")
    clone.write("brain/stray", b"x\n")
    monkeypatch.setenv("MEMFS_STORE", "memory")
    assert check("check").out.splitlines()[-1] == "1 records, 1 violations"
    assert check("check", "--store", "memory").out == "1 records, 0 violations\n"
    assert Memfs(clone.path / "memory")("check", "--store", "../brain").status == 1
    done = check("check", "--store", "elsewhere")
    assert (done.status, done.err) == (2, "memfs: there is no store 'elsewhere'\n  hint: memfs init\n")


def test_lost_store_is_said_where_there_is_a_base(clone: Clone, check: Memfs) -> None:
    clone.done("mv", "memory/memfs.yaml", "policy.yaml")
    message = (
        "memory/memfs.yaml:1:1: policy: is gone while 1 record remains in the store; restore it, or remove them too"
    )
    for words in (("--staged",), ("--base", "HEAD"), ("--staged", "--store", "memory"), ("--staged", "--json")):
        done = check("check", *words)
        assert done.status == 1
        assert (message in done.out.splitlines()) is ("--json" not in words)
    assert check("check").status == 1


def test_store_that_moved_is_judged_whole_where_it_is_now(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("mv", "memory", "brain")
    done = check("check", "--staged")
    assert (done.status, done.out) == (1, f"{NO_CONTENT.replace('memory/', 'brain/', 1)}\n2 records, 1 violations\n")


def test_store_around_another_makes_that_a_stray(clone: Clone, check: Memfs) -> None:
    clone.write("memfs.yaml", b"memfs: 1\n")
    clone.done("add", "-A")
    lines = check("check", "--staged").out.splitlines()
    assert "memory/memfs.yaml:1:1: file: a store inside a store; keep stores beside one another" in lines
    assert not any("is gone" in line for line in lines)
    clone.force()
    clone.done("rm", "-q", "memfs.yaml")
    assert check("check", "--staged").out == "1 records, 0 violations\n"


def test_bare_repository_has_revisions_alone(clone: Clone, tmp_path: Path) -> None:
    clone.remember(bad=BAD)
    clone.force()
    clone.done("clone", "-q", "--bare", str(clone.path), str(tmp_path / "bare.git"))
    check = Memfs(tmp_path / "bare.git")
    assert check("check", "--rev", "HEAD").out == f"{NO_CONTENT}\n2 records, 1 violations\n"
    assert check("check", "--rev", "main", "--base", "main").status == 0
    done = check("check")
    assert (done.status, done.err) == (
        2,
        "memfs: a bare repository has no working tree\n  hint: memfs check --rev HEAD\n",
    )


def test_repository_without_a_commit_or_a_store(tmp_path: Path) -> None:
    clone = Clone(tmp_path / "new")
    clone.path.mkdir()
    clone.done("init", "-q", "-b", "main")
    check = Memfs(clone.path)
    for words in ((), ("--staged",)):
        done = check("check", *words)
        assert (done.status, done.err) == (
            2,
            "memfs: there is no memory store in this repository\n  hint: memfs init\n",
        )
    store_in(clone)
    clone.remember(bad=BAD)
    assert check("check", "--staged").out == f"{NO_CONTENT}\n1 records, 1 violations\n"


def test_a_policy_that_is_gone_is_not_called_a_repository_without_a_store(clone: Clone, check: Memfs) -> None:
    gone = "memory/memfs.yaml:1:1: policy: is gone while 1 record remains in the store; restore it, or remove them too"
    (clone.path / "memory/memfs.yaml").unlink()
    for words in ((), ("--store", "memory")):
        done = check("check", *words)
        assert (done.status, done.out) == (1, f"{gone}\n0 records, 1 violations\n")
    clone.done("rm", "-q", "--cached", "memory/memfs.yaml")
    assert check("check").out == f"{gone}\n0 records, 1 violations\n"
    said = "memfs: 'memory/memfs.yaml' is in HEAD and gone from what is judged\n"
    hint = "  hint: git restore --source=HEAD -- :/memory/memfs.yaml\n"
    done = check("check", "--staged", "--base", "none")
    assert (done.status, done.err) == (2, said + hint)
    clone.done("restore", "--source=HEAD", "--", ":/memory/memfs.yaml")
    assert check("check").status == 0


def test_one_store_of_two_that_lost_its_policy_is_missed(clone: Clone, check: Memfs) -> None:
    clone.write("brain/memfs.yaml", b"memfs: 1\n")
    clone.done("add", "-A")
    clone.force()
    (clone.path / "memory/memfs.yaml").unlink()
    gone = "memory/memfs.yaml:1:1: policy: is gone while 1 record remains in the store; restore it, or remove them too"
    assert (check("check").status, check("check").out) == (1, f"{gone}\n0 records, 1 violations\n")
    assert check("check", "--store", "brain").out == "0 records, 0 violations\n"
    (clone.path / "brain/memfs.yaml").unlink()  # it held no record, so nothing is missed
    assert check("check").out == f"{gone}\n0 records, 1 violations\n"


def test_json_is_one_object_with_the_shares(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    done = check("check", "--staged", "--json")
    data = done.json
    assert list(data) == ["memfs", "ok", "snapshot", "records", "violations", "distribution"]
    assert (data["memfs"], data["ok"], data["snapshot"], data["records"]) == (1, False, "index", 1)
    distribution = data["distribution"]
    assert isinstance(distribution, list)
    assert distribution[0]["total"] == 2
    head = clone.head
    assert check("check", "--rev", "HEAD", "--json").json["snapshot"] == head
    assert check("check", "--json").json["snapshot"] == "worktree"


def test_github_reads_annotations(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    done = check("check", "--format", "github")
    annotation = f"::error file={FACTS}/bad.yaml,line=1,col=1,title=memfs schema::a memory needs 'content'"
    assert (done.status, done.out) == (1, f"{annotation}\n2 records, 1 violations\n")


def test_quiet_says_nothing_where_all_is_in_order(clone: Clone, check: Memfs) -> None:
    assert check("check", "-q").out == ""
    clone.remember(bad=BAD)
    assert check("check", "-q").out == f"{NO_CONTENT}\n2 records, 1 violations\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--staged", "--rev", "HEAD"), "name --staged, --rev REV or --worktree, only one of them"),
        (("--worktree", "--staged"), "name --staged, --rev REV or --worktree, only one of them"),
        (("--law", "mine"), "--law is 'mine', expected head or base"),
        (("--law", "base"), "--law base needs a base: --base REV, or --staged"),
        (("--law", "base", "--base", "none"), "--law base needs a base: --base REV, or --staged"),
    ],
)
def test_wrong_usage_is_one_line_and_a_hint(check: Memfs, words: tuple[str, ...], message: str) -> None:
    done = check("check", *words)
    assert (done.status, done.out, done.err) == (2, "", f"memfs: {message}\n  hint: memfs check --help\n")


def test_unknown_rule_and_revision_are_one_line(check: Memfs) -> None:
    assert check("check", "--rule", "uniqe").err.startswith("memfs: there is no rule 'uniqe'; the rules are yaml, ")
    done = check("check", "--rev", "nowhere")
    assert (done.status, done.err) == (1, "memfs: there is no revision 'nowhere'\n")


def test_check_changes_nothing(clone: Clone, check: Memfs) -> None:
    clone.remember(bad=BAD)
    before = clone.state()
    for words in ((), ("--staged",), ("--rev", "HEAD"), ("--strict",), ("--json",)):
        check("check", *words)
    assert clone.state() == before

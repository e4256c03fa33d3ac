"""`memfs-hook` itself: what it makes of its situation, and what it says where it cannot run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.hooks.clone import FACTS, PATTERNS, PROGRAMS, STRICT, Clone, fact

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.children

BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
NO_CONTENT = f"{FACTS}/bad.yaml:1:1: schema: a memory needs 'content'"
INDEX = {"GIT_INDEX_FILE": ".git/index"}


@pytest.fixture
def sinful(stored: Clone) -> Clone:
    """Make a repository whose HEAD holds a violation."""
    stored.remember(bad=BAD)
    stored.force()
    return stored


def test_by_hand_every_record_of_the_index_is_judged(sinful: Clone) -> None:
    sinful.write(f"{FACTS}/worse.yaml", BAD)
    for stage in ((), ("pre-commit",), ("manual",)):
        answer = sinful.hook(*stage)
        assert (answer.code, answer.lines(), answer.err) == (1, [NO_CONTENT, "2 records, 1 violations"], "")


def test_under_commit_the_index_is_judged_against_head(sinful: Clone) -> None:
    assert sinful.hook(**INDEX).said == ""
    sinful.remember(worse=BAD)
    assert sinful.hook(**INDEX).lines()[-1] == "1 records, 1 violations"


def test_range_is_judged_from_what_both_share(sinful: Clone) -> None:
    base = sinful.head
    sinful.remember(worse=BAD)
    sinful.force()
    tip = sinful.head
    sinful.done("switch", "-q", "-c", "main2", base)
    sinful.done("rm", "-q", f"{FACTS}/bad.yaml")
    sinful.force("mended elsewhere")
    answer = sinful.hook(PRE_COMMIT_FROM_REF="main2", PRE_COMMIT_TO_REF=tip, **INDEX)
    assert answer.lines() == [NO_CONTENT.replace("bad.yaml", "worse.yaml"), "1 records, 1 violations"]
    assert sinful.hook(PRE_COMMIT_FROM_REF=base, PRE_COMMIT_TO_REF=base).said == ""


def test_unrelated_histories_are_compared_as_they_are(sinful: Clone) -> None:
    sinful.done("switch", "-q", "--orphan", "other")
    sinful.force("nothing")
    answer = sinful.hook(PRE_COMMIT_FROM_REF="other", PRE_COMMIT_TO_REF="main")
    assert answer.lines() == [NO_CONTENT, "2 records, 1 violations"]


def test_first_push_under_pre_commit_judges_the_branch_whole(sinful: Clone) -> None:
    sinful.done("switch", "-q", "-c", "clean")
    sinful.remember(bad=fact("bad"))
    sinful.force()
    assert sinful.hook(PRE_COMMIT="1", PRE_COMMIT_LOCAL_BRANCH="refs/heads/clean").said == ""
    answer = sinful.hook("pre-push", PRE_COMMIT="1", PRE_COMMIT_LOCAL_BRANCH="refs/heads/main")
    assert answer.lines() == [NO_CONTENT, "2 records, 1 violations"]


def test_push_without_refs_has_nothing_to_judge(sinful: Clone) -> None:
    assert sinful.hook("pre-push", "origin", "url") == sinful.hook("pre-receive")
    assert sinful.hook("pre-push", "origin", "url").code == 0


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (("schema",), ["schema"]),
        (("unique", "path"), ["path"]),
        (("distribution",), []),
        (("summary-format", "schema"), ["schema"]),
    ],
)
def test_rules_are_selected_by_id(sinful: Clone, rules: tuple[str, ...], found: list[str]) -> None:
    sinful.write(f"{PATTERNS}/pool.yaml", fact("pool"))
    sinful.done("add", "-A")
    words = [word for rule in rules for word in ("--rule", rule)]
    answer = sinful.hook(*words)
    assert [line.split(": ")[1] for line in answer.lines()[:-1]] == found
    assert sinful.hook("--rule=" + rules[0]).code == int(rules[0] in found)


@pytest.mark.parametrize("rule", ["schema", "summary-format", "unique", "distribution"])
def test_what_cannot_be_read_fails_every_selection(stored: Clone, rule: str) -> None:
    stored.remember(twice=b"summary: twice\nsummary: twice\n")
    assert [line.split(": ")[1] for line in stored.hook("--rule", rule).lines()[:-1]] == ["yaml"]
    stored.write("memory/memfs.yaml", b"memfs: one\n")
    stored.done("add", "-A")
    assert [line.split(": ")[1] for line in stored.hook("--rule", rule).lines()[:-1]] == ["policy"]


def test_warnings_are_said_and_pass(stored: Clone) -> None:
    stored.write("memory/memfs.yaml", STRICT.replace(b"strict", b"report"))
    stored.write(f"{PATTERNS}/odd.yaml", fact("odd", insight="pattern"))
    stored.done("add", "-A")
    answer = stored.hook()
    assert (answer.code, answer.lines()) == (
        0,
        [
            "memory/memfs.yaml:6:36: distribution: insight_type=fact is 1 of 2 (50 %), the target is 98 % to 100 %",
            "2 records, 0 violations, 1 warnings",
        ],
    )


def test_law_of_the_base_may_refuse(stored: Clone) -> None:
    stored.write("memory/memfs.yaml", b"memfs: 1\nrules: {secret: warn}\n")
    stored.remember(key=fact("key", "ftp://me:hunter22@host.example.invalid"))
    assert stored.hook(**INDEX).code == 0
    assert stored.hook("--law", "base", **INDEX).code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pre-comit",), "'pre-comit' is neither a stage nor an option of memfs-hook"),
        (("--fix",), "'--fix' is neither a stage nor an option of memfs-hook"),
        (("--rule",), "'--rule' is neither a stage nor an option of memfs-hook"),
        (("--law", "mine"), "--law is 'mine', expected head or base"),
        (("--law=\x1b[0m",), "--law is '\\x1b[0m', expected head or base"),
    ],
)
def test_wrong_usage_is_one_line_and_a_hint(stored: Clone, arguments: tuple[str, ...], message: str) -> None:
    answer = stored.hook(*arguments)
    assert (answer.code, answer.out, answer.err) == (2, "", f"memfs: {message}\n  hint: memfs-hook --help\n")


def test_unknown_rule_is_refused_where_something_is_judged(stored: Clone) -> None:
    answer = stored.hook("--rule", "uniqe")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("memfs: there is no rule 'uniqe'; the rules are yaml, schema, ")


def test_help_says_how_it_is_used(tmp_path: Path) -> None:
    answer = Clone(tmp_path).hook("--help")
    assert (answer.code, answer.out.splitlines()[0]) == (
        0,
        "Usage: memfs-hook [STAGE] [--rule ID]... [--law head|base]",
    )


def test_outside_a_repository(tmp_path: Path) -> None:
    answer = Clone(tmp_path).hook()
    assert (answer.code, answer.err) == (2, f"memfs: '{tmp_path}' is not in a git repository\n  hint: memfs init\n")


def test_broken_repository_is_one_line(stored: Clone) -> None:
    (stored.path / ".git" / "index").write_bytes(b"garbage")
    answer = stored.hook()
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("memfs: git ls-files: ")
    assert len(answer.err.splitlines()) == 1


def test_newer_format_is_one_line_and_a_hint(stored: Clone) -> None:
    stored.write("memory/memfs.yaml", b"memfs: 2\n")
    stored.done("add", "-A")
    answer = stored.hook()
    assert (answer.code, answer.err.splitlines()) == (
        2,
        [
            "memfs: memory/memfs.yaml has the format 2, this memfs knows 1",
            "  hint: pip install --upgrade memfs-git",
        ],
    )


def test_unforeseen_error_is_one_line_and_shows_itself_when_asked(stored: Clone) -> None:
    answer = stored.hook("pre-push", stdin="only two\n")
    assert (answer.code, answer.err.splitlines()[0]) == (
        2,
        "memfs: internal error: IndexError: list index out of range",
    )
    assert "Traceback" in stored.hook("pre-push", stdin="only two\n", MEMFS_DEBUG="1").err


def test_words_are_utf8_whatever_the_locale_and_hold_nothing_raw(stored: Clone) -> None:
    stored.write(f"{FACTS}/zwölf\x1b[31m.yaml", fact("zw"))
    stored.done("add", "-A")
    answer = stored.hook(LC_ALL="C", PYTHONIOENCODING="ascii")
    assert f"{FACTS}/zwölf\\x1b[31m.yaml:1:1: path: " in answer.out
    assert "\x1b" not in answer.said


def test_nobody_listening_is_no_reason_to_fail(sinful: Clone) -> None:
    command = f"'{PROGRAMS}/memfs-hook' >&-; echo $?"
    assert sinful.run("sh", "-c", command).said == "1\n"


def test_repository_without_a_store_is_done_at_once(bare_clone: Clone) -> None:
    bare_clone.write("a", b"a\n")
    bare_clone.force()
    bare_clone.write("b", b"b\n")
    bare_clone.done("add", "-A")
    ours = [_cpu(bare_clone, str(PROGRAMS / "memfs-hook"), **INDEX) for _ in range(5)]
    theirs = [_cpu(bare_clone, sys.executable, "-c", "import click") for _ in range(5)]
    assert median(ours) <= 2 * median(theirs)


def _cpu(clone: Clone, *command: str, **environment: str) -> float:
    """Measure a program and its children, without a coverage that would count its lines."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=clone.path, env={**kept, **environment}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

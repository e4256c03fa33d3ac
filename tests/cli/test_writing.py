"""`init`, `add`, `replace` and `remove`: what they print, what they commit, and what they leave alone."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, Done, Memfs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

TALK = ("--outcome", "success", "--tool", "conversation")
TALKS = "memory/memories/outcome=success/tool=conversation"
FIX = ("--outcome", "success", "--tool", "code_interpreter", "--task-type", "debug")


def message(repository: GitRepository) -> str:
    return repository.git("log", "-1", "--format=%B").rstrip("\n")


def head(repository: GitRepository) -> str:
    return repository.git("rev-parse", "HEAD").strip()


def blob(repository: GitRepository, path: str) -> str:
    return repository.git("rev-parse", f"HEAD:{path}").strip()


def files(repository: GitRepository) -> list[str]:
    return repository.git("show", "--format=", "--name-only", "HEAD").splitlines()


def test_init_makes_a_store_in_one_commit_and_can_be_repeated(memfs: Memfs, repository: GitRepository) -> None:
    assert memfs.said("init") == f"initialized store memory (memory/memfs.yaml) {head(repository)[:7]}\n"
    assert files(repository) == ["memory/.gitattributes", "memory/.gitignore", "memory/memfs.yaml"]
    assert message(repository) == "memory: init\n\nMemfs-Op: init\nMemfs-Via: cli"
    commit = head(repository)
    assert memfs.said("init") == "unchanged store memory (memory/memfs.yaml)\n"
    assert memfs("init", "--json").json == {
        "memfs": 1,
        "ok": True,
        "action": "unchanged",
        "kind": "store",
        "key": "memory",
        "path": "memory/memfs.yaml",
        "blob": blob(repository, "memory/memfs.yaml"),
        "commit": None,
    }
    assert head(repository) == commit


def test_init_makes_a_repository_where_there_is_none(tmp_path: Path) -> None:
    memfs = Memfs(tmp_path)
    assert memfs.said("init", "-q") == ""
    policy = (tmp_path / "memory/memfs.yaml").read_text()
    assert policy.splitlines()[2:] == ["memfs: 1", "distribution:", "  enforce: report"]
    assert memfs.said("read", "--json").startswith('{"memfs": 1, "store": "memory"')


def test_init_that_is_refused_or_tried_leaves_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memfs = Memfs(tmp_path)
    assert memfs("init", "--dry-run").status == 0
    assert list(tmp_path.iterdir()) == []
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    assert memfs("init").status == 2
    assert list(tmp_path.iterdir()) == []


def test_init_leaves_a_broken_repository_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    words = "memfs: '.git' is no repository that git can read\n  hint: git status\n"
    assert Memfs(tmp_path)("init") == Done(2, "", words)
    assert list((tmp_path / ".git").iterdir()) == []


def test_init_finds_the_repository_of_the_directory(store: Memfs, repository: GitRepository) -> None:
    outside = Memfs(store.path.parent)
    assert outside("init", "repo/agents").out.startswith("initialized store agents (agents/memfs.yaml) ")
    assert outside("init", "../elsewhere").status == 2
    assert repository.git("status", "--porcelain") == ""
    assert [path.name for path in outside.path.iterdir()] == ["repo"]


@pytest.mark.parametrize("words", [("init", "agents/memory"), ("--store", "agents/memory", "init")])
def test_init_takes_the_directory_as_argument_or_option(words: tuple[str, ...], memfs: Memfs) -> None:
    assert memfs.said(*words).startswith("initialized store agents/memory (agents/memory/memfs.yaml) ")


def test_init_of_a_dataset_demands_its_shares(memfs: Memfs) -> None:
    memfs.said("init", "--dataset")
    policy = (memfs.path / "memory/memfs.yaml").read_text()
    assert "  enforce: strict\n" in policy
    assert "      success: 60\n" in policy


def test_add_prints_and_commits_one_memory(store: Memfs, repository: GitRepository) -> None:
    printed = store.said("add", "memory", "Take the ledger lock first.", *TALK, "--summary", "ledger_lock")
    path = f"{TALKS}/ledger_lock.yaml"
    assert printed == f"added memory ledger_lock ({path}) {head(repository)[:7]}\n"
    assert files(repository) == [path]
    trailers = "Memfs-Op: add\nMemfs-Key: memory/ledger_lock\nMemfs-Via: cli"
    assert message(repository) == f"memory: add ledger_lock\n\n{trailers}"
    stored = (repository.path / path).read_text()
    created = re.fullmatch(r".*\ncreated: '(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)'\n", stored, re.DOTALL)
    assert created, stored
    assert stored.removesuffix(f"created: '{created[1]}'\n") == (
        "summary: ledger_lock\noutcome: success\ntool: conversation\ncontent: Take the ledger lock first.\n"
    )


def test_add_answers_as_json(store: Memfs, repository: GitRepository) -> None:
    answer = store("add", "memory", "x", *TALK, "--summary", "x", "--json").json
    path = f"{TALKS}/x.yaml"
    assert answer == {
        "memfs": 1,
        "ok": True,
        "action": "added",
        "kind": "memory",
        "key": "x",
        "path": path,
        "blob": blob(repository, path),
        "commit": head(repository),
    }


def test_add_takes_every_field(store: Memfs) -> None:
    when = "2026-11-22T03:27:23.081Z"
    options = ("--created", when, "--tag", "a", "--tag", "b", "--session", "s", "--set", "k=v=w", "--set", "n=1")
    store.said("add", "memory", "x", *FIX, *options, "--summary", "all")
    assert store("read", "memory", "all", "--json").json["record"] == {
        "summary": "all",
        "outcome": "success",
        "tool": "code_interpreter",
        "task_type": "debug",
        "content": "x",
        "created": when,
        "tags": ["a", "b"],
        "session": "s",
        "metadata": {"k": "v=w", "n": "1"},
    }


@pytest.mark.parametrize(
    ("words", "stdin", "content"),
    [
        (("-",), b"one\n\ntwo\n", "one\n\ntwo"),
        (("-",), b"one\n\n", "one\n"),
        (("-",), b"  one", "  one"),
        (("--", "-"), b"one", "one"),
        (("--", "-rf /"), b"", "-rf /"),
        (("--", "--json"), b"", "--json"),
    ],
)
def test_content_is_taken_exactly(words: tuple[str, ...], stdin: bytes, content: str, store: Memfs) -> None:
    assert store("add", "memory", *TALK, "--summary", "x", *words, stdin=stdin).status == 0
    record = store("read", "memory", "x", "--json").json["record"]
    assert isinstance(record, dict)
    assert record["content"] == content


@pytest.mark.parametrize(
    ("words", "stdin", "error"),
    [
        (("-",), b"caf\xe9", "memfs: standard input is not UTF-8 at byte 4\n"),
        (("caf\udce9",), b"", "memfs: 'caf\\xe9' is not UTF-8\n"),
        (("x", "--tag", "\udce9"), b"", "memfs: '\\xe9' is not UTF-8\n"),
        (("x", "--summary", "\udce9"), b"", "memfs: '\\xe9' is not UTF-8\n"),
    ],
)
def test_bytes_that_are_no_text_are_refused(words: tuple[str, ...], stdin: bytes, error: str, store: Memfs) -> None:
    assert store("add", "memory", *TALK, *words, stdin=stdin) == Done(1, "", error)


def test_standard_input_is_read_only_once(store: Memfs) -> None:
    refused = store("add", "context", "objectives", "-", "-", stdin=b"x")
    assert refused.err.splitlines()[0] == "memfs: standard input can be read only once"
    assert refused.status == 2


def test_option_of_a_source_may_be_standard_input(store: Memfs) -> None:
    store.said("add", "source", "calls", "--code", "-", "--note", "-", stdin=b"calls <- 1\n")
    record = store("read", "source", "calls", "--json").json["record"]
    assert record == {"name": "calls", "code": "calls <- 1", "notes": ["-"]}


def test_text_that_looks_like_an_option_is_pointed_behind_the_dashes(store: Memfs) -> None:
    words = "memfs: there is no option '-r' (text that starts with a dash goes behind --)"
    refused = store("add", "memory", "-rf", *TALK)
    assert refused == Done(2, "", f"{words}\n  hint: memfs add memory --help\n")
    near = store("add", "memory", "x", "--outcom", "success")
    assert near.err.splitlines()[1] == "  hint: did you mean --outcome?"


def test_value_that_the_schema_refuses_is_invalid_and_no_usage_error(store: Memfs) -> None:
    refused = store("add", "memory", "x", "--outcome", "succes", "--tool", "conversation")
    assert refused.status == 1
    assert refused.err.startswith("memfs: schema: 'succes' is no 'outcome'")
    assert "did you mean 'success'" in refused.err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((), "a memory needs CONTENT, or - to read it from standard input"),
        (("x", "y"), "got unexpected extra argument (y)"),
        (("x", "--set", "novalue"), "--set got 'novalue', expected KEY=VALUE"),
        (("x", "--set", "=v"), "--set got '=v', expected KEY=VALUE"),
    ],
)
def test_wrong_shape_is_a_usage_error(words: tuple[str, ...], error: str, store: Memfs) -> None:
    refused = store("add", "memory", *TALK, *words)
    assert refused == Done(2, "", f"memfs: {error}\n  hint: memfs add memory --help\n")


def test_existing_summary_is_refused_and_compared(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "memory", "x", *TALK, "--summary", "x")
    before = repository.state()
    again = store("add", "memory", "x", *TALK, "--summary", "x", "--json").json
    words = "memory 'x' exists already"
    error = {"code": "exists", "message": f"{words}, with the same fields", "hint": "memfs read memory x", "same": True}
    assert again == {"memfs": 1, "ok": False, "error": error}
    other = store("add", "memory", "y", *FIX, "--summary", "x", "--json").json
    assert other == {"memfs": 1, "ok": False, "error": {**error, "message": words, "same": False}}
    assert repository.state() == before


def test_missing_summary_is_made_from_the_content_and_counted_up(store: Memfs) -> None:
    keys = [store("add", "memory", "Fixed: the Pool!", *TALK, "--json").json["key"] for _ in range(3)]
    assert keys == ["fixed_the_pool", "fixed_the_pool_2", "fixed_the_pool_3"]


def test_source_grows_and_what_is_set_stays(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "source", "customers", "--description", "One row each", "--note", "nightly")
    refused = store("add", "source", "customers", "description", "Other")
    hint = "  hint: memfs replace source customers description ...\n"
    assert refused == Done(1, "", f"memfs: description of 'customers' is set already\n{hint}")
    store.said("add", "source", "customers", "notes", "ids below 1000 are tests")
    store.said("add", "variable", "customers", "churned", "1 = left")
    store.said("add", "variable", "customers", "churned", "missing when young")
    assert store("read", "source", "customers", "--json").json["record"] == {
        "name": "customers",
        "description": "One row each",
        "notes": ["nightly", "ids below 1000 are tests"],
        "variables": [{"name": "churned", "notes": ["1 = left", "missing when young"]}],
    }
    assert message(repository).splitlines()[0] == "memory: add source/customers"


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\n"])
def test_name_of_a_source_and_a_variable_is_one_line(name: str, store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    for words in (("source", name, "--note", "n"), ("variable", "s", name, "n")):
        refused = store("add", *words)
        assert refused.status == 1
        assert refused.err.startswith("memfs: schema: ")
        assert refused.err.endswith(f" is {name!r}; write it on one line, without a tab\n")
    assert repository.state() == before


def test_variable_makes_its_source(store: Memfs) -> None:
    store.said("add", "variable", "calls-2025.csv", "Agent Name", "has accents")
    record = {"name": "calls-2025.csv", "variables": [{"name": "Agent Name", "notes": ["has accents"]}]}
    assert store("read", "source", "calls-2025.csv", "--json").json["record"] == record


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "source", "s", "notes"), "notes needs a TEXT"),
        (("replace", "context", "objectives", "x", "--clear"), "--clear goes without a TEXT"),
        (("replace", "source", "s", "code"), "replacing with nothing needs --clear"),
        (("replace", "variable", "s", "v"), "replacing with nothing needs --clear"),
        (("replace", "memory", "x"), "replacing with nothing: give CONTENT or an option of a field"),
    ],
)
def test_nothing_to_write_is_a_usage_error(words: tuple[str, ...], error: str, store: Memfs) -> None:
    refused = store(*words)
    assert (refused.status, refused.err.splitlines()[0]) == (2, f"memfs: {error}")


def test_replace_keeps_what_is_not_named(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "memory", "x", *TALK, "--summary", "x", "--tag", "t", "--set", "a=1")
    before = store("read", "memory", "x", "--json").json["record"]
    assert isinstance(before, dict)
    path = f"{TALKS}/x.yaml"
    answer = store("replace", "memory", "x", "y", "--set", "b=2", "--json").json
    assert answer == {
        "memfs": 1,
        "ok": True,
        "action": "replaced",
        "kind": "memory",
        "key": "x",
        "path": path,
        "blob": blob(repository, path),
        "commit": head(repository),
    }
    after = store("read", "memory", "x", "--json").json["record"]
    assert after == {**before, "content": "y", "metadata": {"a": "1", "b": "2"}}
    assert store.said("replace", "memory", "x", "y") == f"unchanged memory x ({path})\n"


def test_replace_moves_a_memory_and_says_what_it_drops(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "memory", "x", *FIX, "--summary", "x")
    done = store("replace", "memory", "x", "--outcome", "failure", "--error-type", "logic")
    path = "memory/memories/outcome=failure/tool=code_interpreter/error_type=logic/x.yaml"
    old = "memory/memories/outcome=success/tool=code_interpreter/task_type=debug/x.yaml"
    notes = f"note: dropped task_type=debug, which does not fit any more\nnote: moved from {old}\n"
    assert done == Done(0, f"replaced memory x ({path}) {head(repository)[:7]}\n", notes)
    assert store.said("replace", "memory", "x", "--rename", "y", "--unset", "created", "-q") == ""
    assert store("read", "memory", "y", "--json").json["record"] == {
        "summary": "y",
        "outcome": "failure",
        "tool": "code_interpreter",
        "error_type": "logic",
        "content": "x",
    }
    assert store("read", "memory", "x").status == 1
    assert repository.git("status", "--porcelain") == ""


def test_replace_creates_what_is_absent_but_for_memories(store: Memfs) -> None:
    missing = store("replace", "memory", "x", "y")
    assert missing == Done(1, "", "memfs: there is no memory 'x'\n")
    assert store("replace", "context", "objectives", "a").out.startswith("replaced context objectives ")
    assert store("replace", "source", "s", "notes", "a", "b").status == 0
    assert store("replace", "variable", "s", "v", "a", "b").status == 0
    assert store("replace", "variable", "s", "v", "--clear").status == 0
    record = {"name": "s", "notes": ["a", "b"], "variables": [{"name": "v", "notes": []}]}
    assert store("read", "source", "s", "--json").json["record"] == record


def test_add_and_replace_refuse_unknown_fields_of_a_source(store: Memfs) -> None:
    words = "a source has no 'owner'; it has description, source, code, notes"
    refused = Done(1, "", f"memfs: {words}\n")
    assert store("add", "source", "s", "owner", "ana") == store("replace", "source", "s", "owner", "ana") == refused
    one_by_one = store("add", "source", "s", "variables", "v")
    hint = "  hint: memfs add variable SOURCE VARIABLE NOTE\n"
    assert one_by_one == Done(2, "", f"memfs: variables are written one by one\n{hint}")


def test_remove_takes_all_or_none(store: Memfs, repository: GitRepository) -> None:
    for key in ("x", "y"):
        store.said("add", "memory", key, *TALK, "--summary", key)
    missing = store("remove", "memory", "x", "z")
    assert missing == Done(1, "", "memfs: there is no memory 'z'\n")
    answer = store("remove", "memory", "x", "y", "--json").json
    gone = [{"kind": "memory", "key": key, "path": f"{TALKS}/{key}.yaml", "blob": None} for key in ("x", "y")]
    assert answer == {"memfs": 1, "ok": True, "action": "removed", "changes": gone, "commit": head(repository)}
    assert message(repository).splitlines()[0] == "memory: remove 2 records"
    assert '"total": 0' in store.said("read", "--json")


def test_remove_a_variable_a_section_and_a_source(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "variable", "s", "v", "n")
    store.said("add", "context", "objectives", "x")
    done = store("remove", "variable", "s", "v")
    assert (done.status, done.err) == (0, "note: removed the variable 'v'\n")
    missing = store("remove", "variable", "s", "v")
    assert missing == Done(1, "", "memfs: source 's' has no variable 'v'\n")
    removed = store.said("remove", "source", "s")
    assert removed == f"removed source s (memory/sources/s.yaml) {head(repository)[:7]}\n"
    assert store("remove", "context", "objectives").status == 0
    own = ["memory/.gitattributes", "memory/.gitignore", "memory/memfs.yaml"]
    assert repository.git("ls-files", "memory").splitlines() == own


def test_first_write_makes_the_store_in_the_same_commit(memfs: Memfs, repository: GitRepository) -> None:
    done = memfs("add", "context", "objectives", "x")
    path = "memory/context/objectives.yaml"
    printed = f"added context objectives ({path}) {head(repository)[:7]}\n"
    assert done == Done(0, printed, "note: made the store 'memory'\n")
    assert files(repository) == ["memory/.gitattributes", "memory/.gitignore", path, "memory/memfs.yaml"]
    assert repository.git("rev-list", "--count", "HEAD") == "2\n"


def test_first_write_makes_the_first_commit(empty_repository: GitRepository) -> None:
    assert Memfs(empty_repository.path)("add", "context", "objectives", "x").status == 0
    assert empty_repository.git("rev-list", "--count", "HEAD") == "1\n"
    assert empty_repository.git("status", "--porcelain") == ""


def test_work_of_the_user_is_left_alone(store: Memfs, repository: GitRepository) -> None:
    repository.write("staged.txt", "staged\n")
    repository.write("both.txt", "staged\n")
    repository.git("add", "staged.txt", "both.txt")
    repository.write("both.txt", "dirty\n")
    repository.write("README.txt", "dirty\n")
    repository.write("untracked.txt", "untracked\n")
    before = (repository.git("status", "--porcelain"), repository.git("ls-files", "-s"), repository.git("diff"))
    store.said("add", "context", "objectives", "x")
    assert files(repository) == ["memory/context/objectives.yaml"]
    entry = repository.git("ls-files", "-s", "memory/context")
    after = (repository.git("status", "--porcelain"), repository.git("ls-files", "-s"), repository.git("diff"))
    assert (after[0], after[1].replace(entry, ""), after[2]) == before


def test_dry_run_shows_the_difference_and_writes_nothing(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "a")
    before = repository.state()
    path = "memory/context/objectives.yaml"
    diff = f"--- a/{path}\n+++ b/{path}\n@@ -1,3 +1,4 @@\n section: objectives\n items:\n - a\n+- b"
    assert store.said("add", "context", "objectives", "b", "--dry-run") == diff + "\n"
    answer = store("add", "context", "objectives", "b", "--dry-run", "--json").json
    assert (answer["commit"], answer["dry_run"], answer["diff"]) == (None, True, diff)
    removed = store.said("remove", "context", "objectives", "--dry-run")
    assert removed.splitlines()[:2] == [f"--- a/{path}", "+++ /dev/null"]
    assert repository.state() == before


def test_mode_counts_as_soon_as_the_file_says_it(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {mode: stage}\n")
    before = head(repository)
    assert store.said("add", "memory", "x", *TALK).endswith(" staged\n")
    assert head(repository) == before


@pytest.mark.parametrize("mode", ["option", "policy"])
def test_staged_write_travels_with_the_next_commit(mode: str, store: Memfs, repository: GitRepository) -> None:
    words = ("--no-commit",) if mode == "option" else ()
    if mode == "policy":
        repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {mode: stage}\n")
        repository.commit()
    path = f"{TALKS}/x.yaml"
    printed = store.said("add", "memory", "x", *TALK, "--summary", "x", *words)
    assert printed == f"added memory x ({path}) staged\n"
    assert repository.git("status", "--porcelain") == f"A  {path}\n"
    answer = store("add", "memory", "y", *TALK, "--summary", "y", *words, "--json").json
    assert answer["commit"] is None
    repository.git("commit", "-qm", "mine")
    assert files(repository) == [path, f"{TALKS}/y.yaml"]
    if mode == "policy":
        assert store("add", "memory", "z", *TALK, "--commit", "--json").json["commit"] == head(repository)


def test_message_and_author_are_the_user_s(
    store: Memfs, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMFS_AUTHOR", "Eve <eve@example.invalid>")
    store.said("add", "context", "objectives", "x", "-m", "Say why\n\nAt length.")
    trailers = "Memfs-Op: add\nMemfs-Key: context/objectives\nMemfs-Via: cli"
    assert message(repository) == f"Say why\n\nAt length.\n\n{trailers}"
    assert repository.git("log", "-1", "--format=%an <%ae> %cn") == "Eve <eve@example.invalid> Ada\n"
    store.said("add", "context", "objectives", "y", "--author", "Bob <bob@example.invalid>")
    assert repository.git("log", "-1", "--format=%an") == "Bob\n"
    refused = store("add", "context", "objectives", "z", "--author", "Bob")
    assert refused == Done(2, "", "memfs: the author is 'Bob', expected 'Name <email>'\n")


def test_one_of_two_writers_of_a_name_is_told_that_it_exists(store: Memfs, repository: GitRepository) -> None:
    words = [*COMMAND, "add", "memory", "x", *TALK, "--summary", "x", "--json"]
    writers = [subprocess.Popen(words, cwd=store.path, stdout=subprocess.PIPE) for _ in range(2)]
    answers = sorted((json.loads(writer.communicate()[0]) for writer in writers), key=lambda answer: answer["ok"])
    assert [answer["ok"] for answer in answers] == [False, True]
    assert (answers[0]["error"]["code"], answers[0]["error"]["same"]) == ("exists", True)
    assert repository.git("log", "-1", "--format=%H").strip() == answers[1]["commit"]

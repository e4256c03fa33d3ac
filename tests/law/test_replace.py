"""`replace --unset`, `--rename` and `--clear`: what goes, what moves, and what is refused with nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs.codec import read
from tests.law.conftest import data

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

HOME = "memory/memories"
DEBUG = f"{HOME}/outcome=success/tool=code_interpreter/task_type=debug"
NEEDED = "schema: success with code_interpreter needs 'task_type' (write, debug, refactor or explain)"
TEXT = """\
summary: a   # found at night
outcome: success
tool: code_interpreter
task_type: debug
content: Take the ledger lock first.
created: '2026-11-22T03:27:23.081Z'
tags: [locking]   # more to come
# who was there
session: night
metadata:
  by: ada
"""


@pytest.fixture
def noted(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a store with two memories, one of them written by a person."""
    repository.write(f"{DEBUG}/a.yaml", TEXT)
    repository.commit()
    store.said("add", "memory", "Other.", "--summary", "b", "--outcome", "learning", "--insight-type", "fact")
    return store


def text(memfs: Memfs, path: str) -> str:
    return (memfs.path / path).read_text(encoding="utf-8")


def test_unset_takes_fields_away_and_keeps_the_rest(noted: Memfs) -> None:
    noted.said("replace", "memory", "a", "--unset", "tags", "--unset", "metadata")
    want = TEXT.replace("tags: [locking]   # more to come\n", "").replace("metadata:\n  by: ada\n", "")
    assert text(noted, f"{DEBUG}/a.yaml") == want


def test_unset_and_set_go_together(noted: Memfs) -> None:
    noted.said("replace", "memory", "a", "--unset", "session", "--tag", "ledger")
    assert read((noted.path / f"{DEBUG}/a.yaml").read_bytes())["tags"] == ["ledger"]
    assert "session" not in text(noted, f"{DEBUG}/a.yaml")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--unset", "domain"), 1, "memory 'a' has no 'domain' to unset"),
        (("--unset", "tgas"), 1, "memory 'a' has no 'tgas' to unset"),
        (("--unset", "summary"), 1, "every memory needs its 'summary'; rename it instead"),
        (("--unset", "task_type"), 1, NEEDED),
        (("--unset", "content"), 1, "schema: a memory needs 'content'"),
        (("--unset", "tags", "--tag", "x"), 2, "'tags' is given and unset; do one of the two"),
        (("--unset", "metadata", "--set", "a=b"), 2, "'metadata' is given and unset; do one of the two"),
        (("--rename", "b"), 1, "memory 'b' exists already"),
        (("--rename", "B b"), 1, "summary-format: 'B b' is not lowercase_with_underscores; try 'b_b'"),
        (("--rename", ""), 1, "summary-format: '' is not lowercase_with_underscores"),
        ((), 2, "replacing with nothing: give CONTENT or an option of a field"),
    ],
)  # fmt: skip
def test_what_cannot_be_replaced_is_refused_whole(
    noted: Memfs, repository: GitRepository, *, arguments: tuple[str, ...], status: int, message: str
) -> None:
    before = repository.state()
    refused = noted("replace", "memory", "a", *arguments)
    assert (refused.status, refused.out, refused.err.splitlines()[0]) == (status, "", f"memfs: {message}")
    assert repository.state() == before


def test_rename_moves_the_file_and_keeps_its_text(noted: Memfs, repository: GitRepository) -> None:
    done = noted("replace", "memory", "a", "--rename", "ledger_lock")
    assert done.err == f"note: moved from {DEBUG}/a.yaml\n"
    assert text(noted, f"{DEBUG}/ledger_lock.yaml") == TEXT.replace("summary: a", "summary: ledger_lock")
    assert repository.git("show", "-M", "--name-status", "--format=", "HEAD").startswith("R0")
    assert noted("read", "memory", "a").status == 1
    assert data(noted, "read", "memory", "ledger_lock")["path"] == f"{DEBUG}/ledger_lock.yaml"


def test_rename_to_the_same_name_changes_nothing(noted: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    assert noted.said("replace", "memory", "a", "--rename", "a") == f"unchanged memory a ({DEBUG}/a.yaml)\n"
    assert repository.state() == before


def test_new_outcome_moves_the_file_and_drops_what_does_not_fit(noted: Memfs) -> None:
    done = noted("replace", "memory", "a", "--outcome", "failure", "--error-type", "logic", "--rename", "c")
    moved = f"{HOME}/outcome=failure/tool=code_interpreter/error_type=logic/c.yaml"
    assert done.err.splitlines() == [
        "note: dropped task_type=debug, which does not fit any more",
        f"note: moved from {DEBUG}/a.yaml",
    ]
    want = TEXT.replace("summary: a", "summary: c").replace("outcome: success", "outcome: failure")
    assert text(noted, moved) == want.replace("task_type: debug", "error_type: logic")


def test_move_to_where_an_untracked_file_lies_is_refused(noted: Memfs, repository: GitRepository) -> None:
    repository.write(f"{DEBUG}/c.yaml", "draft")
    before = repository.state()
    refused = noted("replace", "memory", "a", "--rename", "c", "--json")
    assert refused.status == 1
    assert '"code": "draft-in-the-way"' in refused.out
    assert repository.state() == before


def test_move_of_a_file_that_was_edited_is_refused(noted: Memfs, repository: GitRepository) -> None:
    repository.write(f"{DEBUG}/a.yaml", TEXT + "# mine\n")
    before = repository.state()
    assert noted("replace", "memory", "a", "--rename", "c").status == 1
    assert repository.state() == before
    assert text(noted, f"{DEBUG}/a.yaml") == TEXT + "# mine\n"


def test_if_match_goes_with_every_sort_of_change(noted: Memfs, repository: GitRepository) -> None:
    blob = str(data(noted, "read", "memory", "a")["blob"])
    other = "0" * 40
    before = repository.state()
    for change in (("--unset", "tags"), ("--rename", "c"), ("--outcome", "learning", "--insight-type", "fact")):
        assert noted("replace", "memory", "a", *change, "--if-match", other).status == 1
    assert repository.state() == before
    assert noted("replace", "memory", "a", "--unset", "tags", "--if-match", blob[:7]).status == 0


def test_clear_leaves_an_empty_list_and_its_comments(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "Settle", "Audit")
    repository.write("memory/context/objectives.yaml", "# ours\nsection: objectives\nitems:\n- Settle\n- Audit\n")
    repository.commit()
    store.said("replace", "context", "objectives", "--clear")
    assert text(store, "memory/context/objectives.yaml") == "# ours\nsection: objectives\nitems: []\n"
    store.said("add", "context", "problem_description", "Too slow.")
    store.said("replace", "context", "problem_description", "--clear")
    assert text(store, "memory/context/problem_description.yaml") == "section: problem_description\ntext: ''\n"
    store.said("add", "source", "customers", "--note", "x", "--code", "load()")
    store.said("replace", "source", "customers", "notes", "--clear")
    store.said("replace", "source", "customers", "code", "--clear")
    assert text(store, "memory/sources/customers.yaml") == "name: customers\ncode: ''\nnotes: []\n"
    assert store.said("check") == "3 records, 0 violations\n"

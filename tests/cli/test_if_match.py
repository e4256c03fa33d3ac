"""Optimistic edits: every replace and every removal refuses where the record is no longer the one that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tests.repository.writing import untouched

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

FIELDS = ("--outcome=failure", "--tool=unknown")
FORMS: dict[str, tuple[str, ...]] = {
    "memory's text": ("replace", "memory", "kept", "new"),
    "memory's cell": ("replace", "memory", "kept", *FIELDS),
    "memory's name": ("replace", "memory", "kept", "--rename=renamed"),
    "memory's field": ("replace", "memory", "kept", "--unset=tags"),
    "section": ("replace", "context", "objectives", "new"),
    "section, cleared": ("replace", "context", "objectives", "--clear"),
    "source": ("replace", "source", "orders", "description", "new"),
    "variable": ("replace", "variable", "orders", "total", "new"),
    "memory, removed": ("remove", "memory", "kept"),
    "section, removed": ("remove", "context", "objectives"),
    "source, removed": ("remove", "source", "orders"),
    "variable, removed": ("remove", "variable", "orders", "total"),
}
RECORDS = {"memory": ("memory", "kept"), "context": ("context", "objectives")}
SOURCE = ("source", "orders")
OTHERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("memory", "kept"): ("replace", "memory", "kept", "somebody else's"),
    ("context", "objectives"): ("add", "context", "objectives", "somebody else's"),
    SOURCE: ("add", "source", "orders", "--note", "somebody else's"),
}


@pytest.fixture
def filled(store: Memfs) -> Memfs:
    """Add a record of each kind."""
    store.said("add", "memory", "--outcome=success", "--tool=conversation", "--summary=kept", "--tag=a", "old")
    store.said("add", "context", "objectives", "old")
    store.said("add", "source", "orders", "--description", "old")
    store.said("add", "variable", "orders", "total", "old")
    return store


def read(memfs: Memfs, words: tuple[str, ...]) -> str:
    """Read the record that a command line is about, and return its blob."""
    kind, key = RECORDS.get(words[1], SOURCE)
    return cast("dict[str, str]", memfs("read", kind, key, "--json").json)["blob"]


def code(memfs: Memfs, *words: str) -> tuple[int, JSON]:
    done = memfs(*words, "--json")
    return done.status, cast("dict[str, dict[str, JSON]]", done.json)["error"]["code"]


@pytest.mark.parametrize("form", FORMS)
def test_record_that_changed_since_is_left_alone(filled: Memfs, repository: GitRepository, form: str) -> None:
    words = FORMS[form]
    blob = read(filled, words)
    filled.said(*OTHERS[RECORDS.get(words[1], SOURCE)])
    before = untouched(repository)
    assert code(filled, *words, "--if-match", blob) == (1, "changed")
    assert code(filled, *words, "--if-match", blob[:7]) == (1, "changed")
    assert untouched(repository) == before
    assert filled(*words, "--if-match", read(filled, words)[:7].upper()).status == 0


@pytest.mark.parametrize("form", FORMS)
def test_blob_of_a_working_file_with_other_line_ends_matches(
    filled: Memfs, repository: GitRepository, form: str
) -> None:
    words = FORMS[form]
    for file in (repository.path / "memory").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert filled(*words, "--if-match", read(filled, words)).status == 0
    assert "\r" not in repository.git("grep", "-h", "", "HEAD", "--", "memory")


def test_record_that_is_gone_since_is_not_made_anew(filled: Memfs, repository: GitRepository) -> None:
    blob = read(filled, ("replace", "context"))
    for kind, key in (*RECORDS.values(), SOURCE):
        filled.said("remove", kind, key)
    before = untouched(repository)
    for form, words in FORMS.items():
        expected = "changed" if words[1] != "memory" and form.partition(",")[2] != " removed" else "not-found"
        assert code(filled, *words, "--if-match", blob) == (1, expected), form
    assert untouched(repository) == before


@pytest.mark.parametrize("blob", ["", "abcdef", "HEAD~1..", "g" * 40])
def test_what_is_no_blob_id_is_a_usage_error(filled: Memfs, blob: str) -> None:
    for words in FORMS.values():
        assert code(filled, *words, "--if-match", blob) == (2, "usage"), words


def test_several_records_cannot_match_one_blob(filled: Memfs) -> None:
    filled.said("add", "memory", "--outcome=success", "--tool=conversation", "--summary=other", "x")
    words = ("remove", "memory", "kept", "other", "--if-match", "0" * 40)
    assert code(filled, *words) == (2, "usage")

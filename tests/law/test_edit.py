"""`memfs edit`: a record in the user's own editor, through the same gate as every write, and no text is ever lost."""

from __future__ import annotations

import fcntl
import json
from typing import TYPE_CHECKING

import pytest

from tests.law.conftest import DECISION, data, legislate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

FACT = ("--outcome", "learning", "--insight-type", "fact")
PATH = "memory/memories/outcome=learning/insight_type=fact/a.yaml"
SHEET = ".git/memfs/edit/memory/memory/a.yaml"
TEXT = """\
summary: a
outcome: learning
insight_type: fact   # for now
content: It lives five minutes.
"""


@pytest.fixture
def noted(store: Memfs, repository: GitRepository) -> Memfs:
    """Run memfs in a store with two memories."""
    repository.write(PATH, TEXT)
    repository.commit()
    store.said("add", "memory", "Other.", "--summary", "b", *FACT)
    return store


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Make a program the user's editor."""
    return Editor(tmp_path / "an editor", monkeypatch)


class Editor:
    """A shell script in the place of an editor; `$1` is the file."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path = path
        monkeypatch.setenv("VISUAL", f"'{path}' --wait")
        self("true")

    def __call__(self, script: str) -> None:
        self._path.write_text(f"#!/bin/sh\nset -e\nshift\n{script}\n", encoding="utf-8")
        self._path.chmod(0o755)


def text(memfs: Memfs, path: str) -> str:
    return (memfs.path / path).read_text(encoding="utf-8")


def test_edited_text_is_written_as_it_is(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    edits("sed -i 's/five minutes/an hour/; s/# for now/# measured/' \"$1\"")
    commit = "memory: replace a\n\nMemfs-Op: replace\nMemfs-Key: memory/a\nMemfs-Via: cli\n\n"
    done = noted.said("edit", "memory", "a")
    assert done == f"replaced memory a ({PATH}) {repository.git('rev-parse', '--short=7', 'HEAD')}"
    assert text(noted, PATH) == TEXT.replace("five minutes", "an hour").replace("# for now", "# measured")
    assert repository.git("log", "-1", "--format=%B") == commit
    assert not (noted.path / SHEET).exists()
    assert repository.git("status", "--porcelain") == ""


def test_text_that_is_left_alone_changes_nothing(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    before = repository.state()
    edits('touch "$1"')
    assert noted.said("edit", "memory", "a") == f"unchanged memory a ({PATH})\n"
    edits("sed -i 's/$/\\r/' \"$1\"")
    assert noted.said("edit", "memory", "a") == f"unchanged memory a ({PATH})\n"
    assert repository.state() == before
    assert list((noted.path / ".git/memfs/edit/memory/memory").iterdir()) == []


@pytest.mark.parametrize("script", [': >"$1"', "printf '\\n \\n' >\"$1\"", 'rm "$1"'])
def test_emptied_text_gives_up(noted: Memfs, repository: GitRepository, edits: Editor, script: str) -> None:
    before = repository.state()
    edits(script)
    done = noted("edit", "memory", "a")
    assert (done.status, done.out) == (0, f"unchanged memory a ({PATH})\n")
    assert done.err == "note: the text was emptied, so nothing changed; memfs remove takes a record away\n"
    assert repository.state() == before
    assert not (noted.path / SHEET).exists()


@pytest.mark.parametrize(
    ("script", "place", "message"),
    [
        ("s/fact /rumour /", "3:1", "schema: 'rumour' is no 'insight_type'"),
        ("s/^content.*//", "1:1", "schema: a memory needs 'content'"),
        ("s/It lives.*/no/", "4:10", "yaml: some readers take 'no' without quotes for a boolean"),
        ("s/^summary: a/summary: A b/", "1:1", "summary-format: 'A b' is not lowercase_with_underscores; try 'a_b'"),
        ("s/^summary/<<<<<<< ours\\nsummary/", "1:1", "yaml: the file holds no mapping"),
    ],
)
def test_refused_text_is_kept_and_opened_again(
    noted: Memfs, repository: GitRepository, edits: Editor, *, script: str, place: str, message: str
) -> None:  # fmt: skip
    before = repository.state()
    edits(f"sed -i '{script}' \"$1\"")
    refused = noted("edit", "memory", "a")
    first, hint = refused.err.splitlines()
    assert (refused.status, refused.out, hint) == (1, "", "  hint: memfs edit memory a")
    sheet = noted.path / SHEET
    assert first.startswith(f"memfs: {sheet}:{place}: {message}")
    assert repository.state() == before
    kept = sheet.read_text(encoding="utf-8")
    assert kept != TEXT
    edits("cat >/dev/null")
    assert noted("edit", "memory", "a").err == refused.err
    assert sheet.read_text(encoding="utf-8") == kept
    edits(f"printf '%s' '{TEXT.replace('five', 'six')}' >\"$1\"")
    done = noted("edit", "memory", "a")
    assert (done.status, done.err) == (0, "note: your text was kept and is opened again\n")
    assert text(noted, PATH) == TEXT.replace("five", "six")
    assert not sheet.exists()


def test_refusal_as_json_names_the_violations(noted: Memfs, edits: Editor) -> None:
    edits("sed -i 's/fact /rumour /' \"$1\"")
    found = json.loads(noted("edit", "memory", "a", "--json").out)
    (violation,) = found["violations"]
    assert (found["error"]["code"], violation["rule"], violation["line"]) == ("invalid", "schema", 3)


def test_new_facet_moves_the_file(noted: Memfs, edits: Editor) -> None:
    edits("sed -i 's/fact /pattern /' \"$1\"")
    done = noted("edit", "memory", "a")
    moved = PATH.replace("fact", "pattern")
    assert (done.status, done.err) == (0, f"note: moved from {PATH}\n")
    assert text(noted, moved) == TEXT.replace("fact", "pattern")
    assert not (noted.path / PATH).exists()


def test_new_key_renames_unless_it_is_taken(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    edits("sed -i 's/summary: a/summary: b/' \"$1\"")
    before = repository.state()
    refused = noted("edit", "memory", "a")
    kept = f"memory 'b' exists already; your text is kept in '{noted.path / SHEET}'"
    assert (refused.status, refused.err.splitlines()[0]) == (1, f"memfs: {kept}")
    assert repository.state() == before
    edits("sed -i 's/summary: b/summary: c/' \"$1\"")
    assert noted("edit", "memory", "a").status == 0
    assert data(noted, "read", "memory", "c")["path"] == PATH.replace("a.yaml", "c.yaml")


def test_record_that_changed_meanwhile_is_not_overwritten(
    noted: Memfs, repository: GitRepository, edits: Editor
) -> None:
    other = f"# seen twice\n{TEXT}"
    edits(f"sed -i 's/five/six/' \"$1\"; cd '{noted.path}'; printf '%s' '{other}' >{PATH}; git commit -qam theirs")
    refused = noted("edit", "memory", "a")
    assert (refused.status, refused.err.count("memory/a changed since you read it")) == (1, 1)
    assert refused.err.endswith(f"; your text is kept in '{noted.path / SHEET}'\n  hint: memfs edit memory a\n")
    assert repository.git("log", "-1", "--format=%s") == "theirs\n"
    edits("true")
    done = noted("edit", "memory", "a")
    assert (done.status, done.out.startswith("replaced memory a")) == (0, True)
    assert text(noted, PATH) == other.replace("five", "six")


def test_conflict_with_what_changed_meanwhile_is_shown_and_cannot_be_written(noted: Memfs, edits: Editor) -> None:
    other = TEXT.replace("five", "seven")
    edits(f"sed -i 's/five/six/' \"$1\"; cd '{noted.path}'; printf '%s' '{other}' >{PATH}; git commit -qam theirs")
    assert noted("edit", "memory", "a").status == 1
    edits("true")
    refused = noted("edit", "memory", "a")
    assert (refused.status, ": yaml: " in refused.err) == (1, True)
    shown = text(noted, SHEET).splitlines()
    marks = [line for line in shown if line.startswith(("<", "=", ">"))]
    assert marks == ["<<<<<<< yours", "=======", ">>>>>>> stored"]
    edits("sed -i '/^[<=>]/d; /seven/d' \"$1\"")
    assert noted("edit", "memory", "a").status == 0
    assert text(noted, PATH) == TEXT.replace("five", "six")


def test_record_that_is_gone_meanwhile_is_not_found_and_the_text_kept(noted: Memfs, edits: Editor) -> None:
    edits(f"sed -i 's/five/six/' \"$1\"; cd '{noted.path}'; git rm -q {PATH}; git commit -qm theirs")
    refused = noted("edit", "memory", "a")
    assert (refused.status, refused.err.splitlines()[0]) == (
        1,
        f"memfs: there is no memory 'a'; your text is kept in '{noted.path / SHEET}'",
    )
    assert text(noted, SHEET) == TEXT.replace("five", "six")


def test_uncommitted_changes_are_said_before_the_editor_opens(
    noted: Memfs, repository: GitRepository, edits: Editor
) -> None:
    edits(f"touch '{noted.path}/opened'")
    repository.write(PATH, TEXT + "# mine\n")
    refused = noted("edit", "memory", "a")
    words = f"memfs: '{PATH}' has changes that are not committed\n  hint: git status\n"
    assert (refused.status, refused.err) == (1, words)
    repository.git("checkout", "-q", "--detach")
    assert noted("edit", "memory", "b").status == 2
    assert not (noted.path / "opened").exists()


def test_unknown_keys_and_kinds_are_refused_before_the_editor_opens(noted: Memfs, edits: Editor) -> None:
    edits("false")
    assert noted("edit", "memory", "aa").err == "memfs: there is no memory 'aa'\n  hint: did you mean a?\n"
    assert noted("edit", "memroy", "a").err == (
        "memfs: 'memroy' is no kind of record; this store has memory, context, source\n"
    )


def test_editor_that_fails_writes_nothing(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    before = repository.state()
    edits("exit 3")
    refused = noted("edit", "memory", "a")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.splitlines()[0].endswith(" failed with exit status 3")
    assert not (noted.path / SHEET).exists()
    edits("echo '# more' >>\"$1\"; exit 3")
    refused = noted("edit", "memory", "a")
    assert refused.err.splitlines()[0].endswith(f"; your text is kept in '{noted.path / SHEET}'")
    assert repository.state() == before
    edits("true")
    assert noted("edit", "memory", "a").status == 0
    assert text(noted, PATH) == f"{TEXT}# more\n"


def test_dry_run_shows_the_change_and_keeps_the_text(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    before = repository.state()
    edits("sed -i 's/five/six/' \"$1\"")
    done = noted("edit", "memory", "a", "--dry-run")
    assert done.status == 0
    assert "+content: It lives six minutes." in done.out
    assert repository.state() == before
    edits("true")
    assert noted("edit", "memory", "a").status == 0
    assert text(noted, PATH) == TEXT.replace("five", "six")


def test_record_that_is_open_elsewhere_is_busy(noted: Memfs, edits: Editor) -> None:
    edits("false")
    lock = noted.path / ".git/memfs/edit/memory/memory/a.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        refused = noted("edit", "memory", "a")
    assert (refused.status, refused.err) == (2, "memfs: memory 'a' is open in another editor\n")


def test_editor_is_the_one_that_git_would_open(
    noted: Memfs, repository: GitRepository, edits: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits("false")
    repository.git("config", "core.editor", "sed -i s/five/six/")
    assert noted("edit", "memory", "a").status == 0
    monkeypatch.setenv("GIT_EDITOR", "sed -i s/six/seven/")
    assert noted("edit", "memory", "a").status == 0
    assert text(noted, PATH) == TEXT.replace("five", "seven")
    repository.git("config", "--unset", "core.editor")
    for name in ("GIT_EDITOR", "VISUAL"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    refused = noted("edit", "memory", "a")
    words = "memfs: there is no editor for a dumb terminal\n  hint: export EDITOR=nano\n"
    assert (refused.status, refused.err) == (2, words)


def test_editor_has_the_locale_of_the_user(noted: Memfs, edits: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    edits('echo "# ${LC_ALL-unset} ${GIT_DIR-unset} é" >>"$1"')
    assert noted("edit", "memory", "a").status == 0
    assert text(noted, PATH).endswith("# unset unset é\n")


@pytest.mark.parametrize("kind", ["context", "source", "decision"])
def test_every_kind_can_be_edited(store: Memfs, edits: Editor, kind: str) -> None:
    legislate(store, DECISION)
    store.said("add", "context", "objectives", "Settle")
    store.said("add", "source", "Caf\u00e9 sales", "--note", "Settle")
    given = b'{"title": "Keep: it?", "status": "proposed", "content": "Settle"}'
    store.said("add", "decision", "-", stdin=given)
    key = {"context": "objectives", "source": "Caf\u00e9 sales", "decision": "Keep: it?"}[kind]
    edits("sed -i 's/Settle/Audit/' \"$1\"")
    assert store("edit", kind, key).status == 0
    assert "Audit" in str(data(store, "read", kind, key)["record"])


def test_moved_record_names_its_schema_from_its_new_place(store: Memfs, edits: Editor) -> None:
    store.said("schema", "eject", "memory")
    store.said(
        "add", "memory", "x", "--summary", "a", "--outcome", "failure", "--tool", "web_search", "--reason", "blocked"
    )
    edits("sed -i 's/failure/learning/; /^tool/d; s/^reason.*/insight_type: fact/' \"$1\"")
    assert store("edit", "memory", "a").status == 0
    assert text(store, PATH).startswith("# yaml-language-server: $schema=../../../schema/memory.schema.json\n")


def test_edit_stages_where_it_is_asked_to(noted: Memfs, repository: GitRepository, edits: Editor) -> None:
    edits("sed -i 's/five/six/' \"$1\"")
    done = noted.said("edit", "memory", "a", "--no-commit")
    assert done == f"replaced memory a ({PATH}) staged\n"
    assert repository.git("diff", "--cached", "--name-only") == f"{PATH}\n"
    edits("sed -i 's/six/seven/' \"$1\"")
    assert noted("edit", "memory", "a").status == 1
    assert noted("edit", "memory", "a", "--no-commit").status == 0

"""Which files may lie in a store, and that nothing can be smuggled in behind one that may not."""

from __future__ import annotations

import pytest

from memfs.core.layout import GITATTRIBUTES
from memfs.core.snapshot import Files
from memfs.rules import check, load_law
from tests.rules.stores import STORE, Tree, brought, judged, lines, memory, placed, store

RECORD = placed("memory", memory())
(PATH,) = RECORD
SHORT = PATH.removeprefix(f"{STORE}/")

MODES = {
    "100755": "is executable; git update-index --chmod=-x makes it a plain file",
    "120000": "is a symlink; a store holds regular files only",
    "160000": "is a submodule; a store holds regular files only",
    "000000": "is unmerged or no regular file; resolve it first",
    "100664": "has the mode 100664; a store holds regular files (100644) only",
}


@pytest.mark.parametrize(("mode", "message"), MODES.items())
def test_mode_of_a_record_is_refused(mode: str, message: str) -> None:
    assert lines(judged(Tree(store(RECORD), {PATH: mode}))) == [f"{SHORT}:1:1: file: {message}"]


@pytest.mark.parametrize("mode", ["100755", "120000"])
def test_policy_that_is_no_plain_file_is_no_policy(mode: str) -> None:
    message = "is a symlink, executable or no file; it must be a plain file"
    assert lines(judged(Tree(store(RECORD), {f"{STORE}/memfs.yaml": mode}))) == [f"memfs.yaml:1:1: policy: {message}"]


def test_schema_that_is_no_plain_file_does_not_judge() -> None:
    path = f"{STORE}/schema/memory.schema.json"
    tree = Tree(store(RECORD, {path: b"{}"}), {path: "120000"})
    assert lines(judged(tree)) == [f"schema/memory.schema.json:1:1: file: {MODES['120000']}"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("notes.txt", "does not belong in a store; records lie in memories/, context/, sources/"),
        ("loose.yaml", "does not belong in a store; records lie in memories/, context/, sources/"),
        ("other/a.yaml", "does not belong in a store; records lie in memories/, context/, sources/"),
        ("schema/memory.json", "does not belong here; schemas are named NAME.schema.json"),
        ("schema/deep/a.schema.json", "does not belong in a store; records lie in memories/, context/, sources/"),
        ("sources/README.md", "does not belong in a store; a record's name ends in '.yaml'"),
        ("sources/a.yaml.", "does not belong in a store; a record's name ends in '.yaml'"),
        ("sources/a.YAML", "ends in '.YAML'; the ending of a record is '.yaml'"),
        ("sources/a.Yml", "ends in '.Yml'; the ending of a record is '.yaml'"),
        ("sources/memfs.yaml", "a store inside a store; keep stores beside one another"),
        ("inner/memory/memfs.yaml", "a store inside a store; keep stores beside one another"),
        (
            "memories/outcome=success/.gitattributes",
            "does not belong below the store's top; attributes or patterns here could hide records from review",
        ),
    ],
)
def test_stray_is_refused_without_being_read(name: str, message: str) -> None:
    assert lines(judged(store({f"{STORE}/{name}": b"\xff: [\x1b"}))) == [f"{name}:1:1: file: {message}"]


def test_readme_may_not_go_on_where_nobody_judges_it() -> None:
    longest = b"x" * 256 * 1024
    assert lines(judged(store({f"{STORE}/README.md": longest}))) == []
    message = "has more than 262,144 bytes; nobody judges what stands behind them"
    assert lines(judged(store({f"{STORE}/README.md": longest + b"\n"}))) == [f"README.md:1:1: file: {message}"]


def test_store_at_the_top_of_a_repository() -> None:
    top = Files({"memfs.yaml": b"memfs: 1\n", "README.md": b"host\n", "src/main.py": b"", PATH[7:]: RECORD[PATH]})
    found = check(top, load_law(top, ""))
    assert [(v.path, v.rule) for v in found.violations] == [("src/main.py", "file")]
    assert found.records == 1


def test_own_attributes_may_have_the_line_ends_of_a_checkout() -> None:
    name = f"{STORE}/.gitattributes"
    assert lines(judged(store({name: GITATTRIBUTES.replace(b"\n", b"\r\n")}))) == []


def test_stray_that_was_there_is_not_blamed_until_its_content_changes() -> None:
    stray = f"{STORE}/notes.txt"
    before = store({stray: b"one\n"})
    assert lines(brought(before, before | RECORD)) == []
    message = "notes.txt:1:1: file: does not belong in a store; records lie in memories/, context/, sources/"
    assert lines(brought(before, before | {stray: b"two\n"})) == [message]


def test_executable_record_cannot_be_changed_unjudged() -> None:
    before, after = store(RECORD), store({PATH: b"summary: [\n"})
    modes = {PATH: "100755"}
    message = f"{SHORT}:1:1: file: {MODES['100755']}"
    assert lines(brought(Tree(before, modes), Tree(after, modes))) == [message]


def test_foreign_attributes_that_change_again_are_blamed_again() -> None:
    name = f"{STORE}/.gitattributes"
    message = "is not as memfs writes it; other attributes or patterns could hide records from review"
    before, after = store({name: b"*.yaml -diff\n"}), store({name: b"* binary\n"})
    assert lines(brought(before, before | RECORD)) == []
    assert lines(brought(before, after)) == [f".gitattributes:1:1: file: {message}"]

"""The scenarios of the project memory that this one comes from: what is done, and what is wanted of it.

Each row of the table has its own test, found by its id. Those that need a verb which reads a whole file of the older
format (`import`) look at what the other verbs show of the same thing.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, Store
from memfs.verbs import add_section
from tests.cli.conftest import COMMAND, Done, Memfs
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import GitRepository

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "cases/data/btw-verbs.jsonl").read_text(encoding="utf-8").splitlines()
]
SECTIONS = ("problem_description", "objectives", "success_criteria", "constraints", "business_context")


def add(memfs: Memfs, section: str, *texts: str) -> Done:
    return memfs("add", "context", section, *texts)


def record(memfs: Memfs, section: str) -> object:
    return memfs("read", "context", section, "--json").json["record"]


def items(memfs: Memfs, section: str) -> object:
    found = record(memfs, section)
    return found["items"] if isinstance(found, dict) else None


def unchanged(memfs: Memfs, done: Done) -> None:
    """Assert that a refusal wrote nothing."""
    assert done.out == ""
    assert list(memfs.path.glob("memory/context/*")) == []


def add_first(memfs: Memfs) -> None:
    assert add(memfs, "objectives", "Segment customers").status == 0
    assert items(memfs, "objectives") == ["Segment customers"]


def add_two_more(memfs: Memfs) -> None:
    add(memfs, "objectives", "Segment customers")
    assert add(memfs, "objectives", "B: two", "# three").status == 0
    assert items(memfs, "objectives") == ["Segment customers", "B: two", "# three"]
    source = (memfs.path / "memory/context/objectives.yaml").read_text(encoding="utf-8")
    assert source == "section: objectives\nitems:\n- Segment customers\n- 'B: two'\n- '# three'\n"


def add_string_vs_list(memfs: Memfs) -> None:
    store = Store.open(memfs.path)
    assert store.write(add_section("objectives", "x")).action == "added"
    assert store.write(add_section("objectives", ["x"])).action == "unchanged"
    assert items(memfs, "objectives") == ["x"]


def add_problem_twice(memfs: Memfs) -> None:
    add(memfs, "problem_description", "P1", "P1b")
    add(memfs, "problem_description", "P2")
    assert record(memfs, "problem_description") == {"section": "problem_description", "text": "P1\n\nP1b\n\nP2"}
    assert memfs("replace", "context", "problem_description", "P3").status == 0
    assert record(memfs, "problem_description") == {"section": "problem_description", "text": "P3"}


def add_duplicate(memfs: Memfs) -> None:
    add(memfs, "objectives", "x")
    commit = (memfs.path / ".git/refs/heads/main").read_text()
    again = add(memfs, "objectives", "x")
    path = "memory/context/objectives.yaml"
    assert again == Done(0, f"unchanged context objectives ({path})\n", "note: 'x' is there already\n")
    assert items(memfs, "objectives") == ["x"]
    assert (memfs.path / ".git/refs/heads/main").read_text() == commit
    mixed = memfs("add", "context", "objectives", "x", "y", "--json").json
    assert (mixed["action"], mixed["notes"]) == ("added", ["'x' is there already"])
    assert items(memfs, "objectives") == ["x", "y"]


def add_empty(memfs: Memfs) -> None:
    refused = add(memfs, "constraints", "")
    assert (refused.status, refused.err) == (
        1,
        "memfs: an empty text cannot be added to 'constraints'; write some words\n",
    )
    unchanged(memfs, refused)


def add_none(memfs: Memfs) -> None:
    refused = add(memfs, "constraints")
    assert refused.status == 2
    assert refused.err == "memfs: missing argument 'TEXT...'\n  hint: memfs add context --help\n"
    unchanged(memfs, refused)


def add_null(memfs: Memfs) -> None:
    assert add(memfs, "constraints", "null").status == 0
    assert items(memfs, "constraints") == ["null"]
    with pytest.raises(InvalidError, match="'constraints' was given 'null', expected text"):
        Store.open(memfs.path).write(add_section("constraints", [None]))  # type: ignore[list-item]  # - what JSON may hold


def add_number(memfs: Memfs) -> None:
    assert add(memfs, "objectives", "3").status == 0
    assert items(memfs, "objectives") == ["3"]
    with pytest.raises(InvalidError, match="'objectives' was given '3', expected text") as refused:
        Store.open(memfs.path).write(add_section("objectives", [3]))  # type: ignore[list-item]  # - what JSON may hold
    assert refused.value.code == "invalid"


def add_success_criteria(memfs: Memfs) -> None:
    assert add(memfs, "success_criteria", "AUC > .8").status == 0
    assert memfs.said("read", "context", "success_criteria") == "### Success Criteria\n\n* AUC > .8\n"


def add_unknown_key(memfs: Memfs) -> None:
    refused = add(memfs, "goal", "x")
    assert refused.status == 1
    assert refused.err.splitlines()[0] == f"memfs: there is no section 'goal'; the sections are {', '.join(SECTIONS)}"
    unchanged(memfs, refused)


def add_partial_key(memfs: Memfs) -> None:
    refused = add(memfs, "obj", "x")
    assert (refused.status, refused.err.splitlines()[1:]) == (1, ["  hint: did you mean objectives?"])
    unchanged(memfs, refused)


def replace_one(memfs: Memfs) -> None:
    add(memfs, "objectives", "a", "b")
    assert memfs("replace", "context", "objectives", "only").status == 0
    assert items(memfs, "objectives") == ["only"]


def replace_empty(memfs: Memfs) -> None:
    add(memfs, "objectives", "a")
    refused = memfs("replace", "context", "objectives")
    hint = "  hint: memfs replace context --help"
    assert refused == Done(2, "", f"memfs: replacing with nothing needs --clear\n{hint}\n")
    assert items(memfs, "objectives") == ["a"]
    assert memfs("replace", "context", "objectives", "--clear").status == 0
    assert items(memfs, "objectives") == []


def read_absent_key(memfs: Memfs) -> None:
    add(memfs, "objectives", "x")
    assert memfs.said("read", "context", "constraints") == "constraints is empty\n"
    assert record(memfs, "constraints") is None


def read_extra_keys(memfs: Memfs) -> None:
    add(memfs, "success_criteria", "AUC over 0.80")
    assert memfs.said("read", "context") == "### Success Criteria\n\n* AUC over 0.80\n"
    refused = memfs("read", "context", "custom_key")
    assert refused.status == 1
    assert "there is no section 'custom_key'" in refused.err


def read_no_file(memfs: Memfs) -> None:
    assert memfs("read") == Done(2, "", "memfs: there is no memory store here\n  hint: memfs init\n")
    error = {"code": "no-store", "message": "there is no memory store here", "hint": "memfs init"}
    assert memfs("read", "--json").json == {"memfs": 1, "ok": False, "error": error}


def read_outside_project(memfs: Memfs) -> None:
    outside = Memfs(memfs.path.parent)
    words = f"memfs: '{outside.path}' is not in a git repository\n  hint: memfs init\n"
    assert outside("read") == Done(2, "", words)


def yml_and_yaml(memfs: Memfs) -> None:
    add(memfs, "objectives", "x")
    (memfs.path / "memory/context/objectives.yml").write_text("section: objectives\nitems:\n- y\n")
    assert items(memfs, "objectives") == ["x"]
    report = Store.open(memfs.path).check()
    assert [violation.path for violation in report.errors] == ["memory/context/objectives.yml"]


def nested_marker(memfs: Memfs) -> None:
    add(memfs, "objectives", "outer")
    inside = Memfs(memfs.path / "sub/.vscode")
    inside.path.mkdir(parents=True)
    assert items(inside, "objectives") == ["outer"]
    assert memfs("--store", "sub/memory", "add", "context", "objectives", "inner").status == 0
    assert items(inside, "objectives") == ["inner"]
    assert items(memfs, "objectives") == ["outer"]


def comments_survive(memfs: Memfs) -> None:
    add(memfs, "objectives", "a", "b")
    path = memfs.path / "memory/context/objectives.yaml"
    lines = ["# Team header comment", "section: objectives", "items:  # what for", "- a", "# why b", "- 'b'  # ask Ana"]
    path.write_text("\n".join(lines) + "\n")
    subprocess.run(["git", "commit", "-qam", "comments"], cwd=memfs.path, check=True)
    assert add(memfs, "objectives", "c").status == 0
    assert path.read_text() == "\n".join([*lines, "- c"]) + "\n"


def two_writers(memfs: Memfs) -> None:
    times = size(40, small=12)
    script = (
        'n=$1; shift; i=0; while [ $i -lt $n ]; do "$@" add context objectives "$0 $i" -q || exit 1; i=$((i+1)); done'
    )
    writers = [
        subprocess.Popen(["/bin/sh", "-c", script, name, str(times), *COMMAND], cwd=memfs.path, stderr=subprocess.PIPE)
        for name in "ab"
    ]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [(b"", 0)] * 2
    wanted = {f"{name} {number}" for name in "ab" for number in range(times)}
    found = items(memfs, "objectives")
    assert isinstance(found, list)
    assert (len(found), set(found)) == (2 * times, wanted)


SCENARIOS: dict[str, Callable[[Memfs], None]] = {
    scenario.__name__: scenario
    for scenario in (
        add_first,
        add_two_more,
        add_string_vs_list,
        add_problem_twice,
        add_duplicate,
        add_empty,
        add_none,
        add_null,
        add_number,
        add_success_criteria,
        add_unknown_key,
        add_partial_key,
        replace_one,
        replace_empty,
        read_absent_key,
        read_extra_keys,
        read_no_file,
        read_outside_project,
        yml_and_yaml,
        nested_marker,
        comments_survive,
        two_writers,
    )
}


def test_every_row_has_its_scenario() -> None:
    assert [row["id"] for row in ROWS] == list(SCENARIOS)


@pytest.mark.parametrize("name", [row["id"] for row in ROWS])
def test_scenario(name: str, memfs: Memfs, repository: GitRepository) -> None:
    SCENARIOS[name](memfs)
    assert repository.git("status", "--porcelain").replace("?? memory/context/objectives.yml\n", "") == ""

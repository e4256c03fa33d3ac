"""Directories of notes, as Letta's and Claude's agents keep them: nothing is lost, and what is not carried is said."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.codec import emit
from memfs.verbs.datasets import Given, detect, reader
from memfs.verbs.datasets.markdown import note, sections
from tests.datasets.conftest import DATA, Memfs, rows
from tests.datasets.stores import law

if TYPE_CHECKING:
    from pathlib import Path

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

FACT: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact"}
LETTA, LETTA_2, CLAUDE = DATA / "letta-memory", DATA / "letta-memory-2", DATA / "claude-memory"


def imported(memfs: Memfs, name: object, *options: str) -> dict[str, dict[str, JSON]]:
    assert memfs("import", *options, str(name)).status == 0
    return {str(row["summary"]): row for row in rows(memfs("export").out)}


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_letta_blocks_are_facts_named_by_their_labels_and_those_in_the_prompt_are_pinned(store: Memfs) -> None:
    memories = imported(store, LETTA)
    assert {name: memory.get("tags") for name, memory in memories.items()} == {
        "archive_2026_07_cutover": None,
        "human": ["pinned"],
        "persona_behavior": ["pinned"],
        "project_tooling": ["pinned"],
    }
    assert memories["human"] == {
        "summary": "human",
        **FACT,
        "content": "Ines leads the payments team. She reviews before noon and answers in German or English.",
        "tags": ["pinned"],
        "metadata": {
            "description": "Who Ines is and how she works: role, hours, what she cares about",
            "limit": "5000",
            "read_only": "true",
            "file": "system/human.md",
        },
    }


def test_letta_second_form_pins_what_lies_at_the_top(store: Memfs) -> None:
    memories = imported(store, LETTA_2)
    assert {name: memory.get("tags") for name, memory in memories.items()} == {
        "human_ines": ["pinned"],
        "memory": ["pinned"],
        "projects_ledger": None,
    }
    assert memories["projects_ledger"]["metadata"] == {
        "name": "Ledger",
        "description": "How balances are kept",
        "file": "projects/ledger.md",
        "index": [{"heading": "Projects", "title": "The ledger", "hook": "before touching balances"}],
        "summary": "projects/ledger",
    }


def test_what_is_not_carried_is_said(store: Memfs) -> None:
    assert store("import", str(LETTA)).err.splitlines() == [
        f"note: skipped '{LETTA}/.sync-state.json': it is no .md file",
        f"note: skipped '{LETTA}/memory_filesystem.md': letta makes it from the others",
        f"note: the comment in line 2 of '{LETTA}/system/project/tooling.md' is not carried",
    ]


def test_a_heading_with_nothing_below_is_said_to_be_lost(store: Memfs) -> None:
    done = store("import", str(CLAUDE))
    assert done.err == f"note: the heading in line 1 of '{CLAUDE}/MEMORY.md' is not carried\n"


def test_claude_notes_keep_name_type_session_and_what_the_index_says(store: Memfs) -> None:
    memories = imported(store, CLAUDE)
    assert memories["feedback_ui_timeouts"] == {
        "summary": "feedback_ui_timeouts",
        "outcome": "learning",
        "insight_type": "preference",
        "content": (CLAUDE / "feedback_ui_timeouts.md").read_text().partition("---\n\n")[2].rstrip("\n"),
        "session": "9bcb5645-bb7a-4eb5-8136-ff774166a95e",
        "metadata": {
            "description": "UI test timeouts: 5s on Windows, 15s in CI # not more",
            "node_type": "memory",
            "type": "feedback",
            "modified": "2026-07-30T07:40:18.191Z",
            "file": "feedback_ui_timeouts.md",
            "index": [{"heading": "How we work", "title": "UI timeouts", "hook": "5 s on Windows, 15 s in CI at most"}],
        },
    }
    assert memories["ines_and_her_team"]["insight_type"] == "fact"
    kept = memories["ines_and_her_team"]["metadata"]
    assert isinstance(kept, dict)
    assert kept["summary"] == "Ines and her team"
    assert memories["debugging"]["metadata"] == {"file": "debugging.md"}
    assert store("check").status == 0


def test_an_index_that_says_something_itself_is_memories_and_its_code_no_headings(store: Memfs) -> None:
    memories = imported(store, CLAUDE)
    said = {name: memory["content"] for name, memory in memories.items() if memory.get("tags") == ["pinned"]}
    assert said == {
        "build": "## Build\n\nUse `uv`, never pip:\n\n```sh\n# this is no heading\nuv sync --frozen\n```",
        "where_things_are": "## Where things are\n\n- [Gone](project_gone.md) — was deleted in June",
    }


@pytest.mark.parametrize("home", [LETTA, LETTA_2, CLAUDE], ids=lambda home: home.name)
def test_no_word_is_lost_but_those_that_are_said_to_be(home: Path, store: Memfs) -> None:
    out = str(imported(store, home))
    gone = {"Memory", "Index"}  # the heading
    gone |= {"name", "originSessionId"}  # these fields have other names here
    gone |= {"written", "by", "harness"}  # the comment
    made = home / "memory_filesystem.md"
    for path in home.rglob("*.md"):
        if path != made:
            left = words(path.read_text()) - words(out.replace("\\n", " ").replace("/", " "))
            assert left <= gone, path


def test_one_file_of_notes_is_imported_alone(store: Memfs) -> None:
    memories = imported(store, LETTA / "system/human.md")
    assert list(memories) == ["human"]
    done = store("import", str(CLAUDE / "MEMORY.md"))
    assert done.err.splitlines()[-1] == (
        f"note: the notes beside '{CLAUDE}/MEMORY.md' were not read; import their directory"
    )
    assert "- [Ines](user_ines.md) — leads payments" in str(rows(store("export").out))


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        ("a: 1\nb: no", {"a": "1", "b": "no"}),
        ("a: x: y", {"a": "x: y"}),
        ("a: see #12", {"a": "see #12"}),
        ("a: 'see #12'", {"a": "see #12"}),
        ('a: "say \\"x\\"": b', {"a": '"say \\"x\\"": b'}),
        ("a:\n  b: x: y\nc: *d", {"a": {"b": "x: y"}, "c": "*d"}),
        ("a:\nb: [c, d]", {"a": "", "b": ["c", "d"]}),
        ("a: >-\n  b\n  c", {"a": "b c"}),
        ("", {}),
    ],
)
def test_a_front_matter_is_read_as_its_writers_read_it(front: str, fields: dict[str, JSON]) -> None:
    assert note(f"---\n{front}\n---\n\ntext\n").fields == fields


@settings(deadline=None)
@given(st.lists(st.sampled_from(["# a", "## b ##", "### c", "```", "~~~", "text", "", "#no"]), max_size=12))
def test_sections_are_the_text_cut_into_pieces(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(sections(text))
    assert "\n".join(line for part in found for line in part.lines) == text
    assert [part.line for part in found if part.lines] == [
        1 + sum(len(part.lines) for part in found[:at]) for at, one in enumerate(found) if one.lines
    ]


@pytest.mark.parametrize(
    ("line", "heading"),
    [("# a", "a"), ("##  b c ## ", "b c"), ("# C#", "C#"), ("## #", ""), ("#no", None), ("### d", None), ("#", None)],
)
def test_a_heading_is_read_without_what_closes_it(line: str, heading: str | None) -> None:
    assert [part.heading for part in sections(f"x\n{line}\ny")] == ["", *([] if heading is None else [heading])]


def test_lines_made_to_be_slow_are_not() -> None:
    hostile = ["# a" + " " * 10**6 + "x", "# " + "a #" * 300_000, "- [" + "[" * 10**6, "- [a](b)" + " " * 10**6 + "-"]
    items = list(reader("claude")(Given("MEMORY.md", "\n".join(hostile).encode(), kinds=law().kinds)))
    assert [item.data is None for item in items] == [True]  # it is larger than a file of notes may be
    assert len(list(sections("\n".join(hostile)))) == 3
    short = [line[: len(line) // 8] for line in hostile]
    assert len(list(reader("claude")(Given("MEMORY.md", "\n".join(short).encode(), kinds=law().kinds)))) == 1


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from("# :-\n'\""), max_size=30)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["description", "type", "extra"]), TEXT), TEXT)
def test_any_text_below_a_front_matter_arrives_as_it_stands(fields: dict[str, str], text: str) -> None:
    front = emit(dict(fields)).decode() if fields else ""
    given_ = Given("a.md", f"---\n{front}---\n{text}".encode(), kinds=law().kinds)
    (item,) = reader("claude")(given_)
    assert item.data is not None
    assert item.data["content"] == text.strip("\n")
    assert item.data["metadata"] == {**fields, "file": "a.md"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"---\na: 1\na: 2\n---\nx", "bad.md:3:1: yaml: front matter: the key 'a' stands twice in one mapping"),
        (b"---\n- a\n---\nx", "bad.md:2:1: yaml: front matter: the front matter is no mapping"),
        (b"---\ndescription: only\n---\n", "bad.md:1:1: schema: 'content' is empty; write some text"),
        (b"\xff", "bad.md:1:1: yaml: the file is not UTF-8"),
        (b"x" * (2**20 + 1), "bad.md:1:1: yaml: the file is larger than 1,048,576 bytes"),
        ("a \u202e b".encode(), "bad.md:1:1: hidden-text: "),
        (b"AKIA" + b"Q3EGRXQ7ZJ5LT2WN", "bad.md:1:1: secret: "),
    ],
    ids=range(7),
)
def test_a_note_that_is_refused_is_named_and_kept_aside(
    content: bytes, message: str, store: Memfs, repository: GitRepository
) -> None:
    repository.write("notes/bad.md", content)
    repository.write("notes/good.md", b"---\r\ndescription: d\r\n---\r\nOne\r\ntwo\r\n")
    before = repository.state()
    done = store("import", "--from", "claude", "notes")
    assert (done.status, repository.state()) == (1, before)
    assert done.err.startswith(f"notes/{message}")
    done = store("import", "--from", "claude", "--quarantine", "q.jsonl", "notes")
    assert done.out.startswith("imported 1 memory, set 1 aside ")
    assert rows((repository.path / "q.jsonl").read_text())[0]["record"] == content.decode("utf-8", "replace")
    assert rows(store("export").out)[0]["content"] == "One\ntwo"


def test_nothing_outside_the_directory_is_read(store: Memfs, repository: GitRepository, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    repository.write("notes/a.md", "---\ndescription: d\n---\nOne")
    repository.write("notes/.git/b.md", "hidden")
    (repository.path / "notes/link.md").symlink_to(tmp_path / "secret.md")
    (repository.path / "notes/up").symlink_to(tmp_path)
    done = store("import", "notes")
    assert done.out.startswith("imported 1 memory ")
    assert done.err.splitlines() == [
        "note: skipped 'notes/.git': hidden directories are not read",
        "note: skipped 'notes/link.md': symlinks are not followed",
        "note: skipped 'notes/up': symlinks are not followed",
    ]


@pytest.mark.parametrize(
    ("files", "form"),
    [
        ({"system/a.md": "x"}, "letta"),
        ({"a.md": "---\nname: n\ndescription: d\n---\nx", "MEMORY.md": "# Memory"}, "letta"),
        ({"a.md": "---\nname: n\ndescription: d\ntype: user\n---\nx", "MEMORY.md": "# Memory"}, "claude"),
        ({"a.md": "x", "MEMORY.md": "# Memory"}, "claude"),
        ({"a.md": "---\ndescription: d\nmetadata:\n  type: user\n---\nx"}, "claude"),
        ({"README.md": "x", "outcome=success/a.json": "{}"}, "btb"),
        ({"outcome=success/a.txt": "x"}, "btb"),
    ],
)
def test_a_directory_says_whose_it_is(files: dict[str, str], form: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert detect(Given("x", directory=tmp_path)) == form


def test_of_many_skipped_files_the_first_are_named(store: Memfs, repository: GitRepository) -> None:
    repository.write("notes/MEMORY.md", "# Memory\n\nOne.\n")
    for number in range(205):
        repository.write(f"notes/{number:03}.txt", "x")
    said = store("import", "--dry-run", "notes").err.splitlines()
    assert (len(said), said[199]) == (201, "note: skipped 'notes/199.txt': it is no .md file")
    assert said[200] == "note: ... and 5 more (--json shows all)"
    notes = store("import", "--dry-run", "--json", "notes").json["notes"]
    assert isinstance(notes, list)
    assert len(notes) == 205


def test_notes_of_nobody_have_to_be_called_something(store: Memfs, repository: GitRepository) -> None:
    repository.write("notes/a.md", "Only text.\n")
    done = store("import", "notes")
    assert (done.status, done.err.split(";")[0]) == (2, "memfs: 'notes' does not say its format")
    assert done.err.rstrip().endswith("btb, letta, claude, mcp")


def test_the_same_directory_again_is_refused_or_skipped(store: Memfs, tmp_path: Path) -> None:
    shutil.copytree(CLAUDE, tmp_path / "copy")
    imported(store, CLAUDE)
    assert store("import", str(tmp_path / "copy")).status == 1
    assert store("import", "--on-conflict", "skip", str(tmp_path / "copy")).out == "imported nothing, skipped 7\n"

"""Anthropic's memory tool: the SDK's own words wherever they can be, and the store's judgement where they cannot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import anyio
import pytest
from anthropic.lib.tools import ToolError
from anthropic.tools.memory import BetaLocalFilesystemMemoryTool

from memfs import MemoryEngine
from memfs.agents import AsyncMemoryTool, MemoryTool
from tests.agents.memory_tool_script import AIMS, AIMS_TEXT, FACTS, LOCK, LOCK_TEXT, PATTERNS, SAME, said

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

DEBUGGED = "/memories/memories/outcome=success/tool=code_interpreter/task_type=debug"
MOVED = "Its content says that it lies there; use this path from now on, not {}."


@pytest.fixture
def tool(repository: GitRepository) -> MemoryTool:
    return MemoryTool(repository.path / "memory")


def create(tool: MemoryTool, path: str, text: str) -> str:
    return said(tool, {"command": "create", "path": path, "file_text": text})


def view(tool: MemoryTool, path: str, *view_range: int) -> str:
    return said(tool, {"command": "view", "path": path, "view_range": list(view_range) or None})


def replace(tool: MemoryTool, path: str, *, old: str, new: str) -> str:
    return said(tool, {"command": "str_replace", "path": path, "old_str": old, "new_str": new})


def rename(tool: MemoryTool, old: str, new: str) -> str:
    return said(tool, {"command": "rename", "old_path": old, "new_path": new})


def delete(tool: MemoryTool, path: str) -> str:
    return said(tool, {"command": "delete", "path": path})


def log(repository: GitRepository) -> list[str]:
    return repository.git("log", "--format=%s").splitlines()


def fact(name: str, *, content: str = "x") -> str:
    return f"summary: {name}\noutcome: learning\ninsight_type: fact\ncontent: {content}\n"


def test_one_script_has_the_same_answers_from_the_sdks_own_tool(tool: MemoryTool, repository: GitRepository) -> None:
    base = repository.path.parent / "theirs"
    theirs = BetaLocalFilesystemMemoryTool(str(base))
    shutil.copytree(repository.path / "memory", base / "memories", dirs_exist_ok=True)
    answers = [(said(theirs, command), said(tool, command)) for command in SAME]
    assert [ours for _, ours in answers] == [own for own, _ in answers]
    assert len({own.partition("/")[0] for own, _ in answers}) > 10, "the script tries little"
    assert repository.git("status", "--porcelain") == ""


def test_every_write_is_one_commit_of_a_judged_record(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT)
    replace(tool, LOCK, old="five", new="ten")
    said(tool, {"command": "insert", "path": LOCK, "insert_line": 0, "insert_text": "# kept"})
    rename(tool, LOCK, f"{PATTERNS}/lock_first.yaml")
    delete(tool, f"{PATTERNS}/lock_first.yaml")
    assert log(repository) == [
        "memory: remove lock_first",
        "memory: replace lock_first",
        "memory: replace lock_order",
        "memory: replace lock_order",
        "memory: add lock_order",
        "memory: init",
        "base",
    ]
    trailers = repository.git("log", "-5", "--format=%(trailers:key=Memfs-Via,valueonly,separator=)").split()
    assert trailers == ["python"] * 5
    renamed = repository.git("show", f"HEAD~:{f'{PATTERNS}/lock_first.yaml'.removeprefix('/memories/')}", ok=False)
    kept = repository.git("show", "HEAD~:memory/memories/outcome=learning/insight_type=pattern/lock_first.yaml")
    assert (renamed, kept) == ("", "# kept\n" + LOCK_TEXT.replace("lock_order", "lock_first").replace("five", "ten"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "summary: a\noutcome: failure\ntool: web_search\ncontent: x\n",
            "- line 1: schema: failure with web_search needs 'reason' (no_results, blocked or irrelevant)",
        ),
        ("summary: a\noutcome: learning\ninsight_type: fact\ncontent: no\n", "- line 4: yaml: "),
        ("outcome: learning\ninsight_type: fact\ncontent: x\n", "begin with the line 'summary: pool_leak'"),
        (fact("a", content='"Bearer ghp_' + "a1B2" * 9 + '"'), "- line 4: secret: "),
        (fact("a", content='"\\u202eevil"'), "- line 4: hidden-text: "),
    ],
)
def test_invalid_file_is_refused_with_what_to_do(
    tool: MemoryTool, repository: GitRepository, text: str, words: str
) -> None:
    before = repository.state()
    answer = create(tool, f"{FACTS}/pool_leak.yaml", text)
    assert answer.startswith("error: The file is not valid, and nothing was written:\n- line ")
    assert words in answer
    assert "ghp_" not in answer
    assert repository.state() == before


def test_prose_is_refused_with_the_form_of_a_record(tool: MemoryTool) -> None:
    answer = create(tool, "/memories/notes.md", "# Notes\n\n- The user likes tea.\n")
    assert answer.endswith(tool.instructions())
    example = tool.instructions().partition("like this:\n")[2].partition("\nThe summary")[0]
    text = "".join(line.removeprefix("  ") + "\n" for line in example.splitlines())
    assert create(tool, "/memories/notes.md", text).startswith("File created successfully at: /memories/memories/")


def test_instructions_name_every_kind_with_its_fields(tool: MemoryTool) -> None:
    words = tool.instructions()
    assert (
        "\nIt may have created, tags, session, metadata too. Other records:\n- /memories/context/: section (" in words
    )
    assert "constraints, business_context), text, items\n" in words
    assert words.endswith("- /memories/sources/: name, description, source, code, notes, variables")


def test_edit_that_would_make_a_file_invalid_leaves_it(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT)
    before = repository.state()
    answer = replace(tool, LOCK, old="insight_type: pattern", new="insight_type: rule")
    assert answer.startswith("error: The file is not valid, and nothing was written:\n- line 3: schema: ")
    assert "pattern, correction, preference or fact" in answer
    assert repository.state() == before


@pytest.mark.parametrize("path", ["/memories/lock.yaml", "/memories/a/b.txt", f"{FACTS}/lock_order.yaml", LOCK + "x"])
def test_file_given_for_another_place_goes_where_its_content_says(tool: MemoryTool, path: str) -> None:
    answer = create(tool, path, LOCK_TEXT)
    assert answer == f"File created successfully at: {LOCK}\n{MOVED.format(path)}"
    assert "The workers take" in view(tool, LOCK)


def test_section_is_known_by_its_content_too(tool: MemoryTool) -> None:
    assert create(tool, "/memories/aims.yaml", AIMS_TEXT) == (
        f"File created successfully at: {AIMS}\n{MOVED.format('/memories/aims.yaml')}"
    )


def test_name_that_is_taken_elsewhere_is_told_with_its_place(tool: MemoryTool) -> None:
    create(tool, LOCK, LOCK_TEXT)
    assert create(tool, f"{FACTS}/lock_order.yaml", fact("lock_order")) == f"error: File {LOCK} already exists"


def test_missing_path_tells_where_the_record_lies(tool: MemoryTool) -> None:
    create(tool, LOCK, LOCK_TEXT)
    asked = "/memories/lock_order.yaml"
    missing = f"error: The path {asked} does not exist. Please provide a valid path. There is {LOCK}."
    assert view(tool, asked) == missing
    assert replace(tool, asked, old="five", new="ten") == missing


def test_edit_of_a_facet_or_the_name_moves_the_file(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT)
    answer = replace(tool, LOCK, old="insight_type: pattern", new="insight_type: fact")
    where = f"{FACTS}/lock_order.yaml"
    assert answer.endswith(f"\nIt lies at {where} now, as its name and facets say; {LOCK} is gone.")
    replace(tool, where, old="summary: lock_order", new="summary: lock_first")
    assert "ledger lock" in view(tool, f"{FACTS}/lock_first.yaml")
    assert repository.git("status", "--porcelain") == ""


def test_rename_changes_the_name_and_the_facets_of_the_record(tool: MemoryTool) -> None:
    create(tool, LOCK, LOCK_TEXT)
    assert rename(tool, LOCK, f"{FACTS}/lock_first.yaml") == (f"Successfully renamed {LOCK} to {FACTS}/lock_first.yaml")
    shown = view(tool, f"{FACTS}/lock_first.yaml")
    assert "     1\tsummary: lock_first\n" in shown
    assert "     3\tinsight_type: fact\n" in shown
    assert rename(tool, f"{FACTS}/lock_first.yaml", "/memories/archive/lock.md") == (
        f"Successfully renamed {FACTS}/lock_first.yaml to {FACTS}/lock.yaml\n"
        "Its facets say that it lies there, not at /memories/archive/lock.md."
    )


def test_rename_that_no_record_could_have_is_refused(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT)
    create(tool, AIMS, AIMS_TEXT)
    before = repository.state()
    assert "says nothing else" in rename(tool, LOCK, "/memories/archive/lock_order.yaml")
    assert "a memory cannot become a context" in rename(tool, LOCK, "/memories/context/constraints.yaml")
    assert "is no name for a memory" in rename(tool, LOCK, f"{PATTERNS}/Lock-Order.yaml")
    assert "needs 'tool'" in rename(tool, LOCK, "/memories/memories/outcome=success/lock_order.yaml")
    assert "problem_description" in rename(tool, AIMS, "/memories/context/dreams.yaml")
    assert repository.state() == before


def test_directory_is_renamed_and_deleted_in_one_commit(tool: MemoryTool, repository: GitRepository) -> None:
    for number in range(3):
        create(tool, f"{FACTS}/x.yaml", fact(f"fact_{number}"))
    assert rename(tool, FACTS, PATTERNS) == f"Successfully renamed {FACTS} to {PATTERNS}"
    assert view(tool, FACTS).startswith("error: The path")
    assert delete(tool, "/memories/memories") == "Successfully deleted /memories/memories"
    assert log(repository)[:3] == ["memory: remove 3 records", "memory: replace 3 records", "memory: add fact_2"]
    repository.git("revert", "--no-edit", "HEAD")
    assert view(tool, PATTERNS).count(".yaml") == 3


def test_clear_takes_every_record_and_git_brings_them_back(tool: MemoryTool, repository: GitRepository) -> None:
    assert tool.clear_all_memory() == "All memory cleared"
    create(tool, LOCK, LOCK_TEXT)
    create(tool, AIMS, AIMS_TEXT)
    assert tool.clear_all_memory() == "All memory cleared"
    assert view(tool, "/memories").splitlines()[2:] == [view(tool, "/memories").splitlines()[-1]]
    assert (repository.path / "memory" / "memfs.yaml").exists()
    repository.git("revert", "--no-edit", "HEAD")
    assert "ledger lock" in view(tool, LOCK)


@pytest.mark.parametrize("name", ["memfs.yaml", ".gitattributes", "README.md"])
def test_files_of_the_store_itself_can_be_read_and_not_written(
    tool: MemoryTool, repository: GitRepository, name: str
) -> None:
    repository.write("memory/README.md", "For people.\n")
    repository.commit()
    before, path = repository.state(), f"/memories/{name}"
    first = (repository.path / "memory" / name).read_text(encoding="utf-8").splitlines()[0]
    assert f"     1\t{first}\n" in view(tool, path)
    refused = f"error: '{name}' is no record of this store"
    assert replace(tool, path, old=first, new="x") == refused
    assert said(tool, {"command": "insert", "path": path, "insert_line": 0, "insert_text": "x"}) == refused
    assert delete(tool, path) == refused
    assert rename(tool, path, "/memories/other") == refused
    assert create(tool, path, fact("a")) == f"error: File {path} already exists"
    assert repository.state() == before


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "memories/x",
        "/memoriesx/y",
        "/memories/../../etc/passwd",
        "/memories/a/../../../etc/passwd",
        "/memories/%2e%2e/x",
        "/memories/\x00",
        "/memories/link.yaml",
        "/memories/linked/config",
        "/memories/.git/config",
        "",
    ],
)
def test_no_path_leads_out_of_the_store(tool: MemoryTool, repository: GitRepository, path: str) -> None:
    secret = repository.write("secret.txt", "the secret\n")
    (repository.path / "memory" / "link.yaml").symlink_to(secret)
    (repository.path / "memory" / "linked").symlink_to(repository.path / ".git")
    before = repository.state()
    for command in (
        {"command": "view", "path": path},
        {"command": "str_replace", "path": path, "old_str": "secret", "new_str": "x"},
        {"command": "insert", "path": path, "insert_line": 0, "insert_text": "x"},
        {"command": "delete", "path": path},
        {"command": "rename", "old_path": path, "new_path": LOCK},
        {"command": "rename", "old_path": LOCK, "new_path": path},
    ):
        answer = said(tool, dict(command))
        assert answer.startswith("error: ")
        assert "the secret" not in answer
        assert "\x00" not in answer
    assert repository.state() == before
    assert secret.read_text(encoding="utf-8") == "the secret\n"


def test_directory_that_became_a_link_is_not_written_through(tool: MemoryTool, repository: GitRepository) -> None:
    outside = repository.path.parent / "outside"
    outside.mkdir()
    (repository.path / "memory" / "memories").symlink_to(outside)
    assert "is a symbolic link" in create(tool, LOCK, LOCK_TEXT)
    assert list(outside.iterdir()) == []


def test_text_that_a_person_has_not_committed_is_left_alone(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT)
    path = repository.path / LOCK.replace("/memories", "memory", 1)
    path.write_text(LOCK_TEXT.replace("five", "nine"), encoding="utf-8")
    assert "nine seconds" in view(tool, LOCK)
    for answer in (replace(tool, LOCK, old="nine", new="ten"), delete(tool, LOCK)):
        assert "has changes that are not committed - tell the person" in answer
    assert "nine seconds" in path.read_text(encoding="utf-8")


def test_unreadable_record_can_be_seen_mended_and_removed(tool: MemoryTool, repository: GitRepository) -> None:
    path = LOCK.replace("/memories", "memory", 1)
    repository.write(path, LOCK_TEXT.replace("summary: lock_order", "summary: *lock"))
    repository.write(path.replace("lock_order", "gone"), "a: [\n")
    repository.commit()
    assert "summary: *lock" in view(tool, LOCK)
    assert replace(tool, LOCK, old="*lock", new="lock_order").startswith("The memory file has been edited.")
    assert delete(tool, f"{PATTERNS}/gone.yaml").startswith("Successfully")
    assert [memory["summary"] for memory in MemoryEngine(repository.path / "memory").recall()] == ["lock_order"]


def test_hidden_characters_of_files_that_others_wrote_are_shown(tool: MemoryTool, repository: GitRepository) -> None:
    repository.write(LOCK.replace("/memories", "memory", 1), LOCK_TEXT.replace("ledger", "le\u202edger\x1b[2J"))
    assert "le\\u202edger\\x1b[2J" in view(tool, LOCK)


def test_long_file_is_shown_in_part_and_can_be_read_on(tool: MemoryTool) -> None:
    lines = "".join(f"  line {number} {'x' * 60}\n" for number in range(450))
    create(tool, LOCK, LOCK_TEXT + lines)
    shown = view(tool, LOCK)
    assert len(shown) < 33_000
    rest = shown.splitlines()[-1]
    start = int(rest.partition("view_range [")[2].partition(",")[0])
    assert rest == f"({457 - start + 1} more lines are not shown; go on with view_range [{start}, -1])"
    assert view(tool, LOCK, start, -1).splitlines()[1].startswith(f"{start:>6}\t  line ")


def test_long_directory_is_shown_in_part_and_can_be_read_on(tool: MemoryTool, repository: GitRepository) -> None:
    engine = MemoryEngine(repository.path / "memory")
    with engine.batch():
        for number in range(700):
            engine.remember(f"Fact {number}", "learning", insight_type="fact", summary=f"fact_{number:03d}")
    first = view(tool, FACTS)
    start = int(first.splitlines()[-1].partition("view_range [")[2].partition(",")[0])
    second = view(tool, FACTS, start, -1)
    names = [line.rpartition("/")[2] for page in (first, second) for line in page.splitlines() if ".yaml" in line]
    assert names == [f"fact_{number:03d}.yaml" for number in range(700)]
    assert len(first) < 33_000


def test_ambiguous_text_names_some_of_its_lines(tool: MemoryTool) -> None:
    create(tool, LOCK, LOCK_TEXT + "  again\n" * 90)
    answer = replace(tool, LOCK, old="again", new="x")
    assert answer.endswith("54, 55, 56, and more. Please ensure it is unique")


def test_line_ends_are_those_of_a_record(tool: MemoryTool, repository: GitRepository) -> None:
    create(tool, LOCK, LOCK_TEXT.removesuffix("\n").replace("\n", "\r\n"))
    assert (repository.path / LOCK.replace("/memories", "memory", 1)).read_bytes() == LOCK_TEXT.encode()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "view"}, "view needs 'path', a text"),
        ({"command": "create", "path": LOCK}, "create needs 'file_text', a text"),
        ({"command": "create", "path": LOCK, "file_text": 7}, "create needs 'file_text', a text"),
        ({"command": "create", "path": LOCK, "file_text": "a: \ud800"}, "half of a surrogate pair"),
        ({"command": "create", "path": "/memories", "file_text": "a"}, "The path /memories is not a file."),
        ({"command": "insert", "path": LOCK, "insert_line": "two", "insert_text": "x"}, "'insert_line', a number"),
        ({"command": "rename", "old_path": LOCK}, "rename needs 'new_path', a text"),
        ({"command": "delete", "path": LOCK}, f"The path {LOCK} does not exist"),
    ],
)
def test_odd_commands_are_answered(tool: MemoryTool, command: dict[str, object], words: str) -> None:
    answer = said(tool, command)
    assert answer.startswith("error: ")
    assert words in answer


def test_replacing_without_a_new_text_takes_the_old_one_away(tool: MemoryTool) -> None:
    create(tool, LOCK, LOCK_TEXT)
    said(tool, {"command": "str_replace", "path": LOCK, "old_str": " first"})
    assert "take the ledger lock.\n" in view(tool, LOCK)


def test_session_mode_makes_one_commit_at_the_end(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {mode: session}\n")
    repository.commit()
    with MemoryTool(repository.path / "memory", author="Bot <bot@example.invalid>") as tool:
        create(tool, LOCK, LOCK_TEXT)
        replace(tool, LOCK, old="five", new="ten")
        create(tool, AIMS, AIMS_TEXT)
        made = len(log(repository))
    assert log(repository)[: len(log(repository)) - made] == ["memory: session of 2 records"]
    assert repository.git("log", "-1", "--format=%an <%ae>").strip() == "Bot <bot@example.invalid>"


def test_broken_policy_is_told_and_not_a_traceback(tool: MemoryTool, repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: [\n")
    repository.commit()
    for answer in (view(tool, "/memories"), create(tool, LOCK, LOCK_TEXT)):
        assert answer.startswith("error: ")
        assert "The store's own rules cannot be read - tell the person: memfs.yaml, line 2: " in answer


def test_the_async_tool_answers_the_same(repository: GitRepository) -> None:
    async def told(tool: AsyncMemoryTool, command: dict[str, object]) -> str:
        try:
            return str(await tool.call(command))
        except ToolError as error:
            return f"error: {error.content}"

    async def run() -> list[str]:
        async with AsyncMemoryTool(repository.path / "memory") as tool:
            answers = [await told(tool, command) for command in SAME]
            return [*answers, await tool.instructions(), str(await tool.clear_all_memory())]

    answers = anyio.run(run)
    other = MemoryTool(repository.path / "other")
    expected = [said(other, command) for command in SAME]
    assert answers == [*expected, other.instructions(), "All memory cleared"]


def test_fan_out_is_the_stores_business(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 2}\n")
    repository.commit()
    tool = MemoryTool(repository.path / "memory")
    answer = create(tool, LOCK, LOCK_TEXT)
    where = answer.splitlines()[0].rpartition(" ")[2]
    assert where.startswith(f"{PATTERNS}/")
    assert rename(tool, where, f"{PATTERNS}/lock_first.yaml").splitlines()[1].startswith("Its facets say")
    assert "lock_first" in view(tool, PATTERNS)


def test_store_outside_a_repository_gets_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert create(MemoryTool(), LOCK, LOCK_TEXT).startswith("File created")
    assert (tmp_path / "memory" / ".git").is_dir()

"""What docs/import-export.md shows is what a shell shows: its commands are typed, what comes out is compared."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.cli import export, import_
from tests.datasets.conftest import DATA
from tests.shell import steps, typed

if TYPE_CHECKING:
    from tests.conftest import GitRepository

PAGE = (Path(__file__).parents[2] / "docs" / "import-export.md").read_text(encoding="utf-8")
STEPS = steps(PAGE)
COMMIT = re.compile(r"\b[0-9a-f]{7}$", re.MULTILINE)


@pytest.fixture
def answers(repository: GitRepository) -> dict[str, str]:
    """Type the page's commands in a store, beside the data of the other systems; a `cat` shows a file to make."""
    for name in ("letta-memory", "claude-memory"):
        shutil.copytree(DATA / name, repository.path / name)
    shutil.copy(DATA / "mcp-memory.jsonl", repository.path / "memory.jsonl")
    shutil.copy(DATA / "btw-memory.yaml", repository.path)
    answers = {}
    for command, shown in [("memfs init -q", ""), *STEPS]:
        if command.startswith("cat "):
            repository.write(command.removeprefix("cat "), f"{shown.strip()}\n")
        answers[command] = typed(command, repository.path)
    return answers


def test_commands_print_what_the_page_shows(answers: dict[str, str], repository: GitRepository) -> None:
    assert len(STEPS) >= 14
    for command, shown in STEPS:
        said = COMMIT.sub("ID", answers[command]).strip()
        if command.startswith("memfs read"):  # the page shows its beginning
            said = said[: len(COMMIT.sub("ID", shown).strip())]
        assert (command, said) == (command, COMMIT.sub("ID", shown).strip())
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=repository.path, capture_output=True, text=True, check=False
    )
    assert (done.stderr, f"# {done.stdout}") == ("", program.splitlines(keepends=True)[-1])


def test_every_format_has_its_row() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    named = {form for row in rows for form in re.findall(r"\w+", row)}
    assert named == {*import_.FORMS, *export.FORMS} - {"auto"}

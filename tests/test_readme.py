"""The README shows what a shell shows: its commands are typed, and what comes out is compared."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.cli.group import VERBS
from tests.shell import steps, typed
from tests.test_manifest import HOOKS

if TYPE_CHECKING:
    from tests.conftest import GitRepository

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
FREE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DATE"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b"), "ID"),
)


def without_what_is_free(text: str) -> str:
    for pattern, word in FREE:
        text = pattern.sub(word, text)
    return text.strip()


def test_commands_print_what_the_page_shows(repository: GitRepository) -> None:
    for command, shown in steps(PAGE):
        said = typed(command, repository.path)
        assert (command, without_what_is_free(said)) == (command, without_what_is_free(shown))
    assert len(steps(PAGE)) >= 10


def test_every_verb_has_its_row() -> None:
    rows = re.findall(r"^\| (`[a-z`, ]+`) \|", PAGE, re.MULTILINE)
    assert {verb for row in rows for verb in re.findall("[a-z]+", row)} == set(VERBS)


def test_hooks_that_are_named_exist() -> None:
    assert set(re.findall(r"memfs-(?:check|schema|summary|unique|distribution)\b", PAGE)) == set(HOOKS)


def test_program_of_the_page_writes_its_memory(repository: GitRepository) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    subprocess.run([sys.executable, "-m", "memfs", "init", "-q"], cwd=repository.path, check=True)
    subprocess.run([sys.executable, "-c", program], cwd=repository.path, check=True)
    assert repository.git("log", "-1", "--format=%s").strip() == "what the morning taught"


def test_every_page_of_the_documentation_is_named() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages <= set(re.findall(r"\]\(([^)#]+)\)", PAGE))


@pytest.mark.parametrize("target", re.findall(r"\]\(((?!http)[^)#]+)\)", PAGE))
def test_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()

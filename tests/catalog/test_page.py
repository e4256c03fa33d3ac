"""What docs/catalog.md says is so: its commands run, its tables are all there are, its numbers are the program's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.catalog.door import PATIENCE
from memfs.catalog.fulltext import TABLE
from memfs.catalog.seals import catalog_name
from memfs.catalog.tables import TABLES
from memfs.verbs.write_notes import FOLLOWED
from tests.cli.conftest import Memfs, memfs, store

if TYPE_CHECKING:
    from tests.conftest import GitRepository

__all__ = ["memfs", "store"]

HERE = Path(__file__).parent
PAGE = (HERE.parent.parent / "docs" / "catalog.md").read_text(encoding="utf-8")
(SCRIPT,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
FACTS = ("add", "memory", "It lives five minutes.", "--outcome", "learning", "--insight-type", "fact")


def test_every_table_has_its_row() -> None:
    named = re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(re.findall(r"create (?:virtual )?table (\w+)", f"{TABLES};{TABLE}"))


def test_every_test_that_is_named_is_there() -> None:
    there = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", PAGE) if f"def {name}(" not in there] == []


def test_numbers_are_those_of_the_program() -> None:
    assert f"writers {PATIENCE} s for one another" in PAGE
    assert f"A write of more than {FOLLOWED:,}" in " ".join(PAGE.split())


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the page looks into the file with sqlite3")
def test_commands_run_as_they_stand(store: Memfs, repository: GitRepository) -> None:
    assert catalog_name(b"memory", "sha1") in SCRIPT
    store.said(*FACTS)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-e", "-c", SCRIPT]
    done = subprocess.run(
        command, cwd=repository.path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1 records, 0 violations",
        'memory|[["outcome", "learning"], ["insight_type", "fact"]]|1',
        "memory/.gitattributes",
        "memory/.gitignore",
        "memory/memfs.yaml",
        "1 records, 0 violations",
    ]

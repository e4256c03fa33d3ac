"""The command line over the seeds' data."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Memfs, memfs, store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.conftest import GitRepository

__all__ = ["DATA", "Memfs", "brain", "facts", "lines", "memfs", "rows", "store"]

DATA = Path(__file__).parents[1] / "cases" / "data"


def rows(text: str) -> list[dict[str, JSON]]:
    """Parse JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def lines(*records: Mapping[str, JSON]) -> bytes:
    """Write records as JSON lines."""
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def facts(*names: str) -> list[dict[str, JSON]]:
    """Make a legal memory for each name."""
    return [
        {"summary": name, "outcome": "learning", "insight_type": "fact", "content": f"About {name}"} for name in names
    ]


@pytest.fixture
def brain(tmp_path: Path) -> Path:
    """Unpack the directory that BTB's own engine made, with its manifest."""
    with tarfile.open(DATA / "btb-agent-brain.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "btb-agent-brain"


@pytest.fixture
def oneliner(store: Memfs) -> Memfs:
    """Fill a store with the cheatsheet's thousand memories."""
    store.said("import", str(DATA / "oneliner-1000.jsonl"))
    return store


@pytest.fixture
def tracked(repository: GitRepository) -> GitRepository:
    """Name the repository that the store lies in."""
    return repository

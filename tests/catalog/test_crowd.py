"""Many processes use one catalog at once, and none of them waits for it or is misled by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.catalog.crowd import crowd

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_twelve_processes_at_one_catalog(tmp_path: Path) -> None:
    crowd(tmp_path / "repository", 3)

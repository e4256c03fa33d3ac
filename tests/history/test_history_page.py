"""docs/history.md shows what memfs really says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import Memory, Revision, Store
from memfs.render import blame_lines, version_lines
from memfs.verbs import blame, record_log

if TYPE_CHECKING:
    from tests.conftest import GitRepository

PAGE = Path(__file__).parents[2] / "docs" / "history.md"
KEY = "payment_mutex_fix"


def blocks() -> dict[str, str]:
    """Return what the page shows below each command; a commit's id is any."""
    found = re.findall(r"```console\n\$ ([^\n]*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return {command: unnamed(text) for command, text in found}


def unnamed(text: str) -> str:
    return re.sub(r"^[0-9a-f]{7} ", "....... ", text.rstrip("\n"), flags=re.MULTILINE)


@pytest.fixture
def store(repository: GitRepository, monkeypatch: pytest.MonkeyPatch) -> Store:
    def on(day: int, author: str = "Ada") -> Store:
        for name, value in (("AUTHOR_DATE", f"2026-11-{day:02}T09:00:00Z"), ("AUTHOR_NAME", author)):
            monkeypatch.setenv(f"GIT_{name}", value)
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-11-{day:02}T09:00:00Z")
        return Store.init(repository.path / "memory")

    on(1)
    text = "The payment worker took its lock twice."
    failure = {"outcome": "failure", "tool": "code_interpreter", "error_type": "logic"}
    created = "2026-11-02T09:00:00.000Z"
    on(2).add(Memory(**failure, summary="lock_twice", content=text, tags=["payments"], created=created))
    on(9).replace("memory", "lock_twice", Revision(fields={"content": text.replace(".", " when it retried.")}))
    repository.git("switch", "-q", "-c", "fix")
    success = {"outcome": "success", "task_type": "debug"}
    on(12, "Bob").replace("memory", "lock_twice", Revision(rename=KEY, fields=success))
    repository.git("switch", "-q", "main")
    on(14).replace("memory", "lock_twice", Revision(fields={"tags": ["payments", "locks"]}))
    last = on(16)
    repository.git("merge", "-q", "--no-edit", "fix")
    return last


def test_page_shows_the_versions_and_who_set_what(store: Store) -> None:
    shown = blocks()
    assert unnamed("\n".join(version_lines(record_log(store, "memory", KEY)))) == shown[f"memfs log memory {KEY}"]
    assert unnamed("\n".join(blame_lines(blame(store, "memory", KEY)))) == shown[f"memfs blame memory {KEY}"]

"""What the page on Python says, word for word, and the cheatsheet's code with nothing but its import changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs import InvalidError, MemoryEngine, Store
from tests.conftest import GitRepository

if TYPE_CHECKING:
    from memfs.core.model import JSON

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs/python.md").read_text(encoding="utf-8")
CHEATSHEET = (TOP / "tests/cases/data/memory-dataset-cheatsheet.md").read_text(encoding="utf-8")

LONG_LIFE = """
import os, sys, threading
from memfs import MemoryEngine

def held():
    try:
        os.waitpid(-1, os.WNOHANG)
        children = "some"
    except ChildProcessError:
        children = "none"
    return len(os.listdir("/dev/fd")), threading.active_count(), children

m = MemoryEngine("brain")
def live(turn):
    m.remember(f"Turn {turn}.", "learning", insight_type="fact", summary=f"turn_{turn}")
    with m.batch():
        m.remember("One of two.", "learning", insight_type="fact", summary=f"one_{turn}", session="s")
    try:
        m.remember("Refused.", "failure")
    except Exception:
        pass
    m.recall(words="turn"), m.recall(session="s"), m.recall("**"), m.reflect()
    m.forget(summary=f"one_{turn}")

live(0)
before = held()
for turn in range(1, 6):
    live(turn)
print(before, held())
"""


def python_blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_every_snippet_of_the_page_runs_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = python_blocks(PAGE)
    assert len(blocks) >= 9
    for block in blocks:
        exec(block, names)  # noqa: S102 - the page's own program
    command = next(line for line in PAGE.splitlines() if line.startswith("    $ git"))
    subprocess.run(command.removeprefix("    $ ").split(), cwd=tmp_path, check=True, capture_output=True)
    assert len(MemoryEngine("agent_brain").recall(outcome="failure")) == 2
    assert Store.open("notes").read("context", "objectives").data["items"] == ["Settle payments within two seconds."]


def test_every_block_of_the_cheatsheet_runs_with_its_import_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    template, *blocks, storage = python_blocks(CHEATSHEET)
    assert "from memory import MemoryEngine" in storage
    stored = storage.replace("from memory import", "from memfs import")
    assert [len(_memories(block)) for block in blocks] == [100, 50, 30, 20, 1000]
    for number, block in enumerate(blocks):
        memories = _memories(block)
        chosen = memories[:: len(memories) // 4]  # each is a commit; `bench.engine` does a thousand
        names: dict[str, object] = {"memories": chosen}
        exec(stored.replace("agent_brain", f"brain_{number}"), names)  # noqa: S102 - the seed's own program
        found = MemoryEngine(f"brain_{number}").recall()
        assert [_without(memory) for memory in reversed(found)] == chosen
        log = GitRepository(tmp_path / f"brain_{number}").git("log", "--format=%s").splitlines()
        assert len(log) == len(chosen) + 1
    with pytest.raises(InvalidError, match="'TYPE' is no 'outcome'"):
        exec(stored, {"memories": _memories(template)})  # noqa: S102 - the seed's own program


def _memories(block: str) -> list[dict[str, JSON]]:
    """Let Python make what a block says: some are expressions, some assign to `memories`."""
    names: dict[str, object] = {}
    exec(block if "memories =" in block else f"memories = ({block})", names)  # noqa: S102 - the seed's own program
    made: list[dict[str, JSON]] = json.loads(json.dumps(names["memories"]))
    return made


def _without(memory: dict[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in memory.items() if name != "created"}


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="handles are counted in /dev/fd")
def test_a_long_life_leaves_no_process_no_handle_and_no_thread(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LONG_LIFE], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    before, after = done.stdout.strip()[1:-1].split(") (")
    assert before == after
    assert before.endswith("'none'")

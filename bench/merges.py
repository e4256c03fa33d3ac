"""The merge matrix: every pair of edits of one record, merged with memfs's driver and with plain git.

Prints a Markdown table: how many merges ended without a conflict in a store that `check` passes. Run it with
`python -m bench.merges`; it takes a few minutes.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from memfs import Memory, Revision, Store
from memfs.repository import Repository
from memfs.verbs import set_drivers

if TYPE_CHECKING:
    from collections.abc import Callable

FACT = {"outcome": "learning", "insight_type": "fact"}
CONTENT = "The cache lives an hour.\n\nIt is cleared at midnight.\n\nAsk before changing it."
BASE = Memory(**FACT, summary="x", content=CONTENT, tags=["a", "b", "c"], metadata={"k": 1, "l": 2})


def replaced(**fields: str | list[str] | dict[str, int]) -> Callable[[Store], object]:
    """Return an edit that sets fields of the record."""
    return lambda store: store.replace("memory", "x", Revision(fields=fields))


EDITS: dict[str, Callable[[Store], object]] = {
    "content, first line": replaced(content=CONTENT.replace("hour", "day")),
    "content, last line": replaced(content=CONTENT.replace("Ask", "Wait")),
    "add a tag": replaced(tags=["a", "b", "c", "d"]),
    "add another tag": replaced(tags=["a", "b", "c", "e"]),
    "remove a tag": replaced(tags=["a", "c"]),
    "change a tag": replaced(tags=["a", "B", "c"]),
    "metadata, one key": replaced(metadata={"k": 9, "l": 2}),
    "metadata, another": replaced(metadata={"k": 1, "l": 2, "m": 3}),
    "a new field": replaced(session="monday"),
    "move (facet)": replaced(insight_type="pattern"),
    "remove the record": lambda store: store.remove("memory", "x"),
    "add a record": lambda store: store.add(Memory(**FACT, summary="new", content="equal")),
}


def merged(ours: str, theirs: str, *, driver: bool) -> str:
    """Merge two edits in a fresh repository: `clean`, `conflict` or `invalid`."""
    with tempfile.TemporaryDirectory() as directory:
        git(directory, "init", "-q", "-b", "main")
        store = Store.init(Path(directory) / "memory")
        store.add(BASE)
        if driver:
            set_drivers(Repository.discover(directory))
        git(directory, "switch", "-q", "-c", "side")
        EDITS[theirs](store)
        git(directory, "switch", "-q", "main")
        EDITS[ours](store)
        if git(directory, "merge", "-q", "--no-edit", "side"):
            return "conflict"
        return "clean" if store.check().ok else "invalid"


def git(directory: str, *arguments: str) -> int:
    """Run git quietly and return its exit status."""
    return subprocess.run(["git", "-C", directory, *arguments], capture_output=True, check=False).returncode


def main() -> None:
    """Print the table of all pairs in both orders."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        os.environ[name] = "Ada"
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        os.environ[name] = "ada@example.invalid"
    pairs = list(itertools.permutations(EDITS, 2))
    results = {driver: {pair: merged(*pair, driver=driver) for pair in pairs} for driver in (True, False)}
    print(f"{len(pairs)} merges, each pair of {len(EDITS)} edits in both orders\n")
    print("| | clean and valid | conflict | clean, but refused by check |")
    print("|---|---|---|---|")
    for driver, found in results.items():
        counts = Counter(found.values())
        name = "with the driver" if driver else "plain git"
        print(f"| {name} | {counts['clean']} | {counts['conflict']} | {counts['invalid']} |")
    print("\nConflicts with the driver:\n")
    for (ours, theirs), result in results[True].items():
        if result != "clean" and ours < theirs:
            print(f"- {ours} and {theirs}: {result}, plain git: {results[False][ours, theirs]}")


if __name__ == "__main__":
    main()

"""Measure memfs: `make bench`, or `BENCH_ONLY=add-1000,full-10000 BENCH_RUNS=9 make bench`.

Prints a Markdown table of ratios and the machine they were measured on. Corpora are made once and kept in
`MEMFS_BENCH_DIR` (default: a directory of the system's for temporary files).
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

from bench.cases import LARGE, MIDDLE, SMALL, Case, Place
from bench.corpus import git
from bench.judging import (
    full,
    idle,
    read_growth,
    reviewed,
    staged,
    staged_after_add,
    staged_growth,
    unchanged,
    warm,
    working,
)
from bench.ratio import HEADER, Comparison, medians, row
from bench.writing import add, imported, remembered

CASES = {
    "engine-batch-json": Case(
        "remember 10,000 in one batch", 1.5, lambda place: remembered(place, ("engine-batch", "json"), 10_000)
    ),
    "engine-batch-git": Case(
        "remember 10,000 in one batch", 1.5, lambda place: remembered(place, ("engine-batch", "git-batch"), 10_000)
    ),
    "engine-each": Case(
        "remember 1,000, a commit each", 3.0, lambda place: remembered(place, ("engine-each", "git-each"), 1_000)
    ),
    "add-1000": Case("add one memory, 1,000", 0.5, lambda place: add(place, SMALL, hook=True)),
    "add-100000": Case("add one memory, 100,000", 1.0, lambda place: add(place, LARGE, hook=False)),
    "staged-1000": Case(
        "staged check, one of 1,000", 0.4, lambda place: staged(place, SMALL, "memfs", "check", "--staged")
    ),
    "staged-100000": Case(
        "staged check, one of 100,000, no catalog",
        0.8,
        lambda place: staged(place, LARGE, "memfs", "check", "--staged"),
    ),
    "known-100000": Case(
        "staged check, one of 100,000, with a catalog",
        0.4,
        lambda place: staged(place, LARGE, "memfs", "check", "--staged", known=True),
    ),
    "after-add-100000": Case("hook right after memfs add, 100,000", 0.2, lambda place: staged_after_add(place, LARGE)),
    "after-add-1000": Case("hook right after memfs add, 1,000", 0.2, lambda place: staged_after_add(place, SMALL)),
    "staged-growth": Case("staged check, one of 100,000", 1.3, staged_growth),
    "hook-1000": Case("hook, one of 1,000", 0.4, lambda place: staged(place, SMALL, "memfs-hook")),
    "hook-100000": Case("hook, one of 100,000, no catalog", 0.8, lambda place: staged(place, LARGE, "memfs-hook")),
    "hook-known-100000": Case(
        "hook, one of 100,000, with a catalog", 0.4, lambda place: staged(place, LARGE, "memfs-hook", known=True)
    ),
    "hook-idle": Case("hook, no store", 2.0, idle),
    "review-10000": Case("review of 1,000 changes, 10,000", 3.0, lambda place: reviewed(place, MIDDLE)),
    "full-10000": Case("full check, cold, 10,000", 0.1, lambda place: full(place, MIDDLE)),
    "warm-100000": Case("full check, warm, 100,000", 0.2, lambda place: warm(place, LARGE), runs=3),
    "head-100000": Case(
        "check of HEAD, unchanged, 100,000", 0.1, lambda place: unchanged(place, LARGE, "--rev", "HEAD"), over=True
    ),
    "index-100000": Case(
        "check of the index, unchanged, 100,000", 0.1, lambda place: unchanged(place, LARGE, "--staged"), over=True
    ),
    "worktree-100000": Case("check of the working tree, unchanged, 100,000", 1.5, lambda place: working(place, LARGE)),
    "read-growth": Case("read one memory of 100,000", 1.3, read_growth),
    "import-100000": Case("import of 100,000 JSON lines", 1.5, lambda place: imported(place, LARGE), runs=1),
}


def compare(case: Case, place: Place, runs: int) -> Comparison:
    """Measure one case."""
    ours, theirs = case.commands(place)
    usages = medians((ours, theirs), min(runs, case.runs))
    return Comparison(case.work, usages[0], usages[1], theirs.name, case.bound, over=case.over)


def machine() -> str:
    """Say in one line what was measured on."""
    here = Path()
    versions = f"Python {platform.python_version()}, {git(here, '--version').decode().strip()}"
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}, {versions}"


def main() -> None:
    """Run the chosen cases and print the table."""
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    chosen = [name for name in os.environ.get("BENCH_ONLY", "").split(",") if name] or list(CASES)
    if unknown := [name for name in chosen if name not in CASES]:
        sys.exit(f"bench: no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    place = Place(Path(os.environ.get("MEMFS_BENCH_DIR") or Path(tempfile.gettempdir()) / f"memfs-bench-{os.getuid()}"))
    place.cache.mkdir(parents=True, exist_ok=True)
    print(HEADER, flush=True)
    for name in chosen:
        print(row(compare(CASES[name], place, runs)), flush=True)
    print(f"\nMedians of {runs} runs in turn, whole processes, CPU with children. {machine()}.")


if __name__ == "__main__":
    main()

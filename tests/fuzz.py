"""`make fuzz SECONDS=300`: the property tests, a file at a time, each time from another seed, until the time is up."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TESTS = Path(__file__).parent
PASSED = re.compile(r"(\d+) passed")


def files() -> list[Path]:
    """Find the files that hold property tests."""
    return [path for path in sorted(TESTS.rglob("test_*.py")) if "from hypothesis import" in path.read_text("utf-8")]


def turns(paths: Sequence[Path]) -> Iterator[tuple[Path, int]]:
    """Yield each file once, in any order, and so on for ever; with a seed."""
    while True:
        for path in random.sample(paths, len(paths)):
            yield path, random.randrange(1 << 32)  # noqa: S311 - told where it fails, so that it can be had again


def run(path: Path, *, seed: int, seconds: float) -> subprocess.CompletedProcess[str] | None:
    """Test one file; None where the time was up before it was done."""
    options = ("-q", "-x", "-p", "tests.fuzz_profile", "--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}")
    command = [sys.executable, "-m", "pytest", *options, "-m", "hypothesis", str(path)]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None


def main(words: Sequence[str]) -> int:
    """Test for so many seconds, or until a property does not hold; the words behind them are files to stay at."""
    seconds, paths = float(words[0]), [Path(word) for word in words[1:]] or files()
    end, done, held = time.monotonic() + seconds, 0, 0
    for path, seed in turns(paths):
        found = run(path, seed=seed, seconds=end - time.monotonic())
        if found is None:
            break
        if found.returncode:
            sys.stdout.write(f"{found.stdout}{found.stderr}\n{path} fails with --hypothesis-seed={seed}\n")
            return 1
        done, held = done + 1, held + sum(map(int, PASSED.findall(found.stdout)))
        sys.stdout.write(f"{path.relative_to(TESTS.parent) if path.is_absolute() else path}: holds (seed {seed})\n")
        sys.stdout.flush()
        if time.monotonic() >= end:
            break
    sys.stdout.write(f"{seconds:.0f} s: {len(paths)} files, tested {done} times, {held} properties held, none failed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A program that does everything wrong, to see that the fault programs see it: `python careless.py VERB ...`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

STORE = Path("memory")


def git(*words: str) -> int:
    return subprocess.run(["git", *words], capture_output=True, check=False).returncode


def add(text: str) -> None:
    """Read all that is there, think, and write it back in place with the new one: the last writer wins."""
    file = STORE / "all.yaml"
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    time.sleep(0.1)
    with file.open("w", encoding="utf-8") as stream:
        stream.write(known + text[: len(text) // 2])
        stream.flush()
        time.sleep(0.2)
        stream.write(text[len(text) // 2 :])
    commit()


def commit() -> None:
    """Commit all that is about, whoever did it."""
    git("add", str(STORE))
    git("commit", "-q", "-a", "-m", "memory")


def main(verb: str, *words: str) -> None:
    """Do it and say that it was done, whatever came of it."""
    if verb == "init":
        STORE.mkdir()
        (STORE / "memfs.yaml").write_text("memfs: 1\n", encoding="utf-8")
        commit()
    elif verb == "import":
        (STORE / "memories").mkdir(exist_ok=True)
        for line in Path(words[0]).read_text(encoding="utf-8").splitlines():
            (STORE / "memories" / f"{json.loads(line)['summary']}.yaml").write_text(line, encoding="utf-8")
            commit()
    elif verb in {"add", "replace"}:
        add(words[-1])


if __name__ == "__main__":
    main(*sys.argv[1:])

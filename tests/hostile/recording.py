"""A `git` on PATH that writes down how it was called, and then is git."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """\
#!/bin/sh
printf '%s\\0' {start} "${{GIT_ALLOW_PROTOCOL-unset}}" "$@" >>'{log}'
exec '{git}' "$@"
"""
START = "\1call"  # begins a record; one printf of a shell is one write
SEPARATORS = ("--", "--end-of-options")


@dataclass(frozen=True, slots=True)
class Call:
    """One start of git: its words without the program's name, and the protocols that it may speak."""

    words: tuple[str, ...]
    protocols: str

    @property
    def before(self) -> tuple[str, ...]:
        """Return the words that git may take for options."""
        ends = [at for at, word in enumerate(self.words) if word in SEPARATORS]
        return self.words[: min(ends, default=len(self.words))]

    @property
    def verb(self) -> str:
        """Return the command of git: the first word that is neither an option nor what follows `-c`."""
        pairs = zip(("", *self.words), self.words, strict=False)
        return next(word for before, word in pairs if before != "-c" and not word.startswith("-"))


@dataclass(frozen=True, slots=True)
class Recorder:
    """The directory to put before the others on PATH, and what was recorded."""

    directory: Path
    log: Path

    @classmethod
    def at(cls, place: Path) -> Recorder:
        """Make the program in a new directory."""
        git = shutil.which("git")
        assert git is not None
        place.mkdir()
        log, program = place / "calls", place / "git"
        log.touch()
        program.write_text(SCRIPT.format(start=START, log=log, git=git))
        program.chmod(0o755)
        return cls(place, log)

    @property
    def path(self) -> str:
        """Return what PATH has to be."""
        return f"{self.directory}{os.pathsep}{os.environ['PATH']}"

    def calls(self) -> list[Call]:
        """Read what was recorded."""
        records = self.log.read_bytes().decode("utf-8", "surrogateescape").split(START + "\0")[1:]
        fields = [record.split("\0")[:-1] for record in records]
        return [Call(tuple(words), protocols) for protocols, *words in fields]

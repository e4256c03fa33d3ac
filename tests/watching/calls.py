"""What may stand in a call of git by memfs, and where: the judge of every call that the whole suite makes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from memfs.repository.safe import NO_HOOKS, SAFE_CONFIGURATION
from memfs.repository.state import KEYS
from tests.house import read_house
from tests.watching.sitecustomize import START

GITPYTHON = frozenset(
    {"--full-history", "--date-order", "--abbrev=40", "--full-index", "--no-color", "--batch-check", "--root"}
)
OURS = re.compile(
    r"--format=\S*|--min-age=\d+|--max-count=\d+|--exclude=/((?:memory|\*)/|\*)?"
    r"|\^?(?:[0-9a-f]{40}|[0-9a-f]{64})(\^\{tree\}|\^1)?|/\S+/\.git/\S*memfs/\S+"
)
"""What the code puts together itself: no word of anybody else's is in it."""

SEPARATORS = ("--", "--end-of-options")
VERSION = ("version",)  # what GitPython asks first
HOOK = ("hook", "run", "--ignore-missing")  # as git itself would run it, where the policy says `commit.hooks`


@cache
def constants() -> frozenset[str]:
    """Collect the texts that stand in the code which calls git."""
    house = read_house(Path(__file__).parents[2]).values()
    said = (value for one in house if one.layer in {"repository", "verbs"} for value, _ in one.strings())
    return frozenset(said).union(NO_HOOKS, GITPYTHON, [KEYS])


def before_data(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that git may take for options."""
    ends = [at for at, word in enumerate(words) if word in SEPARATORS]
    return words[: min(ends, default=len(words))]


def faults(words: tuple[str, ...]) -> list[str]:
    """Say what is wrong with one call of git: its words without the program's name."""
    if words == VERSION:
        return []
    strange = [word for word in before_data(words) if word not in constants() and not OURS.fullmatch(word)]
    found = [f"{word!r} stands where git looks for options, in {words}" for word in strange]
    if words[: len(HOOK)] != HOOK and words[: len(SAFE_CONFIGURATION)] != SAFE_CONFIGURATION:
        found.append(f"the safe configuration is missing, in {words}")
    return found


def noted(log: bytes) -> list[tuple[str, ...]]:
    """Read what was written down."""
    calls = log.decode("utf-8", "surrogateescape").split(START.decode())[1:]
    return [tuple(call.split("\0")[:-1]) for call in calls]

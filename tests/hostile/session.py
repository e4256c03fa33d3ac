"""A session with every verb, in which every word that a person may choose is an attack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "taint"
"""Stands in every word that comes from outside."""

OPTION = f"--upload-pack=touch {MARK}"
SHORT = f"-O{MARK}"
MAGIC = f":(exclude,top){MARK}"
SHELL = f"$(touch {MARK}); `touch {MARK}` | touch {MARK} #"
RANGE = f"{MARK}..HEAD --output={MARK}"
REVISIONS = (OPTION, SHORT, MAGIC, SHELL, RANGE, f"{MARK}", f"HEAD:{MARK}", f"{MARK}@{{u}}", f"^{MARK}", f":/{MARK}")
MEMORY = ("add", "memory", "--outcome=success", "--tool=conversation")
PATH = f"memory/memories/{MARK}.yaml"

STARTS: tuple[tuple[str, ...], ...] = (("init",),)
WRITES: tuple[tuple[str, ...], ...] = (
    (*MEMORY, f"--summary={MARK}_a", "-m", f"--amend {OPTION}", "--author", f"{SHORT} <{MARK}>", "--", OPTION),
    (*MEMORY, "--", f"{SHELL}\n{SHORT}\n\nMemfs-Op: {MARK}"),
    (*MEMORY, f"--session={OPTION}", f"--tag={SHORT}", f"--set={OPTION}={SHELL}", "--", SHELL),
    ("add", "context", "objectives", "--", OPTION, SHORT, MAGIC, SHELL),
    ("add", "source", "--", OPTION, "description", SHELL),
    ("add", "source", "--", SHELL, "notes", OPTION),
    ("add", "variable", "--", OPTION, SHORT, MAGIC),
    ("replace", "memory", f"{MARK}_a", "--rename", f"{MARK}_b", "--", OPTION),
    ("replace", "memory", f"{MARK}_b", "--if-match", OPTION, "--", "x"),
    ("replace", "source", "--", OPTION, "source", SHORT),
    ("add", "--no-commit", *MEMORY[1:], f"--summary={MARK}_c", "--", OPTION),
    ("remove", "variable", "--", OPTION, SHORT),
    ("remove", "source", "--", SHELL),
    ("schema", "eject", "context"),
    ("import", "-", "--on-conflict", "rename"),
    ("install",),
    ("doctor", "--fix"),
)
ENDS: tuple[tuple[str, ...], ...] = (("remove", "memory", f"{MARK}_b"), ("install", "--undo"), ("doctor",))
AT = (
    ("check", "--base"),
    *((verb, "--at") for verb in ("read", "recall", "stats", "export")),
    ("restore", "memory", f"{MARK}_b", "--at"),
    ("review", "HEAD...", "--"),
)
READS: tuple[tuple[str, ...], ...] = (
    ("read",),
    ("read", "memory", f"{MARK}_b"),
    ("read", "source", "--", OPTION),
    ("read", "memory", "--", OPTION),
    ("recall", "--", OPTION),
    ("recall", "--where", f"outcome={OPTION}", "--session", SHORT, "--tag", MAGIC),
    ("stats",),
    ("check",),
    ("check", "--staged"),
    ("check", "--rev", "HEAD", "--base", "HEAD~1", "--format", "github"),
    ("export",),
    ("export", "--to", "yaml"),
    ("log",),
    ("log", "--", "memory", OPTION),
    ("log", "--", "source", OPTION),
    ("blame", "--", "memory", f"{MARK}_b"),
    ("blame", "--", "source", OPTION),
    ("prompt", "--query", OPTION),
    ("textconv", PATH),
    ("review", "HEAD~2...HEAD"),
    ("review", "--staged"),
    ("review", "--worktree"),
    *(("check", "--rev", revision) for revision in REVISIONS),
    *(("review", "--", revision) for revision in REVISIONS),
    *((*verb, revision) for verb in AT for revision in REVISIONS[:2]),
)
PUSHES = (
    f"refs/heads/{MARK} {{tip}} refs/heads/{MARK} {'0' * 40}\n",
    f"{OPTION} {{tip}} {OPTION} {SHORT}\n",
    f"{SHORT} {OPTION} {MAGIC} {MAGIC}\n",
    f"{'0' * 40} {{tip}} refs/heads/{MARK}\n",
)
"""What git gives a hook of a push to read, before and behind the network."""

LINES = b'{"content": "--output=taint", "outcome": "success", "tool": "conversation", "summary": "taint_d"}\n'


def words(lines: Iterable[tuple[str, ...]]) -> list[tuple[tuple[str, ...], bytes]]:
    """Return the command lines with what they read from standard input."""
    return [(line, LINES if "-" in line else b"") for line in lines]

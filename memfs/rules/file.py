"""`file`: nothing lies in a store but regular files that belong there.

Allowed are memfs.yaml, memfs's own .gitattributes and .gitignore, a README.md at the top, schema/NAME.schema.json,
and records: `.yaml` files in the directory of their kind. Symlinks, executables, submodules, unmerged entries,
strays, the ending `.yml`, a store inside a store and a README.md of more than 256 KiB are refused: they would escape
every other rule.

    passes:  memory/context/objectives.yaml
    fails:   memory/context/objectives.yml
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import MAX_BYTES
from memfs.core.escape import printable, quoted
from memfs.core.layout import OWN_FILES, README, SCHEMA_DIRECTORY, is_law
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.snapshot import REGULAR, blob_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "file"
MODES = {
    "100755": "is executable; git update-index --chmod=-x makes it a plain file",
    "120000": "is a symlink; a store holds regular files only",
    "160000": "is a submodule; a store holds regular files only",
    "000000": "is unmerged or no regular file; resolve it first",
}


def judge(subject: Subject) -> Iterator[Violation]:
    """Report a file that may not be here, or one of ours that was changed.

    What it holds is its evidence: nobody judges the content of such a file, so a change to it is never an old sin.
    """
    if subject.record is not None:  # its name and mode let it be read
        return
    message = stray(subject)
    if message:
        yield subject.at(ID, message, (), evidence=subject.entry.blob)
    elif _is_foreign(subject):
        message = "is not as memfs writes it; other attributes or patterns could hide records from review"
        yield subject.at(ID, message, (), evidence=blob_id(subject.data))
    elif subject.below == README and len(subject.data) > MAX_BYTES:
        message = f"has more than {MAX_BYTES:,} bytes; nobody judges what stands behind them"
        yield subject.at(ID, message, (), evidence=subject.entry.blob)


def stray(subject: Subject) -> str | None:
    """Say why the name or the mode of a file is refused; None where both are fine. No content is looked at."""
    mode = subject.entry.mode
    if mode != REGULAR:
        return MODES.get(mode, f"has the mode {mode}; a store holds regular files (100644) only")
    return _misnamed(subject)


def _misnamed(subject: Subject) -> str | None:
    below = subject.below
    directory, _, name = below.rpartition("/")
    if is_law(below) or (not directory and (name in OWN_FILES or name == README)):
        return None
    if name == POLICY_FILE:
        return "a store inside a store; keep stores beside one another"
    if name in OWN_FILES:
        return "does not belong below the store's top; attributes or patterns here could hide records from review"
    return _homeless(subject, directory) if subject.kind is None else _no_record(name)


def _no_record(name: str) -> str | None:
    if name.endswith(".yaml"):
        return None
    ending = name.rpartition(".")[2]
    if ending.lower() in {"yaml", "yml"}:
        return f"ends in {quoted('.' + ending)}; the ending of a record is '.yaml'"
    return "does not belong in a store; a record's name ends in '.yaml'"


def _homeless(subject: Subject, directory: str) -> str:
    if directory == SCHEMA_DIRECTORY:
        return "does not belong here; schemas are named NAME.schema.json"
    homes = ", ".join(f"{kind.directory}/" for kind in subject.law.kinds.values())
    return f"does not belong in a store; records lie in {printable(homes)}"


def _is_foreign(subject: Subject) -> bool:
    ours = OWN_FILES.get(subject.below)
    return ours is not None and subject.data.replace(b"\r\n", b"\n") != ours

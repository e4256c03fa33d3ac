"""Eject: write packaged schemas into a store, where a team may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import SCHEMA_DIRECTORY, SCHEMA_ENDING
from memfs.core.names import join
from memfs.rules import schema_file
from memfs.schemas import packaged
from memfs.verbs.outcome import Written
from memfs.verbs.writing import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memfs.verbs.view import View

    Planner = Callable[[View], Draft]

SCHEMA = "schema"


def eject(names: Sequence[str] = ()) -> Planner:
    """Plan the packaged schemas of these kinds, of all of them where none is named, as files of the store.

    `policy` has a schema too, which comes only by name. A schema that the store has already stays as it is. Raises
    MemfsError `usage` for what has no packaged schema.
    """

    def plan(view: View) -> Draft:
        shipped = packaged()
        kinds = [kind.name for kind in view.law.kinds.values() if schema_file(kind) in shipped]
        known = [*kinds, *(name for file in shipped if (name := file.removesuffix(SCHEMA_ENDING)) not in kinds)]
        files = {name: _file_of(name, view, known) for name in dict.fromkeys(names or kinds)}
        there = view.snapshot.locate(files.values())
        missing = [name for name, path in files.items() if path not in there]
        edits = {files[name]: shipped[name + SCHEMA_ENDING] for name in missing}
        written = tuple(
            Written(SCHEMA, name, path, there[path].blob if path in there else None)
            for name, path in files.items()
            if path in edits or not edits
        )
        notes = tuple(f"the store has its own schema of {name} already" for name in files if name not in missing)
        return Draft("added", f"eject schema {', '.join(missing)}", edits, written, notes)

    return plan


def _file_of(name: str, view: View, known: Sequence[str]) -> str:
    if name not in known:
        words = f"the packaged ones are {', '.join(known)}"
        raise MemfsError(f"there is no packaged schema of {quoted(name)}; {words}", code="usage")
    return join(view.law.store, SCHEMA_DIRECTORY, name + SCHEMA_ENDING)

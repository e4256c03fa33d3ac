"""Let an editor judge records while they are written: paths mapped to schemas, without a schema in the store.

The mapping is the setting `yaml.schemas` of yaml-language-server, which VS Code's YAML extension and the language
clients of other editors read. Packaged schemas are copied into the git directory, where every clone has its own. A
settings file is written only where there is none, or where it is still what we wrote: such files hold comments that no
parser of ours would keep, so what belongs into a person's own file is shown for the person to paste.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.layout import SCHEMA_DIRECTORY, SCHEMA_ENDING
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.repository import worktree_snapshot
from memfs.rules import demand_law, schema_file
from memfs.schemas import packaged
from memfs.verbs.checking import stores_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memfs.core.law import Law
    from memfs.repository import Repository

SETTINGS = ".vscode/settings.json"
MEMBER = "yaml.schemas"
POLICY_SCHEMA = f"policy{SCHEMA_ENDING}"

Paths = dict[str, list[str]]
"""A schema's place, relative to the top or absolute, and the patterns of the files it judges."""


@dataclass(frozen=True, slots=True)
class EditorChange:
    """What became of an editor's settings: `installed`, `unchanged`, `removed`, or `left` with what to paste or cut."""

    path: str
    action: str
    mapping: Mapping[str, list[str]]


def install_editor(repository: Repository) -> EditorChange:
    """Map the records of every store to their schemas. Raises InvalidError where the law of a store is broken."""
    copies = _copies(repository)
    paths = _mapping(repository, copies)
    settings = Path(str(repository.top)) / SETTINGS
    taken = _is_taken(settings, copies)
    text = json.dumps({MEMBER: paths}, indent=2).encode() + b"\n"
    copies.mkdir(parents=True, exist_ok=True)
    for name, data in {**packaged(), settings.name: text}.items():
        (copies / name).write_bytes(data)
    if _is_file(settings) and (settings.read_bytes() == text or _has(settings, paths)):
        return EditorChange(SETTINGS, "unchanged", paths)
    if taken:
        return EditorChange(SETTINGS, "left", paths)
    settings.parent.mkdir(exist_ok=True)
    settings.write_bytes(text)
    return EditorChange(SETTINGS, "installed", paths)


def remove_editor(repository: Repository) -> EditorChange:
    """Take the copies away, and the settings where they are still ours."""
    copies = _copies(repository)
    settings = Path(str(repository.top)) / SETTINGS
    written = copies / settings.name
    paths: Paths = json.loads(written.read_bytes())[MEMBER] if written.exists() else {}
    taken = _is_taken(settings, copies)
    shutil.rmtree(copies, ignore_errors=True)
    if taken and _is_file(settings) and any(_has(settings, {place: []}) for place in paths):
        return EditorChange(SETTINGS, "left", paths)
    if _is_file(settings) and not taken:
        settings.unlink()
        with suppress(OSError):
            settings.parent.rmdir()
    return EditorChange(SETTINGS, "removed" if paths else "unchanged", paths)


def _copies(repository: Repository) -> Path:
    if repository.top is None:
        raise MemfsError("a bare repository has no working tree to edit", code="state")
    return Path(repository.common_dir) / "memfs" / "schema"


def _is_taken(settings: Path, copies: Path) -> bool:
    """Tell whether the settings hold anything but what we wrote last."""
    written = copies / settings.name
    if not _is_file(settings):
        return settings.parent.is_symlink() or os.path.lexists(settings)
    return not (written.exists() and settings.read_bytes() == written.read_bytes())


def _is_file(settings: Path) -> bool:
    """Tell whether there is a file, and no link on the way: a clone may bring one that leads anywhere."""
    try:
        return stat.S_ISREG(settings.lstat().st_mode) and not settings.parent.is_symlink()
    except (FileNotFoundError, NotADirectoryError):
        return False


def _has(settings: Path, paths: Paths) -> bool:
    """Tell whether a person has pasted the mapping; comments and layout do not matter."""
    text = settings.read_text(encoding="utf-8", errors="replace")
    return all(json.dumps(word) in text for place, globs in paths.items() for word in (place, *globs))


def _mapping(repository: Repository, copies: Path) -> Paths:
    snapshot = worktree_snapshot(repository)
    stores = stores_of(snapshot)
    if not stores:
        raise MemfsError("there is no memory store in this repository", code="no-store", hint="memfs init")
    found: Paths = defaultdict(list)
    for store in stores:
        for place, pattern in _patterns(demand_law(snapshot, store), Path(str(repository.top)), copies):
            found[place].append(pattern)
    return dict(found)


def _patterns(law: Law, top: Path, copies: Path) -> Iterator[tuple[str, str]]:
    for kind in law.kinds.values():
        name = schema_file(kind)
        own = f"./{join(law.store, SCHEMA_DIRECTORY, name)}"
        yield own if name in law.ejected else _named(copies / name, top), join(law.store, kind.directory, "**/*.yaml")
    yield _named(copies / POLICY_SCHEMA, top), join(law.store, POLICY_FILE)


def _named(copy: Path, top: Path) -> str:
    """Name a copy as settings that may be shared can: relative, unless the git directory lies elsewhere."""
    with suppress(ValueError):
        return f"./{copy.relative_to(top).as_posix()}"
    return str(copy)

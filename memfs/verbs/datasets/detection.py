"""Tell the format of what was given, by its name, else by what stands in it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from memfs.codec import ProfileError
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from types import ModuleType

    from memfs.verbs.datasets.items import Given

FORMATS: Final = ("jsonl", "json", "csv", "literal", "yaml", "btw", "btb", "letta", "claude", "mcp")
_ENDINGS: Final = {".json": "json", ".csv": "csv", ".py": "literal"}
_LINES: Final = frozenset({".jsonl", ".ndjson"})
_NOTES: Final = ".md"


def detect(given: Given) -> str:
    """Return the name of a format.

    Raises MemfsError `usage` where nothing says it.
    """
    ending = Path(given.name).suffix.lower()
    if given.directory is not None:
        form = _of_directory(given.directory)
    elif ending in _LINES:
        form = _of_lines(given.data)
    elif ending == _NOTES:
        form = _of_note(Path(given.name).name, given.data)
    else:
        form = _ENDINGS.get(ending) or _of_content(given.data) or ("yaml" if ending in {".yaml", ".yml"} else None)
    if form is None:
        forms = ", ".join(FORMATS)
        raise MemfsError(f"{quoted(given.name, limit=200)} does not say its format; give --from {forms}", code="usage")
    return form


def _module(form: str) -> ModuleType:
    return import_module(f"memfs.verbs.datasets.{form}")


def _of_directory(directory: Path) -> str | None:
    """Tell whose directory it is; notes without a word of their front matter about it may be anybody's."""
    letta, notebook = _module("letta"), _module("notebook")
    names = frozenset(path.name for path in directory.iterdir())
    if names & letta.MARKS:
        return "letta"
    if notebook.INDEX in names or (any(name.endswith(_NOTES) for name in names) and not any(directory.rglob("*.json"))):
        return _of_notes(directory) or ("claude" if notebook.INDEX in names else None)
    return "btb"


def _of_notes(directory: Path) -> str | None:
    """Tell whose notes they are by the first that has a front matter."""
    index = _module("notebook").INDEX
    for path in sorted(directory.rglob(f"*{_NOTES}")):
        if path.name != index and path.is_file() and not path.is_symlink():
            form = _of_front(path.read_bytes())
            if form is not None:
                return form
    return None


def _of_lines(data: bytes) -> str:
    return "mcp" if _module("mcp").begins(data) else "jsonl"


def _of_note(name: str, data: bytes) -> str | None:
    """Tell whose note it is; one without a front matter may hold a dataset in Python."""
    return "claude" if name == _module("notebook").INDEX else _of_front(data) or _of_content(data)


def _of_front(data: bytes) -> str | None:
    """Tell whose front matter it is: only Claude's says what type of memory it is."""
    try:
        fields = _module("markdown").note(data.decode("utf-8-sig", "replace").replace("\r\n", "\n")).fields
    except ProfileError:
        return None
    if "description" not in fields:
        return None
    return "claude" if fields.keys() & {"type", "metadata"} else "letta"


def _of_content(data: bytes) -> str | None:
    json, literal, btw = map(_module, ("json", "literal", "btw"))
    start = data.lstrip()
    if start.startswith(b"{"):
        return _of_lines(data) if start.partition(b"\n")[0].rstrip().endswith(b"}") else "json"
    if start.startswith(b"["):
        return "json" if json.begins(start) else "literal"
    if literal.OPENING.match(data):
        return "literal"
    text = data.decode("utf-8", "replace")
    if any(line.startswith(btw.OPENING) for line in text.splitlines()):
        return "btw"
    return "yaml" if text.startswith("---\n") else None

"""The memory tool's six commands over a store: files as a model sees them, records as the store keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.memory_tool_edits import inserted, replaced
from memfs.agents.memory_tool_pages import directory_page, file_page, snippet
from memfs.agents.memory_tool_paths import ROOT, inside, outside, told
from memfs.agents.memory_tool_refusals import form, refusal
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import below
from memfs.core.names import join, stem
from memfs.core.snapshot import REGULAR, within
from memfs.verbs import (
    Draft,
    Store,
    Wishes,
    add_text,
    move_records,
    record_place,
    remove_paths,
    rewrite_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memfs.agents.memory_tool_pages import Range
    from memfs.core.law import Law
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.verbs import Outcome, View

BOM = "\ufeff"


class MemoryFiles:
    """A store as files below `/memories`; every method returns the answer for the model or raises MemfsError."""

    def __init__(self, root: str | Path, *, author: str | None = None) -> None:
        """Open the store, and make and commit it where it is not there yet."""
        self._store = Store.init(root)
        self._place = self._store.place.path
        self._conversation = self._store.conversation(wishes=Wishes(via="python", author=author))

    def close(self) -> None:
        """Commit what `commit.mode: session` gathered."""
        self._conversation.close()

    def view(self, path: str, shown: Range | None) -> str:
        """Show a file's lines or a directory's entries, as they lie on the disk."""
        name, snapshot = inside(path), self._store.working_view().snapshot
        entry = _entry(snapshot, self._full(name))
        if entry is not None:
            return file_page(told(path), _text(snapshot, entry, path), shown)
        names = [below(found.path, self._full(name)) for found in self._files(snapshot, name)]
        if name and not names:
            raise self._missing(path)
        here = self._store.place.directory / name
        shown_path = told(join(ROOT, name))
        return directory_page(shown_path, names, shown, size=lambda inner: _size(here / inner if inner else here))

    def create(self, path: str, text: str) -> str:
        """Store a new record; one given for another path than its own is stored where it belongs."""
        full, data = self._full(_named(path)), _encoded(text)

        def plan(view: View) -> Draft:
            if _entry(view.snapshot, full) is not None:
                raise MemfsError(f"File {told(path)} already exists", code="exists")
            return add_text(view, data, at=full)

        where = self._written(plan)
        moved = "Its content says that it lies there; use this path from now on, not {}."
        return "\n".join([f"File created successfully at: {where}", *_note(where, path, moved)])

    def str_replace(self, path: str, old: str, new: str) -> str:
        """Replace a text that occurs once in a file."""
        shown: list[str] = []

        def change(text: str) -> str:
            made, line = replaced(text, old, new, path=told(path))
            shown[:] = [snippet(made, line)]
            return made

        notes = self._edited(path, change)
        head = "The memory file has been edited. Here is the snippet showing the change (with line numbers):"
        return "\n".join([head, *shown, *notes])

    def insert(self, path: str, line: int, words: str) -> str:
        """Insert lines behind one of a file's."""
        notes = self._edited(path, lambda text: inserted(text, words, line=line))
        return "\n".join([f"The file {told(path)} has been edited.", *notes])

    def delete(self, path: str) -> str:
        """Remove a record, or all below a directory in one commit."""
        name = inside(path)
        if not name:
            raise MemfsError("Cannot delete the /memories directory itself", code="usage")

        def plan(view: View) -> Draft:
            found = self._records(view, name)
            if not found:
                raise MemfsError(f"The path {told(path)} does not exist", code="not-found")
            return remove_paths(view, found)

        self._conversation.write(plan)
        return f"Successfully deleted {told(path)}"

    def rename(self, old: str, new: str) -> str:
        """Give a record another name or other facets, or all below a directory in one commit."""
        before, after = inside(old), _named(new)
        if not before:
            raise MemfsError("Cannot rename the /memories directory itself", code="usage")
        one: list[bool] = []

        def plan(view: View) -> Draft:
            moves = self._moves(view, (before, after), old=old, new=new)
            one[:] = [self._full(before) in moves]
            draft = move_records(view, moves)
            if not draft.edits:
                raise self._immovable(old, new)
            return draft

        where = self._written(plan)
        if not one[0]:
            return f"Successfully renamed {told(old)} to {told(new)}"
        moved = "Its facets say that it lies there, not at {}."
        return "\n".join([f"Successfully renamed {told(old)} to {where}", *_note(where, new, moved)])

    def clear(self) -> str:
        """Remove every record in one commit."""

        def plan(view: View) -> Draft:
            found = self._records(view, "")
            return remove_paths(view, found) if found else Draft("unchanged", "")

        self._conversation.write(plan)
        return "All memory cleared"

    def form(self) -> str:
        """Say how a memory's file looks."""
        return form(self._store.view().law)

    def refusal(self, error: Exception) -> str:
        """Return what to tell a model about an error."""
        return refusal(error, self._law(), self._place)

    def _law(self) -> Law | None:
        try:
            return self._store.view().law
        except MemfsError:
            return None

    def _full(self, name: str) -> str:
        return join(self._place, name)

    def _written(self, plan: Callable[[View], Draft]) -> str:
        """Let a plan be judged and written, and return the path of its first record."""
        outcome: Outcome = self._conversation.write(plan)
        return outside(outcome.changes[0].path, self._place)

    def _edited(self, path: str, change: Callable[[str], str]) -> list[str]:
        """Change a file's text; return what to say of where it lies now."""
        full = self._full(_named(path))
        self._demand_settled(full)

        def plan(view: View) -> Draft:
            entry = _entry(view.snapshot, full)
            if entry is None and self._files(view.snapshot, inside(path)):
                raise MemfsError(f"The path {told(path)} is not a file.", code="usage")
            if entry is None:
                raise self._missing(path)
            record_place(view, full)
            before = _text(view.snapshot, entry, path)
            after = change(before)
            return Draft("unchanged", "") if after == before else rewrite_text(view, full, _encoded(after))

        outcome: Outcome = self._conversation.write(plan)
        where = outside(outcome.changes[0].path, self._place) if outcome.changes else path
        return _note(where, path, f"It lies at {where} now, as its name and facets say; {{}} is gone.")

    def _demand_settled(self, full: str) -> None:
        """Refuse early where a person's uncommitted text stands in the file: a write would refuse it, later."""
        working = self._store.working_view().snapshot
        stored = self._store.view().snapshot
        drawn, kept = _entry(working, full), _entry(stored, full)
        if drawn and kept and _text(working, drawn, full) != _text(stored, kept, full):
            raise MemfsError(f"{quoted(full, limit=200)} has changes that are not committed", code="draft-in-the-way")

    def _files(self, snapshot: Snapshot, name: str) -> list[Entry]:
        full = self._full(name)
        return [entry for entry in snapshot.entries(full) if entry.mode == REGULAR]

    def _records(self, view: View, name: str) -> list[str]:
        """List the record at a path or those below it; raises MemfsError where something else lies there."""
        full = self._full(name)
        if name and _entry(view.snapshot, full) is not None:
            record_place(view, full)
            return [full]
        directories = [self._full(kind.directory) for kind in view.law.kinds.values()]
        found = [entry.path for entry in self._files(view.snapshot, name)]
        records = [path for path in found if any(within(path, directory) for directory in directories)]
        if found and not records and name:
            record_place(view, found[0])
        return [path for path in records if path.endswith(".yaml")]

    def _moves(self, view: View, names: tuple[str, str], *, old: str, new: str) -> dict[str, str]:
        before, after = map(self._full, names)
        found = self._records(view, names[0])
        if not found:
            raise MemfsError(f"The path {told(old)} does not exist", code="not-found")
        if _entry(view.snapshot, after) is not None or self._files(view.snapshot, names[1]):
            raise MemfsError(f"The destination {told(new)} already exists", code="exists")
        if found == [before]:
            return {before: self._target(view, before, after)}
        return {path: join(after, below(path, before)) for path in found}

    def _target(self, view: View, before: str, after: str) -> str:
        """Let a name that stands in no kind's directory, such as `/memories/x.yaml`, be one beside the record's own."""
        directories = [kind.directory for kind in view.law.kinds.values()]
        if below(after, self._place).partition("/")[0] in directories and after.endswith(".yaml"):
            return after
        name = after.rpartition("/")[2].partition(".")[0]
        return join(self._full(view.kind(record_place(view, before).kind).directory), f"{name}.yaml")

    def _missing(self, path: str) -> MemfsError:
        """Say that there is no such file; where a record of this name lies elsewhere, say where."""
        words = f"The path {told(path)} does not exist. Please provide a valid path."
        name, view = path.rpartition("/")[2].partition(".")[0], self._store.view()
        near = [view.find(kind, name) for kind in view.law.kinds if name and stem(name) == name]
        lies = [outside(found.path, self._place) for found in near if found is not None]
        return MemfsError(" ".join([words, *(f"There is {where}." for where in lies)]), code="usage")

    def _immovable(self, old: str, new: str) -> MemfsError:
        what = f"{told(old)} stays: a record lies where its name and facets say, and {told(new)} says nothing else"
        return MemfsError(f"{what}. Rename it to another NAME.yaml, or to other facet=value directories", code="usage")


def _named(path: str) -> str:
    name = inside(path)
    if not name:
        raise MemfsError("The path /memories is not a file.", code="usage")
    return name


def _entry(snapshot: Snapshot, path: str) -> Entry | None:
    return snapshot.locate([path]).get(path) if path else None


def _text(snapshot: Snapshot, entry: Entry, path: str) -> str:
    """Return a file's text with the line ends of a record, whatever a checkout gave it."""
    if entry.mode != REGULAR:
        raise MemfsError(f"Unsupported file type for {told(path)}", code="usage")
    data = next(data for _, data in snapshot.read([entry]))
    try:
        return data.decode("utf-8").removeprefix(BOM).replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise MemfsError(f"{told(path)} is no text in UTF-8", code="usage") from None


def _encoded(text: str) -> bytes:
    lines = text.removeprefix(BOM).replace("\r\n", "\n")
    try:
        return (lines if lines.endswith("\n") else lines + "\n").encode("utf-8")
    except UnicodeEncodeError:
        raise MemfsError("the text holds half of a surrogate pair, which no file can", code="usage") from None


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except OSError:
        return None


def _note(where: str, path: str, words: str) -> list[str]:
    """Return a note on a record that lies elsewhere than a path says."""
    return [] if where == told(join(ROOT, inside(path))) else [words.format(told(path))]

"""Edit: a record's text in the user's editor, through the gate of every write; what is refused is kept."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import printable, quoted
from memfs.core.layout import below, is_law
from memfs.core.names import stem
from memfs.repository import alone, merged_text, open_editor
from memfs.verbs.outcome import Outcome, Written
from memfs.verbs.texts import rewrite_text
from memfs.verbs.writing import Draft, changed_since

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memfs.repository import Repository
    from memfs.verbs.store import Store
    from memfs.verbs.view import Found, View
    from memfs.verbs.writing import Wishes

    Planner = Callable[[View], Draft]

BOM = b"\xef\xbb\xbf"
CONFLICT = "it changed meanwhile: what both of you changed stands between <<<<<<< and >>>>>>>"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a record's text lies while it is edited; beside it lie what it was and a lock."""

    path: Path

    @property
    def base(self) -> Path:
        """Return the file that holds what the text was."""
        return self.path.with_suffix(".base")

    @property
    def lock(self) -> Path:
        """Return the file that is locked while an editor is open."""
        return self.path.with_suffix(".lock")

    @property
    def text(self) -> bytes:
        """Return the text with the line ends of a record; nothing where the file is gone."""
        data = self.path.read_bytes() if self.path.exists() else b""
        lines = data.removeprefix(BOM).replace(b"\r\n", b"\n")
        return lines if not lines.strip() or lines.endswith(b"\n") else lines + b"\n"

    def lay_out(self, found: Found, repository: Repository) -> str | None:
        """Write the record's text; where one was kept, leave it, brought up to date, and say so."""
        if not self.path.exists():
            self._begin(found.source, found.source)
            return None
        before = self.base.read_bytes() if self.base.exists() else b""
        if before == found.source:
            return "your text was kept and is opened again"
        stored = self.path.with_suffix(".stored")
        stored.write_bytes(found.source)
        try:
            self._begin(merged_text(repository, self.path, self.base, stored=stored), found.source)
        finally:
            stored.unlink()
        return f"your text was kept and is opened again; {CONFLICT}"

    def clear(self) -> None:
        """Take the text away."""
        for path in (self.path, self.base, self.lock):
            path.unlink(missing_ok=True)

    def _begin(self, text: bytes, base: bytes) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_bytes(text)
        self.base.write_bytes(base)
        draft.replace(self.path)


def edit_record(store: Store, kind: str, key: str, *, wishes: Wishes) -> Outcome:
    """Open a record in the user's editor and write what comes of it.

    Raises MemfsError `not-found`; `draft-in-the-way` where the working file has changes of its own, `busy` where the
    record is open in another editor; and as every write does: then the text is kept, and the message says where.
    """
    found = _stored(store, kind, key, wishes=wishes)
    repository = store.place.repository
    directory = repository.state_dir / "edit" / store.place.path / kind
    directory.mkdir(parents=True, exist_ok=True)
    sheet = Sheet(directory / f"{stem(found.key)}.yaml")
    with alone(sheet.lock, what=f"{kind} {quoted(found.key)}"):
        note = sheet.lay_out(found, repository)
        try:
            open_editor(repository, sheet.path)
            outcome = _written(store, found, sheet, wishes=wishes)
        except MemfsError as error:
            raise _kept(error, found, sheet) from None
        if not wishes.dry_run:
            sheet.clear()
    return outcome if note is None else replace(outcome, notes=(note, *outcome.notes))


def _stored(store: Store, kind: str, key: str, *, wishes: Wishes) -> Found:
    """Find the record where a write would look for it, which also tells early where no write is possible."""
    founds: list[Found] = []

    def look(view: View) -> Draft:
        founds[:] = [view.demand(kind, key)]
        return Draft("unchanged", "")

    store.write(look, wishes=wishes)
    (found,) = founds
    working = store.working_view().find(kind, key)
    if working is None or working.blob != found.blob:
        path = quoted(working.path if working else found.path, limit=200)
        raise MemfsError(f"{path} has changes that are not committed", code="draft-in-the-way", hint="git status")
    return found


def _written(store: Store, found: Found, sheet: Sheet, *, wishes: Wishes) -> Outcome:
    text = sheet.text
    if text.strip() and text != found.source:
        return store.write(rewrite(found, text), wishes=wishes)
    emptied = () if text.strip() else ("the text was emptied, so nothing changed; memfs remove takes a record away",)
    return Outcome("unchanged", (Written(found.kind, found.key, found.path, found.blob),), notes=emptied)


def rewrite(found: Found, text: bytes) -> Planner:
    """Plan another text for a stored record, its file moved where key or facets say so.

    The plan raises `changed` where the record is no longer the one that was found, InvalidError where the text cannot
    be read.
    """

    def plan(view: View) -> Draft:
        changed_since(view.demand(found.kind, found.key), found.blob)
        return rewrite_text(view, found.path, text)

    return plan


def _kept(error: MemfsError, found: Found, sheet: Sheet) -> MemfsError:
    """Say where the text is kept, and which line is at fault; a text that says nothing new is not kept."""
    if sheet.text == found.source:
        sheet.clear()
        return error
    error.hint = f"memfs edit {found.kind} {shlex.quote(printable(found.key))}"
    place = printable(str(sheet.path))
    violations = error.violations if isinstance(error, InvalidError) else ()
    if violations and not is_law(below(violations[0].path, violations[0].store)):
        first, *rest = violations
        more = f" (and {len(rest)} more)" if rest else ""
        error.message = f"{place}:{first.line}:{first.column}: {first.rule}: {first.message}{more}"
    else:
        error.message = f"{error.message}; your text is kept in '{place}'"
    return error

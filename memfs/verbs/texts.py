"""Texts: a record's file written as a text by its path, for doors that deal in files; judged like any write.

The text is kept as it is given. Where the file lies follows from what it says, so a text that is given for another
place is stored where it belongs, and the draft's `written` says where that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.core.layout import below
from memfs.core.names import path_of, place, stem
from memfs.core.report import Violation
from memfs.rules import schema_file
from memfs.verbs.outcome import Written
from memfs.verbs.records import demand_free, redrafted, subject
from memfs.verbs.writing import Draft, readdressed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.core.names import Place
    from memfs.verbs.view import Found, View


def add_text(view: View, text: bytes, *, at: str) -> Draft:
    """Plan a new record from its text; `at` is the path it was given for.

    Raises ExistsError where its key is taken, InvalidError where it cannot be read or says no key.
    """
    data = _read(view, text, at)
    kind = _kind(view, data, at=at)
    key = _key(kind, data, at=at)
    demand_free(view, kind, key)
    path = path_of(view.law.store, kind, data, digits=view.law.policy.fanout)
    return Draft("added", f"add {subject(kind, key)}", {path: text}, (Written(kind.name, key, path),))


def rewrite_text(view: View, path: str, text: bytes) -> Draft:
    """Plan another text for a stored record, readable or not; its file moves where key or facets say so.

    Raises ExistsError where the text names another record, InvalidError where it cannot be read.
    """
    where = record_place(view, path)
    kind, data = view.kind(where.kind), _read(view, text, path)
    key = _key(kind, data, at=path)
    if stem(key) != where.stem:
        demand_free(view, kind, key)
    target = path_of(view.law.store, kind, data, digits=view.law.policy.fanout)
    source = readdressed(text, view.law.store, schema_file(kind), paths=(path, target))
    moved = (f"moved from {path}",) if target != path else ()
    edits = {path: None, target: source} if moved else {path: source}
    return Draft("replaced", f"replace {subject(kind, key)}", edits, (Written(kind.name, key, target),), moved)


def move_records(view: View, moves: Mapping[str, str]) -> Draft:
    """Plan to give records the names and facets that other paths say; a path without facets leaves them.

    Raises InvalidError where a path cannot be that of such a record, ExistsError where a name is taken.
    """
    drafts = [_moved(view, old, new) for old, new in moves.items()]
    if len(drafts) == 1:
        return drafts[0]
    edits = {path: data for draft in drafts for path, data in draft.edits.items()}
    written = tuple(one for draft in drafts for one in draft.written)
    return Draft("replaced", f"replace {len(drafts)} records", edits, written)


def remove_paths(view: View, paths: Sequence[str]) -> Draft:
    """Plan the removal of the records at some paths, readable or not, in one commit."""
    places = {path: record_place(view, path) for path in paths}
    written = tuple(Written(found.kind, _name(view, found, path), path) for path, found in places.items())
    kind = view.kind(written[0].kind)
    names = subject(kind, written[0].key) if len(written) == 1 else f"{len(written)} records"
    return Draft("removed", f"remove {names}", dict.fromkeys(paths), written)


def record_place(view: View, path: str) -> Place:
    """Return what a path says of its record; raises MemfsError `usage` where no record can lie there."""
    found = place(path, view.law.store, tuple(view.law.kinds.values()))
    if found is None:
        raise MemfsError(f"{quoted(below(path, view.law.store), limit=200)} is no record of this store", code="usage")
    return found


def _read(view: View, text: bytes, path: str) -> Mapping[str, JSON]:
    try:
        return read(text)
    except ProfileError as error:
        violation = Violation(path, "yaml", error.message, error.line, error.column, store=view.law.store)
        raise InvalidError(f"yaml: {error.message}", violations=(violation,)) from None


def _kind(view: View, data: Mapping[str, JSON], *, at: str) -> Kind:
    """Return the one kind whose key the record has; else that of the directory it was given for, else the first."""
    kinds = list(view.law.kinds.values())
    directory = below(at, view.law.store).partition("/")[0]
    says = [kind for kind in kinds if kind.key in data]
    given = [kind for kind in kinds if kind.directory == directory]
    return next(iter([*(says if len(says) == 1 else []), *given, *says, *kinds]))


def _key(kind: Kind, data: Mapping[str, JSON], *, at: str) -> str:
    if kind.key in data:
        return str(data[kind.key])
    name = at.rpartition("/")[2].partition(".")[0]
    line = f"{kind.key}: {name}" if stem(name) == name else f"{kind.key}: ..."
    message = f"a {kind.name} needs '{kind.key}'; begin with the line '{line}'"
    raise InvalidError(f"schema: {message}", violations=(Violation(at, "schema", message),))


def _moved(view: View, old: str, new: str) -> Draft:
    was, wanted = record_place(view, old), record_place(view, new)
    if was.kind != wanted.kind:
        raise MemfsError(f"a {was.kind} cannot become a {wanted.kind}", code="usage")
    kind, found = view.kind(was.kind), _stored(view, old, was)
    facets = {name: value for name, value in wanted.facets.items() if name in kind.facets}
    kept = {name: value for name, value in found.data.items() if not (facets and name in kind.facets)}
    named = {} if wanted.stem == was.stem else {kind.key: wanted.stem}
    data = kind.ordered({**kept, **facets, **named})
    if stem(str(data[kind.key])) != wanted.stem:
        message = f"{quoted(wanted.stem)} is no name for a {kind.name}; lowercase_with_underscores is"
        raise InvalidError(f"summary-format: {message}", violations=(Violation(new, "summary-format", message),))
    return redrafted(view, found, data)


def _stored(view: View, path: str, where: Place) -> Found:
    entries = view.snapshot.locate([path]).values()
    return next(view.records(where.kind, entries))


def _name(view: View, where: Place, path: str) -> str:
    """Return a record's key; its file's name where it cannot be read."""
    try:
        return _stored(view, path, where).key
    except InvalidError:
        return where.stem

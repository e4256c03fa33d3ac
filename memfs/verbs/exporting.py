"""Export: records in other forms; what is exported imports again equal."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.verbs.datasets import Rows, writer
from memfs.verbs.gathering import counted
from memfs.verbs.recalling import classified, demand_facets, matching
from memfs.verbs.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs.view import Found, View

PROJECT, DIRECTORY, DATABASE, TABLES = "btw", "btb", "sqlite", "parquet"
DIRECTORIES = frozenset({DIRECTORY, TABLES})
WHOLE = frozenset({DATABASE, TABLES})
"""The formats that hold every kind."""
MEMORY, PROJECT_KINDS = "memory", ("context", "source")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to export: a format's name, and the wanted values of facets."""

    form: str = "jsonl"
    where: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and what the format has no place for, in words."""

    counted: str
    left_out: str


def exported_texts(view: View, selection: Selection) -> Iterator[str]:
    """Yield the pieces of an export that is one file.

    Raises InvalidError for an unknown facet and for a record that cannot be read, MemfsError `usage` for conditions
    on what has no facets and for a format that is a directory.
    """
    if selection.form in DIRECTORIES | WHOLE:
        what = "a directory" if selection.form in DIRECTORIES else "a database"
        raise MemfsError(f"{selection.form} is {what}; name it with -o", code="usage")
    kinds = _kinds(view, selection)
    return writer(selection.form)(Rows(tuple(kinds), _records(view, kinds, selection.where)))


def export_to(view: View, selection: Selection, path: Path) -> None:
    """Write an export to a file, or to a new directory; whole, or not at all.

    Raises as `exported_texts`, and MemfsError `state` where a directory with files stands there.
    """
    if selection.form in DIRECTORIES:
        _export_directory(view, selection, path)
        return
    if selection.form == DATABASE:
        _export_database(view, selection, path)
        return
    with Replacement(path) as fresh:
        fresh.put(piece.encode() for piece in exported_texts(view, selection))
        fresh.keep()


def measured(view: View, selection: Selection) -> Exported:
    """Count what an export holds and what it leaves out, from names alone."""
    kinds = {kind.name for kind in _kinds(view, selection)}
    held: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for kind in view.law.kinds.values():
        counts = held if kind.name in kinds else others
        counts[kind.name] = sum(
            1 for _ in matching(view, kind, _conditions(kind, selection) if kind.name in kinds else {})
        )
    return Exported(counted(view, held), counted(view, others) if others.total() else "")


def _kinds(view: View, selection: Selection) -> list[Kind]:
    if selection.form == PROJECT:
        if selection.where:
            raise MemfsError("sections and sources have no facets; leave --where out", code="usage")
        return [view.kind(name) for name in PROJECT_KINDS]
    kinds = [view.kind(MEMORY)] if selection.form == DIRECTORY else classified(view)
    demand_facets(selection.where, kinds)
    return list(view.law.kinds.values()) if selection.form in WHOLE else kinds


def _conditions(kind: Kind, selection: Selection) -> Mapping[str, Collection[str]]:
    """Return the conditions that a kind's records have to meet: none where it has no facets."""
    return selection.where if kind.facets else {}


def _records(
    view: View, kinds: list[Kind], where: Mapping[str, Collection[str]]
) -> Iterator[tuple[Kind, Mapping[str, JSON]]]:
    for kind in kinds:
        yield from ((kind, found.data) for found in view.records(kind.name, matching(view, kind, where)))


def _export_directory(view: View, selection: Selection, path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise MemfsError(f"{quoted(path, limit=200)} is there and not an empty directory", code="state")
    draft = path.with_name(f".{path.name[:40]}.{os.getpid()}.part")
    fill = _fill_tables if selection.form == TABLES else _fill_engine
    try:
        draft.mkdir()
        fill(view, selection, draft)
        draft.rename(path)
    except OSError as error:
        what = f"{quoted(path, limit=200)} cannot be written: {(error.strerror or str(error)).lower()}"
        raise MemfsError(what, code="environment") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill_engine(view: View, selection: Selection, home: Path) -> None:
    from memfs.verbs.datasets import btb

    kinds = _kinds(view, selection)
    for name, data in btb.files(Rows(tuple(kinds), _records(view, kinds, selection.where))):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)


def _fill_tables(view: View, selection: Selection, home: Path) -> None:
    from memfs.verbs.datasets import parquet

    records = partial(_found, view, selection)
    parquet.write(home, _kinds(view, selection), records, about=_about(view, selection))


def _export_database(view: View, selection: Selection, path: Path) -> None:
    from memfs.verbs.datasets import sqlite

    records = partial(_found, view, selection)
    sqlite.write(path, _kinds(view, selection), records, about=_about(view, selection))


def _found(view: View, selection: Selection, kind: Kind) -> Iterator[Found]:
    return view.records(kind.name, matching(view, kind, _conditions(kind, selection)))


def _about(view: View, selection: Selection) -> dict[str, str]:
    """Say what a whole export was made from: the store, its commit, the conditions."""
    from memfs.repository import ground_of

    ground = ground_of(view.snapshot)
    where = " ".join(f"{facet}={value}" for facet, values in selection.where.items() for value in sorted(values))
    return {"store": view.law.store or ".", "commit": "" if ground is None else ground.name, "where": where}

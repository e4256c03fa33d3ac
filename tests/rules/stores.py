"""Stores in memory for the tests of the rules: what is written, what is judged, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.layout import below
from memfs.core.names import path_of
from memfs.core.report import Report
from memfs.core.snapshot import Entry, Files, compare
from memfs.rules import check, load_law
from memfs.schemas import packaged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.core.snapshot import Change, Snapshot

STORE = "memory"
POLICY = b"memfs: 1\n"
LAW: Law = load_law(Files({f"{STORE}/memfs.yaml": POLICY}), STORE)


@dataclass(frozen=True, slots=True)
class Tree:
    """Files in memory with modes of their own, which `Files` does not have."""

    files: Mapping[str, bytes]
    modes: Mapping[str, str] = field(default_factory=dict)
    name: str = "planned"

    def entries(self, under: str = "") -> Iterator[Entry]:
        return (self._moded(entry) for entry in Files(self.files).entries(under))

    def locate(self, paths: Iterable[str]) -> dict[str, Entry]:
        return {path: self._moded(entry) for path, entry in Files(self.files).locate(paths).items()}

    def directories(self, under: str, *, marked: str) -> Collection[str]:
        return Files(self.files).directories(under, marked=marked)

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        return Files(self.files).read(entries)

    def changes(self, base: Snapshot, under: str = "") -> Iterator[Change]:
        return compare(base.entries(under), self.entries(under))

    def _moded(self, entry: Entry) -> Entry:
        return entry._replace(mode=self.modes.get(entry.path, entry.mode))


def memory(summary: str = "dns_ttl", **fields: JSON) -> dict[str, JSON]:
    """Return a memory: a fact that was learned, unless the fields say otherwise."""
    cell: dict[str, JSON] = {} if "outcome" in fields else {"outcome": "learning", "insight_type": "fact"}
    return {"summary": summary, **cell, "content": "It lives five minutes.", **fields}


def placed(kind: str, *records: Mapping[str, JSON]) -> dict[str, bytes]:
    """Return the files of records where they belong."""
    known = LAW.kinds[kind]
    return {path_of(STORE, known, data, digits=0): emit(known.ordered(data)) for data in records}


def store(*parts: Mapping[str, bytes], policy: bytes | str = POLICY) -> dict[str, bytes]:
    """Return a store's files: the policy and what else lies in it."""
    text = policy.encode() if isinstance(policy, str) else policy
    return {f"{STORE}/memfs.yaml": text, **{path: data for part in parts for path, data in part.items()}}


def schema(name: str, *, annotation: Mapping[str, JSON] | None = None, **changes: JSON) -> dict[str, bytes]:
    """Return a schema file of the store: the packaged one with changes at its top, and in its annotation."""
    known = json.loads(packaged()[f"{name}.schema.json"])
    known["x-memfs"].update(annotation or {})
    return {f"{STORE}/schema/{name}.schema.json": json.dumps({**known, **changes}).encode()}


Given = dict[str, bytes] | Tree
"""A store's files, or a snapshot of them."""


def judged(given: Given, *, rules: Iterable[str] = (), detail: str = "shares") -> Report:
    """Judge every record of a store."""
    snapshot = _snapshot(given)
    return check(snapshot, load_law(snapshot, STORE), rules=frozenset(rules), detail=detail)


def brought(before: Given, after: Given, *, rules: Iterable[str] = (), detail: str = "shares") -> Report:
    """Judge what a change brings."""
    base, head = _snapshot(before), _snapshot(after)
    law, base_law = load_law(head, STORE), load_law(base, STORE)
    return check(head, law, base, base_law=base_law, rules=frozenset(rules), detail=detail)


def _snapshot(given: Given) -> Snapshot:
    return Files(given) if isinstance(given, dict) else given


def lines(found: Report | Iterable[Violation]) -> list[str]:
    """Say violations as the command line does, without the store's directory."""
    violations = found.violations if isinstance(found, Report) else found
    return [f"{below(v.path, STORE)}:{v.line}:{v.column}: {v.rule}: {v.message}{_level(v)}" for v in violations]


def _level(violation: Violation) -> str:
    return "" if violation.level == "error" else f" ({violation.level})"

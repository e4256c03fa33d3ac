"""Stores in memory for the tests of the rules: what is written, what is judged, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.layout import below, is_law
from memfs.core.names import path_of
from memfs.core.snapshot import Entry, Files, compare
from memfs.rules import check, load_law
from memfs.schemas import packaged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Report, Violation
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
        return replace(entry, mode=self.modes.get(entry.path, entry.mode))


def memory(summary: str = "dns_ttl", **fields: JSON) -> dict[str, JSON]:
    """Return a memory: a fact that was learned, unless the fields say otherwise."""
    given: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact", "content": "It lives five minutes."}
    return {"summary": summary, **(fields if "outcome" in fields else given | fields), **_content(fields)}


def _content(fields: Mapping[str, JSON]) -> dict[str, JSON]:
    return {"content": fields.get("content", "It lives five minutes.")}


def placed(kind: str, *records: Mapping[str, JSON]) -> dict[str, bytes]:
    """Return the files of records where they belong."""
    known = LAW.kinds[kind]
    return {path_of(STORE, known, data, digits=0): emit(known.ordered(data)) for data in records}


def store(*parts: Mapping[str, bytes], policy: bytes | str = POLICY) -> dict[str, bytes]:
    """Return a store's files: the policy and what else lies in it."""
    text = policy.encode() if isinstance(policy, str) else policy
    return {f"{STORE}/memfs.yaml": text, **{path: data for part in parts for path, data in part.items()}}


def schema(name: str, **changes: JSON) -> dict[str, bytes]:
    """Return a schema file of the store: the packaged one of that name with changes at its top."""
    known = json.loads(packaged()[f"{name}.schema.json"])
    return {f"{STORE}/schema/{name}.schema.json": json.dumps({**known, **changes}).encode()}


def judged(files: Mapping[str, bytes] | Snapshot, *, rules: Iterable[str] = (), detail: str = "shares") -> Report:
    """Judge every record of a store."""
    snapshot = files if not isinstance(files, dict) else Files(files)
    return check(snapshot, load_law(snapshot, STORE), rules=frozenset(rules), detail=detail)


def brought(
    before: Mapping[str, bytes] | Snapshot, after: Mapping[str, bytes] | Snapshot, *, rules: Iterable[str] = ()
) -> Report:
    """Judge what a change brings."""
    base, head = (files if not isinstance(files, dict) else Files(files) for files in (before, after))
    changes = tuple(head.changes(base, STORE))
    law = load_law(head, STORE)
    same = not any(is_law(below(change.path, STORE)) for change in changes)
    base_law = law if same else load_law(base, STORE)
    return check(head, law, base, base_law=base_law, rules=frozenset(rules))


def lines(found: Report | Iterable[Violation]) -> list[str]:
    """Say violations as the command line does, without the store's directory."""
    violations = found.violations if not isinstance(found, (list, tuple)) and hasattr(found, "violations") else found
    return [
        f"{below(v.path, STORE)}:{v.line}:{v.column}: {v.rule}: {v.message}{'' if v.level == 'error' else f' ({v.level})'}"
        for v in violations  # type: ignore[union-attr]  # narrowed by the line above
    ]

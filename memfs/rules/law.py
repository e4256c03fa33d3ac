"""Read the law of a store from the snapshot that is judged."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, read
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import printable, shortened
from memfs.core.kinds import Kind, kind_from
from memfs.core.law import Law
from memfs.core.layout import SCHEMA_DIRECTORY, SCHEMA_ENDING, below, is_schema
from memfs.core.names import join
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.policy import FORMAT, Policy, policy_from
from memfs.core.report import MESSAGE_LIMIT, Violation
from memfs.core.snapshot import REGULAR
from memfs.rules import policy as policy_rule
from memfs.rules.subject import position
from memfs.schemas import Schemas, packaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from memfs.core.model import JSON
    from memfs.core.snapshot import Entry, Snapshot
    from memfs.schemas import Problem

POLICY_SCHEMA = "policy.schema.json"


def load_law(snapshot: Snapshot, store: str, *, like: Snapshot | None = None) -> Law:
    """Read the policy and the schemas of a store as the snapshot holds them.

    What is wrong with them stands in `violations`, as rule `policy`; where they are those of `like`, whose law is known
    to be in order, nobody looks. Raises MemfsError `environment` where the format is newer than this program.
    """
    files = _law_files(snapshot, store)
    sound = like is not None and (like is snapshot or _are_alike(files, _law_files(like, store)))
    own = {path.rpartition("/")[2]: data for path, (_, data) in files.items() if is_schema(below(path, store))}
    schemas = {**packaged(), **own}
    violations = [] if sound else list(_schema_violations(store, own, schemas))
    kinds = [] if violations else _kinds(schemas)
    violations.extend(_clashes(store, own, kinds))
    judging = None if sound else {} if violations else schemas
    policy, faults = _policy(files.get(join(store, POLICY_FILE)), store, kinds=_named(kinds), schemas=judging)
    return Law(
        store=store,
        policy=policy,
        kinds=_named(kinds),
        schemas=schemas,
        ejected=frozenset(own),
        violations=(*violations, *faults),
    )


def demand_law(snapshot: Snapshot, store: str) -> Law:
    """Read the law; raise InvalidError where it is broken, for verbs that cannot go on without it."""
    law = load_law(snapshot, store)
    if law.violations:
        first = law.violations[0]
        message = f"the store's law is broken: {printable(first.path)}:{first.line}:{first.column}: {first.message}"
        raise InvalidError(message, violations=law.violations, hint="memfs check")
    return law


def _law_files(snapshot: Snapshot, store: str) -> dict[str, tuple[Entry, bytes]]:
    """Read memfs.yaml and the schemas; a schema that is no plain file is none, and rule `file` says so."""
    policy = snapshot.locate([join(store, POLICY_FILE)]).values()
    listed = snapshot.entries(join(store, SCHEMA_DIRECTORY))
    schemas = [entry for entry in listed if is_schema(below(entry.path, store)) and entry.mode == REGULAR]
    return {entry.path: (entry, data) for entry, data in snapshot.read([*policy, *schemas])}


def _are_alike(one: Mapping[str, tuple[Entry, bytes]], other: Mapping[str, tuple[Entry, bytes]]) -> bool:
    """Tell whether files hold the same; of a working file git may not know the id."""
    held = [{path: (entry.mode, data) for path, (entry, data) in files.items()} for files in (one, other)]
    return held[0] == held[1]


def _schema_violations(store: str, own: Mapping[str, bytes], schemas: Mapping[str, bytes]) -> Iterator[Violation]:
    """Judge the store's own schemas one by one, and where each is fit, together with the packaged ones."""
    shipped = packaged()
    own = {name: data for name, data in own.items() if data != shipped.get(name)}
    if not own:
        return
    from memfs.schemas import judge_schema, judge_together

    found = {name: problems for name, data in own.items() if (problems := judge_schema(name, data, schemas.keys()))}
    if not found:
        found = judge_together(_parsed(schemas))
    for name, problems in sorted(found.items()):
        for problem in problems:
            place = "/".join(map(str, problem.path))
            message = f"{place}: {problem.message}" if place else problem.message
            at = position(own.get(name, b""), tuple(map(_step, problem.path)))
            yield _violation(join(store, SCHEMA_DIRECTORY, name), store, message, at=at)


def _step(step: str | int) -> str | int:
    return int(step) if isinstance(step, str) and step.isdecimal() else step


def _kinds(schemas: Mapping[str, bytes]) -> list[tuple[str, Kind]]:
    parsed = [(name, kind_from(json.loads(data))) for name, data in sorted(schemas.items())]
    order = {"memory.schema.json": 0, "context.schema.json": 1, "source.schema.json": 2}
    found = [(name, kind) for name, kind in parsed if kind is not None]
    return sorted(found, key=lambda item: (order.get(item[0], len(order)), item[0]))


def _named(kinds: Iterable[tuple[str, Kind]]) -> dict[str, Kind]:
    return {kind.name: kind for _, kind in kinds}


def _clashes(store: str, own: Mapping[str, bytes], kinds: list[tuple[str, Kind]]) -> Iterator[Violation]:
    seen: dict[str, str] = {}
    for name, kind in kinds:
        other = seen.setdefault(kind.directory, name)
        if other != name:
            blamed = name if name in own else other
            message = f"the directory '{kind.directory}' belongs to {other} as well; choose another"
            yield _violation(join(store, SCHEMA_DIRECTORY, blamed), store, message)


def _policy(
    found: tuple[Entry, bytes] | None, store: str, *, kinds: Mapping[str, Kind], schemas: Mapping[str, bytes] | None
) -> tuple[Policy, tuple[Violation, ...]]:
    """Read the policy and say what is wrong with it; no `schemas` means that it is known to be in order."""
    path = join(store, POLICY_FILE)
    if found is None:
        return Policy(), (_violation(path, store, "is missing; memfs init writes one"),)
    entry, data = found
    if entry.mode != REGULAR:
        return Policy(), (_violation(path, store, "is a symlink, executable or no file; it must be a plain file"),)
    try:
        values = read(data)
    except ProfileError as error:
        return Policy(), (_violation(path, store, error.message, at=(error.line, error.column)),)
    _demand_known_format(values, path)
    if schemas is None:
        return policy_from(values), ()
    problems = [(problem.path, problem.message) for problem in _policy_problems(values, schemas)]
    policy = Policy() if problems else policy_from(values)
    faults = [*problems] if problems or not kinds else [*policy_rule.faults(policy, kinds)]
    return policy, tuple(_violation(path, store, message, at=position(data, at)) for at, message in faults)


def _policy_problems(values: Mapping[str, JSON], schemas: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Judge by the packaged schema, then by the store's own, which may only demand more."""
    shipped = packaged()[POLICY_SCHEMA]
    own = schemas if schemas.get(POLICY_SCHEMA, shipped) != shipped else {}
    for judge in (_shipped_judge(), *([Schemas(_parsed(own))] if own else [])):
        if not judge.accepts(POLICY_SCHEMA)(values):
            return judge.explain(POLICY_SCHEMA, values, kind=None)
    return ()


@cache
def _shipped_judge() -> Schemas:
    """Return what judges policies, compiled once: a write asks three times, which was a quarter of its own time."""
    return Schemas(_parsed({POLICY_SCHEMA: packaged()[POLICY_SCHEMA]}))


def load_policy(snapshot: Snapshot, store: str) -> Policy:
    """Read the policy alone, without the kinds; the defaults where it is broken, which the full law then reports."""
    path = join(store, POLICY_FILE)
    found = next(snapshot.read(snapshot.locate([path]).values()), None)
    return _policy(found, store, kinds={}, schemas={})[0]


def _demand_known_format(values: Mapping[str, JSON], path: str) -> None:
    version = values.get("memfs")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        message = f"{printable(path)} has the format {version}, this memfs knows {FORMAT}"
        raise MemfsError(message, code="environment", hint="pip install --upgrade memfs-git")


def _violation(path: str, store: str, message: str, *, at: tuple[int, int] = (1, 1)) -> Violation:
    return Violation(
        path=path,
        rule=policy_rule.ID,
        message=shortened(message, limit=MESSAGE_LIMIT),
        line=at[0],
        column=at[1],
        store=store,
    )


def _parsed(files: Mapping[str, bytes]) -> dict[str, Mapping[str, JSON]]:
    return {name: json.loads(data) for name, data in files.items()}


def compiled(law: Law) -> Schemas:
    """Return the validators of a law's schemas."""
    return Schemas(_parsed(law.schemas))


def schema_file(kind: Kind) -> str:
    """Return the name of a kind's schema file."""
    return kind.name + SCHEMA_ENDING


def judges_alike(one: Law, other: Law) -> bool:
    """Tell whether two laws judge every single record alike; what they want of the whole store may differ."""
    return one is other or _of_records(one) == _of_records(other)


def _of_records(law: Law) -> tuple[object, ...]:
    return (law.schemas, law.policy.fanout, law.policy.levels)

"""Fields that a record needs, may have or must not have, depending on its facets or on a key of known values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memfs.core.cells import ABSENT, PRESENT, judge
from memfs.core.escape import printable, quoted
from memfs.schemas.facets import needs, removed, who
from memfs.schemas.words import listed, problem, shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.kinds import Kind
    from memfs.schemas.words import Problem


def ruling_fields(kind: Kind) -> tuple[str, ...]:
    """Return the fields whose values conditions speak of: the facets, and a key where the schema lists its values."""
    return (*kind.facets, kind.key) if kind.keys() else kind.facets


def known_fields(schema: Any, *, of: Kind | None = None, beside: Mapping[Any, Any] | None = None) -> list[str]:
    """Return the fields of a schema; of a kind, those that may stand beside the others, in file order."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    known = list(properties) if isinstance(properties, Mapping) else []
    if of is None:
        return known
    given = _given(of, beside or {})
    return [name for name in of.fields if name in known and of.allows(name, given)] or known


def conditions(
    kind: Kind, data: Mapping[Any, Any], *, missing: Sequence[str], foreign: Sequence[str]
) -> Iterator[Problem]:
    """Explain top-level fields that are missing or must go, and why; a missing and a foreign one are one problem."""
    parts = kind.schema["properties"]
    forms = {name: shape(parts.get(name) if isinstance(parts, Mapping) else None) for name in missing}
    reasons = {name: _because(kind, data, {name: ABSENT}) for name in missing}
    reasons |= {name: _because(kind, data, {name: PRESENT}) for name in foreign}
    if missing and foreign and len(set(reasons.values())) == 1 and reasons[missing[0]]:
        wanted = listed([quoted(name) + (f" ({forms[name]})" if forms[name] else "") for name in missing], "and")
        unwanted = listed([quoted(name) for name in foreign], "and")
        yield problem((foreign[0],), f"{who(kind, reasons[missing[0]])} takes {wanted}, not {unwanted}")
        return
    for name in missing:
        yield problem((), needs(name, forms[name], who=who(kind, reasons[name])))
    for name in foreign:
        yield problem((name,), removed([name], reasons[name]))


def _because(kind: Kind, data: Mapping[Any, Any], about: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fewest values that decide a field; () where none do."""
    given = _given(kind, data)
    if judge(kind.schema, {**given, **about}) is not False:
        return ()
    for name in reversed(list(given)):
        fewer = {other: value for other, value in given.items() if other != name}
        if judge(kind.schema, {**fewer, **about}) is False:
            given = fewer
    return tuple(printable(value) for value in given.values())


def _given(kind: Kind, data: Mapping[Any, Any]) -> dict[str, str]:
    return {name: data[name] for name in ruling_fields(kind) if isinstance(data.get(name), str)}

"""From the faults of a validator to problems: one for each real fault, and none that only follows from another."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from memfs.core.escape import printable, quoted, shortened
from memfs.schemas.facets import class_problems
from memfs.schemas.faults import MISSING, NEVER, UNKNOWN, one_a_place
from memfs.schemas.fields import conditions, known_fields, ruling_fields
from memfs.schemas.sentences import sentence
from memfs.schemas.words import Path, Problem, choices, meant, place, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jsonschema_rs import Validator

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind
    from memfs.schemas.faults import Fault
    from memfs.schemas.reasons import Reasons

_MOST: Final = 2_000
# of several faults at one place the first of these is the real one, the others are its echoes
_RANK: Final = {word: rank for rank, word in enumerate((UNKNOWN, NEVER, "type", "const", "enum", "format", "pattern"))}


def explanation(reasons: Reasons, data: Any, *, kind: Kind | None, cells: Sequence[Cell]) -> tuple[Problem, ...]:
    """Explain why the slow validator refuses the data; () where it does not."""
    try:
        faults = one_a_place(reasons.faults(data))
    except RecursionError:
        return (problem((), "the file is nested too deeply to be judged"),)
    unknown = [one for one in faults if one.keyword == UNKNOWN]
    slips = _slips(unknown)
    told = [problem(one.path, _unknown_field(one, slips, kind)) for one in unknown]
    top = {path[0]: right[0] for path, right in slips.items() if len(path) == 1}
    if top:
        corrected = {top.get(name, name): value for name, value in data.items()}
        rest = explanation(reasons, corrected, kind=kind, cells=cells)
        return (*(one for one in told if one.path in slips and len(one.path) == 1), *_renamed(rest, top))
    others = [one for one in faults if one.keyword != UNKNOWN and one.place not in slips.values()]
    if kind is None or not isinstance(data, dict):
        return (*told, *plain(others))
    return tuple(_of_record(kind, cells, data, faults=others, unknown=told))


def _of_record(
    kind: Kind,
    cells: Sequence[Cell],
    data: Mapping[Any, Any],
    *,
    faults: list[Fault],
    unknown: list[Problem],
) -> Iterator[Problem]:
    """Tell the class first: while it is wrong, what follows from it by a condition cannot be judged."""
    wrong = class_problems(kind, cells, data)
    if wrong:
        faults = [one for one in faults if one.place[:1] not in {(facet,) for facet in kind.facets}]
    ruling = {(name,) for name in ruling_fields(kind)}
    if wrong or any(one.place in ruling and not one.conditional for one in faults):
        faults = [one for one in faults if not one.conditional]
    top = [one for one in faults if len(one.place) == 1 and one.keyword in {MISSING, NEVER}]
    missing = [one.field for one in top if one.keyword == MISSING]
    foreign = [one.field for one in top if one.keyword == NEVER]
    yield from wrong
    yield from conditions(kind, data, missing=missing, foreign=foreign)
    yield from unknown
    yield from plain([one for one in faults if one not in top])


def plain(faults: Sequence[Fault]) -> list[Problem]:
    """Tell each fault by its keyword."""
    return [problem(one.path, sentence(one)) for one in faults]


def _slips(unknown: Sequence[Fault]) -> dict[Path, Path]:
    """Match unknown fields with the absent ones they may be misspellings of."""
    slips: dict[Path, Path] = {}
    for one in unknown:
        absent = [name for name in known_fields(one.schema) if name not in one.instance]
        close = meant(one.field, absent)
        if close and (*one.path[:-1], close) not in slips.values():
            slips[one.path] = (*one.path[:-1], close)
    return slips


def _unknown_field(one: Fault, slips: Mapping[Path, Path], kind: Kind | None) -> str:
    if one.path in slips:
        return f"unknown field {quoted(one.field)}; did you mean {quoted(slips[one.path][-1])}?"
    top = kind if len(one.path) == 1 else None
    legal = known_fields(one.schema, of=top, beside=one.instance)
    return f"unknown field {quoted(one.field)}; {f'use {choices(legal)}' if legal else 'remove it'}"


def _renamed(problems: Sequence[Problem], slips: Mapping[str | int, str | int]) -> Iterator[Problem]:
    """Put problems of a misspelt field where the file has it."""
    back = {right: wrong for wrong, right in slips.items()}
    for one in problems:
        yield Problem((*(back.get(step, step) for step in one.path[:1]), *one.path[1:]), one.message)


def own_words(validator: Validator, data: Any) -> tuple[Problem, ...]:
    """Explain a refusal of the fast validator alone, in its own words; () where it accepts the data."""
    try:
        errors = list(islice(validator.iter_errors(data), _MOST))
    except UnicodeEncodeError:
        return (problem((), "a text holds half a character (a lone surrogate); write the whole character"),)
    except ValueError as error:
        return (problem((), f"the file is not JSON: {shortened(printable(str(error)), limit=200)}"),)
    return tuple(one for error in errors for one in _foreign_words(error))


def _foreign_words(error: Any) -> Iterator[Problem]:
    path = tuple(error.instance_path)
    if error.kind.name == "unevaluatedProperties":
        yield from (
            problem((*path, name), f"unknown field {quoted(name)}; remove it") for name in error.kind.unexpected
        )
    else:
        yield problem(path, f"{place(path)} is refused: {shortened(printable(error.message), limit=200)}")

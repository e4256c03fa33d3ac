"""What is wrong with a record's class: its facets against the legal cells of its kind, generic over any kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memfs.core.cells import options
from memfs.core.escape import quoted
from memfs.schemas.words import Problem, choices, illegal, listed, problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind


@dataclass(frozen=True, slots=True)
class _Fault:
    """A facet that cannot stand as it is.

    `legal` is empty where it has to go, `own` is its whole enum, `ruling` are the values before it that decide.
    """

    facet: str
    present: bool
    value: Any
    legal: tuple[str, ...]
    own: tuple[str, ...]
    ruling: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        return not self.present

    @property
    def is_foreign(self) -> bool:
        return self.present and not self.legal

    @property
    def is_unknown(self) -> bool:
        return self.present and bool(self.legal) and self.value not in self.own

    def changed(self) -> str:
        """Say what the value should be; a legal word in the wrong company is no slip of the pen."""
        ruling = listed(self.ruling, "and")
        return illegal((self.facet,), self.value, self.legal, of=ruling, guess=self.is_unknown)


def class_problems(kind: Kind, cells: Sequence[Cell], data: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Explain why the facets are no legal cell; () where they are one.

    A value that its facet never has is one problem each, and then nothing is said of how the facets go together;
    otherwise the wrong combination is one problem, which names every facet to change, to add and to remove.
    """
    faults, ruling = _faults(kind, cells, data)
    unknown = [fault for fault in faults if fault.is_unknown]
    if unknown:
        return tuple(problem((fault.facet,), fault.changed()) for fault in unknown)
    return (_combined(kind, faults, ruling),) if faults else ()


def _faults(kind: Kind, cells: Sequence[Cell], data: Mapping[str, Any]) -> tuple[list[_Fault], tuple[str, ...]]:
    """Follow the cells facet by facet, and collect the values that decide.

    A fault narrows nothing; behind one that is still to be filled in, nothing follows from what is absent.
    """
    faults: list[_Fault] = []
    ruling: tuple[str, ...] = ()
    left = cells
    for facet in kind.facets:
        values = tuple(dict.fromkeys(cell.get(facet) for cell in left))
        value, present = data.get(facet), facet in data
        if not present and any(fault.legal for fault in faults):
            continue
        if value in values and present is (value is not None):
            left = [cell for cell in left if cell.get(facet) == value]
            ruling += (str(value),) if present and _rules(facet, cells) else ()
        else:
            legal = tuple(one for one in values if one is not None)
            faults.append(_Fault(facet, present, value, legal, options(kind.schema, facet), ruling))
    return faults, ruling


def _rules(facet: str, cells: Sequence[Cell]) -> bool:
    """Tell whether the facet's value decides which others a record may have."""
    rests: dict[str, set[frozenset[tuple[str, str]]]] = {}
    for cell in cells:
        if facet in cell:
            rest = frozenset((name, value) for name, value in cell.items() if name != facet)
            rests.setdefault(cell[facet], set()).add(rest)
    return len({frozenset(rest) for rest in rests.values()}) > 1


def _combined(kind: Kind, faults: Sequence[_Fault], ruling: Sequence[str]) -> Problem:
    missing = [fault for fault in faults if fault.is_missing]
    foreign = [fault for fault in faults if fault.is_foreign]
    changed = [fault for fault in faults if fault not in missing and fault not in foreign]
    clauses = [fault.changed() for fault in changed]
    clauses += [needs(fault.facet, choices(fault.legal), who=who(kind, fault.ruling)) for fault in missing]
    clauses += [removed([fault.facet for fault in foreign], ruling)] if foreign else []
    first = next(iter((*changed, *missing, *foreign)))
    return problem((first.facet,) if first.present else (), "; ".join(clauses))


def who(kind: Kind, ruling: Sequence[str]) -> str:
    """Name the records that have these values: `failure with web_search`; without any, `a memory`."""
    if not ruling:
        return f"{'an' if kind.name[0] in 'aeiou' else 'a'} {kind.name}"
    rest = listed(ruling[1:], "and")
    return f"{ruling[0]} with {rest}" if rest else ruling[0]


def needs(field: str, shape: str, *, who: str) -> str:
    """Say that a field is missing and what it may be."""
    return f"{who} needs {quoted(field)}{f' ({shape})' if shape else ''}"


def removed(fields: Sequence[str], ruling: Sequence[str]) -> str:
    """Say that fields have to go."""
    names = listed([quoted(field) for field in fields], "and")
    verb, them = ("does", "it") if len(fields) == 1 else ("do", "them")
    return f"{names} {verb} not go with {listed(ruling, 'and') or 'the other fields'}; remove {them}"

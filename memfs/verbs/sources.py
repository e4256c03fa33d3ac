"""Add to and replace data sources and their variables."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.verbs.sections import appended, demand_match, saved, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from memfs.core.model import JSON
    from memfs.verbs.view import Found, View
    from memfs.verbs.writing import Draft

    Planner = Callable[[View], Draft]

SOURCE = "source"
VARIABLES = "variables"


def add(name: str, fields: Mapping[str, str | Sequence[str]]) -> Planner:
    """Plan additions to a source, made where it is absent: list fields grow, a text field must not be set yet."""

    def plan(view: View) -> Draft:
        found = view.find(SOURCE, name)
        data: dict[str, JSON] = dict(found.data) if found else {"name": name}
        notes: tuple[str, ...] = ()
        for field, content in fields.items():
            data[field], more = _added(view, data, field, content=content)
            notes = (*notes, *more)
        return saved(view, SOURCE, found, data=data, notes=notes)

    return plan


def _added(
    view: View, data: Mapping[str, JSON], field: str, *, content: str | Sequence[str]
) -> tuple[JSON, tuple[str, ...]]:
    _demand_field(view, field)
    texts = texts_of(content, name=field)
    if view.kind(SOURCE).is_list(field):
        return appended(data.get(field), texts)
    text = "\n".join(texts)
    if data.get(field) not in {None, "", text}:
        hint = f"memfs replace source {shlex.quote(str(data['name']))} {field} ..."
        raise InvalidError(f"{field} of {quoted(data['name'])} is set already", hint=hint)
    return text, (f"{field} is there already",) if data.get(field) == text else ()


def replace(name: str, field: str, content: str | Sequence[str], *, if_match: str | None = None) -> Planner:
    """Plan a field of a source that holds these texts and nothing else; the source is made where it is absent."""

    def plan(view: View) -> Draft:
        _demand_field(view, field)
        found = view.find(SOURCE, name)
        demand_match(found, if_match, name=f"source {name}")
        data: dict[str, JSON] = dict(found.data) if found else {"name": name}
        texts = texts_of(content, name=field, clears=True)
        data[field] = list(texts) if view.kind(SOURCE).is_list(field) else "\n".join(texts)
        return saved(view, SOURCE, found, data=data, replaces=True)

    return plan


def _demand_field(view: View, field: str) -> None:
    known = [name for name in view.kind(SOURCE).fields if name not in {view.kind(SOURCE).key, VARIABLES}]
    if field == VARIABLES:
        raise MemfsError(
            "variables are written one by one", code="usage", hint="memfs add variable SOURCE VARIABLE NOTE"
        )
    if field not in known:
        raise InvalidError(f"a source has no {quoted(field)}; it has {', '.join(known)}")


def add_variable(source: str, variable: str, content: str | Sequence[str]) -> Planner:
    """Plan notes on a variable; the source and the variable are made where they are absent."""

    def plan(view: View) -> Draft:
        found = view.find(SOURCE, source)
        notes = texts_of(content, name=variable)
        old = variable_in(found.data if found else {}, variable)
        grown, there = appended(old.get("notes") if old else (), notes)
        return saved(
            view, SOURCE, found, data=_with_variable(found, source, {"name": variable, "notes": grown}), notes=there
        )

    return plan


def replace_variable(
    source: str, variable: str, content: str | Sequence[str], *, if_match: str | None = None
) -> Planner:
    """Plan a variable that has these notes and no others; no note clears them."""

    def plan(view: View) -> Draft:
        found = view.find(SOURCE, source)
        demand_match(found, if_match, name=f"source {source}")
        notes = texts_of(content, name=variable, clears=True)
        data = _with_variable(found, source, {"name": variable, "notes": list(notes)})
        return saved(view, SOURCE, found, data=data, replaces=True)

    return plan


def remove_variable(source: str, variable: str, *, if_match: str | None = None) -> Planner:
    """Plan a source without one of its variables."""

    def plan(view: View) -> Draft:
        found = view.demand(SOURCE, source)
        demand_match(found, if_match, name=f"source {source}")
        demand_variable(found, variable)
        kept = [item for item in variables_of(found.data) if item.get("name") != variable]
        notes = (f"removed the variable {quoted(variable)}",)
        return saved(view, SOURCE, found, data={**found.data, VARIABLES: kept}, notes=notes, replaces=True)

    return plan


def variables_of(data: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    """Return a source's variables."""
    items = data.get(VARIABLES)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def variable_in(data: Mapping[str, JSON], name: str) -> Mapping[str, JSON] | None:
    """Return one variable of a source; None where it has none of that name."""
    return next((item for item in variables_of(data) if item.get("name") == name), None)


def demand_variable(found: Found, name: str) -> Mapping[str, JSON]:
    """Return one variable of a source or raise `not-found` with the nearest names."""
    import difflib

    variable = variable_in(found.data, name)
    if variable is None:
        near = difflib.get_close_matches(name, [str(item.get("name")) for item in variables_of(found.data)], n=3)
        hint = f"did you mean {', '.join(near)}?" if near else None
        raise MemfsError(f"source {quoted(found.key)} has no variable {quoted(name)}", code="not-found", hint=hint)
    return variable


def _with_variable(found: Found | None, source: str, variable: Mapping[str, JSON]) -> dict[str, JSON]:
    data: dict[str, JSON] = dict(found.data) if found else {"name": source}
    items = variables_of(data)
    names = [item.get("name") for item in items]
    if variable["name"] in names:
        at = names.index(variable["name"])
        return {**data, VARIABLES: [*items[:at], {**items[at], **variable}, *items[at + 1 :]]}
    return {**data, VARIABLES: [*items, variable]}

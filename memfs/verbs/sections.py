"""Add to and replace the sections of a project's context."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import quoted
from memfs.verbs.outcome import Written
from memfs.verbs.records import redrafted, subject
from memfs.verbs.writing import Draft, added, changed_since

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from memfs.core.model import JSON
    from memfs.verbs.view import Found, View

    Planner = Callable[[View], Draft]

CONTEXT = "context"


def add(section: str, content: str | Sequence[str]) -> Planner:
    """Plan new items of a list section, or another paragraph of a text section; what is there stays."""

    def plan(view: View) -> Draft:
        found, is_list = _section(view, section)
        texts = texts_of(content, name=section)
        if not is_list:
            old = str(found.data.get("text", "")) if found else ""
            return saved(
                view, CONTEXT, found, data={"section": section, "text": "\n\n".join(filter(None, (old, *texts)))}
            )
        items, notes = appended(found.data.get("items") if found else (), texts)
        return saved(view, CONTEXT, found, data={"section": section, "items": items}, notes=notes)

    return plan


def replace(section: str, content: str | Sequence[str], *, if_match: str | None = None) -> Planner:
    """Plan a section that holds these texts and nothing else; no text clears it."""

    def plan(view: View) -> Draft:
        found, is_list = _section(view, section)
        demand_match(found, if_match, name=f"{CONTEXT} {section}")
        texts = texts_of(content, name=section, clears=True)
        fields: dict[str, JSON] = {"items": list(texts)} if is_list else {"text": "\n\n".join(texts)}
        return saved(view, CONTEXT, found, data={"section": section, **fields}, replaces=True)

    return plan


def _section(view: View, section: str) -> tuple[Found | None, bool]:
    kind = view.kind(CONTEXT)
    if section not in kind.keys():  # noqa: SIM118 - a Kind's keys, not a mapping's
        message, hint = _unknown(view, section)
        raise InvalidError(message, hint=hint)
    return view.find(CONTEXT, section), kind.allows("items", {"section": section})


def demand_section(view: View, section: str) -> None:
    """Raise MemfsError `not-found` where the schema knows no such section, naming those it knows."""
    if section not in view.kind(CONTEXT).keys():  # noqa: SIM118 - a Kind's keys, not a mapping's
        message, hint = _unknown(view, section)
        raise MemfsError(message, code="not-found", hint=hint)


def _unknown(view: View, section: str) -> tuple[str, str | None]:
    import difflib

    known = view.kind(CONTEXT).keys()
    near = [name for name in known if section and name.startswith(section)]
    near = near or difflib.get_close_matches(section, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else None
    return f"there is no section {quoted(section)}; the sections are {', '.join(known)}", hint


def texts_of(value: JSON, *, name: str, clears: bool = False) -> tuple[str, ...]:
    """Return the texts that were given for a name: a text alone is the same as a list of it.

    Raises InvalidError where one is no text or blank, or where there is none, unless that `clears`.
    """
    given = (value,) if not isinstance(value, (list, tuple)) else tuple(value)
    texts = tuple(text for text in given if isinstance(text, str))
    strange = [item for item in given if not isinstance(item, str)]
    if strange:
        raise InvalidError(f"{quoted(name)} was given {quoted(json.dumps(strange[0]))}, expected text")
    if not (texts or clears) or not all(text.strip() for text in texts):
        raise InvalidError(f"an empty text cannot be added to {quoted(name)}; write some words")
    return texts


def appended(old: JSON, texts: Sequence[str]) -> tuple[list[JSON], tuple[str, ...]]:
    """Return a list with the texts that it lacks behind it, and a sentence for each that was there."""
    items = list(old) if isinstance(old, (list, tuple)) else []
    notes = []
    for text in texts:
        if text in items:
            notes.append(f"{quoted(text)} is there already")
        else:
            items.append(text)
    return items, tuple(notes)


def demand_match(found: Found | None, if_match: str | None, *, name: str) -> None:
    """Raise `changed` where the record is not the one that was read, also where it is gone."""
    if if_match is not None and found is None:
        raise MemfsError(f"{name} is gone since you read it", code="changed", hint=f"memfs read {name}")
    if found is not None:
        changed_since(found, if_match)


def saved(
    view: View,
    kind: str,
    found: Found | None,
    *,
    data: Mapping[str, JSON],
    notes: tuple[str, ...] = (),
    replaces: bool = False,
) -> Draft:
    """Plan a record's content whether it is there or not; `replaces` names the verb for the person."""
    if found is not None:
        draft = redrafted(view, found, data, notes=notes)
        return draft if replaces or draft.action == "unchanged" else _as_added(draft)
    known = view.kind(kind)
    key = str(data[known.key])
    path, source = added(view, kind, data)
    action, verb = ("replaced", "replace") if replaces else ("added", "add")
    return Draft(action, f"{verb} {subject(known, key)}", {path: source}, (Written(kind, key, path),), notes)


def _as_added(draft: Draft) -> Draft:
    from dataclasses import replace as with_

    return with_(draft, action="added", subject=draft.subject.replace("replace ", "add ", 1))

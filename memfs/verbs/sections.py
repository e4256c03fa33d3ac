"""Add to and replace the sections of a project's context."""

from __future__ import annotations

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


def add(section: str, texts: Sequence[str]) -> Planner:
    """Plan new items of a list section, or another paragraph of a text section; what is there stays."""

    def plan(view: View) -> Draft:
        found, is_list = _section(view, section)
        _demand_words(section, texts)
        if not is_list:
            old = str(found.data.get("text", "")) if found else ""
            return saved(
                view, CONTEXT, found, data={"section": section, "text": "\n\n".join(filter(None, (old, *texts)))}
            )
        items, notes = appended(found.data.get("items") if found else (), texts)
        return saved(view, CONTEXT, found, data={"section": section, "items": items}, notes=notes)

    return plan


def replace(section: str, texts: Sequence[str], *, if_match: str | None = None) -> Planner:
    """Plan a section that holds these texts and nothing else; no text clears it."""

    def plan(view: View) -> Draft:
        found, is_list = _section(view, section)
        demand_match(found, if_match, name=f"{CONTEXT} {section}")
        if texts:
            _demand_words(section, texts)
        content: dict[str, JSON] = {"items": list(texts)} if is_list else {"text": "\n\n".join(texts)}
        return saved(view, CONTEXT, found, data={"section": section, **content}, replaces=True)

    return plan


def _section(view: View, section: str) -> tuple[Found | None, bool]:
    kind = view.kind(CONTEXT)
    if section not in kind.keys():  # noqa: SIM118 - a Kind's keys, not a mapping's
        raise InvalidError(unknown(view, section))
    return view.find(CONTEXT, section), kind.allows("items", {"section": section})


def unknown(view: View, section: str) -> str:
    """Say that there is no such section, what is near, and which there are."""
    import difflib

    known = view.kind(CONTEXT).keys()
    near = difflib.get_close_matches(section, known, n=1, cutoff=0.4)
    near += [name for name in known if section and name.startswith(section)][:1]
    guess = f"; did you mean {quoted(near[0])}?" if near else ";"
    return f"there is no section {quoted(section)}{guess} the sections are {', '.join(known)}"


def _demand_words(section: str, texts: Sequence[str]) -> None:
    if not all(text.strip() for text in texts):
        raise InvalidError(f"an empty item cannot be added to {quoted(section)}; write some words")


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

"""Records as Markdown for people and prompts; what they hold is foreign text and cannot break out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from memfs.render.markdown_text import fenced, inline, paragraphs
from memfs.render.records_text import value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON


def record_markdown(kind: Kind, data: Mapping[str, JSON]) -> str:
    """Write one record under a heading of the third level.

    A record whose key the schema lists, as a context's sections, shows its values alone; a record with a summary its
    facets and its content; any other its fields as a list.
    """
    key = str(data.get(kind.key, ""))
    rest = {name: value for name, value in kind.ordered(data).items() if name != kind.key}
    if kind.keys():
        return _joined(f"### {titled(key)}", *map(value_markdown, rest.values()))
    facets = {name: rest.pop(name) for name in kind.facets if name in rest}
    content = rest.pop("content", None) if kind.has_summary else None
    line = " ".join(f"{name}={inline(value_text(value))}" for name, value in facets.items())
    body = "" if content is None else fenced(value_text(content))
    return _joined(f"### {inline(key)}", line, body, "\n".join(_fields(rest, kind.unique_items)))


def titled(key: str) -> str:
    """Turn a key of lowercase_with_underscores into a title."""
    return inline(key.replace("_", " ").title())


def value_markdown(value: JSON) -> str:
    """Write a text as paragraphs, a list as bullets, a mapping as bullets with names."""
    if isinstance(value, str):
        return paragraphs(value)
    if isinstance(value, (Mapping, list, tuple)):
        return "\n".join(_bullets(value))
    return inline(value_text(value))


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _bullets(value: JSON, *, names: str | None = None) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _fields(value, {})
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _item(item, names)


def _item(item: JSON, names: str | None) -> Iterator[str]:
    if not isinstance(item, (Mapping, list, tuple)):
        first, *more = paragraphs(value_text(item)).split("\n")
        yield f"* {first}"
        yield from _indented(more)
        return
    name = item.get(names) if names and isinstance(item, Mapping) else None
    yield f"* {inline(value_text(name))}" if name is not None else "*"
    kept = {key: value for key, value in item.items() if key != names} if isinstance(item, Mapping) else item
    yield from _indented(_bullets(kept))


def _fields(data: Mapping[str, JSON], unique_items: Mapping[str, str]) -> Iterator[str]:
    for name, value in data.items():
        if isinstance(value, (Mapping, list, tuple)):
            yield f"* {inline(name)}:" if value else f"* {inline(name)}: none"
            yield from _indented(_bullets(value, names=unique_items.get(name)))
        elif isinstance(value, str) and "\n" in value:
            yield f"* {inline(name)}:"
            yield ""
            yield from _indented(fenced(value).split("\n"))
        else:
            yield f"* {inline(name)}: {inline(value_text(value))}".rstrip()


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)

"""What `memfs read` shows of a record, in each of its formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.cli import output
from memfs.render import record_markdown, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.cli.session import Session
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs import Found

FORMATS = ("markdown", "yaml", "json", "text")


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, or a part of one: then `part` is a record with that part alone and `value` the part itself.

    `found` is None for what the schema knows and the store does not hold.
    """

    kind: Kind
    key: str
    found: Found | None
    part: Mapping[str, JSON] | None = None
    value: JSON = None

    @property
    def data(self) -> Mapping[str, JSON]:
        """Return the record to show."""
        return self.part if self.part is not None else self.found.data if self.found else {}

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to show but the key."""
        return not any(value for name, value in self.data.items() if name != self.kind.key)

    def fields(self) -> dict[str, JSON]:
        """Return what programs read."""
        found = self.found
        return {
            "kind": self.kind.name,
            "key": self.key,
            "path": found.path if found else None,
            "blob": found.blob if found else None,
            "record": found.data if found else None,
            **({} if self.part is None else {"value": self.value}),
        }

    def text(self) -> str:
        """Return the content alone."""
        if self.part is not None:
            return value_text(self.value)
        rest = {name: value for name, value in self.data.items() if name != self.kind.key}
        if self.kind.has_summary and "content" in rest:
            return value_text(rest["content"])
        return "\n".join(map(value_text, rest.values())) if self.kind.keys() else value_text(rest)

    def markdown(self) -> str:
        """Return the record under its heading, or a sentence where there is nothing in it."""
        if self.empty and (self.part is not None or self.kind.keys()):
            return f"{self.name} is empty"
        return record_markdown(self.kind, self.data)

    @property
    def name(self) -> str:
        """Name what is shown in a sentence."""
        parts = [name for name in self.part or () if name != self.kind.key]
        return f"{parts[0]} of {self.key}" if parts else self.key


def show_one(session: Session, shown: Shown) -> None:
    """Print one record or a part of one."""
    if session.json:
        output.show_json(shown.fields())
    else:
        _show(session, [shown])


def show_all(session: Session, shown: Sequence[Shown], *, nothing: str) -> None:
    """Print records; `nothing` is said where there are none."""
    if session.json:
        output.show_json({"records": [one.fields() for one in shown]})
    elif not shown:
        output.note(nothing)
    else:
        _show(session, shown)


def _show(session: Session, shown: Sequence[Shown]) -> None:
    if session.format == "markdown":
        output.show("\n\n".join(one.markdown() for one in shown))
        return
    for one in shown:
        if one.empty:
            output.note(f"{one.name} is empty")
    if session.format == "yaml":
        output.show_file(b"---\n".join(one.found.source for one in shown if one.found))
    else:
        texts = [one.text() for one in shown if not one.empty]
        output.show("\n".join(texts)) if texts else None

"""Values as plain text: their words and nothing around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memfs.core.model import JSON


def value_text(value: JSON) -> str:
    """Write a text as it is, a list with one item a line, a mapping as `name: value` lines, indented where nested."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n".join(_field(name, item) for name, item in value.items())
    if isinstance(value, Sequence):
        return "\n".join(map(value_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(name: str, value: JSON) -> str:
    text = value_text(value)
    nested = isinstance(value, (Mapping, list, tuple)) or "\n" in text
    return f"{name}:\n" + "\n".join(f"  {line}" for line in text.split("\n")) if nested and text else f"{name}: {text}"

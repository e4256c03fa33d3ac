"""JSON that is safe to look at: what does not show itself is written as an escape, also inside strings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from memfs.core.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from memfs.core.report import Violation

_COMMAND = re.compile(r"##(?=\w*\[)")  # what the reader of a CI log obeys wherever it stands
_UNUSUAL = re.compile(r"[^ -~]")


def encoded(value: Mapping[str, JSON]) -> str:
    """Write a mapping as JSON on one line; letters of all scripts stay readable, the unseen is escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if "##" in text:
        text = _COMMAND.sub(r"#\\u0023", text)
    return text if text.isascii() and "\x7f" not in text else _UNUSUAL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return character if visible(character) else json.dumps(character)[1:-1].replace("\x7f", "\\u007f")


def violation_data(violation: Violation) -> dict[str, JSON]:
    """Return a violation as the fields that programs read."""
    return {
        "path": violation.path,
        "line": violation.line,
        "column": violation.column,
        "rule": violation.rule,
        "message": violation.message,
        "hint": violation.hint,
        "level": violation.level,
        "store": violation.store,
    }

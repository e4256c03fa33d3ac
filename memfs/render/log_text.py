"""Foreign text in lines that a CI log may hold: nothing in it is taken for a command of the log's reader."""

from __future__ import annotations

import re

from memfs.core.escape import printable

# `##[error]` of GitHub's runner and `##vso[task.x]` of Azure's count anywhere in a line, `::error::` at its start
_COMMAND = re.compile(r"##(?=\w*\[)")


def logged(text: str) -> str:
    """Write a text on one line that is safe for a terminal and a log, wherever in a line it stands."""
    return _unheard(printable(text))


def unheard(text: str) -> str:
    """Return a text of whose lines the reader of a CI log obeys none: a backslash stands where it would."""
    return "\n".join(map(_unheard, text.split("\n")))


def _unheard(line: str) -> str:
    safe = _COMMAND.sub(r"#\\#", line)
    return f"\\{safe}" if safe.lstrip().startswith("::") else safe

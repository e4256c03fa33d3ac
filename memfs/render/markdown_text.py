r"""Foreign text inside Markdown: it shows its own characters and makes nothing of them.

Backslashes go only where CommonMark or GitHub would read a meaning into a character, so that ordinary sentences stay
as they are. A backslash before a leading `::` also keeps a CI log from taking the line for a command.
"""

from __future__ import annotations

import re

from memfs.core.escape import block, printable

_INSIDE = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$)     # a backslash that would escape
    | `                             # code
    | \*(?=\S) | (?<=\S)\*          # emphasis
    | (?<![^\W_])_ | _(?![^\W_])    # emphasis, but not inside_a_word
    | \[                            # links and images
    | <(?=[A-Za-z/!?])              # HTML and autolinks
    | &(?=\#?\w+;)                  # entities
    | ~(?=~)                        # strikethrough
    """,
    re.VERBOSE,
)
_START = re.compile(
    r"""^(\s*)(?=\S)
    (?= \#{1,6}(?:\s|$) | > | [-+*](?:\s|$)     # headings, quotes, lists
      | [-=_*~|:\ \t]+$ | ~~~ | \| | ::         # rules, underlines, fences, tables, commands of CI logs
    )
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"^(\s*[0-9]{1,9})(?=[.)](?:\s|$))")
_TICKS = re.compile(r"`+")


def inline(text: str) -> str:
    """Escape a text for the inside of a line; line feeds and what cannot be seen are written out."""
    return _line(printable(text))


def _line(text: str) -> str:
    escaped = _INSIDE.sub(lambda found: "\\" + found[0], text)
    if escaped.lstrip().startswith("\\"):
        return escaped
    return _NUMBER.sub(r"\1" + "\\\\", _START.sub(r"\1" + "\\\\", escaped))


def paragraphs(text: str) -> str:
    """Escape a text of several lines; blank lines still separate its paragraphs."""
    return "\n".join(_line(line) for line in block(text).split("\n"))


def fenced(text: str) -> str:
    """Show a text as it is, in a code block whose fence is longer than any in the text."""
    shown = block(text.removesuffix("\n"))
    ticks = "`" * max(3, 1 + max((len(found) for found in _TICKS.findall(shown)), default=0))
    return f"{ticks}\n{shown}\n{ticks}"

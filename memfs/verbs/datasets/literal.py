"""`literal`: lists of memories written as Python, in the small language of the dataset cheatsheet and no more.

An optional `memories =`, lists, mappings, strings, numbers, `+`, and comprehensions over `range(N)` with f-strings of
the loop variable; several lists one after the other are joined. Nothing is executed. The lines of a Markdown code
fence are skipped, so that a block can be pasted with its fence.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from memfs.verbs.datasets.items import Item, record, refuse, text_of, unread
from memfs.verbs.datasets.language import LIST, RECORDS, Maker, OutsideError, outside, shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.errors import InvalidError
    from memfs.core.model import JSON
    from memfs.verbs.datasets.items import Given

RULE = "literal"
NAME = "memories"
TEXT_BYTES = 16 * 1024 * 1024
FENCES = 200
OPENING = re.compile(rb"\s*(?:#[^\n]*\n\s*|```[^\n]*\n\s*)*(?:memories\s*=|\[|\()")
_FENCE = re.compile(r" {0,3}```[^`]*")


def items(given: Given) -> Iterator[Item]:
    """Yield each record; raises InvalidError before the first where anything is not part of the language."""
    try:
        lists = _lists(_tree(given))
        for node in lists:
            _demand_list(node)
        yield from _items(given, lists)
    except OutsideError as error:
        raise refuse(given, error.line, error.message, rule=RULE, column=error.column) from None


def _items(given: Given, lists: list[ast.expr]) -> Iterator[Item]:
    maker, number = Maker(), 0
    for node in lists:
        for line, value in maker.members(node):
            number += 1
            if number > RECORDS:
                raise OutsideError(f"more than {RECORDS:,} records; split the dataset", node)
            yield _item(given, line, value)


def _item(given: Given, line: int, value: JSON) -> Item:
    if not isinstance(value, dict):
        return unread(given, line, value, rule=RULE, message="this is no mapping; write {...}")
    return record(given, line, value)


def _demand_list(node: ast.expr) -> None:
    found = shape(node)
    if found != LIST:
        raise OutsideError(f"a list of records is expected here, not {found}", node)


def _lists(tree: ast.Module) -> list[ast.expr]:
    """Return the expression of each statement; `memories` may be set once."""
    found, is_set = [], False
    for statement in tree.body:
        if isinstance(statement, ast.Expr):
            found.append(statement.value)
        elif _sets_memories(statement) and isinstance(statement, ast.Assign):
            if is_set:
                raise OutsideError(f"{NAME} is set twice", statement)
            is_set = True
            found.append(statement.value)
        else:
            raise outside(statement)
    return found


def _sets_memories(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Name) and target.id == NAME


def _tree(given: Given) -> ast.Module:
    """Parse the text; the lines of fences, which no Python text has outside its strings, are taken out one by one."""
    if len(given.data) > TEXT_BYTES:
        raise refuse(given, 1, f"the text is larger than {TEXT_BYTES:,} bytes", rule=RULE)
    text = text_of(given, rule=RULE)
    lines = text.split("\n")
    for _ in range(FENCES):
        try:
            return _parsed("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 1) - 1
            if not (at < len(lines) and _FENCE.fullmatch(lines[at].rstrip("\r"))):
                raise _not_python(given, error) from None
            lines[at] = ""
        except (RecursionError, MemoryError):
            raise refuse(given, 1, "the text is nested too deeply", rule=RULE) from None
    raise refuse(given, 1, f"more than {FENCES} fences; split the text", rule=RULE)


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes such as \d, which Python reads as they stand
        return ast.parse(text)


def _not_python(given: Given, error: SyntaxError) -> InvalidError:
    message = f"not Python: {error.msg.partition(';')[0]}"
    return refuse(given, error.lineno or 1, message, rule=RULE, column=max(error.offset or 1, 1))

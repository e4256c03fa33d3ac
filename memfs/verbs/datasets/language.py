"""The language of literal datasets: a tree of Python's parser, checked node by node and then walked; nothing runs.

Allowed are lists, mappings with string keys, strings, numbers, `+` between lists or between strings, comprehensions
over `range(N)`, and f-strings of a comprehension's variable. Everything else is refused with its place before
anything is built. What is built is bounded in number and in size.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from memfs.core.model import JSON

RECORDS: Final = 1_000_000
STEPS: Final = 10_000_000
CHARACTERS: Final = 256 * 1024 * 1024
DEPTH: Final = 50
LANGUAGE: Final = "lists, mappings, strings, numbers, +, and comprehensions over range(N)"
LIST, TEXT, NUMBER, MAPPING = "a list", "text", "a number", "a mapping"
_NAMED: Final[Mapping[type[ast.AST], str]] = {
    ast.Attribute: "an attribute",
    ast.Call: "a call",
    ast.GeneratorExp: "a generator",
    ast.Import: "an import",
    ast.ImportFrom: "an import",
    ast.Lambda: "a lambda",
    ast.Name: "a name",
    ast.Set: "a set",
    ast.Starred: "a star",
    ast.Subscript: "a subscript",
    ast.Tuple: "a tuple",
}
Scope = dict[str, int]
"""The loop variables of the comprehensions around an expression."""


class OutsideError(Exception):
    """A node that is not part of the language, or more than may be built; the place counts from 1."""

    def __init__(self, message: str, node: ast.AST) -> None:
        """Take the place from the node."""
        super().__init__(message)
        self.message = message
        self.line = getattr(node, "lineno", 1)
        self.column = getattr(node, "col_offset", 0) + 1


def outside(node: ast.AST) -> OutsideError:
    """Say that a node is not part of the language."""
    if isinstance(node, ast.Constant):
        what = quoted(node.value)
    else:
        what = _NAMED.get(type(node), f"{type(node).__name__!r} of Python")
    return OutsideError(f"{what} is not part of the language ({LANGUAGE})", node)


def shape(node: ast.expr, names: frozenset[str] = frozenset(), *, depth: int = 0) -> str:
    """Check an expression and return what it makes; raises OutsideError. `names` are the variables it may show."""
    if depth > DEPTH:
        raise OutsideError(f"lists and mappings are nested deeper than {DEPTH} levels", node)
    if isinstance(node, ast.List):
        for member in node.elts:
            shape(member, names, depth=depth + 1)
        return LIST
    if isinstance(node, ast.Dict):
        return _mapping(node, names, depth=depth)
    if isinstance(node, ast.ListComp):
        shape(node.elt, names | {_variable(node)}, depth=depth + 1)
        return LIST
    if isinstance(node, ast.BinOp):
        return _sum(node, names, depth=depth)
    if isinstance(node, ast.JoinedStr):
        return _text(node, names)
    return _scalar(node)


def _scalar(node: ast.expr) -> str:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and _scalar(node.operand) == NUMBER:
        return NUMBER
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, str):
        return TEXT
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NUMBER
    raise outside(node)


def _mapping(node: ast.Dict, names: frozenset[str], *, depth: int) -> str:
    seen = set()
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            raise OutsideError(f"** is not part of the language ({LANGUAGE})", value)
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            raise OutsideError("a key is a string", key)
        if key.value in seen:
            raise OutsideError(f"the key {quoted(key.value)} stands twice in one mapping; keep one", key)
        seen.add(key.value)
        shape(value, names, depth=depth + 1)
    return MAPPING


def parts(node: ast.expr) -> list[ast.expr]:
    """Return what a chain of `+` joins, in order."""
    found = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _sum(node: ast.BinOp, names: frozenset[str], *, depth: int) -> str:
    joined = parts(node)
    if len(joined) == 1:
        raise OutsideError(f"this operator is not part of the language ({LANGUAGE})", node)
    shapes = {shape(part, names, depth=depth + 1) for part in joined}
    if shapes not in ({LIST}, {TEXT}):
        raise OutsideError(f"+ joins lists or strings, not {' and '.join(sorted(shapes))}", node)
    return shapes.pop()


def _text(node: ast.JoinedStr, names: frozenset[str]) -> str:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = part.value
            plain = part.conversion == -1 and part.format_spec is None
            if not (plain and isinstance(value, ast.Name) and value.id in names):
                raise OutsideError("an f-string shows the loop variable alone, as {i}", value)
    return TEXT


def _variable(node: ast.ListComp) -> str:
    """Check the loop of a comprehension and return its variable."""
    loop = node.generators[0]
    if len(node.generators) > 1 or loop.ifs or loop.is_async or not isinstance(loop.target, ast.Name):
        raise OutsideError("a comprehension has one loop, for NAME in range(N), without a condition", node)
    count(node)
    return loop.target.id


def count(node: ast.ListComp) -> int:
    """Return how often a comprehension's loop runs; raises OutsideError where that is no `range(N)` in bounds."""
    call = node.generators[0].iter
    is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
    if not (is_range and isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords):
        raise OutsideError("a comprehension runs over range(N)", call)
    number = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise OutsideError("range takes one whole number here", call)
    if number > RECORDS:
        raise OutsideError(f"range goes to {RECORDS:,} at most", call)
    return number


class Maker:
    """Make the values of checked expressions, within bounds."""

    def __init__(self) -> None:
        self._steps, self._characters = STEPS, CHARACTERS

    def members(self, node: ast.expr) -> Iterator[tuple[int, JSON]]:
        """Yield the members of an expression that makes a list, one at a time, each with its line."""
        for part in parts(node):
            if isinstance(part, ast.ListComp):
                make = self.compiled(part.elt)
                yield from ((part.elt.lineno, make(scope)) for scope in self._scopes(part, {}))
            elif isinstance(part, ast.List):
                yield from ((member.lineno, self.compiled(member)({})) for member in part.elts)

    def compiled(self, node: ast.expr) -> Callable[[Scope], JSON]:
        """Return a function that makes an expression's value under the loop variables."""
        if isinstance(node, ast.Dict):
            keys = [str(key.value) for key in node.keys if isinstance(key, ast.Constant)]
            values = [self.compiled(value) for value in node.values]
            return lambda scope: {key: make(scope) for key, make in zip(keys, values, strict=True)}
        if isinstance(node, ast.List):
            members = [self.compiled(member) for member in node.elts]
            return lambda scope: [make(scope) for make in members]
        if isinstance(node, ast.ListComp):
            element = self.compiled(node.elt)
            return lambda scope: [element(inner) for inner in self._scopes(node, scope)]
        if isinstance(node, ast.BinOp):
            return self._joined(node)
        return self._shown(node) if isinstance(node, ast.JoinedStr) else self._constant(node)

    def _scopes(self, node: ast.ListComp, scope: Scope) -> Iterator[Scope]:
        name = _variable(node)
        for number in range(count(node)):
            self._spend(node)
            yield {**scope, name: number}

    def _joined(self, node: ast.BinOp) -> Callable[[Scope], JSON]:
        made = [self.compiled(part) for part in parts(node)]
        if _makes_text(node):
            return lambda scope: "".join(str(make(scope)) for make in made)
        return lambda scope: [member for make in made for member in _listed(make(scope))]

    def _shown(self, node: ast.JoinedStr) -> Callable[[Scope], JSON]:
        pieces = [_piece(part) for part in node.values]

        def make(scope: Scope) -> JSON:
            text = "".join(str(scope[name]) if name else constant for constant, name in pieces)
            self._spend(node, characters=len(text))
            return text

        return make

    def _constant(self, node: ast.expr) -> Callable[[Scope], JSON]:
        value = node.operand if isinstance(node, ast.UnaryOp) else node
        constant = value.value if isinstance(value, ast.Constant) else None
        made: JSON = constant if isinstance(constant, (str, int, float)) else None
        if isinstance(node, ast.UnaryOp):
            made = -made if isinstance(made, (int, float)) else made
        size = len(made) if isinstance(made, str) else 0

        def make(_: Scope) -> JSON:
            self._spend(node, characters=size)
            return made

        return make

    def _spend(self, node: ast.AST, *, characters: int = 0) -> None:
        self._steps -= 1
        self._characters -= characters
        if self._steps < 0 or self._characters < 0:
            raise OutsideError("the dataset grows beyond what one import may hold; split it", node)


def _makes_text(node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, (ast.JoinedStr, ast.Constant))


def _listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []


def _piece(part: ast.expr) -> tuple[str, str]:
    """Return a piece of an f-string: its constant text, or the name of the variable that it shows."""
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
        return "", part.value.id
    return str(part.value) if isinstance(part, ast.Constant) else "", ""

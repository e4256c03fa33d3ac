"""The project's source as values: modules, what they import, call and say."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PROJECT = "memfs"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported thing: the module it comes from and, for `from`, its name there."""

    module: str
    name: str
    line: int

    @property
    def package(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Module:
    """One source file."""

    name: str
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def layer(self) -> str:
        return layer_of(self.name)

    def at(self, line: int, words: str) -> str:
        return f"{self.name}:{line}: {words}"

    def imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, "", node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self._source(node)
                yield from (Import(source, alias.name, node.lineno) for alias in node.names)

    def binds(self, name: str) -> bool:
        """Tell whether the module itself gives a meaning to a name, so that `from` does not reach a submodule."""
        return any(name in _bound(node) for node in ast.walk(self.tree))

    def functions(self) -> Iterator[tuple[str, int, int]]:
        """List name, first line and number of lines."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1

    def words(self) -> Iterator[tuple[str, int]]:
        """List the names the code uses, attributes with their owner where that is a plain name (`os.environ`)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                yield node.id, node.lineno
            elif isinstance(node, ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                yield f"{owner}.{node.attr}", node.lineno

    def strings(self) -> Iterator[tuple[str, int]]:
        """List the string constants; a string that stands alone is prose."""
        prose = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield node.value, node.lineno

    def _source(self, node: ast.ImportFrom) -> str:
        parts = self.name.split(".")
        here = parts if self.is_package else parts[:-1]
        above = here[: len(here) - node.level + 1] if node.level else []
        return ".".join([*above, *filter(None, [node.module])])


House = dict[str, Module]


def house_of(sources: Mapping[str, str]) -> House:
    """Build a house from texts by path (`memfs/core/names.py`)."""
    return {module.name: module for module in (_module(path, text) for path, text in sources.items())}


def read_house(top: Path) -> House:
    """Read the project's modules below a checkout."""
    paths = sorted((top / PROJECT).rglob("*.py"))
    return house_of({path.relative_to(top).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def layer_of(name: str) -> str:
    """Return a module's first name below the project, "" for the project's own `__init__`."""
    return name.partition(".")[2].partition(".")[0]


def own_imports(house: House, module: Module) -> Iterator[tuple[str, int]]:
    """List the project's modules that a module imports, with the line; asking for the version is asking nobody."""
    for found in module.imports():
        if found.package == PROJECT and (found.module, found.name) != (PROJECT, "__version__"):
            source, below = house.get(found.module), f"{found.module}.{found.name}"
            reaches_below = below in house and not (source and source.binds(found.name))
            yield below if reaches_below else found.module, found.line


def _module(path: str, text: str) -> Module:
    parts = path.removesuffix(".py").split("/")
    is_package = parts[-1] == "__init__"
    return Module(".".join(parts[:-1] if is_package else parts), text, ast.parse(text), is_package)


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    return [alias.asname or alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
